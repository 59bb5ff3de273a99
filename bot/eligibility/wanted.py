"""Whether an allowance that is named is the one that is asked for. Values in, values out."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from citizen_text.lookups import Lookup
from citizen_text.spans import Span
from eligibility.answers import NOTHING, WORDS
from turn import Turn

_BETWEEN = frozenset({"", "the", "any", "a"})


class Wanted:
    def __init__(self, words: Mapping[str, Any]) -> None:
        self._asks_for = Lookup({"asks_for": words["asks_for"]})
        self._gets = Lookup({"gets": words["gets"]})
        self._gets_none = Lookup({NOTHING: words["gets_none"]})

    def is_told(self, text: str) -> bool:
        """In words beside which none says that it comes."""
        asks = self._asks_for.find(text)
        return bool(asks) and not self.comes(_without(asks, text))

    def comes(self, text: str) -> bool:
        return bool(self._gets.find(_without(self._gets_none.find(text), text)))

    def is_denied(self, turn: Turn) -> bool:
        """Whether the very allowance that is named does not come."""
        named = [each for each in turn.entities if each["entity"] == "programme" and "end" in each]
        return any(
            _between(turn.text, span, each) in _BETWEEN
            for span in self._gets_none.find(turn.text)
            for each in named
        )


def read_wanted(path: Path = WORDS) -> Wanted:
    return Wanted(YAML(typ="safe").load(path))


def _without(spans: Sequence[Span[str]], text: str) -> str:
    for span in sorted(spans, key=lambda each: each.start, reverse=True):
        text = f"{text[: span.start]} {text[span.end :]}"
    return text


def _between(text: str, span: Span[str], found: Mapping[str, Any]) -> str:
    """Nothing where the two overlap."""
    end, start = min(span.end, found["end"]), max(span.start, found["start"])
    return text[end:start].strip().lower()
