"""What the gateway talks to: one bind of a message centre, sending and receiving."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from math import inf
from typing import Self

from ussd_gateway.channels.smpp import wire
from ussd_gateway.channels.smpp.errors import (
    ConnectionLost,
    NotBound,
    SubmitFailed,
    Throttled,
    TurnMissed,
    UnknownOutcome,
)
from ussd_gateway.channels.smpp.lanes import Lanes, OnMessage
from ussd_gateway.channels.smpp.link import Link
from ussd_gateway.channels.smpp.pace import Pace
from ussd_gateway.channels.smpp.pdus import Command, Pdu, ShortMessage
from ussd_gateway.channels.smpp.settings import SmppSettings
from ussd_gateway.channels.smpp.statuses import failure


@dataclass(frozen=True)
class Submission:
    """The ids of the parts that were taken, from the first on, and why the next one was not."""

    ids: tuple[str, ...]
    failure: SubmitFailed | None = None


class SmppClient:
    """Bound, and bound again, as long as `running` runs.

    `on_message` gets every deliver_sm, receipts among them, and returns when it is committed; a
    deliver_sm is answered after that. Any exception but Unreadable makes the message centre come
    again. A receipt may be there before `submit` has returned its id: while something is
    `in_flight`, an id that nobody knows is no stranger yet.
    """

    def __init__(self, settings: SmppSettings, on_message: OnMessage) -> None:
        self._settings = settings
        self._lanes = Lanes(settings, on_message)
        self._window = asyncio.Semaphore(settings.window_size)
        self._pace = Pace(settings.messages_per_second)
        self._closing = False
        if settings.bind == "transceiver":
            self._links = [Link(settings, Command.BIND_TRANSCEIVER, self._lanes)]
        else:
            commands = (Command.BIND_TRANSMITTER, Command.BIND_RECEIVER)
            self._links = [Link(settings, command, self._lanes) for command in commands]
        self.in_flight = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        """At the end nothing new is taken, what is on its way is waited for, then we unbind."""
        async with asyncio.TaskGroup() as group:
            runs = [self._lanes.run(), *(link.run() for link in self._links)]
            tasks = [group.create_task(run) for run in runs]
            try:
                yield self
            finally:
                await self._close()
                for task in tasks:
                    task.cancel()

    @property
    def is_bound(self) -> bool:
        return all(link.is_bound for link in self._links)

    @property
    def open_links(self) -> list[str]:
        return [link.session.id for link in self._links if link.is_bound]

    @property
    def messages_per_second(self) -> float:
        """What we allow ourselves now: less than the contract's figure after throttling."""
        return self._pace.rate(asyncio.get_running_loop().time())

    async def wait_until_bound(self) -> None:
        for link in self._links:
            await link.wait_until_bound()

    async def submit(
        self,
        messages: Sequence[ShortMessage],
        taken: Sequence[str] = (),
        *,
        seconds_left: Callable[[], float] = lambda: inf,
        remember: Callable[[Sequence[str]], Awaitable[None]] | None = None,
    ) -> Submission:
        """The parts of one text, one after the other up to the first failure.

        `taken` are the ids of an earlier try: its parts do not go again; `remember` hears of each
        further one at once. A part that has not left by the end of `seconds_left` does not go.
        """
        ids = list(taken)
        for message in messages[len(ids) :]:
            try:
                ids.append(await self._submit(message, seconds_left))
            except SubmitFailed as error:
                return Submission(tuple(ids), error)
            if remember:
                await remember(ids)
        return Submission(tuple(ids))

    async def _close(self) -> None:
        self._closing = True
        with suppress(TimeoutError):
            async with asyncio.timeout(self._settings.close_seconds):
                await asyncio.gather(self._all_answered(), self._lanes.finish())
        await asyncio.gather(*(link.unbind() for link in self._links))

    async def _all_answered(self) -> None:
        for _ in range(self._settings.window_size):
            await self._window.acquire()

    async def _submit(self, message: ShortMessage, seconds_left: Callable[[], float]) -> str:
        self._raise_if_closing()
        async with self._room_in_window(seconds_left()):
            self._raise_if_closing()
            session = self._links[0].session
            await self._wait_for_slot(seconds_left)
            self.in_flight += 1
            try:
                answer = await session.request(partial(wire.encode_submit, message))
            except (ConnectionLost, TimeoutError) as error:
                raise UnknownOutcome(str(error) or "no answer in time") from None
            finally:
                self.in_flight -= 1
        if answer.status or answer.command == Command.GENERIC_NACK:
            raise self._refusal(answer)
        return wire.read_c_string(answer.body)

    @asynccontextmanager
    async def _room_in_window(self, seconds: float) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(seconds):
                await self._window.acquire()
        except TimeoutError:
            raise TurnMissed("the window is full") from None
        try:
            yield
        finally:
            self._window.release()

    async def _wait_for_slot(self, seconds_left: Callable[[], float]) -> None:
        """Leaves the slot to others where it comes too late for this one."""
        now = asyncio.get_running_loop().time()
        if self._pace.wait(now) >= seconds_left():
            raise TurnMissed("the pace is slow")
        await asyncio.sleep(self._pace.reserve(now))
        if seconds_left() <= 0:
            raise TurnMissed("the end came first")

    def _raise_if_closing(self) -> None:
        if self._closing:
            raise NotBound("closing")

    def _refusal(self, answer: Pdu) -> SubmitFailed:
        refusal = failure(answer.status)
        if isinstance(refusal, Throttled):
            self._pace.slow_down(asyncio.get_running_loop().time())
        return refusal
