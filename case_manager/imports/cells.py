"""What is written in one cell, as a value; what it cannot be is said by a code."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from case_manager.imports.portions import Parameter
from case_manager.kit.spreadsheets import BEGIN_FORMULAS
from citizen_text.digits import to_latin
from citizen_text.months import GREGORIAN
from citizen_text.normalisation import fold

Parse = Callable[[str], Any]

_SHOWN = 40
_LONGEST = 200
_LONGEST_LABEL = 40
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_IN_WORDS = re.compile(r"(\d{1,2})[-/. ]+([^\W\d_][^\d\s,/-]*)[-/., ]+(\d{4})")
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?$")
_MONEY = re.compile(
    r"(?:৳|tk\.?|bdt|টাকা)?\s*([0-9][0-9,]*)(?:\.([0-9]{1,6}))?\s*(?:/[-=]|৳|tk\.?|bdt|taka|টাকা)?"
)
_MOST_TAKA = 1_000_000
_ROUNDED = re.compile(r"[0-9](\.[0-9]+)?e\+?[0-9]+")
_GAPS = re.compile(r"[\s\-\u2010-\u2013]")
_SEPARATORS = re.compile(r"[\s_.,:;/()\[\]*#\-\u2010-\u2015]+")
_PHONE = re.compile(r"(?:\+?88|0088)?0?(1[3-9][0-9]{8})")
_NID_LENGTHS = (10, 13, 17)
_BIRTH_REGISTRATION = 17
_UNREADABLE = "\N{REPLACEMENT CHARACTER}"
_BENEFICIARY_ID = re.compile(r"[0-9A-Z](?:[0-9A-Z/_.-]{0,38}[0-9A-Z])?")


class Wrong(Exception):
    def __init__(self, code: str, **parameters: Parameter) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


def key(text: str) -> str:
    """What a word has in common however it is written: case, spaces, hyphens, Bangla digits."""
    return _SEPARATORS.sub(" ", fold(text).text).strip()


def shown(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def text(written: str) -> str:
    """A name or remark. Nothing that a spreadsheet takes for a formula is one."""
    if written.startswith(BEGIN_FORMULAS):
        raise Wrong("formula")
    if _UNREADABLE in written or not written.replace("\n", " ").isprintable():
        raise Wrong("unreadable")
    if len(written) > _LONGEST:
        raise Wrong("too_long", longest=_LONGEST)
    return " ".join(written.split())


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
        if (found := _IN_WORDS.fullmatch(plain)) and (month := GREGORIAN.get(key(found[2]))):
            return date(int(found[3]), month, int(found[1]))
    except ValueError:
        raise Wrong("no_such_day", value=shown(written)) from None
    raise Wrong("no_day", value=shown(written))


def paisa(written: str) -> int:
    found = _MONEY.fullmatch(to_latin(written).lower().strip())
    if not found:
        raise Wrong("no_amount", value=shown(written))
    fraction = (found[2] or "").rstrip("0")
    if len(fraction) > len("00"):
        raise Wrong("no_amount", value=shown(written))
    amount = int(found[1].replace(",", "")) * 100 + int(fraction.ljust(2, "0"))
    if amount == 0:
        raise Wrong("nothing_paid")
    if amount > _MOST_TAKA * 100:
        raise Wrong("amount_too_high", most=_MOST_TAKA)
    return amount


def number_between(least: int, most: int) -> Parse:
    def parse(written: str) -> int:
        plain = to_latin(written).removesuffix(".0")
        if not re.fullmatch(r"[0-9]{1,6}", plain) or not least <= int(plain) <= most:
            raise Wrong("no_number", value=shown(written), least=least, most=most)
        return int(plain)

    return parse


def nid(written: str) -> str:
    number = _digits(written)
    if len(number) not in _NID_LENGTHS or not number.strip("0"):
        raise Wrong("no_nid", digits=len(number))
    return number


def birth_registration(written: str) -> str:
    number = _digits(written)
    if len(number) != _BIRTH_REGISTRATION or not number.strip("0"):
        raise Wrong("no_birth_registration", digits=len(number))
    return number


def beneficiary_id(written: str) -> str:
    number = to_latin(written).replace(" ", "").upper()
    if _ROUNDED.fullmatch(number.lower()):
        raise Wrong("rounded")
    if not _BENEFICIARY_ID.fullmatch(number):
        raise Wrong("no_beneficiary_id")
    return number


def phone(written: str) -> str:
    """A spreadsheet loses the first zero of a number; it is put back."""
    plain = _GAPS.sub("", to_latin(written)).removesuffix(".0")
    if _ROUNDED.fullmatch(plain.lower()):
        raise Wrong("rounded")
    found = _PHONE.fullmatch(plain)
    if not found:
        raise Wrong("no_phone")
    return f"+880{found[1]}"


def _digits(written: str) -> str:
    plain = _GAPS.sub("", to_latin(written)).removesuffix(".0").removeprefix("'")
    if plain.isascii() and plain.isdigit():
        return plain
    raise Wrong("rounded" if _ROUNDED.fullmatch(plain.lower()) else "no_digits")
