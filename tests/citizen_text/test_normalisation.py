import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen_text.normalisation import fold, normalise

YA, NUKTA, COMPOSED_YA = "\u09af", "\u09bc", "\u09df"


class TestNormalise:
    @pytest.mark.parametrize(
        ("decomposed", "composed"),
        [
            ("\u09af\u09bc", "\u09df"),
            ("\u09a1\u09bc", "\u09dc"),
            ("\u09a2\u09bc", "\u09dd"),
            ("\u0995\u09c7\u09be", "\u0995\u09cb"),
            ("\u0995\u09c7\u09d7", "\u0995\u09cc"),
            ("\u0985\u09be\u09ae\u09bf", "\u0986\u09ae\u09bf"),
        ],
    )
    def test_both_ways_to_write_a_letter_are_one(self, decomposed, composed):
        assert normalise(decomposed) == normalise(composed) == composed

    def test_joiners_and_byte_order_marks_vanish(self):
        assert normalise("\ufeffর\u200d্যা\u200cব") == "র্যাব"

    def test_a_joiner_inside_a_letter_vanishes(self):
        assert normalise("\u09a1\u200d\u09bc") == "\u09dc"

    def test_spaces_case_digits_and_apostrophes_are_evened_out(self):
        assert normalise("  Widow\u2019s\t ALLOWANCE\n৩ ") == "widow's allowance 3"

    @pytest.mark.parametrize(
        ("text", "normal"),
        [("pleaseee", "please"), ("না\u09be\u09be\u09be", "না"), ("koto??????", "koto?")],
    )
    def test_repeated_letters_shrink(self, text, normal):
        assert normalise(text) == normal

    def test_doubled_letters_and_digits_stay(self):
        assert normalise("bhatta 10000") == "bhatta 10000"

    def test_a_letter_whose_small_form_is_longer_stays(self):
        assert normalise("İ") == "İ"

    @pytest.mark.parametrize(
        "text", ["বয়স্ক ভাতার টাকা ৩ মাস", "Ami PAINI!!!", "", "😀😀😀", "a\u200b\u200b"]
    )
    def test_twice_is_the_same_as_once(self, text):
        assert normalise(normalise(text)) == normalise(text)


class TestFold:
    def test_positions_lead_back_to_the_text_as_written(self):
        text = f"ব{YA}{NUKTA}স্ক ভাতা"
        folded = fold(text)
        start = folded.text.index("স্ক")
        assert text[slice(*folded.original(start, start + 3))] == "স্ক"

    def test_a_composed_letter_covers_both_of_its_parts(self):
        text = f"x{YA}{NUKTA}y"
        position = fold(text).text.index(COMPOSED_YA)
        assert fold(text).original(position, position + 1) == (1, 3)

    @given(st.text(alphabet="aZ`1 ৩।॥কড" + YA + NUKTA + "\u09c7\u09be\u09d7\u0985", max_size=20))
    def test_a_text_as_a_whole_folds_like_its_letters_one_by_one(self, text):
        one_by_one = fold(text + "\u200b")  # which nothing folds as a whole
        assert fold(text).text == one_by_one.text
        assert fold(text).offsets[:-1] == one_by_one.offsets[:-1]
