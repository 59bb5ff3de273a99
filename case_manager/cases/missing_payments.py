"""Which payments a case is about, and whether the last of them has come."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol, TypeVar
from uuid import UUID

from case_manager.vocabulary import PaymentStatus

OLDEST_DAYS = 800  # before a complaint came: older payments nobody asks for any more


class Instalment(Protocol):
    @property
    def id(self) -> UUID: ...
    @property
    def period_from(self) -> date: ...
    @property
    def period_to(self) -> date: ...
    @property
    def status(self) -> PaymentStatus: ...
    @property
    def status_on(self) -> date: ...


InstalmentT = TypeVar("InstalmentT", bound=Instalment)


def meant(
    payments: Iterable[InstalmentT],
    *,
    payment_id: UUID | None,
    missing_since: date | None,
    received_on: date,
) -> Sequence[InstalmentT]:
    """Of one person and programme, the oldest first: the one that was named; since a month, that
    month's and what was over when the case came; with neither, the last that had begun by then.
    """
    in_order = sorted(payments, key=lambda payment: (payment.period_from, payment.period_to))
    if payment_id:
        return [payment for payment in in_order if payment.id == payment_id]
    begun = [payment for payment in in_order if payment.period_from <= received_on]
    if missing_since is None:
        return begun[-1:]
    return [
        payment
        for payment in begun
        if payment.period_to >= missing_since
        and (payment.period_to <= received_on or payment.period_from <= _last_day(missing_since))
    ]


def credited_last(payments: Sequence[InstalmentT]) -> InstalmentT | None:
    """None while any of them is still to come."""
    if not all(payment.status is PaymentStatus.CREDITED for payment in payments):
        return None
    return max(payments, key=lambda payment: payment.status_on, default=None)


def _last_day(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1) - date.resolution
