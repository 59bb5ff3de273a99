"""USSD over SMPP: the TLVs that make a deliver_sm a step of a call, and the screen that answers.

No standard says more than the values of ussd_service_op, so each gateway's ways are settings.
"""

import re
from dataclasses import dataclass, field

from ussd_gateway.channels.smpp.coding import encode
from ussd_gateway.channels.smpp.errors import ScreenTooLong, UnreadableUssd
from ussd_gateway.channels.smpp.parts import read_part, read_text
from ussd_gateway.channels.smpp.pdus import Address, ShortMessage, Tag
from ussd_gateway.channels.smpp.settings import Coding, SmppSettings, UssdSettings
from ussd_gateway.messages import SessionEvent

MOST_SEPTETS = 182  # 160 octets (3GPP 29.002, maxUSSD-StringLength)
MOST_UCS2_UNITS = 80
_CODE = re.compile(r"\*[0-9]{2,7}(?=[*#])")
_SESSION_TAGS = (Tag.ITS_SESSION_INFO, Tag.USER_MESSAGE_REFERENCE)


@dataclass(frozen=True)
class UssdStep:
    """`session` is the caller's number where the gateway names no call: blind it before it
    becomes a key. `service_code` is None where the gateway told it only when the call began,
    or told none."""

    session: str = field(repr=False)
    event: SessionEvent
    text: str = field(repr=False)
    service_code: str | None
    caller: Address
    ours: Address
    session_tlv: tuple[int, bytes] | None = None


def is_ussd(message: ShortMessage) -> bool:
    return Tag.USSD_SERVICE_OP in message.tlvs


def read_ussd(message: ShortMessage, settings: SmppSettings) -> UssdStep:
    """Raises UnreadableUssd for an operation that the settings do not know."""
    ussd = _ussd(settings)
    tag = next((tag for tag in _SESSION_TAGS if message.tlvs.get(tag)), None)
    session_tlv = (int(tag), message.tlvs[tag]) if tag else None
    event = _event(message, ussd)
    text = read_text([read_part(message)], settings)
    service_code: str | None = message.destination.number
    if ussd.service_code_in == "short_message":
        is_new = event is SessionEvent.NEW
        service_code, text = (_code_in(text), "") if is_new else (None, text)
    return UssdStep(
        session=_session(message, tag, ussd),
        event=event,
        text=text,
        service_code=service_code,
        caller=message.source,
        ours=message.destination,
        session_tlv=session_tlv,
    )


def make_screen(
    step: UssdStep, text: str, settings: SmppSettings, *, coding: Coding, ends: bool
) -> ShortMessage:
    """Raises ScreenTooLong beyond 182 septets or 80 units, and UnwritableText."""
    ussd = _ussd(settings)
    octets = encode(text, coding)
    is_ucs2 = coding is Coding.UCS_2
    if len(octets) > (2 * MOST_UCS2_UNITS if is_ucs2 else MOST_SEPTETS):
        raise ScreenTooLong(f"{len(octets)} octets of {coding}")
    tlvs = {int(Tag.USSD_SERVICE_OP): bytes((ussd.final_op if ends else ussd.menu_op,))}
    if step.session_tlv:
        tag, value = step.session_tlv
        tlvs[tag] = _ended(value) if ends and _has_end_bit(tag, ussd) else value
    return ShortMessage(
        source=step.ours,
        destination=step.caller,
        octets=octets,
        data_coding=settings.ucs2_data_coding if is_ucs2 else settings.gsm_data_coding,
        service_type=settings.service_type,
        tlvs=tlvs,
    )


def _code_in(dialled: str) -> str | None:
    """`*16236#` of `*16236*01712345678#`: whoever dials may write behind it what they like, and a
    service code is kept as it is."""
    found = _CODE.match(dialled)
    return f"{found[0]}#" if found else None


def _ussd(settings: SmppSettings) -> UssdSettings:
    if settings.ussd is None:
        raise UnreadableUssd("this link carries no USSD")
    return settings.ussd


def _event(message: ShortMessage, ussd: UssdSettings) -> SessionEvent:
    operation = int.from_bytes(message.tlvs.get(Tag.USSD_SERVICE_OP, b"\xff\xff"))
    info = message.tlvs.get(Tag.ITS_SESSION_INFO, b"")
    if operation in ussd.end_ops:
        return SessionEvent.CLOSE
    if info and _has_end_bit(Tag.ITS_SESSION_INFO, ussd) and info[-1] & 1:
        return SessionEvent.CLOSE
    if operation in ussd.begin_ops:
        return SessionEvent.NEW
    if operation in ussd.input_ops:
        return SessionEvent.RESUME
    raise UnreadableUssd(f"ussd_service_op 0x{operation:02X}")


def _session(message: ShortMessage, tag: int | None, ussd: UssdSettings) -> str:
    if tag is None:
        return message.source.number
    value = message.tlvs[tag]
    if tag == Tag.ITS_SESSION_INFO:
        return str(int.from_bytes(value) >> max(0, 8 * len(value) - ussd.session_bits))
    return str(int.from_bytes(value))


def _has_end_bit(tag: int, ussd: UssdSettings) -> bool:
    return tag == Tag.ITS_SESSION_INFO and ussd.session_bits < 16


def _ended(value: bytes) -> bytes:
    return value[:-1] + bytes((value[-1] | 1,))
