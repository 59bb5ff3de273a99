import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen_text.alphabets import BENGALI, Alphabet
from citizen_text.sms import encoding_of
from tests.ussd_gateway.channels.smpp.messages import make_settings
from ussd_gateway.channels.smpp.coding import coding_of, decode, encode
from ussd_gateway.channels.smpp.errors import UnreadableText, UnwritableText
from ussd_gateway.channels.smpp.settings import Coding


@pytest.mark.parametrize(
    ("octets", "coding", "text"),
    [
        (b"amar taka", Coding.GSM, "amar taka"),
        (b"\x00 \x02 \x11 \x5e \x7e", Coding.GSM, "@ $ _ Ü ü"),
        (b"\x1be\x1b<1\x1b>", Coding.GSM, "€[1]"),
        (b"\x1bA", Coding.GSM, "A"),
        (b"end\x1b", Coding.GSM, "end"),
        (b"taka", Coding.ASCII, "taka"),
        (b"caf\xe9", Coding.LATIN_1, "café"),
        ("আমার টাকা".encode("utf-16-be"), Coding.UCS_2, "আমার টাকা"),
        ("😀".encode("utf-16-be"), Coding.UCS_2, "😀"),
        (b"\xfe\xff\x09\x95", Coding.UCS_2, "ক"),
        (b"\xff\xfe\x95\x09", Coding.UCS_2, "ক"),
        (b"", Coding.UCS_2, ""),
    ],
)
def test_octets_are_read(octets: bytes, coding: Coding, text: str) -> None:
    assert decode(octets, coding) == text


@pytest.mark.parametrize(
    ("octets", "coding", "as_far_as_it_goes"),
    [
        (b"ab\x80", Coding.GSM, "ab�"),
        (b"ab\xe9", Coding.ASCII, "ab�"),
        (b"\x09\x95\x09", Coding.UCS_2, "ক�"),
        (b"\x09\x95\xd8\x3d", Coding.UCS_2, "ক�"),
    ],
)
def test_what_means_nothing_is_named(octets: bytes, coding: Coding, as_far_as_it_goes: str) -> None:
    with pytest.raises(UnreadableText):
        decode(octets, coding)
    assert decode(octets, coding, strict=False) == as_far_as_it_goes


@pytest.mark.parametrize(
    ("data_coding", "coding"),
    [
        (0, Coding.GSM),
        (1, Coding.ASCII),
        (3, Coding.LATIN_1),
        (8, Coding.UCS_2),
        (0x0F, Coding.GSM),
        (0x48, Coding.UCS_2),
        (0x10, Coding.GSM),
        (0x13, Coding.GSM),
        (0x18, Coding.UCS_2),
        (0x1B, Coding.UCS_2),
        (0xF1, Coding.GSM),
    ],
)
def test_the_data_coding_names_the_alphabet(data_coding: int, coding: Coding) -> None:
    assert coding_of(data_coding, make_settings()) is coding


def test_the_default_alphabet_is_the_links() -> None:
    settings = make_settings(default_alphabet=Coding.LATIN_1)
    assert coding_of(0, settings) is Coding.LATIN_1


@pytest.mark.parametrize(
    "data_coding", [2, 4, 5, 6, 7, 9, 10, 13, 14, 0x14, 0x17, 0x1C, 0xF4, 0xFF]
)
def test_binary_and_foreign_alphabets_are_not_guessed(data_coding: int) -> None:
    with pytest.raises(UnreadableText, match=f"0x{data_coding:02X}"):
        coding_of(data_coding, make_settings())


@given(st.text(max_size=200))
def test_what_is_written_is_read_again(text: str) -> None:
    coding = Coding.GSM if encoding_of(text) == "GSM-7" else Coding.UCS_2
    text = text.lstrip("\ufeff")
    assert decode(encode(text, coding), coding) == text


@pytest.mark.parametrize(
    ("text", "coding"),
    [("ক", Coding.GSM), ("`", Coding.GSM), ("ক", Coding.LATIN_1), ("é", Coding.ASCII)],
)
def test_a_letter_that_the_coding_lacks_is_not_replaced(text: str, coding: Coding) -> None:
    with pytest.raises(UnwritableText):
        encode(text, coding)


@pytest.mark.parametrize("alphabet", BENGALI)
@given(data=st.data())
def test_the_bengali_shift_tables_are_read(alphabet: Alphabet, data: st.DataObject) -> None:
    text = data.draw(st.text(st.sampled_from([chr(code) for code in alphabet.septets])))
    shifts = tuple(alphabet.elements.get(tag, b"\0")[0] for tag in (0x25, 0x24))
    assert decode(alphabet.encode(text), Coding.GSM, shifts=shifts) == text


@pytest.mark.parametrize("shifts", [(1, 0), (0, 3), (13, 13)])
def test_other_shift_tables_are_not_guessed(shifts: tuple[int, int]) -> None:
    with pytest.raises(UnreadableText, match="languages"):
        decode(b"a", Coding.GSM, shifts=shifts)
    assert decode(b"a", Coding.GSM, shifts=shifts, strict=False) == "a"
