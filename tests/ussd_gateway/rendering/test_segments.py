import gsmcodecs  # noqa: F401 (registers its codecs)
import pytest
import smsutil
from hypothesis import given
from hypothesis import strategies as st

from citizen_text.alphabets import BENGALI, GSM, UCS2, Alphabet
from citizen_text.sms import SmsOptions, in_cheapest_signs, measure, room_of_a_segment
from tests.ussd_gateway.rendering.texts import ANY_TEXT, as_gsmcodecs_reads, cuts_a_letter
from ussd_gateway.rendering import split_into_segments
from ussd_gateway.rendering.cuts import CLUSTER

SINGLE, LOCKING, BOTH = BENGALI
SHIFT = SmsOptions(bengali_shift=True)
AS_IT_IS = SmsOptions(plain_signs=False)
LONG_REFERENCE = SmsOptions(sixteen_bit_reference=True)
OPTIONS = st.builds(SmsOptions, st.booleans(), st.booleans(), st.booleans())
CODECS = {
    GSM: "gsm23.038-0-0",
    SINGLE: "gsm23.038-0-4",
    LOCKING: "gsm23.038-4-0",
    BOTH: "gsm23.038-4-4",
    UCS2: "utf-16-be",
}
ORDINARY = "আপনার ভাতার টাকা গত মাসে নগদ একাউন্টে পাঠানো হয়েছে। "


def texts_of(text: str, options: SmsOptions = AS_IT_IS) -> list[str]:
    return [segment.text for segment in split_into_segments(text, options)]


def is_short_lettered(text: str) -> bool:
    return max(map(len, CLUSTER.findall(text)), default=0) <= 30


class TestCounting:
    @given(st.one_of(ANY_TEXT, st.text("a€", max_size=700), st.text("ক😀", max_size=300)))
    def test_agrees_with_another_library(self, text: str) -> None:
        codes = smsutil.split(text)
        assert measure(text).segments == max(1, len(codes.parts))

    @given(st.one_of(ANY_TEXT, st.text("a€", max_size=700)))
    def test_agrees_with_longer_references_too(self, text: str) -> None:
        if smsutil.is_valid_gsm(text):
            codes = smsutil.split(text, multi_part_bytes=152)
        else:
            codes = smsutil.split(text, multi_part_bytes=132)
        assert measure(text, LONG_REFERENCE).segments == max(1, len(codes.parts))


class TestSplitting:
    @given(ANY_TEXT, OPTIONS)
    def test_segments_join_to_the_text(self, text: str, options: SmsOptions) -> None:
        sent, size = in_cheapest_signs(text, options)
        segments = split_into_segments(text, options)
        assert "".join(segment.text for segment in segments) == sent
        assert {segment.alphabet for segment in segments} == {size.alphabet}
        assert [segment.number for segment in segments] == [*range(1, len(segments) + 1)]
        assert {segment.total for segment in segments} == {len(segments)}

    @given(ANY_TEXT, OPTIONS)
    def test_no_segment_is_too_long(self, text: str, options: SmsOptions) -> None:
        for segment in split_into_segments(text, options):
            assert segment.text or not text
            whole = measure(segment.text, options).room
            room = room_of_a_segment(segment.alphabet, options) if segment.total > 1 else whole
            assert segment.alphabet.ruler(segment.text).units <= room

    @given(ANY_TEXT, OPTIONS)
    def test_as_few_as_there_can_be(self, text: str, options: SmsOptions) -> None:
        sent, size = in_cheapest_signs(text, options)
        segments = split_into_segments(text, options)
        assert len(segments) >= size.segments
        if size.segments > 1:
            room = room_of_a_segment(size.alphabet, options)
            assert len(segments) == filled_with_letters(sent, size.alphabet, room)

    @given(ANY_TEXT.filter(is_short_lettered), OPTIONS)
    def test_no_letter_is_cut(self, text: str, options: SmsOptions) -> None:
        segments = [segment.text for segment in split_into_segments(text, options)]
        sent, place = "".join(segments), 0
        for segment in segments:
            assert not cuts_a_letter(sent, place)
            place += len(segment)

    @pytest.mark.parametrize(
        ("text", "segments"),
        [
            ("a" * 152 + "€" + "a" * 20, ["a" * 152, "€" + "a" * 20]),
            ("ভ" * 66 + "😀" + "ভ" * 20, ["ভ" * 66, "😀" + "ভ" * 20]),
            ("ভ" * 65 + "ক্ষ" + "ভ" * 20, ["ভ" * 65, "ক্ষ" + "ভ" * 20]),
            ("ভ" * 65 + "র্ৎ" + "ভ" * 20, ["ভ" * 65, "র্ৎ" + "ভ" * 20]),
            ("a " * 77 + "bcd " * 9, ["a " * 76, "a " + "bcd " * 9]),
            ("a" * 150 + " bcde" * 3, ["a" * 150 + " ", "bcde bcde bcde"]),
            ("a" * 153 + "b" * 153, ["a" * 153, "b" * 153]),
            ("a " * 76 + "bb" * 77, ["a " * 76 + "b", "b" * 153]),
        ],
    )
    def test_cuts_between_words_only_where_that_costs_nothing(
        self, text: str, segments: list[str]
    ) -> None:
        assert texts_of(text) == segments

    def test_ordinary_words_are_never_cut(self) -> None:
        for options in (AS_IT_IS, SmsOptions(), SHIFT):
            assert all(text.endswith(" ") for text in texts_of(ORDINARY * 4, options))

    def test_what_is_longer_than_a_segment_is_cut_where_it_must(self) -> None:
        letter = "ভ" + "\u09c1" * 99
        assert "".join(texts_of(letter)) == letter
        assert len(texts_of(letter)) == 2


class TestSegment:
    @given(ANY_TEXT, OPTIONS)
    def test_another_library_reads_the_octets(self, text: str, options: SmsOptions) -> None:
        for segment in split_into_segments(text, options):
            sent = segment.text.encode("utf-16-be", "replace").decode("utf-16-be")
            if segment.alphabet in (LOCKING, BOTH):
                sent = as_gsmcodecs_reads(sent)
            assert segment.octets.decode(CODECS[segment.alphabet]) == sent


def filled_with_letters(text: str, alphabet: Alphabet, room: int) -> int:
    """One letter after the other, as long as there is room."""
    parts, used = 1, 0
    for letter in CLUSTER.findall(text):
        units = alphabet.ruler(letter).units
        if used + units > room:
            parts, used = parts + 1, 0
        used += units
    return parts
