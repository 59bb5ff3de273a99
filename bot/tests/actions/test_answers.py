from datetime import date
from typing import Any

import pytest

from actions import answers
from actions.answers import IdentityWords
from case_manager_client import Payment
from turn import Turn, read_turn

THIS_YEAR = 2026
TODAY = date(2026, 11, 23)


def payment(first: date, last: date, status: str = "credited", programme: str = "oaa") -> Payment:
    return Payment("id", programme, {}, first, last, 195000, status, last)


SUMMER = payment(date(2026, 7, 1), date(2026, 9, 30))
SPRING = payment(date(2026, 4, 1), date(2026, 6, 30))
AUTUMN = payment(date(2026, 10, 1), date(2026, 12, 31), "scheduled")


def turn(text: str, intent: str = "inform", **entities: Any) -> Turn:
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    return read_turn("c", {"text": text, "intent": {"name": intent}, "entities": found})


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


class TestReadPaymentChoice:
    OFFERED = (SUMMER, SPRING)

    @pytest.mark.parametrize(
        ("said", "choice"),
        [
            (turn("/inform", payment_choice="2"), "2"),
            (turn("/inform", payment_choice="other"), "other"),
            (turn("2"), "2"),
            (turn("২"), "2"),
            (turn("3"), None),
            (turn("0"), None),
            (turn("na", "deny"), "other"),
            (turn("april er ta", period={"from": "2026-04", "to": "2026-04"}), "2"),
            (turn("march er ta", period={"from": "2026-03", "to": "2026-03"}), "other"),
            (turn("ki jani"), None),
        ],
    )
    def test_by_number_or_by_month(self, said: Turn, choice: str | None) -> None:
        assert answers.read_payment_choice(said, self.OFFERED) == choice

    def test_by_programme_where_one_fits(self) -> None:
        widow = payment(date(2026, 7, 1), date(2026, 9, 30), programme="wda")
        said = turn("bidhoba", programme="wda")
        assert answers.read_payment_choice(said, (SUMMER, widow)) == "2"
        assert answers.read_payment_choice(said, (widow, widow)) is None


class TestPlausibleFirst:
    def test_failed_before_sent_before_credited(self) -> None:
        sent = payment(date(2026, 4, 1), date(2026, 6, 30), "sent")
        held = payment(date(2026, 1, 1), date(2026, 3, 31), "on_hold")
        assert answers.plausible_first([SUMMER, sent, held], TODAY, 4) == [held, sent, SUMMER]

    def test_newest_first_among_equals(self) -> None:
        assert answers.plausible_first([SPRING, SUMMER], TODAY, 4) == [SUMMER, SPRING]

    def test_what_is_not_due_is_left_out(self) -> None:
        assert answers.plausible_first([AUTUMN, SUMMER], TODAY, 4) == [SUMMER]

    def test_what_is_overdue_is_not(self) -> None:
        overdue = payment(date(2026, 7, 1), date(2026, 9, 30), "scheduled")
        assert answers.plausible_first([SPRING, overdue], TODAY, 4) == [overdue, SPRING]

    def test_offers_no_more_than_it_should(self) -> None:
        assert answers.plausible_first([SUMMER] * 6, TODAY, 4) == [SUMMER] * 4
