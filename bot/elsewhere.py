"""What a message is about that Nalish knows only a way to: a house, relief, hunger, a number."""

from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from citizen_text.lookups import Lookup
from turn import Turn

WORDS = Path(__file__).with_name("elsewhere.yml")


def spoken_of(turn: Turn) -> str | None:
    found = [span.value for span in _words().find(turn.text)] if turn.is_written else []
    return found[0] if found else None


@cache
def _words() -> Lookup:
    return Lookup(YAML(typ="safe").load(WORDS))
