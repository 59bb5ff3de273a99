"""What citizens hear of their cases; each time it is told is in the audit trail."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.audit import service as audit_service
from case_manager.cases import service
from case_manager.kit.keys import Keys
from case_manager.models import Case


def tell_case(
    session: Session, reference: str, conversation_id: UUID, *, keys: Keys, now: datetime
) -> Case:
    case = service.case_of_citizen(session, reference, conversation_id, keys=keys, now=now)
    audit_service.record_disclosure(
        session,
        "case_told",
        subject_kind="case",
        subject_id=case.reference,
        conversation_id=conversation_id,
        now=now,
    )
    return case


def tell_cases(
    session: Session, conversation_id: UUID, *, keys: Keys, now: datetime
) -> Sequence[Case]:
    """One line for the list, as of a caseworker's."""
    cases = service.cases_of_citizen(session, conversation_id, keys=keys, now=now)
    audit_service.record_disclosure(
        session,
        "cases_told",
        subject_kind="conversation",
        subject_id=conversation_id,
        conversation_id=conversation_id,
        now=now,
        data={"rows": str(len(cases))},
    )
    return cases
