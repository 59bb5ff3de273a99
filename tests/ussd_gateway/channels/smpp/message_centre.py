"""Message centres on loopback: the library's server, and one that does exactly what a test says."""

import asyncio
import secrets
import socket
import ssl
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count

import smpp34

from ussd_gateway.channels.smpp import wire
from ussd_gateway.channels.smpp.pdus import RESPONSE, Command, Pdu, ShortMessage

_TRIES = 50


def free_port() -> int:
    """Below those of outgoing connections, one of which could take it before it is used."""
    while True:
        port = 20_000 + secrets.randbelow(10_000)
        with socket.socket() as listening, suppress(OSError):
            listening.bind(("127.0.0.1", port))
            return port


Answer = Callable[[smpp34.SubmitSmEvent], Awaitable[None] | None]


@dataclass
class LibraryCentre:
    """`answer` decides what becomes of a message; without one it gets the next number."""

    port: int
    answer: Answer | None = None
    submitted: list[smpp34.SubmitSmEvent] = field(default_factory=list)
    binds: asyncio.Queue[smpp34.Esme] = field(default_factory=asyncio.Queue)
    unbound: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, server: smpp34.Server) -> None:
        numbers = count(1)
        async with asyncio.TaskGroup() as answers:
            while True:
                event = await server.next()
                if isinstance(event, smpp34.Esme):
                    self.binds.put_nowait(event)
                elif isinstance(event, smpp34.Unbound):
                    self.unbound.set()
                else:
                    self.submitted.append(event)
                    if self.answer is None:
                        event.accept(str(next(numbers)))
                    elif waiting := self.answer(event):
                        answers.create_task(_finish(waiting))


async def _finish(waiting: Awaitable[None]) -> None:
    await waiting


async def _started(port: int) -> smpp34.Server:
    """The port of a centre that stopped just now is free only a moment later."""
    for left in reversed(range(_TRIES)):
        server = smpp34.Server("127.0.0.1", port)
        try:
            await server.start()
        except smpp34.SmppError:
            if not left:
                raise
            await asyncio.sleep(0.1)
        else:
            break
    return server


@asynccontextmanager
async def library_centre(
    answer: Answer | None = None, port: int | None = None
) -> AsyncIterator[LibraryCentre]:
    centre = LibraryCentre(port or free_port(), answer)
    server = await _started(centre.port)
    running = asyncio.create_task(centre.run(server))
    yield centre
    running.cancel()
    await asyncio.wait([running])
    await server.stop()


@dataclass
class Caller:
    """The connection of one client to a scripted centre, seen from the centre."""

    reader: StreamReader
    writer: StreamWriter

    async def next(self, command: int) -> Pdu:
        """Skips nothing: what comes next must be this."""
        pdu = wire.read_pdu(await wire.read_frame(self.reader))
        assert pdu.command == command, f"0x{pdu.command:08X}"
        return pdu

    def answer(self, pdu: Pdu, status: int = 0, body: bytes = b"\0") -> None:
        self.write(wire.encode(pdu.command | RESPONSE, pdu.sequence, status, body))

    def write(self, frame: bytes) -> None:
        self.writer.write(frame)

    async def accept_bind(self, command: Command = Command.BIND_TRANSCEIVER) -> Pdu:
        bind = await self.next(command)
        self.answer(bind, body=b"SMSC\0")
        return bind

    async def deliver(self, message: ShortMessage, sequence: int = 1) -> int:
        """The status with which the client answers."""
        self.write(wire.encode_deliver(message, sequence))
        answer = wire.read_pdu(await wire.read_frame(self.reader))
        assert (answer.command, answer.sequence) == (Command.DELIVER_SM | RESPONSE, sequence)
        return answer.status

    async def is_gone(self) -> bool:
        return await self.reader.read(1) == b""


@dataclass
class ScriptedCentre:
    port: int
    callers: asyncio.Queue[Caller] = field(default_factory=asyncio.Queue)

    async def next_caller(self) -> Caller:
        async with asyncio.timeout(10):
            return await self.callers.get()


@asynccontextmanager
async def scripted_centre(tls: ssl.SSLContext | None = None) -> AsyncIterator[ScriptedCentre]:
    callers: list[Caller] = []

    def meet(reader: StreamReader, writer: StreamWriter) -> None:
        callers.append(Caller(reader, writer))
        centre.callers.put_nowait(callers[-1])

    server = await asyncio.start_server(meet, "127.0.0.1", 0, ssl=tls)
    centre = ScriptedCentre(server.sockets[0].getsockname()[1])
    async with server:
        yield centre
        for caller in callers:
            caller.writer.transport.abort()
