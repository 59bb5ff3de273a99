import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest

from ussd_gateway.pump import NotYet, Pump, PumpGroup

pytestmark = pytest.mark.anyio


class Work:
    def __init__(self, items: Sequence[str]) -> None:
        self.waiting = list(items)
        self.done: list[str] = []
        self.at_once = 0
        self.most_at_once = 0
        self.go_on = asyncio.Event()

    async def claim(self, limit: int) -> list[str]:
        taken, self.waiting = self.waiting[:limit], self.waiting[limit:]
        return taken

    async def do(self, item: str) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.go_on.wait()
        self.at_once -= 1
        if item == "bad":
            raise RuntimeError
        self.done.append(item)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)


async def running(
    pump: Pump[str], check: Callable[[], Awaitable[None]], finish_seconds: float = 5
) -> None:
    task = asyncio.create_task(pump.run())
    await check()
    pump.stop()
    await pump.finish(finish_seconds)
    await task


async def test_it_does_so_much_at_once_and_no_more() -> None:
    work = Work([str(number) for number in range(7)])
    pump = Pump("test", work.claim, work.do, at_once=3, poll_seconds=60)

    async def check() -> None:
        await until(lambda: work.at_once == 3)
        work.go_on.set()
        await until(lambda: len(work.done) == 7)

    await running(pump, check)
    assert work.most_at_once == 3


async def test_a_failure_stops_nothing() -> None:
    work = Work(["bad", "good"])
    work.go_on.set()
    pump = Pump("test", work.claim, work.do, at_once=1, poll_seconds=60)
    await running(pump, lambda: until(lambda: work.done == ["good"]))


async def test_a_failing_claim_is_tried_again() -> None:
    calls = 0

    async def claim(_: int) -> list[str]:
        nonlocal calls
        calls += 1
        raise RuntimeError

    pump = Pump("test", claim, Work([]).do, at_once=1, poll_seconds=0.01)
    await running(pump, lambda: until(lambda: calls > 2))


async def test_it_wakes_when_called() -> None:
    work = Work([])
    work.go_on.set()
    pump = Pump("test", work.claim, work.do, at_once=1, poll_seconds=60)

    async def check() -> None:
        await asyncio.sleep(0)
        work.waiting.append("new")
        pump.wake()
        await until(lambda: work.done == ["new"])

    await running(pump, check)


async def test_stopped_it_finishes_what_it_has_and_takes_nothing_new() -> None:
    work = Work(["begun", "not begun"])
    pump = Pump("test", work.claim, work.do, at_once=1, poll_seconds=60)
    task = asyncio.create_task(pump.run())
    await until(lambda: work.at_once == 1)
    pump.stop()
    work.go_on.set()
    await pump.finish(5)
    await task
    assert work.done == ["begun"]
    assert work.waiting == ["not begun"]


async def test_stopped_it_finishes_what_it_is_just_claiming() -> None:
    work, is_claiming, claimed = Work(["begun"]), asyncio.Event(), asyncio.Event()
    work.go_on.set()

    async def claim(limit: int) -> list[str]:
        is_claiming.set()
        await claimed.wait()
        return await work.claim(limit)

    pump = Pump("test", claim, work.do, at_once=1, poll_seconds=60)
    task = asyncio.create_task(pump.run())
    await is_claiming.wait()
    pump.stop()
    finishing = asyncio.create_task(pump.finish(5))
    await asyncio.sleep(0)
    claimed.set()
    await finishing
    assert work.done == ["begun"]
    await task


async def test_a_claim_that_hangs_is_not_waited_for_too_long() -> None:
    async def claim(_: int) -> list[str]:
        await asyncio.sleep(60)
        return []

    pump = Pump("test", claim, Work([]).do, at_once=1, poll_seconds=60)
    task = asyncio.create_task(pump.run())
    await asyncio.sleep(0)
    pump.stop()
    async with asyncio.timeout(5):
        await pump.finish(0.01)
    task.cancel()
    await asyncio.wait([task])


async def test_what_takes_too_long_is_given_up() -> None:
    work = Work(["for ever"])
    pump = Pump("test", work.claim, work.do, at_once=1, poll_seconds=60)
    await running(pump, lambda: until(lambda: work.at_once == 1), finish_seconds=0.01)
    assert work.done == []


async def test_it_comes_back_when_told_to() -> None:
    work = Work(["later"])
    work.go_on.set()
    calls = 0

    async def claim(limit: int) -> list[str]:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise NotYet(0.01)
        return await work.claim(limit)

    pump = Pump("test", claim, work.do, at_once=1, poll_seconds=60)
    await running(pump, lambda: until(lambda: work.done == ["later"]))


async def test_a_group_is_woken_and_stopped_as_one() -> None:
    first, second = Work([]), Work([])
    pumps = [
        Pump("test", work.claim, work.do, at_once=1, poll_seconds=60) for work in (first, second)
    ]
    group = PumpGroup(pumps)
    task = asyncio.create_task(group.run())
    await asyncio.sleep(0)
    for work in (first, second):
        work.go_on.set()
        work.waiting.append("new")
    group.wake()
    await until(lambda: first.done == second.done == ["new"])
    group.stop()
    await group.finish(5)
    await task
