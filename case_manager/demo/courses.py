"""How a payment and an enrolment came to where they stand: the states they were in before."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from case_manager.demo.enrolments import EnrolmentRow, Instalment
from case_manager.vocabulary import EnrolmentStatus, PaymentStatus, ReturnReason

_ONE_IN_SO_MANY = 30  # payments came at the second attempt
_PAID_AT_ONCE: tuple["Step", ...] = ()


class Step(NamedTuple):
    attempt: int
    status: PaymentStatus
    status_on: date
    reason: ReturnReason | None = None


def attempt_of(instalment: Instalment) -> int:
    status = instalment.outcome.status
    again = status is PaymentStatus.REISSUED or _came_at_the_second_attempt(instalment)
    return 2 if again else 1


def former_states(instalment: Instalment) -> Sequence[Step]:
    """The oldest first; what is there now comes last and is not among them."""
    day = instalment.outcome.status_on
    match instalment.outcome.status:
        case PaymentStatus.SENT:
            return (Step(1, PaymentStatus.APPROVED, day - timedelta(days=4)),)
        case PaymentStatus.RETURNED:
            return (Step(1, PaymentStatus.SENT, day - timedelta(days=9)),)
        case PaymentStatus.ON_HOLD:
            return (Step(1, PaymentStatus.SCHEDULED, day - timedelta(days=20)),)
        case PaymentStatus.REISSUED:
            return _came_back(instalment, day - timedelta(days=12))
        case PaymentStatus.CREDITED if _came_at_the_second_attempt(instalment):
            reissued_on = day - timedelta(days=5)
            return (
                *_came_back(instalment, reissued_on - timedelta(days=12)),
                Step(2, PaymentStatus.REISSUED, reissued_on),
            )
        case _:
            return _PAID_AT_ONCE


def was_active_before(row: EnrolmentRow) -> bool:
    return row.status is not EnrolmentStatus.ACTIVE


def _came_back(instalment: Instalment, day: date) -> tuple[Step, Step]:
    reason = (ReturnReason.SIM_CHANGED_OFF, ReturnReason.PIN_INACTIVE)[_draw(instalment) % 2]
    return (
        Step(1, PaymentStatus.SENT, day - timedelta(days=9)),
        Step(1, PaymentStatus.RETURNED, day, reason),
    )


def _came_at_the_second_attempt(instalment: Instalment) -> bool:
    is_credited = instalment.outcome.status is PaymentStatus.CREDITED
    return is_credited and _draw(instalment) % _ONE_IN_SO_MANY == 0


def _draw(instalment: Instalment) -> int:
    """Drawn from the id, so that who is paid how does not change with it."""
    return int(instalment.id[-6:], 16)
