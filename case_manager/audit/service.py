"""Who did, saw or was told what: append-only chains, each line vouching for the one before."""

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
_OF_STAFF = 0
_CITIZENS_CHAINS = 16  # so many can be told something at the same moment


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
    """Call it last: from here to the commit, everybody else of the staff who writes waits."""
    entry = AuditEntry(
        chain=_OF_STAFF,
        at=now,
        actor_kind=ActorKind.USER if actor else ActorKind.SYSTEM,
        actor_id=actor.id if actor else None,
        action=action,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        data=dict(data or {}),
    )
    _append(session, entry)


def record_disclosure(
    session: Session,
    action: str,
    *,
    subject_kind: str,
    subject_id: str | UUID,
    conversation_id: UUID,
    now: datetime,
    data: Mapping[str, str] | None = None,
) -> None:
    """What was told into a conversation, or asked for in vain. Call it last: until the commit,
    whoever shares the conversation's chain waits.
    """
    entry = AuditEntry(
        chain=1 + conversation_id.int % _CITIZENS_CHAINS,
        at=now,
        actor_kind=ActorKind.CITIZEN,
        actor_id=None,
        action=action,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        data={"conversation": str(conversation_id), **(data or {})},
    )
    _append(session, entry)


def _append(session: Session, entry: AuditEntry) -> None:
    repository = AuditRepository(session)
    session.flush()
    repository.wait_for_turn(entry.chain)
    entry.previous_hash = repository.last_hash(entry.chain) or _BEGINNING
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
    broken = [
        entry_id
        for chain in range(_OF_STAFF, _CITIZENS_CHAINS + 1)
        if (entry_id := _first_broken_in(session, chain)) is not None
    ]
    return min(broken, default=None)


def _first_broken_in(session: Session, chain: int) -> int | None:
    previous = _BEGINNING
    for entry in AuditRepository(session).in_order(chain):
        if entry.previous_hash != previous or entry.hash != chained_hash(entry):
            return entry.id
        previous = entry.hash
    return None
