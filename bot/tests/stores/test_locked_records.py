import asyncio
from collections.abc import Awaitable, Callable

import pytest
from rasa.core.lock_store import LockError
from running import run

from components import locked_records
from components.locked_records import LockedRecords


class TestHeld:
    def within(
        self,
        work: Callable[[LockedRecords, LockedRecords], Awaitable[None]],
        url: str,
        prefix: str,
    ) -> None:
        """Two assistants before one Redis."""

        async def inside() -> None:
            one, two = (LockedRecords(url, prefix, kept_seconds=60) for _ in range(2))
            try:
                await work(one, two)
            finally:
                await one.close()
                await two.close()

        run(inside())

    def test_one_at_a_time_over_two_assistants(self, redis_url: str, key_prefix: str) -> None:
        inside: list[int] = []
        most: list[int] = []

        async def serve(records: LockedRecords, number: int) -> None:
            async with records.held("c"):
                inside.append(number)
                most.append(len(inside))
                await asyncio.sleep(0)
                inside.remove(number)

        async def work(one: LockedRecords, two: LockedRecords) -> None:
            await asyncio.gather(*(serve((one, two)[n % 2], n) for n in range(10)))

        self.within(work, redis_url, key_prefix)
        assert most == [1] * 10

    def test_the_next_finds_what_the_last_has_written(
        self, redis_url: str, key_prefix: str
    ) -> None:
        async def add(records: LockedRecords) -> None:
            async with records.held("c") as held:
                held.written = (held.found or b"") + b"x"

        async def work(one: LockedRecords, two: LockedRecords) -> None:
            await asyncio.gather(*(add((one, two)[n % 2]) for n in range(6)))
            assert await one.read("c") == b"x" * 6

        self.within(work, redis_url, key_prefix)

    def test_a_turn_that_fails_writes_nothing_and_lets_the_next_in(
        self, redis_url: str, key_prefix: str
    ) -> None:
        async def fail(records: LockedRecords) -> None:
            async with records.held("c") as held:
                held.written = b"half done"
                raise ValueError("failed")

        async def work(one: LockedRecords, two: LockedRecords) -> None:
            await one.write("c", b"before")
            with pytest.raises(ValueError, match="failed"):
                await fail(one)
            async with two.held("c") as held:
                assert held.found == b"before"

        self.within(work, redis_url, key_prefix)

    def test_conversations_do_not_wait_for_each_other(
        self, redis_url: str, key_prefix: str
    ) -> None:
        async def work(one: LockedRecords, two: LockedRecords) -> None:
            async with one.held("c"), two.held("d"):
                pass

        self.within(work, redis_url, key_prefix)

    def test_waiting_ends(
        self, redis_url: str, key_prefix: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(locked_records, "LONGEST_WAIT_SECONDS", 0.1)

        async def work(one: LockedRecords, two: LockedRecords) -> None:
            async with one.held("c"):
                with pytest.raises(LockError):
                    async with two.held("c"):
                        pass

        self.within(work, redis_url, key_prefix)

    def test_a_turn_that_outlived_its_lock_overwrites_nothing(
        self, redis_url: str, key_prefix: str
    ) -> None:
        async def overtaken(one: LockedRecords, two: LockedRecords) -> None:
            async with one.held("c", lifetime=0.05) as late, two.held("c") as following:
                late.written = b"late"
                following.written = b"next"

        async def work(one: LockedRecords, two: LockedRecords) -> None:
            with pytest.raises(LockError):
                await overtaken(one, two)
            assert await one.read("c") == b"next"

        self.within(work, redis_url, key_prefix)
