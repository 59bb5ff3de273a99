"""A bind that comes back."""

import asyncio
import random
from contextlib import suppress

import structlog

from ussd_gateway.channels.smpp.errors import BindRefused, ConnectionLost, NotBound
from ussd_gateway.channels.smpp.lanes import Lanes
from ussd_gateway.channels.smpp.pdus import Command
from ussd_gateway.channels.smpp.session import Session, open_session
from ussd_gateway.channels.smpp.settings import SmppSettings

log = structlog.get_logger(__name__)


def reconnect_wait(settings: SmppSettings, failures: int) -> float:
    """Seconds: twice as many after each failure, and never the same as those of other clients."""
    doubled = settings.reconnect_seconds * 2.0 ** min(failures - 1, 16)
    longest = min(settings.most_reconnect_seconds, doubled)
    return longest * random.uniform(0.5, 1)  # noqa: S311 (no secret)


class Link:
    def __init__(self, settings: SmppSettings, command: Command, lanes: Lanes) -> None:
        self._settings = settings
        self._command = command
        self._lanes = lanes
        self._session: Session | None = None
        self._changed = asyncio.Event()

    @property
    def is_bound(self) -> bool:
        return self._session is not None and not self._session.ended.is_set()

    @property
    def session(self) -> Session:
        if self._session is None:
            raise NotBound(f"{self._command.name.lower()} has not succeeded")
        return self._session

    async def wait_until_bound(self) -> None:
        while not self.is_bound:
            self._changed.clear()
            await self._changed.wait()

    async def run(self) -> None:
        failures = 0
        clock = asyncio.get_running_loop().time
        while True:
            began_at = clock()
            with suppress(OSError, TimeoutError, BindRefused, ConnectionLost, NotBound):
                await self._hold()
            lasted = clock() - began_at
            failures = 1 if lasted > self._settings.most_reconnect_seconds else failures + 1
            await asyncio.sleep(reconnect_wait(self._settings, failures))

    async def unbind(self) -> None:
        if self._session:
            await self._session.unbind()

    async def _hold(self) -> None:
        try:
            self._session = await open_session(self._settings, self._command, self._lanes)
        except Exception as error:
            log.warning("smpp_bind_failed", channel=self._settings.channel, reason=_reason(error))
            raise
        log.info("smpp_bound", channel=self._settings.channel, bind=self._command.name.lower())
        self._changed.set()
        try:
            await self._session.ended.wait()
        finally:
            self._session.end()
            self._session = None


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, BindRefused) else type(error).__name__
