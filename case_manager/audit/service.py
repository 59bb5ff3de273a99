"""Who did, saw or was told what: append-only chains, each line vouching for the one before."""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.audit.repository import AuditRepository
from case_manager.models import AuditEntry, User
from case_manager.vocabulary import ActorKind

_BEGINNING = bytes(32)
_OF_STAFF = 0
_TOLD_EACH = 1000
_CITIZENS_CHAINS = 16  # so many can be told something at the same moment


@dataclass(frozen=True)
class Last:
    """The last line of a chain, by its hash: with it, all that were before it."""

    chain: int
    hash: bytes


@dataclass(frozen=True)
class Verified:
    """`broken` is the id of the first line that does not follow from the one before."""

    entries: int
    broken: int | None
    missing: Sequence[Last]
    last: Sequence[Last]

    @property
    def holds(self) -> bool:
        return self.broken is None and not self.missing


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
    return verify(session).broken


def verify(
    session: Session,
    once_last: Collection[Last] = (),
    told: Callable[[int], None] = lambda entries: None,
) -> Verified:
    """`once_last` were the last lines when somebody wrote them down elsewhere: a chain that was cut
    off or written anew holds in itself, but has them no more. `told` hears how many were read.
    """
    entries, broken, last, seen = 0, [], [], set()
    looked_for = {each.hash for each in once_last}
    for chain in range(_OF_STAFF, _CITIZENS_CHAINS + 1):
        previous, holds = _BEGINNING, True
        for entry in AuditRepository(session).in_order(chain):
            if holds and not (
                entry.previous_hash == previous and entry.hash == chained_hash(entry)
            ):
                broken.append(entry.id)
                holds = False
            previous, entries = entry.hash, entries + 1
            if previous in looked_for:
                seen.add(previous)
            if entries % _TOLD_EACH == 0:
                told(entries)
        if previous != _BEGINNING:
            last.append(Last(chain, previous))
    missing = [each for each in once_last if each.hash not in seen]
    return Verified(entries, min(broken, default=None), missing, last)
