"""What the ledger holds of one person beside the register, for staff; every look is recorded."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.kit.keys import Keys
from case_manager.models import Enrolment, EnrolmentHistory, Payment, PaymentHistory, User
from case_manager.payments.repository import PaymentRepository
from case_manager.people import records
from case_manager.people.records import PersonRecord

_SHOWN = 24


@dataclass(frozen=True)
class Ledger:
    """Former states come with what they became: of enrolments the newest first, of payments last.

    `courses` has none for a payment that has been in one state only.
    """

    enrolments: Sequence[tuple[Enrolment, Sequence[EnrolmentHistory]]]
    payments: Sequence[Payment]
    courses: Mapping[UUID, Sequence[PaymentHistory]]


def open_record(
    session: Session, person_id: UUID, viewer: User, *, keys: Keys, now: datetime
) -> tuple[PersonRecord, Ledger]:
    record = records.read_person(session, person_id, viewer, keys=keys)
    ledger = _ledger(PaymentRepository(session), person_id)
    records.record_look(session, "person_viewed", record.person, viewer, now=now)
    return record, ledger


def _ledger(repository: PaymentRepository, person_id: UUID) -> Ledger:
    enrolments = repository.enrolments_of(person_id)
    before: dict[UUID, list[EnrolmentHistory]] = defaultdict(list)
    for state in repository.former_enrolment_states(enrolments):
        before[state.enrolment_id].append(state)
    payments = repository.latest_of(person_id, _SHOWN)
    courses: dict[UUID, list[PaymentHistory]] = defaultdict(list)
    for step in repository.former_states(payments):
        courses[step.payment_id].append(step)
    return Ledger([(row, before[row.id]) for row in enrolments], payments, courses)
