import pytest
from hypothesis import given
from hypothesis import strategies as st

from ussd_gateway.channels.smpp.errors import UnreadableHeader
from ussd_gateway.channels.smpp.headers import make_header, split_header


@pytest.mark.parametrize(
    ("octets", "elements", "rest"),
    [
        (b"\x05\x00\x03\x2a\x02\x01text", {0: b"\x2a\x02\x01"}, b"text"),
        (b"\x06\x08\x04\x01\x2a\x02\x01text", {8: b"\x01\x2a\x02\x01"}, b"text"),
        (b"\x08\x24\x01\x04\x00\x03\x2a\x02\x01x", {0x24: b"\x04", 0: b"\x2a\x02\x01"}, b"x"),
        (b"\x00text", {}, b"text"),
        (b"\x02\x70\x00", {0x70: b""}, b""),
    ],
)
def test_a_header_is_read(octets: bytes, elements: dict[int, bytes], rest: bytes) -> None:
    assert split_header(octets) == (elements, rest)


@pytest.mark.parametrize(
    "octets", [b"", b"\x05\x00\x03", b"\x05\x00\x09\x2a\x02\x01text", b"\x01\x00x"]
)
def test_a_header_whose_lengths_do_not_fit_is_named(octets: bytes) -> None:
    with pytest.raises(UnreadableHeader):
        split_header(octets)


@given(st.binary(max_size=160))
def test_any_octets_are_read_or_named(octets: bytes) -> None:
    try:
        _, rest = split_header(octets)
    except UnreadableHeader:
        return
    assert octets.endswith(rest)


@given(st.dictionaries(st.integers(0, 255), st.binary(max_size=8), max_size=4), st.binary())
def test_what_is_written_is_read_again(elements: dict[int, bytes], rest: bytes) -> None:
    assert split_header(make_header(elements) + rest) == (elements, rest)
