import asyncio
import random
import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from redis.asyncio import Redis

from benchmarks.pace import LONG_SEGMENTS, MOST_OFF_PACE, off_pace
from ussd_gateway.sending.pace import SharedPace
from ussd_gateway.sessions import connect_redis

pytestmark = pytest.mark.anyio
LATE_SECONDS = 0.05  # at most, a busy worker looks


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with connect_redis(redis_url) as redis:
        yield redis


@pytest.fixture
def prefix() -> str:
    return f"nalish-test-{secrets.token_hex(6)}:"


@dataclass
class Watch:
    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Worker:
    """Looks when it was told to, a little late, and is busy for a moment with what it takes."""

    pace: SharedPace
    dice: random.Random
    looks_at: float = 0.0
    sent: int = 0

    async def look(self, now: float, per_second: float, size: int) -> None:
        taken, wait = await self.pace.take("robi", per_second, 1000)
        if taken:
            going = -(-taken // size) * size
            await self.pace.settle("robi", per_second, going - taken)
            self.sent += going
        self.looks_at = now + (wait or 0.01) + self.dice.uniform(0, LATE_SECONDS)


@pytest.mark.parametrize("size", [1, LONG_SEGMENTS])
@pytest.mark.parametrize("per_second", [0.5, 10.0, 400.0, 2000.0])
async def test_two_workers_together_keep_the_pace(
    redis: Redis, prefix: str, per_second: float, size: int
) -> None:
    watch = Watch()
    workers = [Worker(SharedPace(redis, prefix, watch), random.Random(seed)) for seed in (1, 2)]
    await workers[0].pace.take("robi", per_second, 1000)  # what a pause left over
    began, seconds = watch.now, max(10.0, 200 / per_second)
    while (worker := min(workers, key=lambda each: each.looks_at)).looks_at < seconds:
        watch.now = began + worker.looks_at
        await worker.look(worker.looks_at, per_second, size)
    sent = sum(each.sent for each in workers)
    assert abs(off_pace(sent, seconds, per_second)) <= MOST_OFF_PACE


async def test_by_the_clock_of_redis_it_is_never_exceeded(redis: Redis, prefix: str) -> None:
    """Nor reached where the machine has more to do."""
    pace, sent = SharedPace(redis, prefix), 0
    await pace.take("robi", 400.0, 1000)
    began = time.monotonic()
    while time.monotonic() < began + 1.0:
        taken, wait = await pace.take("robi", 400.0, 1000)
        sent += taken
        await asyncio.sleep(wait)
    assert sent > 0
    assert off_pace(sent, time.monotonic() - began, 400.0) <= MOST_OFF_PACE


async def test_a_pause_is_made_up_for_with_a_fifth_of_a_second(redis: Redis, prefix: str) -> None:
    pace = SharedPace(redis, prefix)
    assert await pace.take("robi", 100.0, 1000) == (20, 0.0)
    taken, seconds = await pace.take("robi", 100.0, 1000)
    assert taken == 0
    assert 0 < seconds <= 0.01


async def test_no_more_is_taken_than_is_wanted(redis: Redis, prefix: str) -> None:
    pace = SharedPace(redis, prefix)
    assert await pace.take("robi", 100.0, 3) == (3, 0.0)
    assert await pace.take("robi", 100.0, 3) == (3, 0.0)


async def test_a_slow_channel_takes_one_at_a_time(redis: Redis, prefix: str) -> None:
    pace = SharedPace(redis, prefix)
    assert await pace.take("robi", 0.5, 9) == (1, 0.0)
    taken, seconds = await pace.take("robi", 0.5, 9)
    assert taken == 0
    assert seconds == pytest.approx(2.0, abs=0.1)


async def test_what_stood_out_is_waited_for(redis: Redis, prefix: str) -> None:
    pace = SharedPace(redis, prefix)
    await pace.take("robi", 10.0, 1)
    await pace.settle("robi", 10.0, 9)
    _, seconds = await pace.take("robi", 10.0, 1)
    assert seconds == pytest.approx(0.9, abs=0.05)


async def test_what_was_not_needed_is_given_back(redis: Redis, prefix: str) -> None:
    pace = SharedPace(redis, prefix)
    taken, _ = await pace.take("robi", 100.0, 1000)
    await pace.settle("robi", 100.0, -taken)
    assert (await pace.take("robi", 100.0, 1000))[0] == taken


async def test_each_channel_has_its_own(redis: Redis, prefix: str) -> None:
    pace = SharedPace(redis, prefix)
    assert await pace.take("robi", 1.0, 1) == (1, 0.0)
    assert await pace.take("banglalink", 1.0, 1) == (1, 0.0)


class TestSlowingDown:
    @pytest.fixture
    def watch(self) -> Watch:
        return Watch()

    @pytest.fixture
    def pace(self, redis: Redis, prefix: str, watch: Watch) -> SharedPace:
        return SharedPace(redis, prefix, watch)

    async def sent_in(self, pace: SharedPace, watch: Watch, seconds: float) -> int:
        """By somebody who always has something to send."""
        sent, until = 0, watch.now + seconds
        while watch.now < until:
            taken, wait = await pace.take("robi", 100.0, 1000)
            sent += taken
            watch.now += wait
        return sent

    async def test_halves_the_pace(self, pace: SharedPace, watch: Watch) -> None:
        await self.sent_in(pace, watch, 1)
        await pace.slow_down("robi", 100.0)
        assert 100 <= await self.sent_in(pace, watch, 2) <= 110

    async def test_it_grows_back_within_a_minute(self, pace: SharedPace, watch: Watch) -> None:
        await pace.slow_down("robi", 100.0)
        watch.now += 30
        assert 195 <= await self.sent_in(pace, watch, 2) <= 225
        await pace.slow_down("robi", 100.0)
        watch.now += 15
        assert 72 <= await self.sent_in(pace, watch, 1) <= 95

    async def test_what_is_turned_away_at_once_halves_it_once(
        self, pace: SharedPace, watch: Watch
    ) -> None:
        for _ in range(20):
            await pace.slow_down("robi", 100.0)
        assert 100 <= await self.sent_in(pace, watch, 2) <= 110

    async def test_it_never_stands_still(self, pace: SharedPace, watch: Watch) -> None:
        for _ in range(20):
            await pace.slow_down("robi", 100.0)
            watch.now += 1.001
        assert await self.sent_in(pace, watch, 2) >= 2

    async def test_nothing_goes_right_after_it(self, pace: SharedPace, watch: Watch) -> None:
        watch.now += 10
        await pace.slow_down("robi", 100.0)
        assert (await pace.take("robi", 100.0, 1000))[0] == 0

    async def test_other_channels_keep_theirs(self, pace: SharedPace, watch: Watch) -> None:
        await pace.slow_down("gp", 100.0)
        assert 195 <= await self.sent_in(pace, watch, 2) <= 225
