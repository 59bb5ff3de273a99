from datetime import date
from typing import Any

import pytest

from case_manager_client import Payment
from complaint import payments
from turn import Turn, read_turn

TODAY = date(2026, 11, 23)


def payment(first: date, last: date, status: str = "credited", programme: str = "oaa") -> Payment:
    return Payment("id", programme, {}, first, last, 195000, status, last)


SUMMER = payment(date(2026, 7, 1), date(2026, 9, 30))
SPRING = payment(date(2026, 4, 1), date(2026, 6, 30))
AUTUMN = payment(date(2026, 10, 1), date(2026, 12, 31), "scheduled")


def turn(text: str, intent: str = "inform", **entities: Any) -> Turn:
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    return read_turn("c", {"text": text, "intent": {"name": intent}, "entities": found})


class TestReadPick:
    @pytest.mark.parametrize(
        ("said", "pick"),
        [
            (turn("/inform", payment="2"), "2"),
            (turn("/inform", payment="other"), "other"),
            (turn("2"), "2"),
            (turn("২"), "2"),
            (turn("3"), None),
            (turn("0"), None),
            (turn("ki jani"), None),
            (turn("sesher ta"), "1"),
            (turn("the last one"), "1"),
        ],
    )
    def test_by_option_by_number_or_as_the_last(self, said: Turn, pick: str | None) -> None:
        assert payments.read_pick(said, (SUMMER, SPRING)) == pick


class TestLatest:
    OFFERED = (SUMMER, SPRING)

    @pytest.mark.parametrize(
        ("first", "last", "numbers"),
        [
            ("2026-04", "2026-04", ["2"]),
            ("2026-03", "2026-03", []),
            ("2026-04", "2026-09", ["1"]),
            ("2026-05", "2026-11", ["1"]),
            ("2026-01", "2026-06", ["2"]),
        ],
    )
    def test_the_last_that_touches_the_months(
        self, first: str, last: str, numbers: list[str]
    ) -> None:
        assert payments.latest(self.OFFERED, first, last) == numbers

    def test_each_programme_has_its_own_where_they_are_as_late(self) -> None:
        widow = payment(date(2026, 7, 1), date(2026, 9, 30), programme="wda")
        assert payments.latest((SUMMER, SPRING, widow), "2026-04") == ["1", "3"]
        assert payments.latest((SUMMER, SPRING, widow), "2026-04", programme="wda") == ["3"]


class TestPlausibleFirst:
    def test_failed_before_sent_before_credited(self) -> None:
        sent = payment(date(2026, 4, 1), date(2026, 6, 30), "sent")
        held = payment(date(2026, 1, 1), date(2026, 3, 31), "on_hold")
        assert payments.plausible_first([SUMMER, sent, held], TODAY, 4) == [held, sent, SUMMER]

    def test_newest_first_among_equals(self) -> None:
        assert payments.plausible_first([SPRING, SUMMER], TODAY, 4) == [SUMMER, SPRING]

    def test_what_is_not_due_is_left_out(self) -> None:
        assert payments.plausible_first([AUTUMN, SUMMER], TODAY, 4) == [SUMMER]

    def test_what_is_overdue_is_not(self) -> None:
        overdue = payment(date(2026, 7, 1), date(2026, 9, 30), "scheduled")
        assert payments.plausible_first([SPRING, overdue], TODAY, 4) == [overdue, SPRING]

    def test_offers_no_more_than_it_should(self) -> None:
        assert payments.plausible_first([SUMMER] * 6, TODAY, 4) == [SUMMER] * 4
