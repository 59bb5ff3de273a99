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

_BITS = {code: f"{code:07b}" for code in range(128)}


@dataclass(frozen=True)
class Segment:
    """One of an SMS; a `reference` is any number that all of them share."""

    text: str = field(repr=False)
    alphabet: Alphabet
    number: int = 1
    total: int = 1
    sixteen_bit_reference: bool = False

    @property
    def octets(self) -> bytes:
        """The text without a header: a septet in each octet, or UTF-16, big end first."""
        return self.alphabet.encode(self.text)

    def header(self, reference: int) -> bytes:
        """The user data header of 3GPP TS 23.040, clause 9.2.3.24; empty if none is needed."""
        elements = {**self._place(reference), **self.alphabet.elements}
        body = b"".join(bytes([kind, len(value)]) + value for kind, value in elements.items())
        return bytes([len(body)]) + body if body else b""

    def user_data(self, reference: int) -> bytes:
        """As it goes through the air: the septets are packed, from a whole septet on."""
        header, octets = self.header(reference), self.octets
        if self.alphabet.unit_bits != 7:
            return header + octets
        filling = "0" * (-8 * len(header) % 7)
        bits = octets[::-1].decode("ascii").translate(_BITS) + filling
        return header + int(f"0{bits}", 2).to_bytes(-(-len(bits) // 8), "little")

    def _place(self, reference: int) -> dict[int, bytes]:
        if self.total == 1:
            return {}
        place = bytes([self.total, self.number])
        if self.sixteen_bit_reference:
            return {0x08: (reference % 0x10000).to_bytes(2) + place}
        return {0x00: (reference % 0x100).to_bytes(1) + place}


def split_into_segments(text: str, options: SmsOptions = DEFAULT_OPTIONS) -> list[Segment]:
    """As few as there can be without cutting a letter, and then between words if possible.

    Networks, which cut anywhere, sometimes need one less.
    """
    text, size = in_cheapest_signs(text, options)
    if size.segments == 1:
        return [Segment(text, size.alphabet)]
    cuts = list(_cuts(text, size.alphabet, room_of_a_segment(size.alphabet, options)))
    return [
        Segment(text[start:end], size.alphabet, number, len(cuts), options.sixteen_bit_reference)
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
