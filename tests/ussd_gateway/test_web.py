"""Work is bounded: whoever is turned away is told when to come again."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from unittest.mock import AsyncMock

import httpx
import pytest
from fastapi import FastAPI
from psycopg import OperationalError
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from tests.ussd_gateway.harness import Gateway, twilio_form
from ussd_gateway import webhooks
from ussd_gateway.metrics import TURNED_AWAY
from ussd_gateway.recording import Recorder
from ussd_gateway.web import LimitBody, LimitWork, Line, install_error_handlers

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


async def test_a_provider_before_a_line_without_end_is_told_to_come_again(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Line, "is_endless", True)
    before = turned_away("webhooks")
    answer = await gateway.post_twilio("/channels/twilio/inbound", twilio_form())
    assert (answer.status_code, answer.json()["error"]) == (503, "Unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    assert turned_away("webhooks") - before == 1
    assert not await gateway.rows("SELECT id FROM gateway.inbox")


async def test_a_place_in_the_line_is_free_again_after_a_failure(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway.app.state.line, "_places", asyncio.Semaphore(1))
    with monkeypatch.context() as broken:
        broken.setattr(Recorder, "record", AsyncMock(side_effect=OperationalError))
        down = await gateway.post_twilio("/channels/twilio/inbound", twilio_form())
    assert (down.status_code, down.json()["error"]) == (503, "Unavailable")
    assert (await gateway.post_twilio("/channels/twilio/inbound", twilio_form())).status_code == 200


async def test_a_mistake_of_ours_in_a_webhook_is_told_to_the_server_and_not_to_the_provider(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Recorder, "record", AsyncMock(side_effect=RuntimeError("with a secret")))
    with pytest.raises(RuntimeError):
        await gateway.post_twilio("/channels/twilio/inbound", twilio_form())
    quiet = httpx.ASGITransport(gateway.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=quiet, base_url=gateway.web.base_url) as web:
        monkeypatch.setattr(gateway, "web", web)
        answer = await gateway.post_twilio("/channels/twilio/inbound", twilio_form())
    assert (answer.status_code, answer.json()["error"]) == (500, "Unexpected")
    assert "secret" not in answer.text


class BodyThatNeverComes(httpx.AsyncByteStream):
    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"From="
        await asyncio.Event().wait()


class TestABodyThatNeverComes:
    async def test_gives_its_place_back_to_others(
        self, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(webhooks, "BODY_SECONDS", 0.05)
        slow = await gateway.web.post("/channels/twilio/inbound", content=BodyThatNeverComes())
        assert (slow.status_code, slow.json()["error"]) == (408, "BodyTooSlow")
        await gateway.phone().sends("salam")
        assert gateway.assistant.heard == ["salam"]

    async def test_is_waited_for_no_longer_by_the_api(self) -> None:
        async def reads(scope: Scope, receive: Receive, send: Send) -> None:
            await Request(scope, receive).body()

        app = FastAPI()
        install_error_handlers(app)
        app.mount("/", reads)
        app.add_middleware(LimitBody, seconds=0.05)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
            slow = await client.post("/", content=BodyThatNeverComes())
        assert (slow.status_code, slow.json()["error"]) == (408, "BodyTooSlow")
