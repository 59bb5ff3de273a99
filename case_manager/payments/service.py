from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.errors import UnknownPayment
from case_manager.kit.keys import Keys
from case_manager.models import Enrolment, Payment, Person
from case_manager.payments import rules
from case_manager.payments.repository import PaymentRepository
from case_manager.people import service as people_service
from case_manager.programmes import service as programmes_service

_SHOWN = 8
_AHEAD = timedelta(days=550)


def payments_of_conversation(
    session: Session, conversation_id: UUID, *, keys: Keys, now: datetime
) -> Sequence[Payment]:
    person = people_service.required_person(session, conversation_id, keys=keys, now=now)
    payments = latest_payments(session, person)
    people_service.record_told(session, "payments_told", person, conversation_id, now=now)
    return payments


def latest_payments(session: Session, person: Person, limit: int = _SHOWN) -> Sequence[Payment]:
    return PaymentRepository(session).latest_of(person.id, limit)


def enrolments_of(session: Session, person: Person) -> Sequence[Enrolment]:
    return PaymentRepository(session).enrolments_of(person.id)


def programme_of(session: Session, payment_id: UUID) -> str:
    return PaymentRepository(session).get(payment_id).programme


def payment_of(session: Session, payment_id: UUID, person: Person | None) -> Payment:
    """Another's payment and one that does not exist are the same answer."""
    payment = PaymentRepository(session).find(payment_id, person.id) if person else None
    if payment is None:
        raise UnknownPayment("no payment of yours has this id")
    return payment


def expected_periods(programme: str, today: date, count: int) -> list[tuple[date, date]]:
    """First and last days, the newest first; none where the payroll decides."""
    found = programmes_service.find_programme(programme)
    months = found.paid_every_months if found else None
    return rules.latest_periods(today, months, count) if months else []


def make_room(session: Session, first: date, last: date) -> None:
    """Payments of these periods find their quarters; call it before many of them are written."""
    PaymentRepository(session).make_quarters(first, last)


def make_room_ahead(session: Session, *, today: date) -> None:
    make_room(session, today, today + _AHEAD)
