"""A citizen's text never reaches the assistant as a command."""

import unicodedata

LONGEST_TEXT = 1600
NO_WORDS = "?"
_INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zs", "Zl", "Zp", "Mn", "Mc", "Me"})
_SLASHES = frozenset("/\u2044\u2215\u29f8\u2571\u1735")


def neutralise(text: str) -> str:
    """Takes away leading slashes of any width and every sign that could hide one.

    The assistant reads a text that begins with `/` as an intent with entities, whatever
    invisible characters or stray vowel signs its own normalisation drops in front of it. A text
    of which nothing is left, and an empty one, become a question mark.
    """
    start = 0
    while start < len(text) and _can_hide_or_be_a_slash(text[start]):
        start += 1
    return text[start : start + LONGEST_TEXT].rstrip() or NO_WORDS


def _can_hide_or_be_a_slash(character: str) -> bool:
    return (
        unicodedata.category(character) in _INVISIBLE
        or character in _SLASHES
        or unicodedata.normalize("NFKC", character).startswith("/")
    )
