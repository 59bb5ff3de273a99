import pytest

from tests.ussd_gateway.channels.smpp.messages import CITIZEN, OURS, make_settings
from ussd_gateway.channels.smpp.long_messages import make_messages
from ussd_gateway.channels.smpp.pdus import UDHI, ShortMessage, Tag
from ussd_gateway.channels.smpp.settings import LongMessages, SmppSettings

SAR = (Tag.SAR_MSG_REF_NUM, Tag.SAR_TOTAL_SEGMENTS, Tag.SAR_SEGMENT_SEQNUM)


def make(settings: SmppSettings, *segments: bytes, **changes: object) -> list[ShortMessage]:
    values = {"data_coding": 0, "reference": 0x1234, **changes}
    return make_messages(settings, sender=OURS, recipient=CITIZEN, segments=segments, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("way", LongMessages)
def test_a_short_text_goes_as_it_is(way: LongMessages) -> None:
    [message] = make(make_settings(long_messages=way), b"taka")
    assert (message.octets, message.esm_class, message.tlvs) == (b"taka", 0, {})


@pytest.mark.parametrize(
    ("way", "first", "second"),
    [
        (LongMessages.UDH_8, b"\x05\x00\x03\x34\x02\x01ab", b"\x05\x00\x03\x34\x02\x02cd"),
        (LongMessages.UDH_16, b"\x06\x08\x04\x12\x34\x02\x01ab", b"\x06\x08\x04\x12\x34\x02\x02cd"),
    ],
)
def test_parts_carry_a_header(way: LongMessages, first: bytes, second: bytes) -> None:
    messages = make(make_settings(long_messages=way), b"ab", b"cd")
    assert [message.octets for message in messages] == [first, second]
    assert all(message.esm_class == UDHI for message in messages)


def test_parts_carry_tlvs_where_the_link_wants_them() -> None:
    messages = make(make_settings(long_messages=LongMessages.SAR), b"ab", b"cd")
    assert [message.octets for message in messages] == [b"ab", b"cd"]
    places = [tuple(message.tlvs[tag] for tag in SAR) for message in messages]
    assert places == [(b"\x12\x34", b"\x02", b"\x01"), (b"\x12\x34", b"\x02", b"\x02")]


def test_one_payload_holds_all_where_the_link_takes_it() -> None:
    settings = make_settings(long_messages=LongMessages.PAYLOAD)
    [message] = make(settings, b"a" * 153, b"b" * 153)
    assert message.octets == b""
    assert message.tlvs == {Tag.MESSAGE_PAYLOAD: b"a" * 153 + b"b" * 153}


def test_shift_tables_are_named_in_the_header_of_each_part() -> None:
    settings = make_settings(long_messages=LongMessages.UDH_8)
    messages = make(settings, b"ab", b"cd", elements={0x25: b"\x04"})
    assert messages[0].octets == b"\x08\x00\x03\x34\x02\x01\x25\x01\x04ab"
    [alone] = make(settings, b"ab", elements={0x25: b"\x04"})
    assert (alone.octets, alone.esm_class) == (b"\x03\x25\x01\x04ab", UDHI)


def test_the_contract_sets_the_fields() -> None:
    settings = make_settings(source_ton=5, destination_ton=2, destination_npi=8, receipts=False)
    [message] = make(settings, "ক".encode("utf-16-be"), data_coding=8)
    assert (message.source.number, message.source.ton, message.source.npi) == (OURS, 5, 0)
    assert (message.destination.ton, message.destination.npi) == (2, 8)
    assert (message.data_coding, message.registered_delivery) == (8, 0)
    [asked_for] = make(make_settings(), b"taka")
    assert asked_for.registered_delivery == 1


@pytest.mark.parametrize("count", [0, 256])
def test_nothing_and_too_much_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match=str(count)):
        make(make_settings(), *[b"x"] * count)
