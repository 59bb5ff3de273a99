"""What a message is about that Nalish knows only a way to: a house, relief, hunger, a number."""

from collections.abc import Collection
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from citizen_text.lookups import Lookup
from turn import Turn

WORDS = Path(__file__).with_name("elsewhere.yml")


OFFICE_PHONE = "office_phone"
HUNGER, FOOD_ASKED = "hunger", "food_asked"
_OF_AN_OFFICE, _MORE = frozenset({"office", "number"}), "of_more"
_MOST_WORDS = 10  # of a question for a number; who writes more tells something


def spoken_of(turn: Turn) -> str | None:
    found = _found(turn.text) if turn.is_written else []
    topic = next((each for each in found if each not in {*_OF_AN_OFFICE, _MORE}), None)
    return topic or (
        OFFICE_PHONE if turn.is_written and _asks_for_phone(turn.text, found) else None
    )


def asks_for_food(text: str) -> bool:
    return FOOD_ASKED in _found(text)


def tells_of_hunger(turn: Turn) -> bool:
    return turn.is_written and HUNGER in _found(turn.text)


def asks_for_office_phone(text: str) -> bool:
    return _asks_for_phone(text, _found(text))


def _asks_for_phone(text: str, found: Collection[str]) -> bool:
    is_short = len(text.split()) <= _MOST_WORDS
    return is_short and {*found} >= _OF_AN_OFFICE and _MORE not in found


def _found(text: str) -> list[str]:
    return [span.value for span in _words().find(text)]


@cache
def _words() -> Lookup:
    return Lookup(YAML(typ="safe").load(WORDS))
