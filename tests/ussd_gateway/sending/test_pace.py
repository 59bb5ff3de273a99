import asyncio
import secrets
import time
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from ussd_gateway.sending.pace import SharedPace
from ussd_gateway.sessions import connect_redis

pytestmark = pytest.mark.anyio


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with connect_redis(redis_url) as redis:
        yield redis


@pytest.fixture
def prefix() -> str:
    return f"nalish-test-{secrets.token_hex(6)}:"


async def send_for(seconds: float, pace: SharedPace, per_second: float, size: int) -> int:
    """How many segments a worker gets rid of in messages of this size."""
    sent = 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        taken, wait = await pace.take("robi", per_second, 1000)
        if not taken:
            await asyncio.sleep(min(wait, max(until - time.monotonic(), 0)))
            continue
        going = -(-taken // size) * size
        await pace.settle("robi", per_second, going - taken)
        sent += going
    return sent


@pytest.mark.parametrize(("per_second", "size"), [(400.0, 1), (400.0, 3), (60.0, 2)])
async def test_two_workers_together_keep_the_pace(
    redis: Redis, prefix: str, per_second: float, size: int
) -> None:
    workers = [SharedPace(redis, prefix) for _ in range(2)]
    await workers[0].take("robi", per_second, 1000)  # what a pause left over
    began = time.monotonic()
    sent = await asyncio.gather(*(send_for(1.5, each, per_second, size) for each in workers))
    elapsed = time.monotonic() - began
    assert sum(sent) <= per_second * elapsed * 1.05 + size
    assert sum(sent) >= per_second * elapsed * 0.85  # a loaded machine wakes them late


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
