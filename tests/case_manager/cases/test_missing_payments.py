"""Which payments a case is about, and whether the last of them has come."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

import pytest

from case_manager.cases.missing_payments import credited_last, meant
from case_manager.vocabulary import PaymentStatus


@dataclass(frozen=True)
class Instalment:
    period_from: date
    period_to: date
    status: PaymentStatus = PaymentStatus.RETURNED
    status_on: date = date(2026, 10, 10)
    id: UUID = None


SPRING = Instalment(date(2026, 4, 1), date(2026, 6, 30), id=uuid4())
SUMMER = Instalment(date(2026, 7, 1), date(2026, 9, 30), id=uuid4())
AUTUMN = Instalment(date(2026, 10, 1), date(2026, 12, 31), id=uuid4())
WINTER = Instalment(date(2027, 1, 1), date(2027, 3, 31), id=uuid4())
ALL = [WINTER, SUMMER, SPRING, AUTUMN]
RECEIVED_ON = date(2026, 11, 23)


class TestMeant:
    def test_the_one_that_was_named(self):
        found = meant(
            ALL, payment_id=SPRING.id, missing_since=date(2026, 7, 1), received_on=RECEIVED_ON
        )
        assert found == [SPRING]

    @pytest.mark.parametrize(
        ("month", "expected"),
        [
            (date(2026, 5, 1), [SPRING, SUMMER]),
            (date(2026, 7, 1), [SUMMER]),
            (date(2026, 9, 1), [SUMMER]),
            (date(2026, 10, 1), [AUTUMN]),
            (date(2026, 12, 1), [AUTUMN]),
        ],
    )
    def test_since_a_month_what_was_over_and_that_month_s(self, month, expected):
        found = meant(ALL, payment_id=None, missing_since=month, received_on=RECEIVED_ON)
        assert found == expected

    def test_a_period_that_begins_within_the_month(self):
        late = Instalment(date(2026, 10, 15), date(2027, 1, 14))
        found = meant(
            [late], payment_id=None, missing_since=date(2026, 10, 1), received_on=RECEIVED_ON
        )
        assert found == [late]

    def test_of_no_month_the_last_that_had_begun(self):
        found = meant(ALL, payment_id=None, missing_since=None, received_on=RECEIVED_ON)
        assert found == [AUTUMN]

    def test_nothing_where_nothing_had_begun(self):
        assert not meant([WINTER], payment_id=None, missing_since=None, received_on=RECEIVED_ON)


class TestCreditedLast:
    def test_the_one_that_came_last(self):
        first = Instalment(date(2026, 4, 1), date(2026, 6, 30), PaymentStatus.CREDITED)
        last = Instalment(
            date(2026, 1, 1), date(2026, 3, 31), PaymentStatus.CREDITED, date(2026, 11, 1)
        )
        assert credited_last([first, last]) is last

    def test_none_while_one_is_to_come(self):
        came = Instalment(date(2026, 4, 1), date(2026, 6, 30), PaymentStatus.CREDITED)
        assert credited_last([came, SUMMER]) is None

    def test_none_of_none(self):
        assert credited_last([]) is None
