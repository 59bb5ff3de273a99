"""One connection: our requests with their answers, and the other side's with ours."""

import asyncio
import secrets
import ssl
from asyncio import Future, StreamReader, StreamWriter
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import cycle

import structlog

from ussd_gateway.channels.smpp import wire
from ussd_gateway.channels.smpp.errors import (
    BindRefused,
    ConnectionLost,
    MalformedPdu,
    NotBound,
    UnknownCommand,
)
from ussd_gateway.channels.smpp.lanes import Delivery, Lanes, Origin, note_unreadable
from ussd_gateway.channels.smpp.pdus import RESPONSE, Command, Pdu
from ussd_gateway.channels.smpp.settings import SmppSettings
from ussd_gateway.channels.smpp.statuses import Status, name_of

_WITHOUT_ANSWER = (0x0B, 0x0102)  # outbind, alert_notification
log = structlog.get_logger(__name__)


class Session:
    """Open from the moment it is made until `ended` is set."""

    def __init__(
        self, reader: StreamReader, writer: StreamWriter, settings: SmppSettings, lanes: Lanes
    ) -> None:
        self.id = secrets.token_hex(8)
        self.ended = asyncio.Event()
        self._reader = reader
        self._writer = writer
        self._settings = settings
        self._lanes = lanes
        self._pending: dict[int, Future[Pdu]] = {}
        self._sequences = cycle(range(1, 0x80000000))
        self._loop = asyncio.get_running_loop()
        self._heard_at = self._loop.time()
        self._reading = asyncio.create_task(self._read())
        self._enquiring = asyncio.create_task(self._enquire())

    async def bind(self, command: Command) -> None:
        """Raises BindRefused, ConnectionLost or TimeoutError."""
        bind = partial(wire.encode_bind, command, settings=self._settings)
        answer = await self.request(lambda sequence: bind(sequence=sequence))
        if answer.status:
            raise BindRefused(name_of(answer.status))

    async def request(self, encode: Callable[[int], bytes]) -> Pdu:
        """Its answer. Raises NotBound before anything was sent, and after that ConnectionLost or
        TimeoutError, when nobody can say what became of it."""
        if self.ended.is_set():
            raise NotBound("the connection has ended")
        sequence = next(self._sequences)
        frame = encode(sequence)
        answer: Future[Pdu] = self._loop.create_future()
        self._pending[sequence] = answer
        try:
            self._writer.write(frame)
            async with asyncio.timeout(self._settings.response_timeout_seconds):
                return await answer
        finally:
            del self._pending[sequence]

    async def unbind(self) -> None:
        with suppress(NotBound, ConnectionLost, TimeoutError):
            await self.request(partial(wire.encode, Command.UNBIND))
        self.end()

    def end(self) -> None:
        self._end("ended by us")
        self._writer.transport.abort()

    async def _read(self) -> None:
        try:
            while True:
                frame = await wire.read_frame(self._reader)
                self._heard_at = self._loop.time()
                if not self._take(wire.read_pdu(frame), frame):
                    return self._end("unbound by the message centre")
        except (OSError, EOFError) as error:
            self._end(type(error).__name__)
        except MalformedPdu as error:
            note_unreadable(self._settings.channel, error)
            self._send(Command.GENERIC_NACK, 0, Status.INVALID_COMMAND_LENGTH)
            self._end(str(error))

    def _take(self, pdu: Pdu, frame: bytes) -> bool:
        """Whether the session goes on."""
        if pdu.command & RESPONSE:
            self._settle(pdu)
        elif pdu.command == Command.DELIVER_SM:
            self._deliver(pdu.sequence, frame)
        elif pdu.command in (Command.ENQUIRE_LINK, Command.UNBIND):
            self._send(pdu.command | RESPONSE, pdu.sequence, Status.OK)
        elif pdu.command not in _WITHOUT_ANSWER:
            note_unreadable(self._settings.channel, UnknownCommand(f"0x{pdu.command:08X}"))
            self._send(Command.GENERIC_NACK, pdu.sequence, Status.INVALID_COMMAND_ID)
        return pdu.command != Command.UNBIND

    def _settle(self, pdu: Pdu) -> None:
        answer = self._pending.get(pdu.sequence)
        if answer is None or answer.done():
            log.info(
                "smpp_late_answer",
                channel=self._settings.channel,
                command=f"0x{pdu.command:08X}",
                status=name_of(pdu.status),
            )
        else:
            answer.set_result(pdu)

    def _deliver(self, sequence: int, frame: bytes) -> None:
        answer = partial(self._answer_delivery, sequence)
        try:
            message = wire.read_message(frame)
        except MalformedPdu as error:
            note_unreadable(self._settings.channel, error)
            answer(Status.RECEIVER_PERMANENT)
            return
        origin = Origin(self.id, sequence, self._loop.time())
        self._lanes.offer(Delivery(message, origin, answer, lambda: not self.ended.is_set()))

    def _answer_delivery(self, sequence: int, status: Status) -> None:
        self._send(Command.DELIVER_SM | RESPONSE, sequence, status, body=b"\0")

    def _send(self, command: int, sequence: int, status: Status, body: bytes = b"") -> None:
        if not self.ended.is_set():
            self._writer.write(wire.encode(command, sequence, status, body))

    async def _enquire(self) -> None:
        """Ends the session when the other side has been silent and does not answer."""
        every = self._settings.enquire_link_seconds
        while True:
            await asyncio.sleep(self._heard_at + every - self._loop.time())
            if self._loop.time() - self._heard_at < every:
                continue
            try:
                await self.request(partial(wire.encode, Command.ENQUIRE_LINK))
            except (TimeoutError, ConnectionLost, NotBound):
                return self._end("no answer to an enquiry")

    def _end(self, reason: str) -> None:
        if self.ended.is_set():
            return
        self.ended.set()
        for task in (self._reading, self._enquiring):
            if task is not asyncio.current_task():
                task.cancel()
        for answer in self._pending.values():
            if not answer.done():
                answer.set_exception(ConnectionLost(reason))
        self._writer.close()
        log.info("smpp_connection_ended", channel=self._settings.channel, reason=reason)


async def open_session(settings: SmppSettings, command: Command, lanes: Lanes) -> Session:
    """Connected and bound. Raises OSError, TimeoutError, BindRefused or ConnectionLost."""
    async with asyncio.timeout(settings.connect_timeout_seconds):
        reader, writer = await asyncio.open_connection(
            settings.host,
            settings.port,
            ssl=ssl.create_default_context() if settings.tls else None,
        )
    session = Session(reader, writer, settings, lanes)
    try:
        await session.bind(command)
    except BaseException:
        session.end()
        raise
    return session
