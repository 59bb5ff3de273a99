import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen_text.alphabets import BENGALI, GSM, UCS2
from citizen_text.sms import (
    SmsOptions,
    count_units,
    encoding_of,
    in_cheapest_signs,
    in_plain_signs,
    in_single_letters,
    measure,
    room_of_a_segment,
)

SINGLE, LOCKING, BOTH = BENGALI
SHIFT = SmsOptions(bengali_shift=True)
LONG_REFERENCE = SmsOptions(bengali_shift=True, sixteen_bit_reference=True)
AS_IT_IS = SmsOptions(bengali_shift=True, plain_signs=False)
ANY = st.text("আমার ভাতা টাকা্।৳য\u09bc\u09df’“”–…\u00a0\u200b123 abc[]€ABC😀", max_size=400)
OPTIONS = st.builds(SmsOptions, st.booleans(), st.booleans(), st.booleans())


class TestMeasure:
    @pytest.mark.parametrize(
        ("text", "encoding", "units", "segments"),
        [
            ("", "GSM-7", 0, 1),
            ("a" * 160, "GSM-7", 160, 1),
            ("a" * 161, "GSM-7", 161, 2),
            ("a" * 306, "GSM-7", 306, 2),
            ("a" * 307, "GSM-7", 307, 3),
            ("€" * 80, "GSM-7", 160, 1),
            ("€" * 81, "GSM-7", 162, 2),
            ("ভ" * 70, "UCS-2", 70, 1),
            ("ভ" * 71, "UCS-2", 71, 2),
            ("ভ" * 134, "UCS-2", 134, 2),
            ("ভ" * 135, "UCS-2", 135, 3),
            ("😀" * 35, "UCS-2", 70, 1),
            ("😀" * 36, "UCS-2", 72, 2),
            ("a" * 70 + "৳", "UCS-2", 71, 2),
        ],
    )
    def test_counts_as_the_networks_do(self, text, encoding, units, segments):
        size = measure(text)
        assert (size.encoding, size.units, size.segments) == (encoding, units, segments)
        assert (encoding_of(text), count_units(text)) == (encoding, units)

    @pytest.mark.parametrize("text", ["a" * 152 + "€" + "a" * 152, "ভ" * 66 + "😀" + "ভ" * 66])
    def test_a_pair_is_not_torn_over_two_segments(self, text):
        assert measure(text).segments == 3

    @pytest.mark.parametrize(
        ("text", "alphabet", "segments", "room"),
        [
            ("ভ" * 70, UCS2, 1, 70),
            ("ভ" * 71, LOCKING, 1, 155),
            ("ভ" * 156, LOCKING, 2, 298),
            ("ভ" * 298, LOCKING, 2, 298),
            ("ভ" * 299, LOCKING, 3, 447),
            ("a" * 150 + "৳", SINGLE, 1, 155),
            ("a" * 154 + "৳", SINGLE, 2, 298),
            ("ভ" * 150 + "৳", BOTH, 1, 152),
            ("ভ" * 151 + "৳", BOTH, 2, 292),
            ("ভ" * 290 + "৳", BOTH, 2, 292),
            ("ভ" * 291 + "৳", BOTH, 3, 438),
            ("a" * 161, GSM, 2, 306),
            ("ভ" * 200 + "।", UCS2, 3, 201),
        ],
    )
    def test_national_tables_are_taken_where_they_save_a_segment(
        self, text, alphabet, segments, room
    ):
        size = measure(text, SHIFT)
        assert (size.alphabet, size.segments, size.room) == (alphabet, segments, room)

    def test_and_not_where_they_save_none(self):
        assert measure("ভ" * 67 + "১২৩" * 22, SHIFT).alphabet is UCS2

    @pytest.mark.parametrize(
        ("alphabet", "short", "long"),
        [
            (GSM, 153, 152),
            (UCS2, 67, 66),
            (SINGLE, 149, 148),
            (LOCKING, 149, 148),
            (BOTH, 146, 145),
        ],
    )
    def test_a_segment_has_less_room_the_longer_its_reference(self, alphabet, short, long):
        assert room_of_a_segment(alphabet, SHIFT) == short
        assert room_of_a_segment(alphabet, LONG_REFERENCE) == long

    @pytest.mark.parametrize(("text", "room"), [("a", 160), ("a" * 161, 306), ("ভ" * 71, 134)])
    def test_says_how_much_fits_into_as_many_segments(self, text, room):
        assert measure(text).room == room

    @pytest.mark.parametrize(("text", "octets"), [("", 0), ("a" * 8, 7), ("a" * 9, 8), ("ভ", 2)])
    def test_says_how_much_travels(self, text, octets):
        assert measure(text).octets == octets

    @given(ANY.filter(bool))
    def test_no_alphabet_would_take_fewer_segments(self, text):
        size = measure(text, SHIFT)
        for alphabet in (GSM, UCS2, *BENGALI):
            if alphabet is UCS2 or alphabet.can_write(text):
                room = room_of_a_segment(alphabet, SHIFT)
                assert alphabet.ruler(text).count_segments(room) >= size.segments


class TestInCheapestSigns:
    @pytest.mark.parametrize(
        ("text", "options", "cheapest"),
        [
            ("It’s here", SmsOptions(), "It’s here"),
            ("It’s here " * 8, SmsOptions(), "It's here " * 8),
            ("It’s here " * 8, AS_IT_IS, "It’s here " * 8),
            ("“a”\u00a0– b… " * 10, SmsOptions(), '"a" - b... ' * 10),
            ("Taka asche। " * 10, SmsOptions(), "Taka asche. " * 10),
            ("টাকা আসছে। " * 10, SmsOptions(), "টাকা আসছে। " * 10),
            ("টাকা আসছে। " * 10, SHIFT, "টাকা আসছে. " * 10),
            ("টাকা আসছে। " * 10, AS_IT_IS, "টাকা আসছে। " * 10),
            ("টাকা আসছে। " * 10 + "😀", SHIFT, "টাকা আসছে। " * 10 + "😀"),
            ("য\u09bc" * 36, SmsOptions(), "\u09df" * 36),
            ("ড\u09bcঢ\u09bc" * 36, SmsOptions(plain_signs=False), "\u09dc\u09dd" * 36),
            ("য\u09bc" * 35, SmsOptions(), "য\u09bc" * 35),
        ],
    )
    def test_signs_are_exchanged_where_that_saves_a_segment(self, text, options, cheapest):
        assert in_cheapest_signs(text, options) == (cheapest, measure(cheapest, options))

    def test_a_text_does_not_grow_beyond_what_a_provider_takes(self):
        text = "a" * 150 + "…"
        assert in_cheapest_signs(text, SmsOptions(longest=152))[0] == text
        assert in_cheapest_signs(text, SmsOptions(longest=153))[0] == "a" * 150 + "..."

    @given(ANY, OPTIONS)
    def test_whatever_changes_saves_a_segment_and_stays_as_it_is_then(self, text, options):
        cheapest, size = in_cheapest_signs(text, options)
        assert cheapest == text or size.segments < measure(text, options).segments
        assert in_cheapest_signs(cheapest, options) == (cheapest, size)
        assert cheapest in {
            text,
            in_single_letters(text),
            in_plain_signs(in_single_letters(text)),
        }
