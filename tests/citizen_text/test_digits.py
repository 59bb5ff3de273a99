import pytest

from citizen_text.digits import find_numbers, to_bangla, to_latin

EIGHT = frozenset({8})


class TestToLatin:
    def test_mixed_digits_become_latin_in_place(self):
        assert to_latin("৩ মাস 3 mash ০৯") == "3 মাস 3 mash 09"

    def test_length_never_changes(self):
        assert len(to_latin("ভাতা ১৯৫০")) == len("ভাতা ১৯৫০")


class TestToBangla:
    def test_is_the_inverse_for_digits(self):
        assert to_latin(to_bangla("0123456789")) == "0123456789"


class TestFindNumbers:
    @pytest.mark.parametrize(
        "text", ["48210937", "৪৮২১০৯৩৭", "4821-0937", "৪৮২১ ০৯৩৭", "48 21 09 37"]
    )
    def test_groups_and_both_digits_are_one_number(self, text):
        [found] = find_numbers(f"no {text}!", EIGHT)
        assert found.value == "48210937"
        assert found.of(f"no {text}!") == text

    @pytest.mark.parametrize("text", ["", "4821093", "482109371", "1234567 1234567", "48.210937"])
    def test_other_lengths_are_nothing(self, text):
        assert find_numbers(text, EIGHT) == []

    def test_a_whole_group_wins_over_joined_ones(self):
        found = find_numbers("1965269250123 1952", frozenset({13, 17}))
        assert [span.value for span in found] == ["1965269250123"]

    def test_a_later_whole_group_is_not_swallowed(self):
        found = find_numbers("1234 48210937", EIGHT | frozenset({12}))
        assert [span.value for span in found] == ["48210937"]
