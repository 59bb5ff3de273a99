"""What lives in Redis: whose turn it is, what was offered last, whom the case manager knows."""

import asyncio
import json
import re
import secrets
import unicodedata
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from uuid import UUID

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff
from redis.exceptions import RedisError

from ussd_gateway.messages import Button, ChannelKind, Language
from ussd_gateway.option_words import named, own_words

_OPTIONS_LIVE = timedelta(hours=24)
_ANSWERED_LIVES = timedelta(minutes=10)
_INTRODUCED_LIVES = timedelta(hours=24)
_RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end"
_RENEW = (
    "if redis.call('get', KEYS[1]) == ARGV[1] "
    "then return redis.call('pexpire', KEYS[1], ARGV[2]) end return 0"
)
# The first 48 bits of a version 7 UUID are the millisecond of its making.
_OFFER = """
local known = redis.call('get', KEYS[1])
if known and cjson.decode(known).by:sub(1, 13) > ARGV[1]:sub(1, 13) then return end
redis.call('set', KEYS[1], ARGV[2], 'EX', ARGV[3])
"""
_NUMBERED = "no|number|nombor|nambar|option|নম্বর|নাম্বার|নং|অপশন"
_CHOICE = re.compile(
    rf"(?:(?:{_NUMBERED})\.?\s*)?"
    rf"(\d{{1,2}})(?:[.)।]|\s*[/\\]\s*[5৫]|\s*(?:{_NUMBERED}|stars?|স্টার|তারা))?",
    re.IGNORECASE,
)


_ANSWER_SECONDS = 3.0
_LOOK_AGAIN_SECONDS = 0.05


def connect_redis(url: str) -> Redis:
    """Fails within seconds: whoever waits for Redis is a citizen waiting for an answer."""
    return Redis.from_url(
        url,
        decode_responses=True,
        socket_connect_timeout=_ANSWER_SECONDS,
        socket_timeout=_ANSWER_SECONDS,
        retry=Retry(ConstantBackoff(0.05), 1),
    )


class TurnLocks:
    """One worker at a time speaks for a contact.

    The lock ends by itself soon after its worker died. If it ends too early the journal still
    answers each message once: the lock keeps the order, not the count.
    """

    def __init__(self, redis: Redis, prefix: str, seconds: float) -> None:
        self._redis = redis
        self._prefix = prefix
        self._seconds = seconds

    async def acquire(self, contact_id: UUID) -> str | None:
        token = secrets.token_hex(16)
        milliseconds = int(self._seconds * 1000)
        taken = await self._redis.set(self._key(contact_id), token, nx=True, px=milliseconds)
        return token if taken else None

    async def wait(self, contact_id: UUID, seconds: float) -> str | None:
        """None when the lock was not to be had in this time."""
        until = asyncio.get_running_loop().time() + seconds
        while (token := await self.acquire(contact_id)) is None:
            if asyncio.get_running_loop().time() >= until:
                return None
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        return token

    @asynccontextmanager
    async def keep(self, contact_id: UUID, token: str) -> AsyncIterator[None]:
        """Renews an acquired lock as long as the block runs, then gives it back."""
        is_over = asyncio.Event()
        renewing = asyncio.create_task(self._renew(contact_id, token, is_over))
        try:
            yield
        finally:
            is_over.set()
            try:
                await self._redis.eval(_RELEASE, 1, self._key(contact_id), token)
            finally:
                await renewing

    async def _renew(self, contact_id: UUID, token: str, is_over: asyncio.Event) -> None:
        """Never cancelled: a command of Redis that is leaves its connection open behind it."""
        milliseconds = str(int(self._seconds * 1000))
        is_ours = True
        while is_ours:
            with suppress(TimeoutError):
                await asyncio.wait_for(is_over.wait(), self._seconds / 3)
                return
            with suppress(RedisError):  # the next renewal may still come in time
                is_ours = await self._redis.eval(
                    _RENEW, 1, self._key(contact_id), token, milliseconds
                )

    def _key(self, contact_id: UUID) -> str:
        return f"{self._prefix}gateway:{{{contact_id}}}:turn"


def way(channel: str, kind: ChannelKind) -> str:
    """Options are offered by SMS and in a call of the same channel apart: numbers differ."""
    return f"{channel}/{kind}"


class Memory:
    def __init__(self, redis: Redis, prefix: str) -> None:
        self._redis = redis
        self._prefix = prefix

    async def offer(
        self, way: str, contact_id: UUID, options: Sequence[Button], *, by: UUID
    ) -> None:
        """`by` is the message answered, in an id that tells when it came. What was on offer before
        it stays beside the new offer, because that message may be asked again after a crash and
        means the old numbers. A slow worker's offer never replaces one by a later message."""
        offered = [[option.payload, own_words(option.title)] for option in options]
        before = await self._offered_before(way, contact_id, by)
        value = json.dumps({"by": str(by), "options": offered, "before": before})
        live = str(int(_OPTIONS_LIVE.total_seconds()))
        await self._redis.eval(_OFFER, 1, self._options(way, contact_id), str(by), value, live)

    async def withdraw_offer(self, way: str, contact_id: UUID) -> None:
        await self._redis.delete(self._options(way, contact_id))

    async def choose(self, way: str, contact_id: UUID, text: str, *, by: UUID) -> str | None:
        """The payload of the option that the text names by its number, in any digits, or by its
        words."""
        number = chosen_number(text)
        if number is None and not own_words(text):
            return None
        options = await self._offered_before(way, contact_id, by)
        if number is not None:
            return options[number - 1][0] if 1 <= number <= len(options) else None
        meant = named(text, [title for _, title in options])
        return None if meant is None else options[meant][0]

    async def note_answered(self, contact_id: UUID, now: datetime) -> None:
        """By SMS: the talk has gone on, and a call that broke off before is not taken up again."""
        await self._redis.set(self._answered(contact_id), now.isoformat(), ex=_ANSWERED_LIVES)

    async def answered_at(self, contact_id: UUID) -> datetime | None:
        value = await self._redis.get(self._answered(contact_id))
        return datetime.fromisoformat(str(value)) if value else None

    async def is_introduced(self, contact_id: UUID, language: Language) -> bool:
        return await self._redis.get(self._introduced(contact_id)) == language

    async def remember_introduced(self, contact_id: UUID, language: Language) -> None:
        await self._redis.set(self._introduced(contact_id), language, ex=_INTRODUCED_LIVES)

    async def _offered_before(self, way: str, contact_id: UUID, by: UUID) -> list[list[str]]:
        """Payload and words of each option."""
        value = await self._redis.get(self._options(way, contact_id))
        if not value:
            return []
        known = json.loads(value)
        before: list[list[str]] = known["before" if known["by"] == str(by) else "options"]
        return before

    def _options(self, way: str, contact_id: UUID) -> str:
        return f"{self._prefix}gateway:{{{contact_id}}}:offer:{way}"

    def _answered(self, contact_id: UUID) -> str:
        return f"{self._prefix}gateway:{{{contact_id}}}:answered"

    def _introduced(self, contact_id: UUID) -> str:
        return f"{self._prefix}gateway:{{{contact_id}}}:introduced"


def chosen_number(text: str) -> int | None:
    found = _CHOICE.fullmatch(text.strip())
    return int("".join(str(unicodedata.digit(d)) for d in found[1])) if found else None
