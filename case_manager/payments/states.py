"""A newer state of one enrolment or one payment, from a source that tells of single ones."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.job_queue import defer
from case_manager.models import Person
from case_manager.payments import rules
from case_manager.payments.queue import PAYMENT_LEARNT, QUEUE
from case_manager.payments.repository import PaymentRepository
from case_manager.vocabulary import EnrolmentStatus, PaymentStatus, ReturnReason

FROM_A_PEER = "dci:"  # how its source begins


@dataclass(frozen=True)
class Told:
    """Who says it and for which day; what `outranks` the others is right even where it is older."""

    source: str
    as_of: date
    outranks: bool

    def holds_against(self, known_as_of: date) -> bool:
        return self.outranks or self.as_of >= known_as_of


@dataclass(frozen=True)
class NewPayment:
    programme: str
    period_from: date
    period_to: date
    amount_paisa: int
    provider: str
    status: PaymentStatus
    status_on: date
    return_reason: ReturnReason | None


def record_payment(
    session: Session,
    payment_id: UUID,
    *,
    status: PaymentStatus,
    status_on: date,
    reason: ReturnReason | None,
    told: Told,
) -> None:
    """The database keeps the state before it. The same state again is known to hold that day
    still; with another reason it is a correction.
    """
    payment = PaymentRepository(session).lock(payment_id)
    if not told.holds_against(payment.as_of) or not rules.may_follow(payment.status, status):
        return
    is_new = status is not payment.status
    payment.source, payment.as_of = told.source, max(told.as_of, payment.as_of)
    if is_new or (reason and reason is not payment.return_reason):
        payment.attempt = rules.attempt_after(payment.attempt, payment.status, status)
        payment.status, payment.status_on, payment.return_reason = status, status_on, reason
    if is_new and status is PaymentStatus.CREDITED:
        _tell_who_waits(session, payment.person_id)


def add_payment(session: Session, person: Person, new: NewPayment, *, told: Told) -> None:
    """One that the ledger does not have. If it does by now, its newer state."""
    repository, source = PaymentRepository(session), {"source": told.source, "as_of": told.as_of}
    repository.make_quarters(new.period_from, new.period_from)
    repository.make_sure_of_enrolment(
        {
            "person_id": person.id,
            "programme": new.programme,
            "status": EnrolmentStatus.ACTIVE,
            "enrolled_on": new.period_from,
            "status_from": new.period_from,
            **source,
        }
    )
    place = {"person_id": person.id, "area_code": person.area_code}
    if repository.make_sure_of_payment(place | asdict(new) | source):
        if new.status is PaymentStatus.CREDITED:
            _tell_who_waits(session, person.id)
        return
    for payment in repository.of_period(person.id, new.programme, new.period_from):
        record_payment(
            session,
            payment.id,
            status=new.status,
            status_on=new.status_on,
            reason=new.return_reason,
            told=told,
        )


def record_enrolment(
    session: Session,
    person_id: UUID,
    programme: str,
    *,
    status: EnrolmentStatus,
    enrolled_on: date | None,
    since: date | None,
    told: Told,
) -> None:
    """`since` is the first day of this status, where the source says it."""
    repository = PaymentRepository(session)
    enrolment = repository.lock_enrolment(person_id, programme)
    is_new = enrolment is None and repository.make_sure_of_enrolment(
        {
            "person_id": person_id,
            "programme": programme,
            "status": status,
            "enrolled_on": enrolled_on or told.as_of,
            "status_from": since,
            "source": told.source,
            "as_of": told.as_of,
        }
    )
    if is_new:
        return
    enrolment = enrolment or repository.lock_enrolment(person_id, programme)
    if enrolment and told.holds_against(enrolment.as_of):
        if enrolment.status is not status or since:
            enrolment.status, enrolment.status_from = status, since
        enrolment.source, enrolment.as_of = told.source, max(told.as_of, enrolment.as_of)


def record_on_roll(
    session: Session, person_id: UUID, programme: str, is_on_roll: bool, *, told: Told
) -> None:
    """By who says no more than that: an enrolment that goes on keeps its state."""
    enrolment = PaymentRepository(session).lock_enrolment(person_id, programme)
    goes_on = enrolment is not None and enrolment.status is not EnrolmentStatus.ENDED
    if goes_on == is_on_roll:
        return
    record_enrolment(
        session,
        person_id,
        programme,
        status=EnrolmentStatus.ACTIVE if is_on_roll else EnrolmentStatus.ENDED,
        enrolled_on=None,
        since=None,
        told=told,
    )


def _tell_who_waits(session: Session, person_id: UUID) -> None:
    defer(session, PAYMENT_LEARNT, {"person_id": str(person_id)}, queue=QUEUE)
