from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple, TypeVarTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, not_, or_, select, text
from sqlalchemy.orm import Session

from case_manager.demo.citizens import CITIZENS
from case_manager.messages.queue import HAND_OVER
from case_manager.models import (
    Conversation,
    Identifier,
    OutgoingMessage,
    Payment,
    Person,
    User,
)
from case_manager.vocabulary import DeliveryStatus, IdentifierKind, PaymentStatus

_FAILED = (PaymentStatus.RETURNED, PaymentStatus.ON_HOLD)
_DROP_JOBS = text("DELETE FROM case_jobs.procrastinate_jobs WHERE task_name = :task")
_ONE_DAY = timedelta(days=1)
_COMPLAINED_OF = timedelta(days=270)  # older payments are seldom complained of


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
        statement = _reachable(select(Person.id, Identifier.value_sealed, Person.area_code), place)
        for row in self._session.execute(statement.order_by(Person.id)):
            yield Subject(*row)

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
        columns = (
            Person.id,
            Identifier.value_sealed,
            Person.area_code,
            Payment.id,
            Payment.status_on,
            Payment.period_from,
        )
        statement = (
            _reachable(select(*columns), place)
            .join(Payment, Payment.person_id == Person.id)
            .where(condition, Payment.status_on.between(today - _COMPLAINED_OF, today - _ONE_DAY))
            .order_by(Payment.id)
        )
        for row in self._session.execute(statement):
            yield Subject(*row)


_Columns = TypeVarTuple("_Columns")


def _reachable(statement: Select[*_Columns], place: Place) -> Select[*_Columns]:
    """People of a place with their phones, but for those who were chosen by hand."""
    last_chosen = select(Person.id).order_by(Person.id).offset(len(CITIZENS) - 1).limit(1)
    return (
        statement.select_from(Person)
        .join(Identifier, Identifier.person_id == Person.id)
        .where(
            _lives_in(place),
            Identifier.kind == IdentifierKind.PHONE,
            Person.id > last_chosen.scalar_subquery(),
        )
        .limit(place.limit)
    )


def _lives_in(place: Place) -> ColumnElement[bool]:
    inside = or_(*(Person.area_code.startswith(code) for code in place.area_codes))
    return not_(inside) if place.is_elsewhere else inside
