"""Options chosen by their words instead of their number: "Bodlan", "2. Bodlan"."""

import re

from citizen_text.normalisation import normalise

_NUMBER = re.compile(r"^\s*\d{1,2}[.)।]?\s+")
_MARKS = re.compile(r"[^\w\u0980-\u09fe]+")


def own_words(option: str) -> str:
    """As options and what is typed are compared: without number, case, marks and the ways of
    writing one letter. Empty for a mere number."""
    said = normalise(option)
    words = _MARKS.sub(" ", _NUMBER.sub("", said, count=1)).strip()
    return "" if words.isdecimal() else words
