"""What a citizen's words say of who they are. Values in, values out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from citizen_text.digits import to_latin

_IDENTIFIER_LENGTHS = frozenset({10, 13, 17})
_EARLIEST_BIRTH_YEAR = 1900
_BENEFICIARY_ID = re.compile(r"(?=.*\d)[A-Za-z0-9-]{6,20}")


@dataclass(frozen=True)
class IdentityWords:
    number: str | None
    birth_year: int | None


def read_identity(text: str, state: str, this_year: int) -> IdentityWords:
    """The last four digits (shared phone) or a whole number (unknown phone), and a year of birth.

    The number is asked for first, so of two that could both be a year the last one is.
    """
    groups = re.findall(r"\d+", to_latin(text))
    year = next((g for g in reversed(groups) if _is_birth_year(g, this_year)), None)
    if state == "shared_phone":
        return _last_four_and_year(groups, year)
    rest = list(groups)
    if year is not None:
        rest.reverse()
        rest.remove(year)
        rest.reverse()
    number = "".join(rest)
    known = number if len(number) in _IDENTIFIER_LENGTHS else _beneficiary_id(text)
    return IdentityWords(known, int(year) if year else None)


def read_birth_year(text: str, this_year: int) -> int | None:
    groups = re.findall(r"\d+", to_latin(text))
    return next((int(g) for g in groups if _is_birth_year(g, this_year)), None)


def _last_four_and_year(groups: Sequence[str], year: str | None) -> IdentityWords:
    fours = [group for group in groups if len(group) == 4]
    if len(fours) >= 2:
        first, second = fours[0], fours[-1]
        if year == second or year is None:
            return IdentityWords(first, int(year) if year else None)
        return IdentityWords(second, int(year))
    if year is not None and len(groups) == 1:
        return IdentityWords(None, int(year))
    return IdentityWords(fours[0] if fours else None, None)


def _is_birth_year(group: str, this_year: int) -> bool:
    return len(group) == 4 and _EARLIEST_BIRTH_YEAR <= int(group) <= this_year


def _beneficiary_id(text: str) -> str | None:
    words = re.findall(r"[A-Za-z0-9][A-Za-z0-9-]*", to_latin(text))
    fitting = [word for word in words if _BENEFICIARY_ID.fullmatch(word)]
    return fitting[0].upper() if fitting else None
