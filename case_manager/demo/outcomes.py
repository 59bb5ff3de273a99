"""How a quarter's instalment went, and when."""

from bisect import bisect
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Generic, NamedTuple, TypeVar

from case_manager.demo.rates import Quarter
from case_manager.vocabulary import PaymentStatus, ReturnReason

_T = TypeVar("_T")


class Outcome(NamedTuple):
    status: PaymentStatus
    status_on: date
    reason: ReturnReason | None


class Choice(Generic[_T]):
    """One of several values, each as often as its weight says."""

    def __init__(self, weights: dict[_T, float]) -> None:
        self._values = list(weights)
        self._steps = list(accumulate(weights.values()))

    def pick(self, random: Random) -> _T:
        return self._values[bisect(self._steps, random.random() * self._steps[-1])]


_LONG_AGO = Choice(
    {
        PaymentStatus.CREDITED: 95.5,
        PaymentStatus.RETURNED: 3.0,
        PaymentStatus.ON_HOLD: 1.0,
        PaymentStatus.SENT: 0.5,
    }
)
_LAST_QUARTER = Choice(
    {
        PaymentStatus.CREDITED: 77.0,
        PaymentStatus.REISSUED: 1.0,
        PaymentStatus.SENT: 10.0,
        PaymentStatus.RETURNED: 6.0,
        PaymentStatus.ON_HOLD: 3.0,
        PaymentStatus.APPROVED: 2.0,
        PaymentStatus.SCHEDULED: 1.0,
    }
)
_THIS_QUARTER = Choice({PaymentStatus.SCHEDULED: 96.0, PaymentStatus.ON_HOLD: 4.0})
_WHY_RETURNED = Choice(
    {
        ReturnReason.PIN_INACTIVE: 24.0,
        ReturnReason.NID_MISMATCH: 18.0,
        ReturnReason.ACCOUNT_CLOSED: 12.0,
        ReturnReason.WRONG_NUMBER: 14.0,
        ReturnReason.SIM_CHANGED_OFF: 8.0,
        ReturnReason.LIMIT_OR_TECH: 6.0,
        ReturnReason.NOT_MIGRATED: 5.0,
        ReturnReason.DUPLICATE_NID: 4.0,
        ReturnReason.MARKED_DEAD: 4.0,
        ReturnReason.NOT_IN_PAYROLL: 3.0,
        ReturnReason.OTP_FRAUD: 2.0,
    }
)
_WHY_HELD = Choice(
    {
        ReturnReason.NID_MISMATCH: 30.0,
        ReturnReason.NOT_IN_PAYROLL: 25.0,
        ReturnReason.DUPLICATE_NID: 20.0,
        ReturnReason.MARKED_DEAD: 15.0,
        ReturnReason.NOT_MIGRATED: 7.0,
        ReturnReason.OTP_FRAUD: 3.0,
    }
)
_DAYS_AFTER_THE_QUARTER = {  # the earliest day, and how many days it may take from there
    PaymentStatus.SCHEDULED: (-75, 25),
    PaymentStatus.APPROVED: (5, 10),
    PaymentStatus.ON_HOLD: (2, 18),
    PaymentStatus.SENT: (14, 20),
    PaymentStatus.CREDITED: (8, 18),
    PaymentStatus.RETURNED: (15, 25),
    PaymentStatus.REISSUED: (30, 20),
}


class Outcomes:
    """Outcomes as they stand on `today`; their dates are made once and shared by all payments."""

    def __init__(self, quarters: Sequence[Quarter], today: date) -> None:
        self._choices = [_LONG_AGO] * (len(quarters) - 2) + [_LAST_QUARTER, _THIS_QUARTER]
        self._days = [_possible_days(quarter, today) for quarter in quarters]

    def pick(self, index: int, random: Random) -> Outcome:
        status = self._choices[index].pick(random)
        return self.of(index, status, random)

    def of(
        self, index: int, status: PaymentStatus, random: Random, reason: ReturnReason | None = None
    ) -> Outcome:
        days = self._days[index][status]
        day = days[int(random.random() * len(days))]
        if status is PaymentStatus.RETURNED:
            return Outcome(status, day, reason or _WHY_RETURNED.pick(random))
        if status is PaymentStatus.ON_HOLD:
            return Outcome(status, day, reason or _WHY_HELD.pick(random))
        return Outcome(status, day, None)


def _possible_days(quarter: Quarter, today: date) -> dict[PaymentStatus, list[date]]:
    """No state begins after today or before its quarter."""
    return {
        status: [
            max(quarter.first_day, min(today, quarter.last_day + timedelta(days=earliest + day)))
            for day in range(span)
        ]
        for status, (earliest, span) in _DAYS_AFTER_THE_QUARTER.items()
    }
