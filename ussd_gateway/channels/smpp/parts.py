"""What an inbound message says of itself: its octets, its coding, its place in a long one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from ussd_gateway.channels.smpp.coding import NO_SHIFTS, Shifts, coding_of, decode
from ussd_gateway.channels.smpp.headers import (
    CONCATENATED_8,
    CONCATENATED_16,
    LOCKING_SHIFT,
    SINGLE_SHIFT,
    Elements,
    split_header,
)
from ussd_gateway.channels.smpp.pdus import UDHI, ShortMessage, Tag
from ussd_gateway.channels.smpp.settings import SmppSettings

MISSING = " […] "


@dataclass(frozen=True)
class Place:
    """`kind` keeps apart references of different length and origin."""

    kind: str
    reference: int
    total: int
    number: int


@dataclass(frozen=True)
class Part:
    octets: bytes = field(repr=False)
    data_coding: int
    place: Place | None = None
    shifts: Shifts = NO_SHIFTS


def read_part(message: ShortMessage) -> Part:
    """Raises UnreadableHeader when the user data header is broken."""
    elements: Elements = {}
    octets = message.body
    if message.esm_class & UDHI:
        elements, octets = split_header(octets)
    place = _place_in_header(elements) or _place_in_tlvs(message)
    shifts = (_octet(elements, LOCKING_SHIFT), _octet(elements, SINGLE_SHIFT))
    return Part(octets, message.data_coding, place, shifts)


def read_text(parts: Sequence[Part | None], settings: SmppSettings, *, strict: bool = True) -> str:
    """The text of all parts in order, None standing for one that never came.

    Senders cut where they like, in the middle of a character too, so neighbours are joined before
    they are read. Where parts are missing, the ends beside the gap are read as far as they go, and
    with `strict` off every part is.
    """
    strict = strict and None not in parts
    runs = groupby(parts, key=lambda part: (part.data_coding, part.shifts) if part else None)
    return "".join(_read_run([*run], settings, strict=strict) for _, run in runs)


def _read_run(run: Sequence[Part | None], settings: SmppSettings, *, strict: bool) -> str:
    parts = [part for part in run if part is not None]
    if not parts:
        return MISSING
    coding = coding_of(parts[0].data_coding, settings)
    octets = b"".join(part.octets for part in parts)
    return decode(octets, coding, shifts=parts[0].shifts, strict=strict)


def _place_in_header(elements: Elements) -> Place | None:
    if len(value := elements.get(CONCATENATED_16, b"")) == 4:
        return _place("udh16", value[:2], value[2], value[3])
    if len(value := elements.get(CONCATENATED_8, b"")) == 3:
        return _place("udh8", value[:1], value[1], value[2])
    return None


def _place_in_tlvs(message: ShortMessage) -> Place | None:
    reference = message.tlvs.get(Tag.SAR_MSG_REF_NUM)
    total = message.tlvs.get(Tag.SAR_TOTAL_SEGMENTS, b"")
    number = message.tlvs.get(Tag.SAR_SEGMENT_SEQNUM, b"")
    if not reference or len(total) != 1 or len(number) != 1:
        return None
    return _place("sar", reference, total[0], number[0])


def _place(kind: str, reference: bytes, total: int, number: int) -> Place | None:
    """None for a part of nothing or beyond the end: such an element is ignored (23.040)."""
    if total < 2 or not 1 <= number <= total:
        return None
    return Place(kind, int.from_bytes(reference), total, number)


def _octet(elements: Elements, tag: int) -> int:
    return int.from_bytes(elements.get(tag, b"")[:1])
