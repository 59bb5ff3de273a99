"""Whether somebody is named by their work who is none of the roles. Values in, values out."""

from pathlib import Path

from phrases.word_lists import lookup_of

WORDS = Path(__file__).with_name("staff.yml")


def is_named(text: str) -> bool:
    return bool(lookup_of(WORDS).find(text))
