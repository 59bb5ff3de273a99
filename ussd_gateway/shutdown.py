"""How a process ends: all who finish something share one deadline, so that no two waits add up."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from math import inf

import structlog

log = structlog.get_logger(__name__)

# Of the time there is. An answer that has not come by then goes another way, which is written down
# before requests are cut; what goes on behind them ends before connections are closed.
_ANSWERS, _REQUESTS, _EVERYTHING = 4 / 6, 5 / 6, 29 / 30


class Shutdown:
    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._began_at: float | None = None
        self._waiting: set[asyncio.Timeout] = set()

    def begin(self) -> None:
        """The first call counts."""
        if self._began_at is None:
            self._began_at = asyncio.get_running_loop().time()
            for wait in self._waiting:
                self._shorten(wait)

    @property
    def has_begun(self) -> bool:
        return self._began_at is not None

    @property
    def seconds_for_requests(self) -> float:
        return self._left(_REQUESTS)

    @property
    def seconds_left(self) -> float:
        return self._left(_EVERYTHING)

    def seconds_to_begin(self, work_seconds: float) -> float:
        """Within which work of so many seconds must begin; as long as it likes before the end."""
        return inf if self._began_at is None else self.seconds_for_requests - work_seconds

    @asynccontextmanager
    async def patience(self, seconds: float | None = None) -> AsyncIterator[None]:
        """Raises TimeoutError when what is waited for is not there by then; earlier at an end."""
        async with asyncio.timeout(seconds) as wait:
            self._shorten(wait)
            self._waiting.add(wait)
            try:
                yield
            finally:
                self._waiting.discard(wait)

    async def finish(self, *work: Awaitable[object]) -> None:
        """Waits until the deadline. What is late is cancelled and no longer waited for, because a
        database that stands still does not answer to that either."""
        tasks = [asyncio.ensure_future(each) for each in work]
        done, late = await asyncio.wait(tasks, timeout=self.seconds_left)
        for task in late:
            task.cancel()
        ended = [task for task in done if not task.cancelled()]
        failed = [error for task in ended if (error := task.exception())]
        if late or failed:
            names = [type(error).__name__ for error in failed]
            log.error("not_finished", late=len(late), errors=names)

    def _left(self, share: float) -> float:
        now = asyncio.get_running_loop().time()
        began_at = now if self._began_at is None else self._began_at
        return max(began_at + share * self._seconds - now, 0)

    def _shorten(self, wait: asyncio.Timeout) -> None:
        if self._began_at is None or wait.expired():
            return
        cut = self._began_at + _ANSWERS * self._seconds
        until = wait.when()
        wait.reschedule(cut if until is None else min(until, cut))
