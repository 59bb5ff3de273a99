"""How many segments an SMS takes, and the signs that take the fewest (3GPP TS 23.038, 23.040)."""

import re
from dataclasses import dataclass
from functools import cache

from citizen_text.alphabets import BENGALI, GSM, UCS2, Alphabet, Encoding

SEGMENT_PAISA = 45  # only a default: the price is what the operator's contract says
LONGEST_SMS = 1600  # characters, the most that providers take at once
_OCTETS = 140
_PLAIN = {
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("“”„‟″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2009\u200a\u202f", " "),
    **dict.fromkeys("\u00ad\u200b\u2060\ufeff", ""),
    **dict.fromkeys("।॥", "."),
    "…": "...",
}
_SIGN = re.compile(f"[{''.join(_PLAIN)}]")
_DOTTED = {"ড\u09bc": "\u09dc", "ঢ\u09bc": "\u09dd", "য\u09bc": "\u09df"}


@dataclass(frozen=True)
class SmsOptions:
    """What a channel can carry and may change; `longest` is in characters."""

    bengali_shift: bool = False
    sixteen_bit_reference: bool = False
    plain_signs: bool = True
    longest: int = LONGEST_SMS


DEFAULT_OPTIONS = SmsOptions()


@dataclass(frozen=True)
class SmsSize:
    """`room` is how many units fit into as many segments."""

    alphabet: Alphabet
    units: int
    segments: int
    room: int

    @property
    def encoding(self) -> Encoding:
        return self.alphabet.encoding

    @property
    def octets(self) -> int:
        """Eight septets travel in seven octets."""
        return -(-self.units * self.alphabet.unit_bits // 8)


def encoding_of(text: str) -> Encoding:
    return "GSM-7" if GSM.can_write(text) else "UCS-2"


def count_units(text: str) -> int:
    """Septets of a text in the GSM alphabet, UCS-2 units of any other."""
    return (GSM if GSM.can_write(text) else UCS2).ruler(text).units


def measure(text: str, options: SmsOptions = DEFAULT_OPTIONS) -> SmsSize:
    """In the alphabet of the fewest segments; national tables only where they save one."""
    if GSM.can_write(text):
        return _measure_in(GSM, text, options)
    size = _measure_in(UCS2, text, options)
    if options.bengali_shift and size.segments > 1:
        for alphabet in BENGALI:
            if alphabet.can_write(text):
                shifted = _measure_in(alphabet, text, options)
                return shifted if shifted.segments < size.segments else size
    return size


def room_of_a_segment(alphabet: Alphabet, options: SmsOptions) -> int:
    """Of a segment among others: its header says which one it is."""
    return _room(alphabet, 6 if options.sixteen_bit_reference else 5)


def in_cheapest_signs(text: str, options: SmsOptions = DEFAULT_OPTIONS) -> tuple[str, SmsSize]:
    """Other signs for the same words, but only where they save a segment.

    ড়, ঢ় and য় become one character each, which shows the same; if the channel allows it, danda,
    typographic quotes, dashes and spaces become those that every alphabet has.
    """
    cheapest, size = text, measure(text, options)
    if size.segments == 1:
        return cheapest, size
    variants = [in_single_letters(text)]
    if options.plain_signs and _SIGN.search(text):
        variants.append(in_plain_signs(variants[0]))
    for variant in variants:
        if variant != text and len(variant) <= max(len(text), options.longest):
            needed = measure(variant, options)
            if needed.segments < size.segments:
                cheapest, size = variant, needed
    return cheapest, size


def in_plain_signs(text: str) -> str:
    return _SIGN.sub(lambda sign: _PLAIN[sign[0]], text)


def in_single_letters(text: str) -> str:
    """Unicode's normal forms write these three letters with the dot apart."""
    if "\u09bc" in text:
        for apart, single in _DOTTED.items():
            text = text.replace(apart, single)
    return text


def _measure_in(alphabet: Alphabet, text: str, options: SmsOptions) -> SmsSize:
    ruler = alphabet.ruler(text)
    room = _room(alphabet, 0)
    if ruler.units <= room:
        return SmsSize(alphabet, ruler.units, 1, room)
    room = room_of_a_segment(alphabet, options)
    segments = ruler.count_segments(room)
    return SmsSize(alphabet, ruler.units, segments, segments * room)


@cache
def _room(alphabet: Alphabet, place_octets: int) -> int:
    """An element of the header takes two octets more than its value, the header itself one."""
    elements = place_octets + sum(2 + len(value) for value in alphabet.elements.values())
    header = elements + 1 if elements else 0
    return (_OCTETS - header) * 8 // alphabet.unit_bits
