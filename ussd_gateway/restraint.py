"""Whom the gateway answers no more: itself, machines that answer machines, a flood.

What it heard and said lately is in Redis, as hashes; whatever is forgotten there is answered.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from uuid import UUID

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from citizen_text.normalisation import normalise
from citizen_text.secrets import redact
from citizen_text.sms import in_cheapest_signs
from ussd_gateway.addresses import Address, NotAnAddress
from ussd_gateway.channels.base import Channel
from ussd_gateway.ids import made_within
from ussd_gateway.journal import PendingMessage
from ussd_gateway.messages import ChannelKind
from ussd_gateway.metrics import HELD_BACK
from ussd_gateway.sealing import Sealer
from ussd_gateway.sending.routing import Letter
from ussd_gateway.sessions import chosen_number
from ussd_gateway.texts import all_words

log = structlog.get_logger(__name__)
_SHORTEST_ECHO = 20  # characters: people do say "ok" to an "ok"

# Only as many moments are kept as it takes to see that there were too many.
_ADMIT = """
local heard, told = KEYS[1], KEYS[2]
local id, at, since, most, window = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5]
redis.call('zadd', heard, at, id)
redis.call('zremrangebyscore', heard, '-inf', since)
redis.call('zremrangebyrank', heard, 0, -most - 2)
redis.call('pexpire', heard, window)
if redis.call('zcount', heard, '-inf', at) <= most then return 'few' end
if redis.call('set', told, id, 'NX', 'PX', window) or redis.call('get', told) == id then
    return 'first'
end
return 'more'
"""
_COUNT = """
local text, by, times = unpack(redis.call('hmget', KEYS[1], 'text', 'by', 'times'))
if text ~= ARGV[1] then
    redis.call('hset', KEYS[1], 'text', ARGV[1], 'by', ARGV[2], 'times', 1)
    redis.call('pexpire', KEYS[1], ARGV[3])
    return 1
end
if by == ARGV[2] then return tonumber(times) end
redis.call('hset', KEYS[1], 'by', ARGV[2])
return redis.call('hincrby', KEYS[1], 'times', 1)
"""


class Reason(StrEnum):
    """`FLOOD` is the first message too many, which is still told so; `FLOODED` are the next. Behind
    `SAME_APOLOGY` is a part of ours that is down, no machine."""

    OWN_NUMBER = "own_number"
    ECHO = "echo"
    FLOOD = "flood"
    FLOODED = "flooded"
    SAME_ANSWER = "same_answer"
    SAME_APOLOGY = "same_apology"


@dataclass(frozen=True)
class Limits:
    """How many messages of a contact in how long are answered, and how often in a row the same."""

    messages: int
    messages_in: timedelta
    same_answers: int
    same_answers_in: timedelta


class Restraint:
    def __init__(
        self,
        redis: Redis,
        prefix: str,
        sealer: Sealer,
        limits: Limits,
        channels: Mapping[str, Channel],
    ) -> None:
        self.limits = limits
        self._redis = redis
        self._prefix = prefix
        self._sealer = sealer
        self._own_addresses = frozenset(_own_addresses(channels))

    def is_own_number(self, sender: Address, recipient: str) -> bool:
        return sender in self._own_addresses or sender.is_written(recipient)

    async def judge(self, message: PendingMessage) -> Reason | None:
        """Why it is not to be answered. The steps of a call are, however many."""
        if message.kind is not ChannelKind.SMS:
            return None
        if await self._was_said(message.contact_id, message.text):
            return Reason.ECHO
        return await self._admit(message)

    async def times_too_many(self, message: PendingMessage, texts: Sequence[str]) -> int:
        """That this answer comes in a row, to something else than the number of an option: people
        walk through menus in circles."""
        if message.kind is not ChannelKind.SMS or chosen_number(message.text) is not None:
            return 0
        times = await self._redis.eval(
            _COUNT,
            1,
            self._key(message.contact_id, "answer"),
            self._digest("\n".join(texts)),
            str(message.id),
            _milliseconds(self.limits.same_answers_in),
        )
        return max(int(times) - self.limits.same_answers, 0)

    async def note_said(self, said: Sequence[tuple[UUID, str]]) -> None:
        """What a provider has just taken for whom. Nobody is kept from sending by a Redis that is
        down."""
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                for contact_id, text in said:
                    pipe.set(self._said(contact_id, text), "", px=self.limits.same_answers_in)
                await pipe.execute()
        except RedisError as error:
            log.warning("not_noted_as_said", error=type(error).__name__)

    async def _was_said(self, contact_id: UUID, text: str) -> bool:
        if len(text) < _SHORTEST_ECHO:
            return False
        if _plain(text) in _own_words():
            return True
        return bool(await self._redis.exists(self._said(contact_id, text)))

    async def _admit(self, message: PendingMessage) -> Reason | None:
        """By the moment at which it came: what waited for a worker is no flood."""
        came_at, _ = made_within(message.id)
        since = came_at - self.limits.messages_in
        verdict = await self._redis.eval(
            _ADMIT,
            2,
            self._key(message.contact_id, "heard"),
            self._key(message.contact_id, "told"),
            str(message.id),
            str(came_at.timestamp()),
            str(since.timestamp()),
            str(self.limits.messages),
            _milliseconds(self.limits.messages_in),
        )
        return {"few": None, "first": Reason.FLOOD, "more": Reason.FLOODED}[verdict]

    def _said(self, contact_id: UUID, text: str) -> str:
        return self._key(contact_id, f"said:{self._digest(text)}")

    def _digest(self, text: str) -> str:
        return self._sealer.index(_plain(text), "restraint.said").hex()

    def _key(self, contact_id: UUID, name: str) -> str:
        return f"{self._prefix}gateway:{{{contact_id}}}:{name}"


def said_index(sealer: Sealer, letter: Letter, case_reference: str | None) -> bytes:
    """The same for the same words to the same contact about the same case."""
    about = f"{letter.contact_id} {case_reference or ''} {_plain(letter.text)}"
    return sealer.index(about, "outbox.said")


def note_held_back(channel: str, message_id: UUID, reason: Reason) -> None:
    HELD_BACK.labels(channel, reason.value).inc()
    log.warning("held_back", message_id=str(message_id), channel=channel, reason=reason.value)


def _own_addresses(channels: Mapping[str, Channel]) -> Iterable[Address]:
    for channel in channels.values():
        try:
            yield Address.of_sender(channel.sms.number if channel.sms else "")
        except NotAnAddress:
            continue  # nobody can write from there


@cache
def _own_words() -> frozenset[str]:
    return frozenset(map(_plain, all_words()))


def _plain(text: str) -> str:
    """As it comes back: secrets go as it is recorded, and providers have signs of their own."""
    return normalise(redact(in_cheapest_signs(text)[0]))


def _milliseconds(span: timedelta) -> str:
    return str(span // timedelta(milliseconds=1))
