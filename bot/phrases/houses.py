"""Whether somebody wants a house for themselves, which sounds like one that others got. Values in,
values out.
"""

import re
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from citizen_text.normalisation import normalise
from citizen_text.patterns import LEFT, RIGHT, any_of

WORDS = Path(__file__).with_name("houses.yml")
_MOST_WORDS = 10  # who writes more tells something


def are_wanted(text: str) -> bool:
    said = normalise(text)
    is_short = len(said.split()) <= _MOST_WORDS
    return (
        is_short and _is_in("house", said) and _is_in("wanted", said) and not _is_in("told", said)
    )


def _is_in(name: str, text: str) -> bool:
    return _patterns()[name].search(text) is not None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    lists = YAML(typ="safe").load(WORDS)
    return {name: re.compile(f"{LEFT}{any_of(words)}{RIGHT}") for name, words in lists.items()}
