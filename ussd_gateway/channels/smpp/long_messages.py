"""A long message going out: the parts that another has encoded, each as a submit_sm."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ussd_gateway.channels.smpp.headers import (
    CONCATENATED_8,
    CONCATENATED_16,
    Elements,
    make_header,
)
from ussd_gateway.channels.smpp.pdus import UDHI, Address, ShortMessage, Tag
from ussd_gateway.channels.smpp.settings import LongMessages, SmppSettings
from ussd_gateway.channels.smpp.wire import LONGEST_SHORT_MESSAGE

_MOST_PARTS = 255
_WITH_RECEIPT = 1  # registered_delivery: the final outcome, good or bad


def make_messages(
    settings: SmppSettings,
    *,
    sender: str,
    recipient: str,
    segments: Sequence[bytes],
    data_coding: int,
    reference: int,
    elements: Elements | None = None,
) -> list[ShortMessage]:
    """One message for each segment, or one for all where the link takes long payloads.

    `segments` are encoded and short enough for the way of the link; `elements` go into the header
    of each (the shift tables of a language). `reference` must be the same when the message is
    tried again, so that the phone puts old and new parts together.
    """
    if not 1 <= len(segments) <= _MOST_PARTS:
        raise ValueError(f"{len(segments)} parts")
    blank = ShortMessage(
        source=Address(sender, settings.source_ton, settings.source_npi),
        destination=Address(recipient, settings.destination_ton, settings.destination_npi),
        octets=b"",
        data_coding=data_coding,
        registered_delivery=_WITH_RECEIPT if settings.receipts else 0,
        service_type=settings.service_type,
        validity_period=settings.validity_period,
    )
    if settings.long_messages is LongMessages.PAYLOAD or len(segments) == 1:
        return [_filled(blank, b"".join(segments), elements or {})]
    if settings.long_messages is LongMessages.SAR:
        return list(_with_tlvs(blank, segments, reference, elements or {}))
    return list(_with_headers(blank, segments, reference, elements or {}, settings.long_messages))


def _with_headers(
    blank: ShortMessage,
    segments: Sequence[bytes],
    reference: int,
    elements: Elements,
    way: LongMessages,
) -> Iterator[ShortMessage]:
    if way is LongMessages.UDH_16:
        tag, name = CONCATENATED_16, (reference % 0x10000).to_bytes(2)
    else:
        tag, name = CONCATENATED_8, (reference % 0x100).to_bytes(1)
    for number, segment in enumerate(segments, 1):
        place = name + bytes((len(segments), number))
        yield _filled(blank, segment, {tag: place, **elements})


def _with_tlvs(
    blank: ShortMessage, segments: Sequence[bytes], reference: int, elements: Elements
) -> Iterator[ShortMessage]:
    for number, segment in enumerate(segments, 1):
        tlvs: dict[int, bytes] = {
            Tag.SAR_MSG_REF_NUM: (reference % 0x10000).to_bytes(2),
            Tag.SAR_TOTAL_SEGMENTS: bytes((len(segments),)),
            Tag.SAR_SEGMENT_SEQNUM: bytes((number,)),
        }
        yield _filled(replace(blank, tlvs=tlvs), segment, elements)


def _filled(blank: ShortMessage, segment: bytes, elements: Elements) -> ShortMessage:
    octets = (make_header(elements) if elements else b"") + segment
    esm_class = UDHI if elements else 0
    if len(octets) <= LONGEST_SHORT_MESSAGE:
        return replace(blank, octets=octets, esm_class=esm_class)
    tlvs = {**blank.tlvs, Tag.MESSAGE_PAYLOAD: octets}
    return replace(blank, esm_class=esm_class, tlvs=tlvs)
