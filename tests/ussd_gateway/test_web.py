"""Work is bounded: whoever is turned away is told when to come again."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from ussd_gateway.metrics import TURNED_AWAY
from ussd_gateway.web import LimitWork, Line

pytestmark = pytest.mark.anyio


async def test_one_too_many_is_told_to_come_again_and_then_is_served() -> None:
    goes_on, begun = asyncio.Event(), asyncio.Semaphore(0)

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        begun.release()
        await goes_on.wait()
        await PlainTextResponse("done")(scope, receive, send)

    transport = httpx.ASGITransport(LimitWork(slow, Line(), at_once=2))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        taken = [asyncio.create_task(client.post("/")) for _ in range(2)]
        for _ in taken:
            await begun.acquire()
        turned_away = await client.post("/")
        assert (turned_away.status_code, turned_away.json()["error"]) == (503, "Unavailable")
        assert int(turned_away.headers["Retry-After"]) > 0
        goes_on.set()
        assert (await client.get("/healthz")).text == "done"
        assert {(await each).text for each in taken} == {"done"}
        assert (await client.post("/")).text == "done"


@dataclass
class Slow:
    """An app whose requests all wait until they may go on."""

    goes_on: asyncio.Event = field(default_factory=asyncio.Event)
    inside: int = 0
    most: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        await self.goes_on.wait()
        self.inside -= 1
        await PlainTextResponse("done")(scope, receive, send)


def turned_away(lane: str) -> float:
    return TURNED_AWAY.labels(lane)._value.get()


async def test_a_provider_waits_in_line_and_is_acknowledged() -> None:
    app = Slow()
    transport = httpx.ASGITransport(LimitWork(app, Line()))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        calls = [asyncio.create_task(client.post("/channels/twilio/inbound")) for _ in range(1200)]
        while app.inside < 500:
            await asyncio.sleep(0.01)
        api = asyncio.create_task(client.post("/api/v1/messages"))
        while app.inside < 501:  # has room of its own
            await asyncio.sleep(0.01)
        app.goes_on.set()
        answers = await asyncio.gather(*calls, api)
    assert Counter(each.status_code for each in answers) == {200: 1201}
    assert app.most == 501


async def test_a_line_without_end_is_cut_off() -> None:
    app, before = Slow(), turned_away("webhooks")
    transport = httpx.ASGITransport(LimitWork(app, Line(at_once=2, waiting=3)))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        calls = [asyncio.create_task(client.post("/channels/twilio/inbound")) for _ in range(9)]
        while turned_away("webhooks") - before < 4:
            await asyncio.sleep(0.01)
        app.goes_on.set()
        answers = await asyncio.gather(*calls)
    assert Counter(each.status_code for each in answers) == {200: 5, 503: 4}
