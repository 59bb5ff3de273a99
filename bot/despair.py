"""Whether somebody writes of ending their life. Values in, values out."""

from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from citizen_text.lookups import Lookup
from turn import Turn

WORDS = Path(__file__).with_name("despair.yml")
SAID = "said"


def is_told(turn: Turn) -> bool:
    return turn.is_written and is_in(turn.text)


def is_in(text: str) -> bool:
    return any(span.value == SAID for span in _words().find(text))


@cache
def _words() -> Lookup:
    return Lookup(YAML(typ="safe").load(WORDS))
