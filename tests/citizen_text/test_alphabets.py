import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen_text.alphabets import (
    BENGALI,
    BENGALI_LOCKING,
    BENGALI_SINGLE,
    GSM,
    GSM_BASIC,
    GSM_EXTENSION,
    UCS2,
)

SINGLE, LOCKING, BOTH = BENGALI
CONSONANTS = "কখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহ"


def units(text):
    return len(text) + text.count("€")


class TestTables:
    @pytest.mark.parametrize("table", [GSM_BASIC, GSM_EXTENSION, BENGALI_LOCKING, BENGALI_SINGLE])
    def test_a_table_has_a_place_for_each_septet_and_none_for_the_escape(self, table):
        assert len(table) == 128
        assert table[0x1B] == "·"

    @pytest.mark.parametrize("table", [GSM_BASIC, GSM_EXTENSION, BENGALI_LOCKING])
    def test_no_letter_stands_twice(self, table):
        letters = table.replace("·", "")
        assert len(letters) == len(set(letters))

    def test_in_one_table_two_signs_stand_twice(self):
        letters = BENGALI_SINGLE.replace("·", "")
        assert {sign for sign in letters if letters.count(sign) > 1} == {"¡", "*"}

    @pytest.mark.parametrize(
        ("table", "code", "letter"),
        [
            (GSM_BASIC, 0x00, "@"),
            (GSM_BASIC, 0x10, "Δ"),
            (GSM_BASIC, 0x40, "¡"),
            (GSM_BASIC, 0x5E, "Ü"),
            (GSM_BASIC, 0x7F, "à"),
            (GSM_EXTENSION, 0x0A, "\f"),
            (GSM_EXTENSION, 0x14, "^"),
            (GSM_EXTENSION, 0x2F, "\\"),
            (GSM_EXTENSION, 0x40, "|"),
            (GSM_EXTENSION, 0x65, "€"),
            (BENGALI_LOCKING, 0x00, "\N{BENGALI SIGN CANDRABINDU}"),
            (BENGALI_LOCKING, 0x0A, "\n"),
            (BENGALI_LOCKING, 0x14, "\N{BENGALI LETTER AU}"),
            (BENGALI_LOCKING, 0x20, " "),
            (BENGALI_LOCKING, 0x28, ")"),
            (BENGALI_LOCKING, 0x2F, "\N{BENGALI LETTER NA}"),
            (BENGALI_LOCKING, 0x5F, "\N{BENGALI SIGN VIRAMA}"),
            (BENGALI_LOCKING, 0x60, "\N{BENGALI LETTER KHANDA TA}"),
            (BENGALI_LOCKING, 0x7F, "\N{BENGALI LETTER RA WITH LOWER DIAGONAL}"),
            (BENGALI_SINGLE, 0x17, "#"),
            (BENGALI_SINGLE, 0x19, "\N{BENGALI DIGIT ZERO}"),
            (BENGALI_SINGLE, 0x23, "\N{BENGALI DIGIT NINE}"),
            (BENGALI_SINGLE, 0x24, "\N{BENGALI LETTER YYA}"),
            (BENGALI_SINGLE, 0x2C, "\N{BENGALI RUPEE SIGN}"),
            (BENGALI_SINGLE, 0x41, "A"),
        ],
    )
    def test_a_letter_has_the_place_that_the_standard_gives_it(self, table, code, letter):
        assert table[code] == letter

    def test_digits_of_a_phone_and_its_small_letters_are_in_the_locking_table(self):
        assert BENGALI_LOCKING[0x30:0x3A] == "0123456789"
        assert BENGALI_LOCKING[0x61:0x7B] == "abcdefghijklmnopqrstuvwxyz"


class TestAlphabet:
    def test_each_writes_what_its_two_tables_have(self):
        assert GSM.can_write("Tk 500 [€] Δ\n")
        assert SINGLE.can_write("Tk ৫০০ [৳]")
        assert LOCKING.can_write(f"{CONSONANTS} \u09dc 1")
        assert BOTH.can_write(f"{CONSONANTS} ১৯ A-Z ৳ \u09df")

    @pytest.mark.parametrize(
        ("alphabet", "text"),
        [
            (GSM, "`"),
            (GSM, "\t"),
            (GSM, "ক"),
            (GSM, "\x1b"),
            (GSM, "·"),
            (SINGLE, "ক"),
            (LOCKING, "A"),
        ],
    )
    def test_none_writes_what_they_have_not(self, alphabet, text):
        assert not alphabet.can_write(text)

    @pytest.mark.parametrize("alphabet", BENGALI)
    @pytest.mark.parametrize("sign", ["।", "॥", "\u200d", "\u200c", "😀"])
    def test_no_bengali_table_has_a_danda_or_a_joiner(self, alphabet, sign):
        assert not alphabet.can_write(sign)

    def test_the_phone_is_told_the_tables(self):
        assert GSM.elements == UCS2.elements == {}
        assert [alphabet.elements for alphabet in BENGALI] == [
            {0x24: b"\x04"},
            {0x25: b"\x04"},
            {0x25: b"\x04", 0x24: b"\x04"},
        ]

    @pytest.mark.parametrize(
        ("alphabet", "text", "octets"),
        [
            (GSM, "@a€", "00611b65"),
            (SINGLE, "A৳", "411b2c"),
            (LOCKING, "কি[", "15511b3c"),
            (BOTH, "ক১A", "151b1a1b41"),
            (UCS2, "ক😀", "0995d83dde00"),
            (UCS2, "\ud800", "003f"),
        ],
    )
    def test_a_text_is_written_in_septets_or_pairs_of_octets(self, alphabet, text, octets):
        assert alphabet.encode(text).hex() == octets

    def test_a_wide_letter_is_two_units(self):
        assert GSM.ruler("a€b€").units == 6

    @given(st.text("a€", max_size=60), st.integers(2, 20))
    def test_the_ruler_finds_how_far_some_units_reach(self, text, room):
        ruler = GSM.ruler(text)
        for place in range(len(text) + 1):
            end, start = ruler.latest_end(place, room), ruler.earliest_start(place, room)
            assert units(text[place:end]) <= room
            assert end == len(text) or units(text[place : end + 1]) > room
            assert units(text[start:place]) <= room
            assert start == 0 or units(text[start - 1 : place]) > room

    @pytest.mark.parametrize(
        ("text", "segments"), [("a" * 10, 2), ("a" * 11, 3), ("aaaa€aaaa", 3), ("€€€", 2)]
    )
    def test_segments_are_filled_but_a_pair_is_not_torn(self, text, segments):
        assert GSM.ruler(text).count_segments(5) == segments
