"""Which state of a payment may follow another, and which attempt to pay it belongs to."""

from datetime import date, timedelta
from itertools import pairwise

from case_manager.vocabulary import PaymentStatus

CAME_BACK = frozenset({PaymentStatus.RETURNED, PaymentStatus.ON_HOLD})
GOES_OUT = frozenset({PaymentStatus.APPROVED, PaymentStatus.SENT, PaymentStatus.REISSUED})
NOT_YET_THERE = GOES_OUT | {PaymentStatus.SCHEDULED}


_JULY = 7
_MONTHS = 12


def latest_periods(today: date, months: int, count: int) -> list[tuple[date, date]]:
    """First and last days, the newest first: that of today. The fiscal year begins in July."""
    since_july = (today.month - _JULY) % _MONTHS
    begins = today.year * _MONTHS + today.month - 1 - since_july % months
    firsts = [_first_of(begins - months * back) for back in range(-1, count)]
    return [(first, following - timedelta(days=1)) for following, first in pairwise(firsts)]


def _first_of(month: int) -> date:
    year, place = divmod(month, _MONTHS)
    return date(year, place + 1, 1)


def attempt_after(attempt: int, before: PaymentStatus, after: PaymentStatus) -> int:
    """What came back and goes out again is another attempt."""
    return attempt + 1 if before in CAME_BACK and after in GOES_OUT else attempt


def may_follow(before: PaymentStatus, after: PaymentStatus) -> bool:
    """What has arrived is not on its way again: who says so does not know yet."""
    return not (before is PaymentStatus.CREDITED and after in NOT_YET_THERE)
