"""Messages that are words of a list and nothing else. Values in, values out."""

import re

from citizen_text.lookups import Lookup

_SAID = re.compile(r"[^\W_]|[\u0981-\u0983\u09be-\u09cd]")  # a sign of a vowel is said, too


def said_alone(words: Lookup, text: str) -> set[str]:
    """Which of them; none where anything else is said with them."""
    said, rest = set(), text
    for span in reversed(words.find(text)):
        said.add(span.value)
        rest = rest[: span.start] + rest[span.end :]
    return set() if _SAID.search(rest) else said
