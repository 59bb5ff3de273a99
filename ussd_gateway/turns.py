"""Which contact is served next, and by which worker."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import structlog
from redis.exceptions import RedisError

from ussd_gateway.conversation import Conversation
from ussd_gateway.journal import Journal
from ussd_gateway.sessions import TurnLocks

log = structlog.get_logger(__name__)
_LOOK_AHEAD = 8  # among so many times more contacts are some that no other worker serves


@dataclass(frozen=True)
class HeldTurn:
    contact_id: UUID
    token: str = field(repr=False)


@dataclass(frozen=True)
class Turns:
    conversation: Conversation
    locks: TurnLocks
    busy: set[UUID] = field(default_factory=set)

    async def claim(self, limit: int) -> list[HeldTurn]:
        due = await self._due(limit * _LOOK_AHEAD)
        turns: list[HeldTurn] = []
        try:
            for contact_id in due:
                if len(turns) == limit:
                    break
                token = await self.locks.acquire(contact_id)
                if token is not None:
                    turns.append(HeldTurn(contact_id, token))
        except RedisError as error:
            log.error("no_turn_locks", error=type(error).__name__)
            for contact_id in due[len(turns) :]:
                await self.conversation.unaided.apologise(contact_id)
        return turns

    async def take(self, turn: HeldTurn) -> None:
        self.busy.add(turn.contact_id)
        try:
            async with self.locks.keep(turn.contact_id, turn.token):
                await self.conversation.serve(turn.contact_id)
        finally:
            self.busy.discard(turn.contact_id)

    async def _due(self, limit: int) -> list[UUID]:
        conversation = self.conversation
        async with conversation.sessions.begin() as session:
            journal = Journal(session, conversation.sealer)
            due = await journal.due_contacts(conversation.clock(), busy=self.busy, limit=limit)
            return list(due)


@dataclass(frozen=True)
class DeadlineWatch:
    """However slow or stuck a turn is: nobody waits longer than their channel's deadline."""

    conversation: Conversation

    async def claim(self, limit: int) -> list[UUID]:
        conversation = self.conversation
        now = conversation.clock()
        too_long_ago = {
            channel.id: now - timedelta(seconds=terms.deadline_seconds)
            for channel in conversation.channels.values()
            if (terms := channel.sms or channel.ussd)
        }
        async with conversation.sessions.begin() as session:
            journal = Journal(session, conversation.sealer)
            return list(await journal.contacts_left_without_a_word(too_long_ago, limit))

    async def apologise(self, contact_id: UUID) -> None:
        await self.conversation.unaided.apologise(contact_id)
