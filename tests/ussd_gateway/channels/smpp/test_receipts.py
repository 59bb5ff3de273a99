import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ussd_gateway.channels.smpp.messages import from_citizen
from ussd_gateway.channels.smpp.errors import UnreadableReceipt
from ussd_gateway.channels.smpp.pdus import INTERMEDIATE_NOTIFICATION, RECEIPT, Tag
from ussd_gateway.channels.smpp.receipts import (
    OUTBOX_STATES,
    DeliveryReceipt,
    MessageState,
    normal_id,
    read_receipt,
    same_id,
)
from ussd_gateway.messages import OutboxState

TEXT = (
    b"id:0A1f sub:001 dlvrd:001 submit date:2611291010 done date:2611291011 "
    b"stat:%s err:000 text:amar taka stat:REJECTD"
)


@pytest.mark.parametrize(
    ("word", "state", "outbox"),
    [
        (b"ENROUTE", MessageState.ENROUTE, OutboxState.SENT),
        (b"DELIVRD", MessageState.DELIVERED, OutboxState.DELIVERED),
        (b"DELIVERED", MessageState.DELIVERED, OutboxState.DELIVERED),
        (b"EXPIRED", MessageState.EXPIRED, OutboxState.FAILED),
        (b"DELETED", MessageState.DELETED, OutboxState.FAILED),
        (b"UNDELIV", MessageState.UNDELIVERABLE, OutboxState.FAILED),
        (b"UNDELIVERABLE", MessageState.UNDELIVERABLE, OutboxState.FAILED),
        (b"ACCEPTD", MessageState.ACCEPTED, OutboxState.SENT),
        (b"ACCEPTED", MessageState.ACCEPTED, OutboxState.SENT),
        (b"UNKNOWN", MessageState.UNKNOWN, OutboxState.SENT),
        (b"REJECTD", MessageState.REJECTED, OutboxState.FAILED),
        (b"rejected", MessageState.REJECTED, OutboxState.FAILED),
    ],
)
def test_the_text_of_a_receipt_is_read(
    word: bytes, state: MessageState, outbox: OutboxState
) -> None:
    receipt = read_receipt(from_citizen(TEXT % word, esm_class=RECEIPT))
    assert receipt == DeliveryReceipt("0A1f", state, "000")
    assert OUTBOX_STATES[state] is outbox


@pytest.mark.parametrize("state", MessageState)
def test_tlvs_come_before_the_text(state: MessageState) -> None:
    tlvs = {Tag.RECEIPTED_MESSAGE_ID: b"7f\0", Tag.MESSAGE_STATE: bytes((state,))}
    message = from_citizen(TEXT % b"ENROUTE", esm_class=RECEIPT, tlvs=tlvs)
    assert read_receipt(message) == DeliveryReceipt("7f", state, "000")
    alone = read_receipt(from_citizen(tlvs=tlvs))
    assert alone == DeliveryReceipt("7f", state)


def test_tlv_and_text_complete_each_other() -> None:
    with_id = from_citizen(TEXT % b"DELIVRD", tlvs={Tag.RECEIPTED_MESSAGE_ID: b"7f"})
    assert read_receipt(with_id) == DeliveryReceipt("7f", MessageState.DELIVERED, "000")


@pytest.mark.parametrize(
    "octets",
    [
        b"id:0A1f stat:DELIVRD err:000",
        b"id:0A1f sub:001 dlvrd:001 stat:DELIVRD err:000",
        b"ID:0A1f SUB:001 DLVRD:001 SUBMIT DATE:2611291010 DONE DATE:2611291011 STAT:DELIVRD "
        b"ERR:000 TEXT:",
    ],
)
def test_an_unmarked_text_is_a_receipt_when_it_is_nothing_else(octets: bytes) -> None:
    assert read_receipt(from_citizen(octets)) == DeliveryReceipt(
        "0A1f", MessageState.DELIVERED, "000"
    )


@pytest.mark.parametrize(
    "octets",
    [
        b"amar id:1234 stat:DELIVRD err:000",
        b"id:1234",
        b"my id: 1234 what is the state",
        b"",
        "আমার টাকা".encode("utf-16-be"),
    ],
)
def test_a_citizens_message_is_none(octets: bytes) -> None:
    assert read_receipt(from_citizen(octets)) is None


def test_a_receipt_may_be_marked_as_intermediate_and_stand_in_the_payload() -> None:
    tlvs = {Tag.MESSAGE_PAYLOAD: TEXT % b"ENROUTE"}
    receipt = read_receipt(from_citizen(esm_class=INTERMEDIATE_NOTIFICATION, tlvs=tlvs))
    assert receipt == DeliveryReceipt("0A1f", MessageState.ENROUTE, "000")


@pytest.mark.parametrize(
    "octets", [b"", b"delivered", b"id:7f", b"stat:DELIVRD", b"id:7f stat:LATER err:0"]
)
def test_a_marked_receipt_that_says_nothing_is_named(octets: bytes) -> None:
    with pytest.raises(UnreadableReceipt):
        read_receipt(from_citizen(octets, esm_class=RECEIPT))


@pytest.mark.parametrize(
    ("answered", "in_receipt"),
    [
        ("7F3a", "7f3A"),
        ("0000007f", "7F"),
        ("7f", "127"),
        ("127", "7F"),
        ("0127", "000127"),
        ("a1b2-c3d4", "A1B2-C3D4"),
        (" 7f ", "7f"),
        ("0", "000"),
    ],
)
def test_the_same_id_is_found_however_it_is_written(answered: str, in_receipt: str) -> None:
    assert normal_id(answered) in same_id(in_receipt)


def test_the_likeliest_form_comes_first() -> None:
    assert same_id("010") == ("10", "a", "16")
    assert same_id("msg/1+x=") == ("msg/1+x=",)


@pytest.mark.parametrize("digits", [40, 5000])
def test_an_id_longer_than_any_number_is_looked_for_as_it_is(digits: int) -> None:
    """An error here would bring its receipt again for ever."""
    assert same_id("9" * digits) == ("9" * digits,)


@given(st.integers(0, 2**64), st.integers(0, 4), st.booleans())
def test_radix_padding_and_case_never_hide_an_id(number: int, zeros: int, upper: bool) -> None:
    written = f"{number:X}" if upper else f"{number:x}"
    assert normal_id(str(number)) in same_id("0" * zeros + written)
    assert normal_id(written) in same_id("0" * zeros + str(number))
