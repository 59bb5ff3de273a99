"""What people ask in between, by their words: why, how, where, what now. Values in, values out."""

from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from citizen_text.lookups import Lookup
from citizen_text.spans import Span

ASIDES = Path(__file__).with_name("asides.yml")
_TOGETHER = ("behalf", "way")
WHAT_NOW = "what_now"
OF_THE_WAY = ("where_to", "where", "how", WHAT_NOW)
MOST_WORDS_BESIDE = 2  # "please", "amar"
MOST_WORDS = 8  # who writes more tells something


def asked_in(text: str) -> str | None:
    """The name that asides.yml gives the question; None where the words are something else, or
    hold a number that may be an answer.
    """
    is_told = any(letter.isdigit() for letter in text)
    if text.startswith("/") or is_told or len(text.split()) > MOST_WORDS:
        return None
    said = (name for name, words in _asides().items() if words.find(text))
    return next((name for name in said if name not in _TOGETHER), None)


def ways_asked(text: str) -> list[Span[str]]:
    """Where it is asked where to go, how to do it, or what to do now."""
    return [span for name in OF_THE_WAY for span in _asides()[name].find(text)]


def asks_for_another(text: str) -> bool:
    """Whether somebody wants to know how to complain for who cannot do it."""
    return not text.startswith("/") and all(_asides()[name].find(text) for name in _TOGETHER)


def only_guards_the_name(text: str) -> bool:
    """Whether nothing else is told than that nobody may learn it."""
    spans = _asides()["keep_name"].find(text)
    rest = text
    for span in sorted(spans, key=lambda each: each.start, reverse=True):
        rest = f"{rest[: span.start]} {rest[span.end :]}"
    return bool(spans) and len(rest.split()) <= MOST_WORDS_BESIDE


@cache
def _asides() -> dict[str, Lookup]:
    content = YAML(typ="safe").load(ASIDES)
    return {name: Lookup({name: words}) for name, words in content.items()}
