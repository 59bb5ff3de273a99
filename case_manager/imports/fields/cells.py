"""What is written in one cell, as a value; what it cannot be is said by a code."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from case_manager.imports.fields.masking import masked
from case_manager.imports.refusals import Parameter
from case_manager.kit.spreadsheets import BEGIN_FORMULAS
from citizen_text.digits import to_latin
from citizen_text.months import GREGORIAN
from citizen_text.normalisation import fold

Parse = Callable[[str], Any]

_SHOWN = 40
_FEWEST_MASKED = 6
_LONGEST = 200
_LONGEST_LABEL = 40
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_IN_WORDS = re.compile(r"(\d{1,2})[-/. ]+([^\W\d_][^\d\s,/-]*)[-/., ]+(\d{4})")
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?$")
# Three digits behind a point may be thousands
_MONEY = re.compile(
    r"(?:৳|tk\.?|bdt|টাকা)?\s*(?![0-9,]*\.[0-9]{3}(?![0-9]))"
    r"([0-9]+|[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3})(?:\.([0-9]{1,2})0*)?"
    r"\s*(?:/[-=]|৳|tk\.?|bdt|taka|টাকা)?"
)
_MOST_TAKA = 1_000_000
_LAKH = 100_000
_SEPARATORS = re.compile(r"[\s_.,:;/()\[\]*#\-\u2010-\u2015]+")
MONTHS = {**GREGORIAN, "mar": 3}
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"[0-9\u09e6-\u09ef]")
# Letters of Latin and Bangla with their joiners, and what stands between them
_READABLE = re.compile(
    r"[ -~\t\r\n\u00a0\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f\u0964\u0965\u0980-\u09fe"
    r"\u200c\u200d\u2010-\u2015\u2018-\u201d\u2026]*"
)


class Wrong(Exception):
    """`field` where a rule of several fields knows which of them it is."""

    def __init__(self, code: str, *, field: str = "", **parameters: Parameter) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.parameters = parameters


def key(text: str) -> str:
    """What a word has in common however it is written: case, spaces, hyphens, Bangla digits."""
    return _SEPARATORS.sub(" ", fold(text).text).strip()


def shown(text: str) -> str:
    """As remarks keep it: no number of somebody's that stands in the wrong column."""
    said = masked(text.replace("\0", ""), _FEWEST_MASKED)
    return said if len(said) <= _SHOWN else f"{said[: _SHOWN - 1]}…"


def text(written: str) -> str:
    """A name or remark. Nothing that a spreadsheet takes for a formula is one."""
    if written.startswith(BEGIN_FORMULAS):
        raise Wrong("formula")
    if not _READABLE.fullmatch(written):
        raise Wrong("unreadable")
    if len(written) > _LONGEST:
        raise Wrong("too_long", longest=_LONGEST)
    return " ".join(written.split())


def name(written: str) -> str:
    plain = text(written)
    if not _LETTER.search(plain) or _DIGIT.search(plain):
        raise Wrong("no_name")
    return plain


def label(written: str) -> str:
    """What a list calls something by: short."""
    if len(written) > _LONGEST_LABEL:
        raise Wrong("too_long", longest=_LONGEST_LABEL)
    return text(written)


def day(written: str) -> date:
    """2026-07-01 or, as people write it here, 1/7/2026: the day first."""
    plain = _MIDNIGHT.sub("", to_latin(written))
    try:
        if found := _YEAR_FIRST.fullmatch(plain):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY_FIRST.fullmatch(plain):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if (found := _IN_WORDS.fullmatch(plain)) and (month := MONTHS.get(key(found[2]))):
            return date(int(found[3]), month, int(found[1]))
    except ValueError:
        raise Wrong("no_such_day", value=shown(written)) from None
    raise Wrong("no_day", value=shown(written))


def birth(written: str) -> Mapping[str, date | int]:
    """A day, or as many know it a year alone."""
    plain = to_latin(written).removesuffix(".0")
    if re.fullmatch(r"[0-9]{4}", plain):
        return {"year": int(plain)}
    found = day(written)
    return {"on": found, "year": found.year}


def paisa(written: str) -> int:
    found = _MONEY.fullmatch(to_latin(written).lower().strip())
    if not found:
        raise Wrong("no_amount", value=shown(written))
    amount = int(found[1].replace(",", "")) * 100 + int((found[2] or "").ljust(2, "0"))
    if amount == 0:
        raise Wrong("nothing_paid")
    if amount > _MOST_TAKA * 100:
        raise Wrong("amount_too_high", most=_MOST_TAKA // _LAKH)
    return amount


def number_between(least: int, most: int) -> Parse:
    def parse(written: str) -> int:
        plain = to_latin(written).removesuffix(".0")
        if not re.fullmatch(r"[0-9]{1,6}", plain) or not least <= int(plain) <= most:
            raise Wrong("no_number", value=shown(written), least=least, most=most)
        return int(plain)

    return parse
