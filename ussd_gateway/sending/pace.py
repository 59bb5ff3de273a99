"""How fast a channel may be sent to, all workers together, priced in segments."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from ussd_gateway.channels.base import SmsTerms

log = structlog.get_logger(__name__)
BURST_SECONDS = 0.2  # what may be made up for after a pause
SLOWEST = 1 / 64  # of the full pace
RECOVERY_SECONDS = 60.0  # from nothing to the full pace
ONE_CUT_SECONDS = 1.0  # what a provider turns away at once counts as one
# The generic cell rate algorithm (ITU-T I.371): all that is kept is the moment, in microseconds, at
# which everything taken so far is paid for. KEYS[2] is there while a provider was sent to too fast:
# the pace was halved then, and grows evenly since.
_NOW = """
local segment, now = tonumber(ARGV[1]), tonumber(ARGV[2])
if not now then
    local time = redis.call('time')
    now = time[1] * 1000000 + time[2]
end
local share, cut_at = 1, nil
local slowed = redis.call('hmget', KEYS[2], 'share', 'cut_at')
if slowed[1] then
    cut_at = tonumber(slowed[2])
    share = math.min(1, slowed[1] + math.max(now - cut_at, 0) / tonumber(ARGV[3]))
end
segment = segment / share
local paid_at = tonumber(redis.call('get', KEYS[1]) or 0)
local function keep(moment)
    redis.call('set', KEYS[1], string.format('%.0f', moment), 'px',
               math.ceil(math.max(moment - now, 0) / 1000) + 60000)
end
"""
_TAKE = (
    _NOW
    + """
local most, burst = tonumber(ARGV[4]), math.max(segment, tonumber(ARGV[5]))
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
keep(paid_at + tonumber(ARGV[4]) * segment)
"""
)
_SLOW_DOWN = (
    _NOW
    + """
if cut_at and now - cut_at < tonumber(ARGV[4]) then return 0 end
local half = math.max(tonumber(ARGV[5]), share / 2)
redis.call('hset', KEYS[2], 'share', half, 'cut_at', string.format('%.0f', now))
redis.call('pexpire', KEYS[2], math.ceil(ARGV[3] / 1000) + 1000)
keep(math.max(paid_at, now) + segment * share / half)
return 1
"""
)


class Pace(Protocol):
    async def take(self, channel: str, per_second: float, most: int) -> tuple[int, float]:
        """How many segments may go now, and if none may, in how many seconds one may."""

    async def settle(self, channel: str, per_second: float, more: int) -> None:
        """Says how many more segments went than were taken; fewer when negative."""

    async def slow_down(self, channel: str, per_second: float) -> None:
        """The provider says that it was too fast."""


async def slow_down(pace: Pace, channel: str, terms: SmsTerms) -> None:
    """Without Redis nothing is taken from the pace either."""
    try:
        await pace.slow_down(channel, terms.segments_per_second)
    except RedisError as error:
        log.error("not_slowed_down", channel=channel, error=type(error).__name__)


@dataclass(frozen=True)
class SharedPace:
    """By the clock of Redis, which is the same for all workers, unless there is another."""

    redis: Redis
    prefix: str
    clock: Callable[[], float] | None = None  # in seconds

    async def take(self, channel: str, per_second: float, most: int) -> tuple[int, float]:
        burst = BURST_SECONDS * 1e6
        taken, microseconds = await self._run(_TAKE, channel, per_second, most, burst)
        return int(taken), int(microseconds) / 1e6

    async def settle(self, channel: str, per_second: float, more: int) -> None:
        if more:
            await self._run(_SETTLE, channel, per_second, more)

    async def slow_down(self, channel: str, per_second: float) -> None:
        if await self._run(_SLOW_DOWN, channel, per_second, ONE_CUT_SECONDS * 1e6, SLOWEST):
            log.warning("slowed_down", channel=channel)

    async def _run(self, script: str, channel: str, per_second: float, *more: float) -> Any:
        keys = [f"{self.prefix}gateway:{what}:{{{channel}}}" for what in ("pace", "slowed")]
        now = f"{self.clock() * 1e6:.0f}" if self.clock else ""
        recovery = RECOVERY_SECONDS * 1e6
        return await self.redis.eval(script, 2, *keys, 1e6 / per_second, now, recovery, *more)
