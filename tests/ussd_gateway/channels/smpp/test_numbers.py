"""PDUs as octets, by the numbers of SMPP 3.4 (issue 1.2), in none of our own words."""

import struct

import pytest

from tests.ussd_gateway.channels.smpp.messages import make_settings
from ussd_gateway.channels.smpp import wire
from ussd_gateway.channels.smpp.parts import Place, read_part, read_text
from ussd_gateway.channels.smpp.pdus import RESPONSE, Command
from ussd_gateway.channels.smpp.receipts import DeliveryReceipt, MessageState, read_receipt
from ussd_gateway.channels.smpp.settings import Coding
from ussd_gateway.channels.smpp.ussd import is_ussd, make_screen, read_ussd
from ussd_gateway.messages import SessionEvent


def tlv(tag: int, value: bytes) -> bytes:
    return struct.pack(">HH", tag, len(value)) + value


def deliver(text: bytes, *tlvs: bytes, esm_class: int = 0, data_coding: int = 0) -> bytes:
    """A deliver_sm from 8801712345678 (international, E.164) to 16263 (unknown)."""
    body = b"".join(
        (
            b"\0",  # service_type
            b"\x01\x018801712345678\0",
            b"\0\x0016263\0",
            bytes((esm_class, 0, 0)),  # protocol_id, priority_flag
            b"\0\0",  # schedule_delivery_time, validity_period
            bytes((0, 0, data_coding, 0, len(text))),
            text,
            *tlvs,
        )
    )
    return struct.pack(">IIII", 16 + len(body), 0x05, 0, 7) + body


@pytest.mark.parametrize(
    ("command", "number"),
    [
        (Command.BIND_RECEIVER, 0x01),
        (Command.BIND_TRANSMITTER, 0x02),
        (Command.SUBMIT_SM, 0x04),
        (Command.DELIVER_SM, 0x05),
        (Command.UNBIND, 0x06),
        (Command.BIND_TRANSCEIVER, 0x09),
        (Command.ENQUIRE_LINK, 0x15),
        (Command.SUBMIT_SM | RESPONSE, 0x80000004),
        (Command.GENERIC_NACK, 0x80000000),
    ],
)
def test_a_command_is_its_number(command: int, number: int) -> None:
    assert wire.encode(command, 9) == struct.pack(">IIII", 16, number, 0, 9)


@pytest.mark.parametrize(
    ("octets", "data_coding", "text"),
    [
        (b"taka \x1be \0", 0, "taka € @"),
        (b"taka", 1, "taka"),
        (b"caf\xe9", 3, "café"),
        ("টাকা 😀".encode("utf-16-be"), 8, "টাকা 😀"),
    ],
)
def test_a_text_is_read(octets: bytes, data_coding: int, text: str) -> None:
    message = wire.read_message(deliver(octets, data_coding=data_coding))
    assert (message.source.number, message.source.ton) == ("8801712345678", 1)
    assert message.destination.number == "16263"
    assert read_text([read_part(message)], make_settings()) == text


@pytest.mark.parametrize(
    ("frame", "place"),
    [
        (deliver(b"\x05\x00\x03\x2a\x02\x01x", esm_class=0x40), Place("udh8", 0x2A, 2, 1)),
        (deliver(b"\x06\x08\x04\x01\x2a\x02\x02x", esm_class=0x40), Place("udh16", 0x12A, 2, 2)),
        (
            deliver(
                b"x",
                tlv(0x020C, b"\x01\x2a"),
                tlv(0x020E, b"\x02"),
                tlv(0x020F, b"\x01"),
            ),
            Place("sar", 0x12A, 2, 1),
        ),
        (deliver(b"", tlv(0x0424, b"x")), None),
    ],
    ids=["udh8", "udh16", "sar", "payload"],
)
def test_a_part_of_a_long_one_is_read(frame: bytes, place: Place | None) -> None:
    part = read_part(wire.read_message(frame))
    assert (part.octets, part.place) == (b"x", place)


@pytest.mark.parametrize(
    "frame",
    [
        deliver(
            b"id:0A1f sub:001 dlvrd:001 submit date:2611291010 done date:2611291011 "
            b"stat:UNDELIV err:001 text:amar taka",
            esm_class=0x04,
        ),
        deliver(b"err:001", tlv(0x001E, b"0A1f\0"), tlv(0x0427, b"\x05"), esm_class=0x04),
        deliver(b"id:7 stat:DELIVRD err:001", tlv(0x001E, b"0A1f\0"), tlv(0x0427, b"\x05")),
    ],
    ids=["text", "tlvs", "tlvs before text"],
)
def test_a_receipt_is_read(frame: bytes) -> None:
    receipt = read_receipt(wire.read_message(frame))
    assert receipt == DeliveryReceipt("0A1f", MessageState.UNDELIVERABLE, "001")


@pytest.mark.parametrize(
    ("call", "session"),
    [
        (tlv(0x1383, b"\x12\x34"), str(0x1234 >> 1)),
        (tlv(0x0204, b"\x00\x2a"), "42"),
        (b"", "8801712345678"),
    ],
    ids=["its_session_info", "user_message_reference", "none"],
)
def test_a_call_is_read_and_answered(call: bytes, session: str) -> None:
    settings = make_settings()
    message = wire.read_message(deliver(b"*16263#", tlv(0x0501, b"\x01"), call, data_coding=0x0F))
    assert is_ussd(message)
    step = read_ussd(message, settings)
    assert (step.event, step.session) == (SessionEvent.NEW, session)
    for ends, operation in ((False, b"\x02"), (True, b"\x11")):
        screen = make_screen(step, "1. Taka", settings, coding=Coding.GSM, ends=ends)
        assert tlv(0x0501, operation) in wire.encode_submit(screen, 9)
