"""Case references: eight digits, later ten, the last one a check digit (Damm)."""

from citizen_text.digits import find_numbers
from citizen_text.spans import Span

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
    return [found for found in find_numbers(text, _LENGTHS) if not _is_two_answers(found, text)]


def check_digit(number: str) -> str:
    interim = 0
    for digit in number:
        interim = int(_DAMM[interim][int(digit)])
    return str(interim)


def is_well_formed(reference: str) -> bool:
    return len(reference) in _LENGTHS and check_digit(reference) == "0"


def _is_two_answers(found: Span[str], text: str) -> bool:
    """ "4567 1952" answers "last four digits and year of birth" unless it really is a reference."""
    halves = found.of(text).split(" ")
    if len(halves) != 2 or is_well_formed(found.value):
        return False
    years = (found.value[:4], found.value[4:])
    return any("1900" <= year <= "2029" for year in years) and len(found.value) == 8
