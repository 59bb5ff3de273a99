"""What an SMS can be written in: 3GPP TS 23.038 V18, clauses 6.2.1, 6.2.1.1, A.2.4 and A.3.4.

The tables below are those of the standard, sixteen codes a row; `·` stands where a table has no
letter. The Bengali ones have neither danda nor joiners.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Encoding = Literal["GSM-7", "UCS-2"]

VOID = "·"
_ESCAPE = "\x1b"
_BENGALI = 4  # the national language identifier
_SINGLE_SHIFT, _LOCKING_SHIFT = 0x24, 0x25  # information elements, TS 23.040 clause 9.2.3.24

GSM_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞ·ÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)
GSM_EXTENSION = (
    "··········\f·····"
    "····^···········"
    "········{}·····\\"
    "············[~]·"
    "|···············"
    "················"
    "·····€··········"
    "················"
)
BENGALI_LOCKING = (
    "\u0981\u0982\u0983\u0985\u0986\u0987\u0988\u0989\u098a\u098b\n\u098c·\r·\u098f"
    "\u0990··\u0993\u0994\u0995\u0996\u0997\u0998\u0999\u099a·\u099b\u099c\u099d\u099e"
    " !\u099f\u09a0\u09a1\u09a2\u09a3\u09a4)(\u09a5\u09a6,\u09a7.\u09a8"
    "0123456789:;·\u09aa\u09ab?"
    "\u09ac\u09ad\u09ae\u09af\u09b0·\u09b2···\u09b6\u09b7\u09b8\u09b9\u09bc\u09bd"
    "\u09be\u09bf\u09c0\u09c1\u09c2\u09c3\u09c4··\u09c7\u09c8··\u09cb\u09cc\u09cd"
    "\u09ceabcdefghijklmno"
    "pqrstuvwxyz\u09d7\u09dc\u09dd\u09f0\u09f1"
)
BENGALI_SINGLE = (
    "@£$¥¿\"¤%&'\f*+·-/"
    "<=>¡^¡_#*\u09e6\u09e7·\u09e8\u09e9\u09ea\u09eb"
    "\u09ec\u09ed\u09ee\u09ef\u09df\u09e0\u09e1\u09e2{}\u09e3\u09f2\u09f3\u09f4\u09f5\\"
    "\u09f6\u09f7\u09f8\u09f9\u09fa·······[~]·"
    "|ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZ·····"
    "·····€··········"
    "················"
)


@dataclass(frozen=True)
class Ruler:
    """How far some units reach in a text; `wide` are the places of its letters of two units."""

    length: int
    wide: Sequence[int]

    @property
    def units(self) -> int:
        return self.length + len(self.wide)

    def latest_end(self, start: int, room: int) -> int:
        end, index = start + room, bisect_left(self.wide, start)
        while index < len(self.wide) and self.wide[index] < end:
            end -= 1
            index += 1
        return min(end, self.length)

    def earliest_start(self, end: int, room: int) -> int:
        start, index = end - room, bisect_left(self.wide, end) - 1
        while index >= 0 and self.wide[index] >= start:
            start += 1
            index -= 1
        return max(start, 0)

    def count_segments(self, room: int) -> int:
        """As the networks fill them: to the last unit, but a wide letter stays in one of them."""
        if not self.wide:
            return -(-self.length // room)
        segments = start = 0
        while start < self.length:
            start = self.latest_end(start, room)
            segments += 1
        return segments


@dataclass(frozen=True, eq=False)
class Alphabet:
    """`elements` go into the header of every segment, so that the phone can read it."""

    encoding: Encoding
    unit_bits: int
    covers: re.Pattern[str]  # a whole text
    wide: re.Pattern[str]  # a letter of two units
    elements: Mapping[int, bytes] = field(default_factory=dict)
    septets: Mapping[int, str] = field(default_factory=dict, repr=False)

    def can_write(self, text: str) -> bool:
        return self.covers.fullmatch(text) is not None

    def ruler(self, text: str) -> Ruler:
        return Ruler(len(text), [letter.start() for letter in self.wide.finditer(text)])

    def encode(self, text: str) -> bytes:
        """A septet in each octet, or two octets a unit."""
        if self.encoding == "UCS-2":
            return text.encode("utf-16-be", "replace")
        return text.translate(self.septets).encode("ascii")


def _of_septets(basic: str, shifted: str, *elements: int) -> Alphabet:
    """Of a letter that stands twice the first place counts."""
    wide = {letter: f"{_ESCAPE}{chr(code)}" for code, letter in reversed([*enumerate(shifted)])}
    narrow = {letter: chr(code) for code, letter in enumerate(basic)}
    codes = {letter: code for letter, code in (wide | narrow).items() if letter != VOID}
    return Alphabet(
        "GSM-7",
        7,
        covers=re.compile(f"[{re.escape(''.join(codes))}]*"),
        wide=re.compile(f"[{re.escape(''.join(wide.keys() - narrow.keys()))}]"),
        elements=dict.fromkeys(elements, bytes([_BENGALI])),
        septets=str.maketrans(codes),
    )


GSM = _of_septets(GSM_BASIC, GSM_EXTENSION)
UCS2 = Alphabet("UCS-2", 16, re.compile(r"(?s:.*)"), re.compile("[\U00010000-\U0010ffff]"))
# The first one that can write a text writes it in the fewest units.
BENGALI = (
    _of_septets(GSM_BASIC, BENGALI_SINGLE, _SINGLE_SHIFT),
    _of_septets(BENGALI_LOCKING, GSM_EXTENSION, _LOCKING_SHIFT),
    _of_septets(BENGALI_LOCKING, BENGALI_SINGLE, _LOCKING_SHIFT, _SINGLE_SHIFT),
)
