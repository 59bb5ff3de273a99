"""Whether somebody only says that they will go to an agent or an office. Values in, values out."""

from pathlib import Path

from phrases.nothing_else import said_alone
from phrases.word_lists import lookup_of

WORDS = Path(__file__).with_name("plans.yml")
_TOGETHER = frozenset({"where", "go"})


def is_to_go(text: str) -> bool:
    """ "Shall I go?" asks, and asks somebody else (bot/phrases/asides.yml)."""
    return "?" not in text and said_alone(lookup_of(WORDS), text) >= _TOGETHER
