"""Work is bounded: whoever is turned away is told when to come again."""

import asyncio

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from ussd_gateway.web import LimitWork

pytestmark = pytest.mark.anyio


async def test_one_too_many_is_told_to_come_again_and_then_is_served() -> None:
    goes_on, begun = asyncio.Event(), asyncio.Semaphore(0)

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        begun.release()
        await goes_on.wait()
        await PlainTextResponse("done")(scope, receive, send)

    transport = httpx.ASGITransport(LimitWork(slow, at_once=2))
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
