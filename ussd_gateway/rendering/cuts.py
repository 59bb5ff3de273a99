"""Where a text may be cut: between words, else between the letters that a reader sees."""

from collections.abc import Iterator

import regex

# What Unicode calls a grapheme cluster, and whatever a hasanta ties to it: অ্যা, ৎ in র্ৎ.
CLUSTER = regex.compile(
    r"\X(?:(?<=\u09cd\u200d?)(?=[\u0985-\u09b9\u09ce\u09dc-\u09e1\u09f0\u09f1])\X)*"
)
_EXTENDS = regex.compile(r"[\p{GCB=Extend}\p{GCB=SpacingMark}\p{GCB=ZWJ}]")


def split(text: str, longest: int) -> list[str]:
    """Cuts at the end of a line, else between words, else between letters, else where it must."""
    parts = []
    rest = text.strip()
    while len(rest) > longest:
        cut = (
            max(rest.rfind("\n", 1, longest + 1), 0)
            or after_last_space(rest, 2, longest + 1)
            or last_boundary(rest, longest)
            or longest
        )
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [part for part in [*parts, rest] if part]


def after_last_space(text: str, first: int, last: int) -> int:
    """The last place from `first` to `last` that has a space before it; 0 if there is none."""
    while (space := max(text.rfind(" ", first - 1, last), text.rfind("\n", first - 1, last))) >= 0:
        if not _EXTENDS.match(text, space + 1):
            return space + 1
        last = space
    return 0


def last_boundary(text: str, place: int) -> int:
    """The end of a letter, at `place` or before it; 0 if there is none."""
    last = 0
    for end in _ends_from_word(text, place):
        if end > place:
            break
        last = end
    return last


def first_boundary(text: str, place: int) -> int:
    """The end of a letter, at `place` or behind it."""
    return next(end for end in _ends_from_word(text, place) if end >= place)


def _ends_from_word(text: str, place: int) -> Iterator[int]:
    """From the last space before `place` on: what stands before it changes nothing behind it."""
    start = max(text.rfind(" ", 0, place), 0)
    return (cluster.end() for cluster in CLUSTER.finditer(text, start))
