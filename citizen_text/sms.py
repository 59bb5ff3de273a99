"""How many parts an SMS takes (3GPP 23.038): 160 or 153 septets, 70 or 67 UCS-2 units."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Encoding = Literal["GSM-7", "UCS-2"]

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("^{}\\[~]|€\f")
SEGMENT_PAISA = 45  # only a default: the price is what the operator's contract says
_SINGLE = {"GSM-7": 160, "UCS-2": 70}
_PART = {"GSM-7": 153, "UCS-2": 67}


@dataclass(frozen=True)
class SmsSize:
    encoding: Encoding
    units: int
    segments: int

    @property
    def octets(self) -> int:
        """Eight septets travel in seven octets."""
        return -(-self.units * 7 // 8) if self.encoding == "GSM-7" else self.units * 2

    @property
    def room(self) -> int:
        """How many units fit into as many parts."""
        if self.segments <= 1:
            return _SINGLE[self.encoding]
        return self.segments * _PART[self.encoding]


def encoding_of(text: str) -> Encoding:
    return "GSM-7" if all(c in _BASIC or c in _EXTENSION for c in text) else "UCS-2"


def measure(text: str) -> SmsSize:
    return SmsSize(encoding_of(text), count_units(text), len(split(text)))


def count_units(text: str) -> int:
    """Septets of a text in the GSM alphabet, UCS-2 units of any other."""
    return sum(map(_width(encoding_of(text)), text))


def split(text: str) -> list[str]:
    """The parts as they travel: an escape sequence or a surrogate pair stays in one part."""
    encoding = encoding_of(text)
    width = _width(encoding)
    if sum(map(width, text)) <= _SINGLE[encoding]:
        return [text]
    return _packed(text, width, _PART[encoding])


def _packed(text: str, width: Callable[[str], int], room: int) -> list[str]:
    parts, start, used = [], 0, 0
    for position, character in enumerate(text):
        if used + width(character) > room:
            parts.append(text[start:position])
            start, used = position, 0
        used += width(character)
    return [*parts, text[start:]]


def _width(encoding: Encoding) -> Callable[[str], int]:
    if encoding == "GSM-7":
        return lambda character: 2 if character in _EXTENSION else 1
    return lambda character: 2 if ord(character) > 0xFFFF else 1
