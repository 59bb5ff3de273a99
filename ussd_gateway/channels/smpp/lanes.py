"""Inbound messages on their way to the gateway: one sender's in order, several senders' at once."""

import asyncio
from asyncio import Queue, QueueFull
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from zlib import crc32

import structlog

from ussd_gateway.channels.smpp.errors import MalformedPdu, UnknownCommand, Unreadable
from ussd_gateway.channels.smpp.pdus import ShortMessage
from ussd_gateway.channels.smpp.settings import SmppSettings
from ussd_gateway.channels.smpp.statuses import Status
from ussd_gateway.metrics import REFUSED

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Origin:
    """By which connection a message came, under which number there, at which moment of the loop."""

    link: str
    sequence: int
    at: float


OnMessage = Callable[[ShortMessage, Origin], Awaitable[None]]


@dataclass(frozen=True)
class Delivery:
    """`is_awaited` turns false when the connection is lost: then it will come again."""

    message: ShortMessage
    origin: Origin
    answer: Callable[[Status], None]
    is_awaited: Callable[[], bool]


class Lanes:
    """A message is answered after the gateway has it, and with `come again` when it failed."""

    def __init__(self, settings: SmppSettings, on_message: OnMessage) -> None:
        self._channel = settings.channel
        self._on_message = on_message
        waiting = settings.inbound_waiting
        self._lanes: list[Queue[Delivery]] = [Queue(waiting) for _ in range(settings.inbound_lanes)]
        self._closing = False

    def offer(self, delivery: Delivery) -> None:
        sender = delivery.message.source.number.encode()
        lane = self._lanes[crc32(sender) % len(self._lanes)]
        try:
            if self._closing:
                raise QueueFull
            lane.put_nowait(delivery)
        except QueueFull:
            delivery.answer(Status.RECEIVER_TEMPORARY)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for lane in self._lanes:
                group.create_task(self._work(lane))

    async def finish(self) -> None:
        """Takes nothing new, and returns when all that was taken is answered."""
        self._closing = True
        for lane in self._lanes:
            await lane.join()

    async def _work(self, lane: Queue[Delivery]) -> None:
        while True:
            delivery = await lane.get()
            if delivery.is_awaited():
                delivery.answer(await self._handle(delivery))
            lane.task_done()

    async def _handle(self, delivery: Delivery) -> Status:
        try:
            await self._on_message(delivery.message, delivery.origin)
        except Unreadable as error:
            note_unreadable(self._channel, error)
            return Status.RECEIVER_PERMANENT
        except Exception as error:  # noqa: BLE001 (whatever it was: not committed, so come again)
            log.error("smpp_message_not_taken", channel=self._channel, error=type(error).__name__)
            return Status.RECEIVER_TEMPORARY
        return Status.OK


def note_unreadable(channel: str, error: Unreadable | MalformedPdu | UnknownCommand) -> None:
    REFUSED.labels(channel, type(error.__cause__ or error).__name__).inc()
    log.warning("smpp_message_unreadable", channel=channel, reason=str(error))
