"""Cases that join an incident by themselves."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, literal, select, update
from sqlalchemy.dialects.postgresql import TIMESTAMP, insert
from sqlalchemy.orm import Session

from case_manager.models import CaseEvent, Incident, IncidentCase
from case_manager.vocabulary import ActorKind, EventKind


def gather(session: Session, incident: Incident, meant: Select[UUID], now: datetime) -> int:
    """Those of the cases `meant` that are in no incident that is still open."""
    mended = select(Incident.id).where(Incident.mended_at.is_not(None))
    again = session.scalars(
        update(IncidentCase)
        .where(IncidentCase.case_id.in_(meant), IncidentCase.incident_id.in_(mended))
        .where(IncidentCase.removed_at.is_(None))
        .values(incident_id=incident.id, added_at=now)
        .returning(IncidentCase.case_id)
    ).all()
    found = meant.add_columns(literal(incident.id), literal(now, TIMESTAMP(timezone=True)))
    statement = insert(IncidentCase).from_select(["case_id", "incident_id", "added_at"], found)
    added = [
        *again,
        *session.scalars(statement.on_conflict_do_nothing().returning(IncidentCase.case_id)),
    ]
    if added:
        session.execute(
            insert(CaseEvent),
            [
                {
                    "case_id": case_id,
                    "kind": EventKind.INCIDENT_JOINED,
                    "at": now,
                    "actor_kind": ActorKind.SYSTEM,
                    "data": {"number": str(incident.number)},
                }
                for case_id in added
            ],
        )
    return len(added)
