"""What went out part by part and what receipts said of it, kept in Redis for all workers.

A receipt may be there before the answer that tells its id, and with another worker. Both write
first and look then, so one of the two finds the other.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from redis.asyncio import Redis

from ussd_gateway.addresses import NotAPhoneNumber, normalise_phone
from ussd_gateway.channels.smpp.receipts import (
    OUTBOX_STATES,
    DeliveryReceipt,
    MessageState,
    normal_id,
    outcome,
    reason_of,
    same_id,
)
from ussd_gateway.messages import OutboxState, OutgoingMessage, StatusUpdate
from ussd_gateway.sealing import Sealer

_KNOWN_FOR = timedelta(days=4)  # message centres give up after one to three
_EARLY_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class SentPart:
    message_id: UUID
    number: int
    total: int


@dataclass(frozen=True)
class SentParts:
    """Numbers stand here as keyed hashes: they only tell apart equal ids of different phones."""

    redis: Redis
    prefix: str
    sealer: Sealer
    channel: str

    async def taken(self, message_id: UUID) -> list[str]:
        """The ids of the parts that an earlier try got through."""
        return [str(id_) for id_ in await self.redis.lrange(self._ids(message_id), 0, -1)]

    async def remember(
        self, message: OutgoingMessage, ids: Sequence[str], total: int
    ) -> Sequence[StatusUpdate]:
        """What receipts said of these parts before we knew their ids."""
        recipient = self._blind(message.phone)
        async with self.redis.pipeline() as pipe:
            for number, id_ in enumerate(ids, 1):
                value = json.dumps([str(message.id), number, total, recipient])
                pipe.set(self._part(normal_id(id_)), value, ex=_KNOWN_FOR)
            if total > 1:
                pipe.delete(self._ids(message.id))
                pipe.rpush(self._ids(message.id), *ids)
                pipe.expire(self._ids(message.id), _KNOWN_FOR)
            await pipe.execute()
        updates = []
        for number, id_ in enumerate(ids, 1):
            if receipt := await self._early_receipt(id_, recipient):
                updates += await self.move(SentPart(message.id, number, total), receipt)
        return updates

    async def keep_early(self, receipt: DeliveryReceipt, numbers: Iterable[str]) -> None:
        blinded = [self._blind(number) for number in numbers]
        value = json.dumps([receipt.message_id, receipt.state, receipt.error, blinded])
        await self.redis.set(self._early(normal_id(receipt.message_id)), value, ex=_EARLY_FOR)

    async def find(self, receipt: DeliveryReceipt, numbers: Iterable[str]) -> SentPart | None:
        """The part of this id, in whatever radix, that went to one of these numbers."""
        blinded = {self._blind(number) for number in numbers}
        for value in await self._values(map(self._part, same_id(receipt.message_id))):
            message_id, number, total, recipient = json.loads(value)
            if recipient in blinded:
                return SentPart(UUID(message_id), number, total)
        return None

    async def move(self, part: SentPart, receipt: DeliveryReceipt) -> list[StatusUpdate]:
        """News of the whole message, if the part's receipt makes any."""
        states = await self._states_with(part, receipt.state)
        state = outcome(states)
        if state is OutboxState.ACCEPTED:
            return []
        return [StatusUpdate(part.message_id, receipt.message_id, state, reason_of(receipt))]

    async def _states_with(
        self, part: SentPart, state: MessageState
    ) -> Sequence[MessageState | None]:
        """A receipt on the way says nothing more once the last word is there."""
        if part.total == 1:
            return [state]
        key, field = self._states(part.message_id), str(part.number)
        if OUTBOX_STATES[state] is OutboxState.SENT:
            await self.redis.hsetnx(key, field, str(state.value))
        else:
            await self.redis.hset(key, field, str(state.value))
        await self.redis.expire(key, _KNOWN_FOR)
        values = await self.redis.hmget(key, [str(each) for each in range(1, part.total + 1)])
        return [MessageState(int(value)) if value else None for value in values]

    async def _early_receipt(self, id_: str, recipient: str) -> DeliveryReceipt | None:
        for value in await self._values(map(self._early, same_id(id_))):
            theirs, state, error, blinded = json.loads(value)
            if recipient in blinded:
                return DeliveryReceipt(theirs, MessageState(state), error)
        return None

    async def _values(self, keys: Iterable[str]) -> list[str]:
        return [str(value) for value in await self.redis.mget([*keys]) if value is not None]

    def _blind(self, number: str) -> str:
        try:
            number = normalise_phone(number)
        except NotAPhoneNumber:
            number = number.strip()
        return self.sealer.index(number, f"smpp:{self.channel}:sent")[:16].hex()

    def _part(self, id_: str) -> str:
        return self._key("sent", id_)

    def _early(self, id_: str) -> str:
        return self._key("early", id_)

    def _ids(self, message_id: UUID) -> str:
        return self._key("ids", str(message_id))

    def _states(self, message_id: UUID) -> str:
        return self._key("states", str(message_id))

    def _key(self, kind: str, name: str) -> str:
        return f"{self.prefix}gateway:{{smpp:{self.channel}}}:{kind}:{name}"
