import pytest

from tests.ussd_gateway.channels.smpp.messages import from_citizen, make_settings
from ussd_gateway.channels.smpp.errors import UnreadableHeader
from ussd_gateway.channels.smpp.parts import MISSING, Part, Place, read_part, read_text
from ussd_gateway.channels.smpp.pdus import UDHI, Tag

SMILE = "😀".encode("utf-16-be")


@pytest.mark.parametrize(
    ("octets", "place"),
    [
        (b"\x05\x00\x03\x2a\x03\x02x", Place("udh8", 0x2A, 3, 2)),
        (b"\x06\x08\x04\x01\x2a\x03\x03x", Place("udh16", 0x12A, 3, 3)),
        (b"\x05\x00\x03\x2a\x03\x00x", None),
        (b"\x05\x00\x03\x2a\x03\x04x", None),
        (b"\x05\x00\x03\x2a\x01\x01x", None),
        (b"\x04\x00\x02\x2a\x03x", None),
        (b"\x03\x70\x01\x00x", None),
    ],
)
def test_the_header_names_the_place(octets: bytes, place: Place | None) -> None:
    assert read_part(from_citizen(octets, esm_class=UDHI)) == Part(b"x", 0, place)


def test_so_do_tlvs() -> None:
    tlvs = {
        Tag.SAR_MSG_REF_NUM: b"\x01\x2a",
        Tag.SAR_TOTAL_SEGMENTS: b"\x02",
        Tag.SAR_SEGMENT_SEQNUM: b"\x02",
    }
    part = read_part(from_citizen(b"x", tlvs=tlvs))
    assert part == Part(b"x", 0, Place("sar", 0x12A, 2, 2))
    del tlvs[Tag.SAR_TOTAL_SEGMENTS]
    assert read_part(from_citizen(b"x", tlvs=tlvs)).place is None


def test_the_text_may_stand_in_the_payload() -> None:
    part = read_part(from_citizen(tlvs={Tag.MESSAGE_PAYLOAD: b"long text"}))
    assert part.octets == b"long text"


def test_without_the_indicator_a_header_is_text() -> None:
    assert read_part(from_citizen(b"\x05\x00\x03\x2a\x03\x02x")).place is None


def test_a_broken_header_is_named() -> None:
    with pytest.raises(UnreadableHeader):
        read_part(from_citizen(b"\x7f\x00", esm_class=UDHI))


@pytest.mark.parametrize(
    ("first", "second", "data_coding", "text"),
    [
        (SMILE[:2], SMILE[2:], 8, "😀"),
        (SMILE[:1], SMILE[1:], 8, "😀"),
        (b"5 \x1b", b"e", 0, "5 €"),
    ],
)
def test_a_character_cut_in_two_is_whole_again(
    first: bytes, second: bytes, data_coding: int, text: str
) -> None:
    parts = [Part(first, data_coding), Part(second, data_coding)]
    assert read_text(parts, make_settings()) == text


def test_parts_may_be_coded_differently() -> None:
    parts = [Part(b"taka ", 0), Part("টাকা".encode("utf-16-be"), 8)]
    assert read_text(parts, make_settings()) == "taka টাকা"


def test_a_gap_shows_and_what_is_cut_beside_it_costs_no_more() -> None:
    parts = [Part("টাকা".encode("utf-16-be") + SMILE[:2], 8), None, None, Part(b"\x09\x95", 8)]
    assert read_text(parts, make_settings()) == f"টাকা�{MISSING}ক"


@pytest.mark.parametrize(
    ("header", "text"),
    [(b"\x03\x25\x01\x04", "ক1"), (b"\x06\x24\x01\x04\x25\x01\x04", "ক1")],
)
def test_the_header_names_the_shift_tables(header: bytes, text: str) -> None:
    part = read_part(from_citizen(header + b"\x151", esm_class=UDHI))
    assert read_text([part], make_settings()) == text
