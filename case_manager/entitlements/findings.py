"""What a screening finds of people and one programme."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from case_manager.entitlements.rolls import Marks, Rows
from case_manager.vocabulary import Certainty, Misplacement

DIED, NOT_OPEN = "died", "not_open"
BIRTH_DATE, ENROLLED_ON = "birth_date", "enrolled_on"

Name = TypeVar("Name")


@dataclass(frozen=True)
class Finding:
    """Of the people in these `rows` alike.

    `conditions` speak for it: those that a roll they are on wants and that are not met, or those
    of a roll they are not on that are. `needs` are the facts that would decide it.
    """

    kind: Misplacement
    certainty: Certainty
    programme: str
    rows: Rows
    conditions: tuple[str, ...]
    needs: tuple[str, ...] = ()
    instead_of: tuple[str, ...] = ()


def by_pattern(names: Sequence[Name], marks: Marks) -> Iterator[tuple[tuple[Name, ...], Rows]]:
    """`marks` has a line for each name, at most 63; people with the same marks come together."""
    codes = np.zeros(marks.shape[1], np.int64)
    for place, line in enumerate(marks):
        codes |= line.astype(np.int64) << place
    for code in np.unique(codes):
        named = tuple(name for place, name in enumerate(names) if int(code) >> place & 1)
        yield named, np.flatnonzero(codes == code)
