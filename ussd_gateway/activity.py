"""When each channel was last heard and connected, kept for operators beside the hot path."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from ussd_gateway.channels.base import Channel, StaysConnected
from ussd_gateway.db import Sessions
from ussd_gateway.shutdown import Shutdown

log = structlog.get_logger(__name__)
_WRITES_EVERY_SECONDS = 5.0

_WRITE = text("""
INSERT INTO gateway.channel_activity AS kept (channel, heard_at, connected_at)
SELECT * FROM unnest(CAST(:channels AS text[]), CAST(:heard AS timestamptz[]),
                     CAST(:connected AS timestamptz[]))
    AS news (channel, heard_at, connected_at)
ORDER BY news.channel
ON CONFLICT (channel) DO UPDATE SET
    heard_at = greatest(kept.heard_at, excluded.heard_at),
    connected_at = greatest(kept.connected_at, excluded.connected_at)
""")


@dataclass
class Activity:
    """A process that dies forgets at most some seconds of it."""

    sessions: Sessions
    clock: Callable[[], datetime]
    _heard: dict[str, datetime] = field(default_factory=dict)

    def note_heard(self, channel: str) -> None:
        self._heard[channel] = self.clock()

    async def write(self, channels: Iterable[Channel] = ()) -> None:
        """With which of `channels` hold a connection at the moment."""
        heard, self._heard = self._heard, {}
        connected = {
            each.id: self.clock()
            for each in channels
            if isinstance(each, StaysConnected) and each.is_connected
        }
        if not (names := sorted({*heard, *connected})):
            return
        async with self.sessions.begin() as session:
            await session.execute(
                _WRITE,
                {
                    "channels": names,
                    "heard": [heard.get(name) for name in names],
                    "connected": [connected.get(name) for name in names],
                },
            )

    @asynccontextmanager
    async def kept(
        self, shutdown: Shutdown, channels: Iterable[Channel] = ()
    ) -> AsyncIterator[None]:
        """Written now and then, and at the end."""
        writing = asyncio.create_task(self._keep_writing(channels))
        try:
            yield
        finally:
            writing.cancel()
            await shutdown.finish(writing)
            await shutdown.finish(self._try_to_write(channels))

    async def _keep_writing(self, channels: Iterable[Channel]) -> None:
        while True:
            await asyncio.sleep(_WRITES_EVERY_SECONDS)
            await self._try_to_write(channels)

    async def _try_to_write(self, channels: Iterable[Channel]) -> None:
        try:
            await self.write(channels)
        except (SQLAlchemyError, OSError) as error:
            log.warning("activity_not_written", error=type(error).__name__)
