"""Steps whose screens go by requests of ours: in the journal before their provider is answered.

The row of such a step is `in_call` until its screen has arrived. Whoever recorded it answers it, or
a worker after they died.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import structlog
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from ussd_gateway.batches import Batches
from ussd_gateway.db import Sessions
from ussd_gateway.journal import Journal
from ussd_gateway.messages import InboundMessage, InboxState
from ussd_gateway.models import InboxMessage
from ussd_gateway.places import raw_place
from ussd_gateway.sealing import Sealer

log = structlog.get_logger(__name__)
_AGAIN_SECONDS = 1.0
_ANSWERED = text("""
UPDATE gateway.inbox AS step
SET state = 'answered', attempts = step.attempts + 1, answered_at = answered.at
FROM unnest(:ids ::uuid[], :received ::timestamptz[], :answered ::timestamptz[])
    AS answered (id, received_at, at)
WHERE step.id = answered.id AND step.received_at = answered.received_at AND step.state = 'in_call'
""")


@dataclass(frozen=True)
class RecordedStep:
    """`is_newest`: nothing has come from this contact since."""

    id: UUID
    message: InboundMessage = field(repr=False)
    trace_id: UUID | None
    is_newest: bool


class _Answered(NamedTuple):
    id: UUID
    received_at: datetime
    at: datetime


class RecordedSteps:
    def __init__(self, sessions: Sessions, sealer: Sealer) -> None:
        self._sessions = sessions
        self._sealer = sealer
        self._batches = Batches(self._write)

    async def answered(self, step_id: UUID, received_at: datetime, now: datetime) -> None:
        """Tries again while the database is away: what it does not know is shown once more."""
        while True:
            try:
                return await self._batches.put(_Answered(step_id, received_at, now))
            except (SQLAlchemyError, OSError) as error:
                log.error("step_not_written", error=type(error).__name__)
                await asyncio.sleep(_AGAIN_SECONDS)

    async def due(self, now: datetime, limit: int) -> Sequence[UUID]:
        due = (
            select(InboxMessage.id)
            .where(InboxMessage.state == InboxState.IN_CALL, InboxMessage.next_attempt_at <= now)
            .order_by(InboxMessage.next_attempt_at)
            .limit(limit)
        )
        async with self._sessions.begin() as session:
            return (await session.scalars(due)).all()

    async def find(self, step_id: UUID) -> RecordedStep | None:
        """None when it is answered by now. Raises NotOpened or NotAnAddress."""
        async with self._sessions.begin() as session:
            journal = Journal(session, self._sealer)
            row = await journal.find_step(step_id)
            contact = await journal.find_contact(row.contact_id) if row else None
            if row is None or contact is None:
                return None
            message = InboundMessage(
                channel=row.channel,
                provider_message_id=row.provider_message_id,
                sender=journal.open_address(contact),
                recipient=row.recipient,
                text=journal.open_text(row),
                session=row.session,
                session_event=row.session_event,
                received_at=row.received_at,
                raw=json.loads(self._sealer.open(row.raw_sealed, raw_place(row.id))),
            )
            return RecordedStep(row.id, message, row.trace_id, await journal.is_newest(row))

    async def is_of_a_call_before(self, step_id: UUID) -> bool:
        """Whether they have dialled again since."""
        async with self._sessions.begin() as session:
            return await Journal(session, self._sealer).has_dialled_since(step_id)

    async def _write(self, answered: Sequence[_Answered]) -> None:
        columns = dict(
            zip(("ids", "received", "answered"), zip(*answered, strict=True), strict=True)
        )
        async with self._sessions.begin() as session:
            await session.execute(_ANSWERED, {name: [*each] for name, each in columns.items()})
