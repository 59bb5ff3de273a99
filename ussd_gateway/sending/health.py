"""What has worked lately: a channel that fails is left alone for a while; numbers move away."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from redis.asyncio import Redis

FAILURES_UNTIL_OPEN = 5  # one after another, in all workers
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 15, 300
PROBE_SECONDS = 20  # longer than a provider takes to answer
_KEPT = timedelta(days=1)
_MOVED_AWAY_FOR = timedelta(days=180)

# A circuit breaker: `open_until` is when one message may try, `probe_until` when the next one may.
_RECORD = """
local failures = redis.call('hincrby', KEYS[1], 'failures', ARGV[1])
if failures >= tonumber(ARGV[3]) then
    local opened = redis.call('hincrby', KEYS[1], 'opened', 1)
    local pause = math.min(tonumber(ARGV[4]) * 2 ^ (opened - 1), tonumber(ARGV[5]))
    redis.call('hset', KEYS[1], 'open_until', ARGV[2] + pause, 'failures', ARGV[3] - 1)
    redis.call('hdel', KEYS[1], 'probe_until')
end
redis.call('expire', KEYS[1], ARGV[6])
"""
_ROOM = """
local open_until = tonumber(redis.call('hget', KEYS[1], 'open_until') or 0)
if open_until == 0 then return {1, '0'} end
local now = tonumber(ARGV[1])
local wait = math.max(open_until, tonumber(redis.call('hget', KEYS[1], 'probe_until') or 0)) - now
if wait > 0 then return {0, tostring(wait)} end
redis.call('hset', KEYS[1], 'probe_until', now + ARGV[2])
return {0, '0'}
"""


@dataclass(frozen=True)
class Room:
    """How much may be tried: everything, one message to see whether it works again, or nothing."""

    messages: int | None
    seconds: float = 0.0  # until something may be tried, where nothing may


@dataclass(frozen=True)
class Health:
    redis: Redis
    prefix: str

    async def room(self, channel: str, now: datetime) -> Room:
        closed, seconds = await self.redis.eval(
            _ROOM, 1, self._key(channel), now.timestamp(), PROBE_SECONDS
        )
        if int(closed):
            return Room(None)
        return Room(0, float(seconds)) if float(seconds) else Room(1)

    async def is_open(self, channel: str, now: datetime) -> bool:
        open_until = await self.redis.hget(self._key(channel), "open_until")
        return open_until is not None and float(open_until) > now.timestamp()

    async def record(self, channel: str, now: datetime, *, worked: bool, failures: int) -> None:
        if worked:
            await self.redis.delete(self._key(channel))
        else:
            await self.redis.eval(
                _RECORD,
                1,
                self._key(channel),
                failures,
                now.timestamp(),
                FAILURES_UNTIL_OPEN,
                FIRST_PAUSE_SECONDS,
                LONGEST_PAUSE_SECONDS,
                int(_KEPT.total_seconds()),
            )

    async def remember_moved(self, contact_id: UUID, channel: str) -> None:
        """This channel's operator says that the number is another's."""
        key = self._moved_key(contact_id)
        await self.redis.sadd(key, channel)
        await self.redis.expire(key, _MOVED_AWAY_FOR)

    async def moved_from(self, contact_id: UUID) -> set[str]:
        return set(map(str, await self.redis.smembers(self._moved_key(contact_id))))

    def _key(self, channel: str) -> str:
        return f"{self.prefix}gateway:health:{{{channel}}}"

    def _moved_key(self, contact_id: UUID) -> str:
        return f"{self.prefix}gateway:moved:{{{contact_id}}}"
