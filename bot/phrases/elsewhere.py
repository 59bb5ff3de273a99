"""What a message is about that Nalish knows only a way to: a house, relief, hunger, an office, a
message that may be a cheat's.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from phrases import houses
from phrases.word_lists import lookup_of
from turn import Turn

WORDS = Path(__file__).with_name("elsewhere.yml")
HOUSE = "house"
_OF_HOUSES = frozenset({"ashrayan"})
OFFICE_PHONE, OFFICE_PLACE, MESSAGE = "office_phone", "office_place", "message"
HUNGER, FOOD_ASKED = "hunger", "food_asked"
_MOST_WORDS = 10  # of a question; who writes more tells something


@dataclass(frozen=True)
class _Parts:
    """What is asked by a word of each of `of`, and by none of `without`."""

    of: frozenset[str]
    without: frozenset[str] = frozenset()


_IN_PARTS = (
    (OFFICE_PHONE, _Parts(frozenset({"office", "number"}), frozenset({"of_more"}))),
    (OFFICE_PHONE, _Parts(frozenset({"line", "number"}), frozenset({"of_more"}))),
    (OFFICE_PLACE, _Parts(frozenset({"office", "where_or_when"}), frozenset({"of_more", "told"}))),
    (MESSAGE, _Parts(frozenset({"sent", "real"}), frozenset({"told"}))),
)
_PARTS = frozenset[str]().union(*(each.of | each.without for _, each in _IN_PARTS))


def spoken_of(turn: Turn) -> str | None:
    if not turn.is_written:
        return None
    if houses.are_wanted(turn.text):
        return HOUSE
    topic = next((each for each in _found(turn.text) if each not in _PARTS), None)
    return topic or asked_in_parts(turn.text)


def asked_in_parts(text: str) -> str | None:
    """An office's number, where it is and when it is open, or whether a message is real."""
    found = {*_found(text)}
    asked = (name for name, parts in _IN_PARTS if name in found or _is_asked(parts, found))
    return next(asked, None) if len(text.split()) <= _MOST_WORDS else None


def is_asked(text: str, programmes: Collection[str]) -> bool:
    """Whatever else it sounds like. `programmes` are those that are named in it."""
    if houses.are_wanted(text):
        return _OF_HOUSES.issuperset(programmes)
    asked = asked_in_parts(text)
    return asked == MESSAGE or (asked == OFFICE_PLACE and not programmes)


def asks_for_food(text: str) -> bool:
    return FOOD_ASKED in _found(text)


def tells_of_hunger(turn: Turn) -> bool:
    return turn.is_written and HUNGER in _found(turn.text)


def _is_asked(parts: _Parts, found: set[str]) -> bool:
    return parts.of <= found and not parts.without & found


def _found(text: str) -> list[str]:
    return [span.value for span in lookup_of(WORDS).find(text)]
