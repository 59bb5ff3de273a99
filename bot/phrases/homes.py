"""Whether words tell only where a relative lives, which is no place of the matter."""

from pathlib import Path

from phrases.word_lists import lookups_of

WORDS = Path(__file__).with_name("homes.yml")
MOST_WORDS = 7  # who writes more tells something else
_RELATIVE, _LIVES = "relative", "lives"


def are_of_a_relative(text: str) -> bool:
    is_short = len(text.split()) <= MOST_WORDS
    return is_short and _found(text) == {_RELATIVE, _LIVES}


def names_a_relative(text: str) -> bool:
    return _RELATIVE in _found(text)


def _found(text: str) -> set[str]:
    return {name for name, words in lookups_of(WORDS).items() if words.find(text)}
