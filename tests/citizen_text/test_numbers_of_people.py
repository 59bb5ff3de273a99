import pytest

from citizen_text.nids import find_nids
from citizen_text.phones import find_phones
from citizen_text.references import check_digit, find_references, in_groups, is_well_formed


class TestInGroups:
    @pytest.mark.parametrize(
        ("language", "written"),
        [("bn", "৪৮২১-০৯৩৪"), ("bn-Latn", "4821-0934"), ("en", "4821-0934")],
    )
    def test_a_reference_is_read_out_in_groups_and_found_again(self, language, written):
        assert in_groups("48210934", language) == written
        assert [found.value for found in find_references(written)] == ["48210934"]


class TestFindReferences:
    @pytest.mark.parametrize("text", ["48210934", "৪৮২১০৯৩৪", "4821-0934", "4821 0934"])
    def test_eight_digits_are_a_reference(self, text):
        assert [found.value for found in find_references(f"case {text} ?")] == ["48210934"]

    def test_ten_digits_are_one_too(self):
        assert [found.value for found in find_references("4821093412")] == ["4821093412"]

    @pytest.mark.parametrize("text", ["4567 1952", "1952 4567"])
    def test_four_digits_and_a_year_of_birth_are_two_answers(self, text):
        assert find_references(text) == []

    @pytest.mark.parametrize("text", ["12-03-1958", "১২ ০৩ ১৯৫৮", "1958-03-12"])
    def test_a_day_is_none(self, text):
        assert find_references(text) == []

    def test_a_hyphen_joins_even_what_looks_like_a_year(self):
        assert [found.value for found in find_references("6620-1948")] == ["66201948"]

    def test_unless_the_check_digit_says_otherwise(self):
        number = "4567195" + check_digit("4567195")
        assert is_well_formed(number)
        assert find_references(f"{number[:4]} {number[4:]}")[0].value == number

    @pytest.mark.parametrize("text", ["01712345678", "1234567", "1965269250123"])
    def test_other_lengths_are_none(self, text):
        assert find_references(text) == []


class TestIsWellFormed:
    def test_the_check_digit_decides(self):
        assert is_well_formed("48210934")
        assert not is_well_formed("48210930")
        assert not is_well_formed("4821093")

    def test_any_single_slip_is_noticed(self):
        for position in range(8):
            for digit in set("0123456789") - {"48210934"[position]}:
                assert not is_well_formed(
                    "48210934"[:position] + digit + "48210934"[position + 1 :]
                )

    def test_swapped_neighbours_are_noticed(self):
        assert not is_well_formed("84210934")
        assert not is_well_formed("48210394")


class TestFindNids:
    @pytest.mark.parametrize("number", ["5501234567", "1965269250123", "19522692501234567"])
    def test_ten_thirteen_and_seventeen_digits_are_one(self, number):
        assert [found.value for found in find_nids(f"nid {number} amar")] == [number]

    def test_both_digits_and_spaces_do(self):
        assert [found.value for found in find_nids("৫৫০ ১২৩ ৪৫৬৭")] == ["5501234567"]

    @pytest.mark.parametrize("text", ["+8801712345678", "8801712345678", "01712345678", "48210934"])
    def test_phones_and_references_are_none(self, text):
        assert find_nids(text) == []


class TestFindPhones:
    @pytest.mark.parametrize(
        "text",
        [
            "01712345678",
            "01712 345678",
            "01712-345678",
            "+8801712345678",
            "8801712345678",
            "008801712345678",
            "০১৭১২৩৪৫৬৭৮",
            "+88 01712 345 678",
        ],
    )
    def test_every_spelling_is_one_number(self, text):
        [found] = find_phones(f"amar no {text} vai")
        assert found.value == "+8801712345678"
        assert found.of(f"amar no {text} vai") == text

    @pytest.mark.parametrize("text", ["01212345678", "0171234567", "017123456789", "5501234567"])
    def test_what_no_operator_gives_out_is_none(self, text):
        assert find_phones(text) == []
