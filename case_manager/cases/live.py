"""Tells open desks that a case has changed, so that they ask again; never what it says.

The database notifies whoever listens after each commit. One connection a process listens, as long
as anybody's desk is open.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import psycopg
import structlog

from case_manager.cases import rules
from case_manager.models import User
from case_manager.vocabulary import Role

log = structlog.get_logger()

NOTIFICATIONS = "case_changes"
LONGEST_SECONDS = 300  # then the browser comes again, and its sign-in is checked again
PING_SECONDS = 15
RECONNECT_SECONDS = 2
_MOST_WAITING = 100

ANYTHING = ""


@dataclass(frozen=True)
class Watcher:
    """Whose desk it is: what they may not see, they do not hear of."""

    id: UUID
    role: Role
    area_code: str | None

    @classmethod
    def of(cls, user: User) -> "Watcher":
        return cls(user.id, user.role, user.area_code)


@dataclass(frozen=True)
class Change:
    reference: str
    area_code: str | None
    assignee_id: UUID | None
    is_restricted: bool

    def is_for(self, watcher: Watcher) -> bool:
        return rules.may_look(
            watcher.role,
            watcher.id,
            watcher.area_code,
            area_code=self.area_code,
            assignee_id=self.assignee_id,
            is_restricted=self.is_restricted,
        )


def read_change(payload: str) -> Change:
    values = json.loads(payload)
    assignee = values["assignee"]
    return Change(
        values["reference"],
        values["area"],
        UUID(assignee) if assignee else None,
        values["restricted"],
    )


class LiveDesks:
    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._open: dict[asyncio.Queue[str], Watcher] = {}
        self._listening: asyncio.Task[None] | None = None

    async def changes(
        self, watcher: Watcher, *, comes_back: bool = False
    ) -> AsyncIterator[str | None]:
        """References of changed cases, ANYTHING where some may have been missed, None to keep
        the connection awake. Ends after LONGEST_SECONDS.
        """
        queue: asyncio.Queue[str] = asyncio.Queue(_MOST_WAITING)
        if comes_back:
            queue.put_nowait(ANYTHING)
        self._open[queue] = watcher
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen())
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                while True:
                    yield await _next(queue)
        except TimeoutError:
            return
        finally:
            await self._close(queue)

    async def _close(self, queue: asyncio.Queue[str]) -> None:
        self._open.pop(queue, None)
        if not self._open and self._listening:
            self._listening.cancel()
            self._listening = None

    async def _listen(self) -> None:
        while True:
            try:
                await self._hear()
            except psycopg.OperationalError:
                log.warning("live updates lost the database")
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _hear(self) -> None:
        connection = await psycopg.AsyncConnection.connect(self._database_url, autocommit=True)
        async with connection:
            await connection.execute(f"LISTEN {NOTIFICATIONS}")
            self._tell(None)
            async for notification in connection.notifies():
                self._tell(read_change(notification.payload))

    def _tell(self, change: Change | None) -> None:
        """A desk that does not keep up has enough waiting to ask again anyway."""
        for queue, watcher in self._open.items():
            if change is None or change.is_for(watcher):
                with suppress(asyncio.QueueFull):
                    queue.put_nowait(change.reference if change else ANYTHING)


async def _next(queue: asyncio.Queue[str]) -> str | None:
    try:
        async with asyncio.timeout(PING_SECONDS):
            return await queue.get()
    except TimeoutError:
        return None
