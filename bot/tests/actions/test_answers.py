import pytest

from actions import answers
from actions.answers import IdentityWords

THIS_YEAR = 2026


class TestReadIdentity:
    @pytest.mark.parametrize(
        ("text", "number", "year"),
        [
            ("4567 1952", "4567", 1952),
            ("৪৫৬৭ ১৯৫২", "4567", 1952),
            ("shesh 4567, jonmo 1952", "4567", 1952),
            ("1952 4567", "4567", 1952),
            ("1960 1952", "1960", 1952),
            ("4567", "4567", None),
            ("1952", None, 1952),
            ("kichu na", None, None),
            ("12", None, None),
            ("269 250 1234 1952", "1234", 1952),
            ("2692501234 1952", "1234", 1952),
            ("1965 269 250 1234", None, None),
        ],
    )
    def test_of_a_shared_phone(self, text: str, number: str | None, year: int | None) -> None:
        words = answers.read_identity(text, "shared_phone", THIS_YEAR)
        assert words == IdentityWords(number, year)

    @pytest.mark.parametrize(
        ("text", "number", "year"),
        [
            ("1965269250123 1952", "1965269250123", 1952),
            ("১৯৬৫ ২৬৯২ ৫০১২ ৩ ১৯৫২", "1965269250123", 1952),
            ("1234567890", "1234567890", None),
            ("19652692501234567 jonmo 1952", "19652692501234567", 1952),
            ("BD-0012345 1952", "BD-0012345", 1952),
            ("1952", None, 1952),
            ("1952 1234567890", "1234567890", 1952),
            ("123456 1952", "123456", 1952),
            ("2001 234 567", "2001234567", None),
            ("২০০১ ২৩৪ ৫৬৭", "2001234567", None),
            ("1965-269-250-123", "1965269250123", None),
            ("1965 2692 5012 3456 7", "19652692501234567", None),
            ("269 250 1952", "2692501952", None),
            ("269 250 1234 1965", "2692501234", 1965),
            ("jonmo 1965, nid 269 250 1234", "2692501234", 1965),
            ("নম্বর ২৬৯ ২৫০ ১২৩৪ জন্ম সাল ১৯৬৫", "2692501234", 1965),
            ("born in 1965 269 250 1234", "2692501234", 1965),
            ("1965 sale jonmo, NID 269 250 1234", "2692501234", 1965),
            ("2692501234, 12/03/1965", "2692501234", 1965),
            ("1965 269 250 1234", None, None),
            ("123456 789", None, None),
            ("123", None, None),
            ("123456789012345678901234 1952", None, 1952),
            ("na, 01712345679", None, None),
            ("না, ০১৭১২৩৪৫৬৭৯", None, None),
            ("+8801712345679 1952", None, 1952),
            ("8801712345679 1952", "8801712345679", 1952),
        ],
    )
    def test_of_an_unknown_phone(self, text: str, number: str | None, year: int | None) -> None:
        words = answers.read_identity(text, "unknown_phone", THIS_YEAR)
        assert words == IdentityWords(number, year)

    @pytest.mark.parametrize(
        ("text", "year"), [("১৯৫২ সালে", 1952), ("2031", None), ("52", None), ("", None)]
    )
    def test_year_of_birth(self, text: str, year: int | None) -> None:
        assert answers.read_birth_year(text, THIS_YEAR) == year
