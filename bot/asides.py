"""What people ask in between, by their words: why, how, where, what now. Values in, values out."""

from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from citizen_text.lookups import Lookup

ASIDES = Path(__file__).with_name("asides.yml")
MOST_WORDS = 8  # who writes more tells something


def asked_in(text: str) -> str | None:
    """The name that asides.yml gives the question; None where the words are something else."""
    if text.startswith("/") or len(text.split()) > MOST_WORDS:
        return None
    return next((name for name, words in _asides().items() if words.find(text)), None)


@cache
def _asides() -> dict[str, Lookup]:
    content = YAML(typ="safe").load(ASIDES)
    return {name: Lookup({name: words}) for name, words in content.items()}
