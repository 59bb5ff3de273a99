import asyncio
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ussd_gateway.channels.smpp.messages import make_settings
from ussd_gateway.channels.smpp import wire
from ussd_gateway.channels.smpp.errors import MalformedPdu
from ussd_gateway.channels.smpp.pdus import Address, Command, Pdu, ShortMessage, Tag

ADDRESSES = st.builds(
    Address, st.text("0123456789", min_size=1, max_size=20), st.integers(0, 6), st.integers(0, 18)
)
MESSAGES = st.builds(
    ShortMessage,
    source=ADDRESSES,
    destination=ADDRESSES,
    octets=st.binary(max_size=254),
    data_coding=st.integers(0, 255),
    esm_class=st.integers(0, 255),
    registered_delivery=st.integers(0, 255),
    tlvs=st.dictionaries(st.integers(1, 0x3FFF), st.binary(max_size=300), max_size=5),
)


def test_a_bind_is_written_as_the_standard_says() -> None:
    settings = make_settings(system_type="SMPP", address_range="^880")
    assert wire.encode_bind(Command.BIND_TRANSCEIVER, 1, settings) == (
        b"\0\0\0\x2b\0\0\0\x09\0\0\0\0\0\0\0\x01nalish\0secret\0SMPP\0\x34\0\0^880\0"
    )


def test_a_submit_is_written_as_the_standard_says() -> None:
    message = ShortMessage(
        Address("16263", 3, 0), Address("880", 1, 1), b"x", 8, 0x40, 1, tlvs={0x0204: b"\0\x2a"}
    )
    assert wire.encode_submit(message, 7) == (
        b"\0\0\0\x30\0\0\0\x04\0\0\0\0\0\0\0\x07"
        b"\0\x03\x0016263\0\x01\x01880\0\x40\0\0\0\0\x01\0\x08\0\x01x\x02\x04\0\x02\0\x2a"
    )


@given(MESSAGES)
def test_what_is_written_is_read_again(message: ShortMessage) -> None:
    for encode, command in ((wire.encode_submit, 4), (wire.encode_deliver, 5)):
        frame = encode(message, 7)
        assert wire.read_message(frame) == message
        assert wire.read_pdu(frame) == Pdu(command, 0, 7, frame[16:])


def test_of_a_tlv_that_is_there_twice_the_first_counts() -> None:
    message = ShortMessage(Address("1"), Address("2"), b"", tlvs={Tag.USSD_SERVICE_OP: b"\x01"})
    frame = wire.encode_deliver(message, 1) + b"\x05\x01\x00\x01\x12"
    frame = struct.pack(">I", len(frame)) + frame[4:]
    assert wire.read_message(frame).tlvs == {Tag.USSD_SERVICE_OP: b"\x01"}


@given(st.binary(max_size=60))
def test_any_body_is_read_or_named(body: bytes) -> None:
    frame = wire.encode(Command.DELIVER_SM, 9, body=body)
    try:
        wire.read_message(frame)
    except MalformedPdu:
        assert wire.read_pdu(frame).sequence == 9


def test_what_is_no_message_is_named() -> None:
    with pytest.raises(MalformedPdu):
        wire.read_message(wire.encode(Command.ENQUIRE_LINK, 1))


@pytest.mark.anyio
@pytest.mark.parametrize("length", [0, 15, 0x7FFFFFFF])
async def test_a_stream_that_is_no_smpp_is_named(length: int, anyio_backend: object) -> None:
    reader = asyncio.StreamReader()
    reader.feed_data(struct.pack(">IIII", length, 5, 0, 1))
    with pytest.raises(MalformedPdu):
        await wire.read_frame(reader)
