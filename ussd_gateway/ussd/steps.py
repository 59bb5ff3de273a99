"""Steps of calls in the journal: those answered on a screen behind it and together, others at once.

A step lives in its provider's request. What it changed is committed by then, so the journal only
has to know of it soon; whatever was not answered on the screen is written before the citizen is
told that an SMS will come.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from ussd_gateway import traces
from ussd_gateway.db import Sessions
from ussd_gateway.messages import InboundMessage
from ussd_gateway.places import raw_place, text_place
from ussd_gateway.sealing import Sealer

log = structlog.get_logger(__name__)
MOST_WAITING = 10_000
_TOGETHER_SECONDS = 0.05
_MOST_TOGETHER = 500
_AGAIN_SECONDS = 1.0

# A step that was written before is not written again.
_WRITE = text("""
WITH given AS (
    SELECT DISTINCT ON (channel, step) * FROM unnest(
        :ids ::uuid[], :contacts ::uuid[], :channels ::text[], :steps ::text[],
        :recipients ::text[], :sessions ::text[], :events ::text[], :texts ::bytea[],
        :raws ::bytea[], :received ::timestamptz[], :answered ::timestamptz[], :traces ::uuid[]
    ) AS t (id, contact_id, channel, step, recipient, session, event, text, raw, received_at,
            answered_at, trace_id)
), fresh AS (
    INSERT INTO gateway.inbound_keys (channel, provider_message_id, inbox_id, received_at)
    SELECT channel, step, id, received_at FROM given
    ON CONFLICT DO NOTHING RETURNING inbox_id
)
INSERT INTO gateway.inbox (id, received_at, contact_id, channel, provider_message_id, recipient,
    session, session_event, text_sealed, raw_sealed, state, attempts, next_attempt_at, answered_at,
    trace_id)
SELECT id, received_at, contact_id, channel, step, recipient, session, event, text, raw,
    'answered', 1, received_at, answered_at, trace_id
FROM given JOIN fresh ON fresh.inbox_id = given.id
""")


@dataclass(frozen=True)
class AnsweredStep:
    id: UUID
    contact_id: UUID
    message: InboundMessage
    at: datetime
    trace_id: UUID | None = field(default_factory=traces.current)

    @property
    def raw(self) -> str:
        return json.dumps(dict(self.message.raw))


class StepJournal:
    """Holds what was answered for hundredths of a second, longer while the database is away."""

    def __init__(self, sessions: Sessions, sealer: Sealer) -> None:
        self._sessions = sessions
        self._sealer = sealer
        self._waiting: list[AnsweredStep] = []
        self._writing: asyncio.Task[None] | None = None

    @property
    def is_full(self) -> bool:
        """No more steps may be answered before some of these are written."""
        return len(self._waiting) >= MOST_WAITING

    def add(self, step: AnsweredStep) -> None:
        self._waiting.append(step)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_soon())

    async def finish(self, seconds: float) -> None:
        if self._writing is not None and not self._writing.done():
            await asyncio.wait([self._writing], timeout=seconds)

    async def _write_soon(self) -> None:
        await asyncio.sleep(_TOGETHER_SECONDS)
        together = _MOST_TOGETHER
        while self._waiting:
            some = self._waiting[:together]
            try:
                async with self._sessions.begin() as session:
                    await session.execute(_WRITE, self._columns(some))
            except (IntegrityError, DataError) as error:
                if len(some) > 1:
                    together = 1  # to find the one that cannot be written
                    continue
                log.error("step_lost", message_id=str(some[0].id), error=type(error).__name__)
            except (SQLAlchemyError, OSError) as error:
                log.error("steps_not_written", steps=len(some), error=type(error).__name__)
                await asyncio.sleep(_AGAIN_SECONDS)
                continue
            del self._waiting[: len(some)]

    def _columns(self, steps: Sequence[AnsweredStep]) -> dict[str, list[object]]:
        seal = self._sealer.seal
        return {
            "ids": [step.id for step in steps],
            "contacts": [step.contact_id for step in steps],
            "channels": [step.message.channel for step in steps],
            "steps": [step.message.provider_message_id for step in steps],
            "recipients": [step.message.recipient for step in steps],
            "sessions": [step.message.session for step in steps],
            "events": [step.message.session_event.value for step in steps],
            "texts": [seal(step.message.text, text_place(step.id)) for step in steps],
            "raws": [
                seal(json.dumps(dict(step.message.raw)), raw_place(step.id)) for step in steps
            ],
            "received": [step.message.received_at for step in steps],
            "answered": [step.at for step in steps],
            "traces": [step.trace_id for step in steps],
        }
