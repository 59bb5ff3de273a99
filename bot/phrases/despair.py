"""Whether somebody writes of ending their life. Values in, values out."""

from collections.abc import Sequence
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from citizen_text.lookups import Lookup
from citizen_text.spans import Span
from turn import Turn

WORDS = Path(__file__).with_name("despair.yml")
SAID, IDIOM = "said", "idiom"
NOT_MEANT = "something_else"
MOST_WORDS_BETWEEN = 2


def is_told(turn: Turn) -> bool:
    return turn.is_written and is_in(turn.text)


def is_in(text: str) -> bool:
    said, together = _words()
    if any(span.value == SAID for span in said.find(text)):
        return True
    return any(_are_near(text, words.find(text)) for words in together)


def _are_near(text: str, spans: Sequence[Span[str]]) -> bool:
    """Whether two that belong together stand together."""
    meant = [span for span in spans if span.value != NOT_MEANT]
    for first, second in combinations(meant, 2):
        between = text[min(first.end, second.end) : max(first.start, second.start)]
        if first.value != second.value and len(between.split()) <= MOST_WORDS_BETWEEN:
            return True
    return False


@cache
def _words() -> tuple[Lookup, tuple[Lookup, ...]]:
    content: dict[str, Any] = YAML(typ="safe").load(WORDS)
    said = Lookup({SAID: content[SAID], IDIOM: content[IDIOM]})
    return said, tuple(map(Lookup, content["together"]))
