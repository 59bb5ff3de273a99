"""Tells the assistant of a caseworker's question before the citizen can answer it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from ussd_gateway import backoff
from ussd_gateway.clients.assistant import Assistant
from ussd_gateway.db import Sessions
from ussd_gateway.errors import AssistantUnavailable
from ussd_gateway.journal import Journal
from ussd_gateway.messages import ChannelKind
from ussd_gateway.outbox import HeldMessage, Outbox
from ussd_gateway.sealing import Sealer
from ussd_gateway.sessions import Memory, TurnLocks, way

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Announcer:
    sessions: Sessions
    sealer: Sealer
    memory: Memory
    locks: TurnLocks
    assistant: Assistant
    clock: Callable[[], datetime]

    async def claim(self, limit: int) -> list[HeldMessage]:
        async with self.sessions.begin() as session:
            return list(await Outbox(session, self.sealer).claim_held(self.clock(), limit))

    async def announce(self, held: HeldMessage) -> None:
        """Then lets the message go; keeps it while the assistant is down or busy with a turn."""
        token = await self.locks.acquire(held.contact_id)
        if token is None:
            await self._keep(held)
            return
        async with self.locks.keep(held.contact_id, token):
            try:
                await self._tell(held)
            except AssistantUnavailable as error:
                log.warning("question_not_announced", message_id=str(held.id), error=str(error))
                await self._keep(held)
                return
            now = self.clock()
            async with self.sessions.begin() as session:
                if held.expects_reply:
                    await Journal(session, self.sealer).expect_number(held.contact_id, now)
                await Outbox(session, self.sealer).release(held.id, now)

    async def _tell(self, held: HeldMessage) -> None:
        if not held.expects_reply or held.case_reference is None:
            return
        await self.assistant.tell_caseworker_asked(
            held.contact_id,
            event_id=held.id,
            case_reference=held.case_reference,
            about=held.about,
        )
        await self.memory.withdraw_offer(way(held.channel, ChannelKind.SMS), held.contact_id)

    async def _keep(self, held: HeldMessage) -> None:
        now = self.clock()
        async with self.sessions.begin() as session:
            outbox = Outbox(session, self.sealer)
            await outbox.hold_on(held, now + backoff.for_calls(held.attempts))
