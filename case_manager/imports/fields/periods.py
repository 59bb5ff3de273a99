"""The months a payment is for, as lists name them: Jul-Sep 2026, 2026-07, ১ম কিস্তি ২০২৫-২৬."""

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from case_manager.imports.fields.cells import MONTHS, Wrong, day, key, shown
from citizen_text.digits import to_latin
from citizen_text.months import quarter_of

_YEARS = range(1990, 2100)
_TOKENS = re.compile(r"[0-9]+|[^\W\d_]+[^\s\d]*")
_TWO_DAYS = re.compile(r"(.*[0-9]{4}|[0-9]{4}.*[0-9])\s*(?:to|থেকে|হতে|–|—|~|\s-\s)\s*(.+)")
_INSTALMENT = re.compile(r"instal|kisti|quarter|কিস্তি|ত্রৈমাসিক|কোয়ার্টার")
_FISCAL_YEAR = re.compile(r"([0-9]{4})[-/ ]+([0-9]{4}|[0-9]{2})(?![0-9])")
_BETWEEN = frozenset(
    {*("to", "and", "of", "the", "month", "months"), *("মাস", "মাসের", "থেকে", "হতে", "পর্যন্ত", "ও")}
)
_ORDINALS = {
    1: re.compile(r"(?<![0-9])1(?![0-9])|প্রথম|first"),
    2: re.compile(r"(?<![0-9])2(?![0-9])|দ্বিতীয়|second"),
    3: re.compile(r"(?<![0-9])3(?![0-9])|তৃতীয়|third"),
    4: re.compile(r"(?<![0-9])4(?![0-9])|চতুর্থ|fourth"),
}
_FIRST_MONTH_OF_FISCAL_YEAR = 7


class Period(NamedTuple):
    first_day: date
    last_day: date


def period(written: str) -> Period:
    """At most a year: what is longer was read wrongly. One day is no period, but a spreadsheet
    makes the first of a month of `Jul-26`."""
    plain = " ".join(to_latin(written).split())
    if (on := _day(plain)) is not None:
        found = _months(on.year, on.month, on.year, on.month) if on.day == 1 else None
    else:
        said = plain.lower()
        found = _of_two_days(said) or _of_instalment(said) or _of_months(key(said))
    if not found or _is_over_a_year(found):
        raise Wrong("no_period", value=shown(written))
    return found


def _day(plain: str) -> date | None:
    try:
        return day(plain)
    except Wrong:
        return None


def _is_over_a_year(found: Period) -> bool:
    begins, ends = found
    return (ends.year - 1, ends.month, ends.day) >= (begins.year, begins.month, begins.day)


def _of_two_days(plain: str) -> Period | None:
    if not (found := _TWO_DAYS.fullmatch(plain)):
        return None
    try:
        return Period(day(found[1].strip()), day(found[2].strip()))
    except Wrong:
        return None


def _of_instalment(plain: str) -> Period | None:
    """Of a fiscal year, which begins in July and has four."""
    year = _FISCAL_YEAR.search(plain)
    if not year or not _INSTALMENT.search(plain):
        return None
    first = int(year[1])
    if int(year[2]) % 100 != (first + 1) % 100:
        return None
    rest = plain[: year.start()] + " " + plain[year.end() :]
    said = [number for number, words in _ORDINALS.items() if words.search(rest)]
    if len(said) != 1:
        return None
    month = first * 12 + _FIRST_MONTH_OF_FISCAL_YEAR - 1 + (said[0] - 1) * 3
    first_month = quarter_of(month)
    return _months(first_month // 12, first_month % 12 + 1, first_month // 12, first_month % 12 + 3)


def _of_months(folded: str) -> Period | None:
    """One or two months, each with its year or with the one that is said last."""
    months: list[int] = []
    years: list[int] = []
    months_before_a_year = 0
    for token in _TOKENS.findall(folded):
        if token in MONTHS:
            months.append(MONTHS[token])
        elif token.isdigit() and int(token) in _YEARS:
            years.append(int(token))
            months_before_a_year = len(months)
        elif token.isdigit() and len(token) <= 2 and 1 <= int(token) <= 12:
            months.append(int(token))
        elif token not in _BETWEEN:
            return None
    if len(months) not in (1, 2) or not 1 <= len(years) <= len(months):
        return None
    if months_before_a_year == len(years) == 1 < len(months):
        return None  # a year between two months may be of either
    last_year = years[-1]
    first_year = years[0] if len(years) == 2 else last_year - (months[0] > months[-1])
    return _months(first_year, months[0], last_year, months[-1])


def _months(first_year: int, first: int, last_year: int, last: int) -> Period | None:
    begins = date(first_year, first, 1)
    ends = date(last_year, last, monthrange(last_year, last)[1])
    return Period(begins, ends) if begins <= ends else None
