"""Bangla and Latin digits, and runs of digits that people break with spaces and hyphens."""

import re
from collections.abc import Iterator

from citizen_text.spans import Span

BANGLA = "০১২৩৪৫৬৭৮৯"
LATIN = "0123456789"
_TO_LATIN = str.maketrans(BANGLA, LATIN)
_TO_BANGLA = str.maketrans(LATIN, BANGLA)
_RUN = re.compile(r"[0-9]+(?:[ \-\u2010-\u2013][0-9]+)*")
_GROUP = re.compile(r"[0-9]+")


def to_latin(text: str) -> str:
    """Keeps the length, so positions in the result are positions in the text."""
    return text.translate(_TO_LATIN)


def to_bangla(text: str) -> str:
    return text.translate(_TO_BANGLA)


def find_numbers(text: str, lengths: frozenset[int]) -> list[Span[str]]:
    """Numbers of one of these many digits, written in one piece or in neighbouring groups.

    A group that is a number by itself wins over a longer one made of several groups.
    """
    latin = to_latin(text)
    return [found for run in _RUN.finditer(latin) for found in _in_run(latin, run, lengths)]


def _in_run(latin: str, run: re.Match[str], lengths: frozenset[int]) -> Iterator[Span[str]]:
    groups = [(group.start(), group.end()) for group in _GROUP.finditer(latin, *run.span())]
    position = 0
    while position < len(groups):
        taken = _groups_taken(groups[position:], lengths)
        if taken:
            start, end = groups[position][0], groups[position + taken - 1][1]
            yield Span(start, end, "".join(_GROUP.findall(latin, start, end)))
        position += taken or 1


def _groups_taken(groups: list[tuple[int, int]], lengths: frozenset[int]) -> int:
    sizes = [end - start for start, end in groups]
    if sizes[0] in lengths:
        return 1
    for count in range(2, len(sizes) + 1):
        if sizes[count - 1] in lengths:
            return 0
        if sum(sizes[:count]) in lengths:
            return count
    return 0
