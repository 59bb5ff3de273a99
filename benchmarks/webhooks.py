"""Twilio as a load: signed webhooks made beforehand, sent over connections that stay open."""

import asyncio
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from ussd_gateway.channels.twilio.signature import HEADER, sign

PATH = "/channels/twilio/inbound"
TEXTS = (
    "amar boyosko bhatar taka 3 mash dhore pai nai",
    "আমার বিধবা ভাতার টাকা কবে আসবে",
    "1",
    "When will my allowance come?",
)


class Refused(Exception):
    """A webhook was not answered with 200."""


def webhooks(auth_token: str, public_url: str, phones: int) -> Iterator[bytes]:
    """Of `phones` people by turns; whole HTTP requests, no two alike."""
    url = f"{public_url}{PATH}"
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: {urlsplit(public_url).netloc}\r\n"
        "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
        "User-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n"
    )
    number = 0
    while True:
        form = _form(f"+88017{secrets.randbelow(phones):08d}", TEXTS[number % len(TEXTS)])
        signature = sign(auth_token, url, {name: [value] for name, value in form.items()})
        body = urlencode(form)
        yield (
            f"{head}{HEADER}: {signature}\r\n"
            f"I-Twilio-Idempotency-Token: {secrets.token_hex(16)}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode("ascii")
        number += 1


def _form(sender: str, text: str) -> dict[str, str]:
    """Every field that Twilio sends with an SMS."""
    sid = f"SM{secrets.token_hex(16)}"
    return {
        "ToCountry": "BD",
        "ToState": "",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "",
        "SmsSid": sid,
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": text,
        "FromCountry": "BD",
        "To": "+8809612345678",
        "ToZip": "",
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": f"AC{'0' * 32}",
        "From": sender,
        "ApiVersion": "2010-04-01",
    }


@dataclass
class Load:
    """`ports` are those of the gateway's processes; each has as many connections."""

    ports: Sequence[int]
    connections: int
    latencies: list[float] = field(default_factory=list)  # seconds

    async def as_fast_as_answered(self, requests: Iterator[bytes], seconds: float) -> float:
        """Answers a second."""
        callers = [await _Caller.connect(port) for port in self._ports()]
        started = time.perf_counter()
        counts = await asyncio.gather(
            *(self._call_until(started + seconds, caller, requests) for caller in callers)
        )
        elapsed = time.perf_counter() - started
        _close(callers)
        return sum(counts) / elapsed

    async def at_a_rate(self, requests: Sequence[bytes], rate: float) -> None:
        """A request that finds no connection free waits, and that counts."""
        free: asyncio.Queue[_Caller] = asyncio.Queue()
        callers = [await _Caller.connect(port) for port in self._ports()]
        for caller in callers:
            free.put_nowait(caller)
        started = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number, request in enumerate(requests):
                due = started + number / rate
                if (early := due - time.perf_counter()) > 0:
                    await asyncio.sleep(early)
                group.create_task(self._call_once(due, await free.get(), request, free))
        _close(callers)

    def _ports(self) -> list[int]:
        return [port for _ in range(self.connections) for port in self.ports]

    async def _call_until(self, until: float, caller: "_Caller", requests: Iterator[bytes]) -> int:
        count = 0
        while (asked := time.perf_counter()) < until:
            await caller.call(next(requests))
            self.latencies.append(time.perf_counter() - asked)
            count += 1
        return count

    async def _call_once(
        self, due: float, caller: "_Caller", request: bytes, free: "asyncio.Queue[_Caller]"
    ) -> None:
        await caller.call(request)
        self.latencies.append(time.perf_counter() - due)
        free.put_nowait(caller)


class _Caller(asyncio.Protocol):
    """One connection with one request on it: no more of HTTP than this server's answers need."""

    def __init__(self) -> None:
        self._answer: asyncio.Future[None]
        self._received = b""
        self.transport: asyncio.Transport

    @classmethod
    async def connect(cls, port: int) -> "_Caller":
        loop = asyncio.get_running_loop()
        transport, caller = await loop.create_connection(cls, "127.0.0.1", port)
        caller.transport = transport
        return caller

    def call(self, request: bytes) -> "asyncio.Future[None]":
        self._answer = asyncio.get_running_loop().create_future()
        self._received = b""
        self.transport.write(request)
        return self._answer

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._received.startswith(b"HTTP/1.1 200"):
            self._answer.set_exception(Refused(self._received.decode(errors="replace")))
        elif self._received.endswith(b"<Response/>"):
            self._answer.set_result(None)


def _close(callers: Sequence[_Caller]) -> None:
    for caller in callers:
        caller.transport.close()
