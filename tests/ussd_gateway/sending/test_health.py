import secrets
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from tests.ussd_gateway.harness import FakeClock
from ussd_gateway.sending.health import FAILURES_UNTIL_OPEN, Health, Room
from ussd_gateway.sessions import connect_redis

pytestmark = pytest.mark.anyio


@pytest.fixture
async def health(redis_url: str) -> AsyncIterator[Health]:
    async with connect_redis(redis_url) as redis:
        yield Health(redis, f"nalish-test-{secrets.token_hex(6)}:")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


async def fail(health: Health, clock: FakeClock, times: int = FAILURES_UNTIL_OPEN) -> None:
    for _ in range(times):
        await health.record("robi", clock(), worked=False, failures=1)


async def test_a_channel_of_which_nothing_is_known_may_be_used(
    health: Health, clock: FakeClock
) -> None:
    assert await health.room("robi", clock()) == Room(None)


async def test_five_failures_one_after_another_close_it_for_a_while(
    health: Health, clock: FakeClock
) -> None:
    await fail(health, clock, 4)
    assert await health.room("robi", clock()) == Room(None)
    await fail(health, clock, 1)
    room = await health.room("robi", clock())
    assert room.messages == 0
    assert room.seconds == pytest.approx(15, abs=0.1)
    assert await health.is_open("robi", clock())
    assert await health.room("gp", clock()) == Room(None)


async def test_a_success_between_starts_the_count_anew(health: Health, clock: FakeClock) -> None:
    await fail(health, clock, 4)
    await health.record("robi", clock(), worked=True, failures=3)
    await fail(health, clock, 4)
    assert await health.room("robi", clock()) == Room(None)


async def test_afterwards_one_message_tries(health: Health, clock: FakeClock) -> None:
    await fail(health, clock)
    clock.advance(seconds=16)
    assert await health.room("robi", clock()) == Room(1)
    assert (await health.room("robi", clock())).messages == 0
    clock.advance(seconds=21)  # the worker that tried has died
    assert await health.room("robi", clock()) == Room(1)


async def test_if_that_works_everything_goes_again(health: Health, clock: FakeClock) -> None:
    await fail(health, clock)
    clock.advance(seconds=16)
    await health.room("robi", clock())
    await health.record("robi", clock(), worked=True, failures=0)
    assert await health.room("robi", clock()) == Room(None)


async def test_if_it_fails_the_pause_doubles_up_to_five_minutes(
    health: Health, clock: FakeClock
) -> None:
    await fail(health, clock)
    pauses = []
    for _ in range(6):
        clock.advance(seconds=301)
        await health.room("robi", clock())
        await fail(health, clock, 1)
        pauses.append(round((await health.room("robi", clock())).seconds))
    assert pauses == [30, 60, 120, 240, 300, 300]


async def test_numbers_that_moved_away_are_remembered(health: Health) -> None:
    contact_id = uuid4()
    assert await health.moved_from(contact_id) == set()
    await health.remember_moved(contact_id, "robi")
    assert await health.moved_from(contact_id) == {"robi"}
