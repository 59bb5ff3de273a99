import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Generic, TypeVar

import structlog

log = structlog.get_logger(__name__)
Item = TypeVar("Item")
_CANCELLED_WITHIN_SECONDS = 1.0


class NotYet(Exception):
    """There is something to claim, in so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class Pump(Generic[Item]):
    """Claims work when woken, and now and then unasked, and does some of it at the same time."""

    def __init__(
        self,
        name: str,
        claim: Callable[[int], Awaitable[Sequence[Item]]],
        do: Callable[[Item], Awaitable[None]],
        *,
        at_once: int,
        poll_seconds: float = 1.0,
    ) -> None:
        self.name = name
        self._claim = claim
        self._do = do
        self._at_once = at_once
        self._poll_seconds = poll_seconds
        self._awake = asyncio.Event()
        self._claiming = asyncio.Lock()
        self._stopping = False
        self._running: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        self._awake.set()

    def stop(self) -> None:
        """Nothing more is claimed; what is in hand goes on."""
        self._stopping = True
        self._awake.set()

    async def run(self) -> None:
        while not self._stopping:
            self._awake.clear()
            async with self._claiming:
                seconds = await self._start_what_is_due()
            try:
                await asyncio.wait_for(self._awake.wait(), seconds)
            except TimeoutError:
                continue

    async def finish(self, seconds: float) -> None:
        """What is being claimed just now is in hand as well."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                async with self._claiming:
                    await self._all_done()
        late = [*self._running]
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=_CANCELLED_WITHIN_SECONDS)

    async def _all_done(self) -> None:
        if self._running:
            await asyncio.wait(self._running)

    async def _start_what_is_due(self) -> float:
        """How many seconds to wait unless woken."""
        free = self._at_once - len(self._running)
        if free <= 0:
            return self._poll_seconds
        try:
            items = await self._claim(free)
        except NotYet as later:
            return min(later.seconds, self._poll_seconds)
        except Exception as error:  # noqa: BLE001 (the job runner: an engine is away, it comes back)
            log.error("claim_failed", pump=self.name, error=type(error).__name__)
            return self._poll_seconds
        for item in items:
            task = asyncio.create_task(self._attempt(item))
            self._running.add(task)
            task.add_done_callback(self._done)
        return self._poll_seconds

    async def _attempt(self, item: Item) -> None:
        try:
            await self._do(item)
        except Exception as error:  # noqa: BLE001 (the job runner: the row stays and is tried again)
            log.error("work_failed", pump=self.name, error=type(error).__name__)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._awake.set()


class PumpGroup:
    """Several that are woken and stopped as one."""

    def __init__(self, pumps: Sequence[Pump[Any]]) -> None:
        self._pumps = pumps

    def wake(self) -> None:
        for pump in self._pumps:
            pump.wake()

    def stop(self) -> None:
        for pump in self._pumps:
            pump.stop()

    async def run(self) -> None:
        await asyncio.gather(*(pump.run() for pump in self._pumps))

    async def finish(self, seconds: float) -> None:
        await asyncio.gather(*(pump.finish(seconds) for pump in self._pumps))
