"""How fast a channel may be sent to, all workers together, priced in segments."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from redis.asyncio import Redis

BURST_SECONDS = 0.2  # what may be made up for after a pause
# The generic cell rate algorithm (ITU-T I.371): all that is kept is the moment, in microseconds, at
# which everything taken so far is paid for.
_NOW = """
local segment, now = tonumber(ARGV[1]), tonumber(ARGV[2])
if not now then
    local time = redis.call('time')
    now = time[1] * 1000000 + time[2]
end
local paid_at = tonumber(redis.call('get', KEYS[1]) or 0)
local function keep(moment)
    redis.call('set', KEYS[1], string.format('%.0f', moment), 'px',
               math.ceil(math.max(moment - now, 0) / 1000) + 60000)
end
"""
_TAKE = (
    _NOW
    + """
local most, burst = tonumber(ARGV[3]), math.max(segment, tonumber(ARGV[4]))
paid_at = math.max(paid_at, now - burst)
local free = math.floor((now - paid_at) / segment)
if free < 1 then return {0, math.ceil(segment - (now - paid_at))} end
local taken = math.min(free, most)
keep(paid_at + taken * segment)
return {taken, 0}
"""
)
_SETTLE = (
    _NOW
    + """
keep(paid_at + tonumber(ARGV[3]) * segment)
"""
)


class Pace(Protocol):
    async def take(self, channel: str, per_second: float, most: int) -> tuple[int, float]:
        """How many segments may go now, and if none may, in how many seconds one may."""

    async def settle(self, channel: str, per_second: float, more: int) -> None:
        """Says how many more segments went than were taken; fewer when negative."""


@dataclass(frozen=True)
class SharedPace:
    """By the clock of Redis, which is the same for all workers, unless there is another."""

    redis: Redis
    prefix: str
    clock: Callable[[], float] | None = None  # in seconds

    async def take(self, channel: str, per_second: float, most: int) -> tuple[int, float]:
        burst = BURST_SECONDS * 1e6
        taken, microseconds = await self.redis.eval(
            _TAKE, 1, self._key(channel), 1e6 / per_second, self._now(), most, burst
        )
        return int(taken), int(microseconds) / 1e6

    async def settle(self, channel: str, per_second: float, more: int) -> None:
        if more:
            await self.redis.eval(
                _SETTLE, 1, self._key(channel), 1e6 / per_second, self._now(), more
            )

    def _now(self) -> str:
        return f"{self.clock() * 1e6:.0f}" if self.clock else ""

    def _key(self, channel: str) -> str:
        return f"{self.prefix}gateway:pace:{{{channel}}}"
