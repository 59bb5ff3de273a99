"""Case references: eight digits, later ten, the last one a check digit (Damm)."""

import re

from citizen_text.digits import find_numbers, to_bangla, to_latin
from citizen_text.spans import Span

_YEAR_DIGITS = 4
_GROUP = 4
_LENGTHS = frozenset({8, 10})
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def find_references(text: str) -> list[Span[str]]:
    """Every run of eight or ten digits; whether the check digit fits is for `is_well_formed`."""
    return [
        found for found in find_numbers(text, _LENGTHS) if not _answers_something_else(found, text)
    ]


def check_digit(number: str) -> str:
    interim = 0
    for digit in number:
        interim = int(_DAMM[interim][int(digit)])
    return str(interim)


def is_well_formed(reference: str) -> bool:
    return len(reference) in _LENGTHS and check_digit(reference) == "0"


def in_groups(reference: str, language: str) -> str:
    """4821-0934, or ৪৮২১-০৯৩৪: it is read out and copied in groups."""
    grouped = f"{reference[:_GROUP]}-{reference[_GROUP:]}"
    return to_bangla(grouped) if language == "bn" else grouped


def _answers_something_else(found: Span[str], text: str) -> bool:
    """ "4567 1952" is four digits and a year of birth, 12-03-1958 is a day: two known answers."""
    groups = re.findall("[0-9]+", to_latin(found.of(text)))
    if not any("1900" <= group <= "2029" for group in groups if len(group) == _YEAR_DIGITS):
        return False
    is_date = [len(group) for group in groups] in ([2, 2, 4], [4, 2, 2])
    return is_date or (
        len(groups) == 2 and " " in found.of(text) and not is_well_formed(found.value)
    )
