"""The segments of an SMS as they travel, for a channel that sends each by itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from citizen_text.alphabets import Alphabet, Ruler
from citizen_text.sms import (
    DEFAULT_OPTIONS,
    SmsOptions,
    in_cheapest_signs,
    room_of_a_segment,
)
from ussd_gateway.rendering.cuts import after_last_space, first_boundary, last_boundary


@dataclass(frozen=True)
class Segment:
    text: str = field(repr=False)
    alphabet: Alphabet
    number: int = 1
    total: int = 1

    @property
    def octets(self) -> bytes:
        """The text without a header: a septet in each octet, or UTF-16, big end first."""
        return self.alphabet.encode(self.text)


def split_into_segments(text: str, options: SmsOptions = DEFAULT_OPTIONS) -> list[Segment]:
    """As few as there can be without cutting a letter, and then between words if possible.

    Networks, which cut anywhere, sometimes need one less.
    """
    text, size = in_cheapest_signs(text, options)
    if size.segments == 1:
        return [Segment(text, size.alphabet)]
    cuts = list(_cuts(text, size.alphabet, room_of_a_segment(size.alphabet, options)))
    return [
        Segment(text[start:end], size.alphabet, number, len(cuts))
        for number, (start, end) in enumerate(pairwise([0, *cuts]), 1)
    ]


def _cuts(text: str, alphabet: Alphabet, room: int) -> Iterator[int]:
    """A cut is put after a word only where the rest still fits into the segments that are left."""
    ruler = alphabet.ruler(text)
    start = 0
    for earliest in _earliest_cuts(text, ruler, room):
        latest = ruler.latest_end(start, room)
        start = after_last_space(text, earliest, latest) or max(
            earliest, last_boundary(text, latest)
        )
        yield start
    yield len(text)


def _earliest_cuts(text: str, ruler: Ruler, room: int) -> list[int]:
    """Segments filled from the end: the text behind each cut needs all that follow."""
    cuts = [len(text)]
    while start := ruler.earliest_start(cuts[-1], room):
        boundary = first_boundary(text, start)
        cuts.append(boundary if boundary < cuts[-1] else start)
    return cuts[:0:-1]
