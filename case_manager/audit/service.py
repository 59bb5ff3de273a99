"""Who did or looked at what: an append-only chain, each line vouching for the one before."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.audit.repository import AuditRepository
from case_manager.models import AuditEntry, User
from case_manager.vocabulary import ActorKind

_BEGINNING = bytes(32)


def record(
    session: Session,
    action: str,
    *,
    subject_kind: str,
    subject_id: str | UUID,
    actor: User | None,
    now: datetime,
    data: Mapping[str, str] | None = None,
) -> None:
    """Call it last: from here to the commit, everybody else who writes to the trail waits."""
    repository = AuditRepository(session)
    session.flush()
    repository.wait_for_turn()
    entry = AuditEntry(
        at=now,
        actor_kind=ActorKind.USER if actor else ActorKind.SYSTEM,
        actor_id=actor.id if actor else None,
        action=action,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        data=dict(data or {}),
        previous_hash=repository.last_hash() or _BEGINNING,
    )
    entry.hash = chained_hash(entry)
    repository.add(entry)


def chained_hash(entry: AuditEntry) -> bytes:
    line = json.dumps(
        [
            entry.at.astimezone(UTC).isoformat(),
            entry.actor_kind,
            str(entry.actor_id),
            entry.action,
            entry.subject_kind,
            entry.subject_id,
            entry.data,
        ],
        sort_keys=True,
        ensure_ascii=False,
    )
    return hashlib.sha256(entry.previous_hash + line.encode()).digest()


def first_broken_entry(session: Session) -> int | None:
    """The id of the first line that was changed, or that follows one taken away."""
    previous = _BEGINNING
    for entry in AuditRepository(session).in_order():
        if entry.previous_hash != previous or entry.hash != chained_hash(entry):
            return entry.id
        previous = entry.hash
    return None
