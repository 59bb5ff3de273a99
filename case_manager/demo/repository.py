from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select, text
from sqlalchemy.orm import Session

from case_manager.messages.queue import HAND_OVER
from case_manager.models import Conversation, OutgoingMessage, Payment, Person, User
from case_manager.vocabulary import DeliveryStatus, PaymentStatus

_FAILED = (PaymentStatus.RETURNED, PaymentStatus.ON_HOLD)
_DROP_JOBS = text("DELETE FROM case_jobs.procrastinate_jobs WHERE task_name = :task")
_ONE_DAY = timedelta(days=1)
_COMPLAINED_OF = timedelta(days=270)  # older payments are seldom complained of
_CHOSEN_BY_HAND = "000100"  # the highest serial of those citizens


class Subject(NamedTuple):
    """Somebody who complains, and the payment it is about."""

    person_id: UUID
    phone_sealed: bytes
    area_code: str
    payment_id: UUID | None = None
    payment_status_on: date | None = None
    missing_since: date | None = None


class Place(NamedTuple):
    """Where to look for people, and for how many; `is_elsewhere` is everywhere but there."""

    area_codes: tuple[str, ...]
    limit: int
    is_elsewhere: bool = False


class DemoRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def holds_people(self) -> bool:
        return bool(self._session.scalar(select(exists(select(Person.id)))))

    def users(self) -> Sequence[User]:
        return self._session.scalars(select(User).order_by(User.email)).all()

    def conversations(self) -> Sequence[Conversation]:
        return self._session.scalars(select(Conversation).order_by(Conversation.id)).all()

    def drop_jobs(self) -> None:
        """What they would hand over has been delivered in the play."""
        self._session.execute(_DROP_JOBS, {"task": HAND_OVER})

    def with_failed_payment(self, place: Place, today: date) -> Iterator[Subject]:
        return self._with_payment(Payment.status.in_(_FAILED), place, today)

    def with_credited_payment(self, place: Place, today: date) -> Iterator[Subject]:
        return self._with_payment(Payment.status == PaymentStatus.CREDITED, place, today)

    def people(self, place: Place) -> Iterator[Subject]:
        statement = (
            select(Person.id, Person.phone_sealed, Person.area_code)
            .where(_lives_in(place))
            .order_by(Person.id)
            .limit(place.limit)
        )
        for person_id, phone_sealed, area_code in self._session.execute(statement):
            if phone_sealed:
                yield Subject(person_id, phone_sealed, area_code)

    def queued_messages(self, case_id: UUID) -> Sequence[UUID]:
        return self._session.scalars(
            select(OutgoingMessage.id).where(
                OutgoingMessage.case_id == case_id,
                OutgoingMessage.delivery_status == DeliveryStatus.QUEUED,
            )
        ).all()

    def _with_payment(
        self, condition: ColumnElement[bool], place: Place, today: date
    ) -> Iterator[Subject]:
        statement = (
            select(
                Person.id,
                Person.phone_sealed,
                Person.area_code,
                Payment.id,
                Payment.status_on,
                Payment.period_from,
            )
            .join(Payment, Payment.person_id == Person.id)
            .where(
                condition,
                Payment.status_on.between(today - _COMPLAINED_OF, today - _ONE_DAY),
                _lives_in(place),
            )
            .order_by(Payment.id)
            .limit(place.limit)
        )
        for row in self._session.execute(statement):
            person_id, sealed, area_code, payment_id, status_on, missing_since = row
            if sealed:
                yield Subject(person_id, sealed, area_code, payment_id, status_on, missing_since)


def _lives_in(place: Place) -> ColumnElement[bool]:
    inside = or_(*(Person.area_code.startswith(code) for code in place.area_codes))
    return and_(
        not_(inside) if place.is_elsewhere else inside,
        Person.phone_sealed.is_not(None),
        func.right(Person.beneficiary_id, 6) > _CHOSEN_BY_HAND,
    )
