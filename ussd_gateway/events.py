import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import delete, exists, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from ussd_gateway import backoff, traces
from ussd_gateway.db import wake
from ussd_gateway.ids import uuid7
from ussd_gateway.messages import EventKind, OutboxState
from ussd_gateway.models import Event
from ussd_gateway.sealing import KeyMissing, NotOpened, Sealer

log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=30)


_ADD = text("""
INSERT INTO gateway.events
    (id, contact_id, kind, body_sealed, trace_id, attempts, next_attempt_at)
SELECT id, contact_id, kind, body_sealed, trace_id, 0, :now
FROM unnest(CAST(:ids AS uuid[]), CAST(:contacts AS uuid[]), CAST(:kinds AS text[]),
            CAST(:bodies AS bytea[]), CAST(:traces AS uuid[])) WITH ORDINALITY
    AS event (id, contact_id, kind, body_sealed, trace_id, place)
ORDER BY place
""")


@dataclass(frozen=True)
class DueEvent:
    id: UUID
    contact_id: UUID
    attempts: int
    trace_id: UUID | None
    body: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class NewEvent:
    contact_id: UUID
    kind: EventKind
    facts: Mapping[str, str | None] = field(repr=False)
    trace_id: UUID | None = field(default_factory=traces.current)


def delivery_changed(
    contact_id: UUID, source_message_id: UUID, state: OutboxState, reason: str | None
) -> NewEvent:
    facts = {"message_id": str(source_message_id), "status": state, "reason": reason}
    return NewEvent(contact_id, EventKind.DELIVERY_CHANGED, facts)


class Events:
    """What the case manager must learn, in order for each contact, at least once."""

    def __init__(self, session: AsyncSession, sealer: Sealer) -> None:
        self._session = session
        self._sealer = sealer

    async def add(
        self,
        contact_id: UUID,
        kind: EventKind,
        now: datetime,
        *,
        trace_id: UUID | None = None,
        **facts: str | None,
    ) -> None:
        event = NewEvent(contact_id, kind, facts, trace_id or traces.current())
        await self.add_all([event], now)

    async def add_all(self, events: Sequence[NewEvent], now: datetime) -> None:
        if not events:
            return
        ids = [uuid7(now) for _ in events]
        bodies = [_body(id_, event, now) for id_, event in zip(ids, events, strict=True)]
        await self._session.execute(
            _ADD,
            {
                "ids": ids,
                "contacts": [event.contact_id for event in events],
                "kinds": [event.kind for event in events],
                "bodies": [
                    self._sealer.seal(body, _place(id_))
                    for id_, body in zip(ids, bodies, strict=True)
                ],
                "traces": [event.trace_id for event in events],
                "now": now,
            },
        )
        await wake(self._session, "events")

    async def claim_due(self, now: datetime, limit: int) -> Sequence[DueEvent]:
        earlier = aliased(Event)
        waits_for_another = exists().where(
            earlier.contact_id == Event.contact_id,
            earlier.refused_at.is_(None),
            earlier.in_order < Event.in_order,
        )
        due = (
            select(Event)
            .where(Event.refused_at.is_(None), Event.next_attempt_at <= now, ~waits_for_another)
            .order_by(Event.in_order)
            .limit(limit)
            .with_for_update(skip_locked=True, of=Event)
        )
        claimed = []
        for event in await self._session.scalars(due):
            event.attempts += 1
            event.next_attempt_at = now + LEASE
            try:
                body = json.loads(self._sealer.open(event.body_sealed, _place(event.id)))
            except KeyMissing:  # its lease brings it again
                log.error("key_missing", event_id=str(event.id))
            except NotOpened:
                log.error("event_unreadable", event_id=str(event.id))
                event.refused_at = now
            else:
                claimed.append(
                    DueEvent(event.id, event.contact_id, event.attempts, event.trace_id, body)
                )
        return claimed

    async def record_taken(self, event_id: UUID) -> None:
        await self._session.execute(delete(Event).where(Event.id == event_id))
        await wake(self._session, "events")

    async def record_deferred(self, event: DueEvent, now: datetime) -> None:
        again_at = now + backoff.for_calls(event.attempts)
        await self._session.execute(
            update(Event).where(Event.id == event.id).values(next_attempt_at=again_at)
        )

    async def record_refused(self, event_id: UUID, now: datetime) -> None:
        """Kept for a person to look at; the contact's later events go on."""
        await self._session.execute(
            update(Event).where(Event.id == event_id).values(refused_at=now)
        )
        await wake(self._session, "events")

    async def count_refused(self) -> int:
        refused = select(func.count()).select_from(Event).where(Event.refused_at.is_not(None))
        return (await self._session.scalars(refused)).one()


def _body(event_id: UUID, event: NewEvent, now: datetime) -> str:
    occurred_at = now.isoformat().replace("+00:00", "Z")
    body = {"event_id": str(event_id), "kind": event.kind, "occurred_at": occurred_at}
    return json.dumps({**body, **event.facts})


def _place(event_id: UUID) -> str:
    return f"events.body:{event_id}"
