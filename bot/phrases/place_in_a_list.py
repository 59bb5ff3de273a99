"""Which of what was offered is meant by its place: "the first one". Values in, values out."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from phrases.nothing_else import said_alone
from phrases.word_lists import lookup_of

WORDS = Path(__file__).with_name("place_in_a_list.yml")
_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}
Offered = TypeVar("Offered")


def meant(text: str, offered: Sequence[Offered]) -> Offered | None:
    said = [place for name, place in _PLACES.items() if name in said_alone(lookup_of(WORDS), text)]
    is_place = len(said) == 1 and said[0] < len(offered)
    return offered[said[0]] if offered and is_place else None
