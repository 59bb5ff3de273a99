"""Which state of a payment may follow another, and which attempt to pay it belongs to."""

from case_manager.vocabulary import PaymentStatus

CAME_BACK = frozenset({PaymentStatus.RETURNED, PaymentStatus.ON_HOLD})
GOES_OUT = frozenset({PaymentStatus.APPROVED, PaymentStatus.SENT, PaymentStatus.REISSUED})
NOT_YET_THERE = GOES_OUT | {PaymentStatus.SCHEDULED}


def attempt_after(attempt: int, before: PaymentStatus, after: PaymentStatus) -> int:
    """What came back and goes out again is another attempt."""
    return attempt + 1 if before in CAME_BACK and after in GOES_OUT else attempt


def may_follow(before: PaymentStatus, after: PaymentStatus) -> bool:
    """What has arrived is not on its way again: who says so does not know yet."""
    return not (before is PaymentStatus.CREDITED and after in NOT_YET_THERE)
