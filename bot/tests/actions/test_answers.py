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
            ("123", None, None),
            ("123456789012345678901234 1952", None, 1952),
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
