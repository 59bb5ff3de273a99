"""Whether somebody who had to leave says that they can talk now. Values in, values out."""

from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from citizen_text.lookups import Lookup
from phrases.taken_back import is_taken_back
from turn import Turn

WORDS = Path(__file__).with_name("safe_again.yml")
MOST_WORDS = 10  # who writes more tells something


def is_told(turn: Turn) -> bool:
    text = turn.text
    if not turn.is_written or len(text.split()) > MOST_WORDS:
        return False
    return any(not is_taken_back(text, span.start, span.end) for span in _words().find(text))


@cache
def _words() -> Lookup:
    return Lookup(YAML(typ="safe").load(WORDS))
