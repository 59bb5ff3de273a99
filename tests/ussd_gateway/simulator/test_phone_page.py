import asyncio
import json
from html import unescape

import httpx
import pytest

from tests.ussd_gateway.harness import Gateway
from ussd_gateway.settings import Mode

pytestmark = pytest.mark.anyio
SECRET = {"X-Simulator-Secret": "simulator-secret"}
PHONE = "+8801712345678"


def settings_of(page: str) -> dict[str, object]:
    told: dict[str, object] = json.loads(unescape(page.split('data-settings="')[1].split('"')[0]))
    return told


async def test_the_page_is_told_how_to_dial(gateway: Gateway) -> None:
    page = (await gateway.web.get("/simulator?lang=en")).text
    told = settings_of(page)
    assert (told["code"], told["language"], told["training"]) == ("*16236#", "en", False)
    assert 'id="exercises"' not in page


async def test_bangla_is_the_first_language(gateway: Gateway) -> None:
    page = (await gateway.web.get("/simulator")).text
    assert '<html lang="bn">' in page
    assert "মহড়ার ফোন" in page


async def test_training_brings_the_exercises(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway.app.state.settings, "mode", Mode.TRAINING)
    assert 'id="exercises"' in (await gateway.web.get("/simulator")).text


async def test_the_page_runs_only_its_own_script(gateway: Gateway) -> None:
    response = await gateway.web.get("/simulator")
    policy = response.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "<style" not in response.text


@pytest.mark.parametrize("name", ["phones.js", "phones.css", "tokens.css"])
async def test_its_files_are_served(gateway: Gateway, name: str) -> None:
    assert (await gateway.web.get(f"/simulator/static/{name}")).status_code == 200


async def test_a_message_is_listed_with_what_it_takes(gateway: Gateway) -> None:
    await gateway.app.state.recorder.record("SM1", "twilio", PHONE, "আ" * 71)
    response = await gateway.web.get(
        "/simulator/outgoing.json", headers=SECRET | {"X-Simulator-Phone": PHONE}
    )
    [message] = response.json()["messages"]
    told = {name: message[name] for name in ("encoding", "octets", "segments", "cost_paisa")}
    assert told == {"encoding": "UCS-2", "octets": 142, "segments": 2, "cost_paisa": 90}


async def test_a_message_is_announced_live_without_naming_the_phone(gateway: Gateway) -> None:
    recorder = gateway.app.state.recorder
    heard = asyncio.ensure_future(anext(recorder.follow()))
    while (
        not await gateway.app.state.redis.pubsub_numsub(recorder._live)
        or not (await gateway.app.state.redis.pubsub_numsub(recorder._live))[0][1]
    ):
        await asyncio.sleep(0.01)
    await recorder.record("SM1", "twilio", PHONE, "text")
    phone_id = await asyncio.wait_for(heard, 5)
    assert phone_id == recorder.phone_id(PHONE)
    assert PHONE[1:] not in phone_id
    assert recorder.phone_id("+8801812345678") != phone_id


async def test_the_citizens_come_from_the_case_manager(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = []

    def case_manager(request: httpx.Request) -> httpx.Response:
        heard.append((request.method, request.url.path, request.headers["authorization"]))
        return httpx.Response(200, json={"citizens": []})

    client = httpx.AsyncClient(transport=httpx.MockTransport(case_manager))
    monkeypatch.setitem(gateway.app.state._state, "http", client)
    response = await gateway.web.get("/simulator/citizens.json", headers=SECRET)
    assert response.json() == {"citizens": []}
    assert heard == [("GET", "/api/v1/demo/citizens", "Bearer case-manager-token")]


async def test_exercises_are_checked_for_the_numbers_that_are_whole(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = []

    def case_manager(request: httpx.Request) -> httpx.Response:
        heard.append(json.loads(request.content))
        return httpx.Response(200, json={"exercises": []})

    client = httpx.AsyncClient(transport=httpx.MockTransport(case_manager))
    monkeypatch.setitem(gateway.app.state._state, "http", client)
    since = "2026-11-23T06:00:00+00:00"
    body = {"phones": ["01712345678", "017", ""], "since": since}
    response = await gateway.web.post("/simulator/exercises.json", headers=SECRET, json=body)
    assert response.status_code == 200
    assert heard == [{"phones": [PHONE], "since": since}]


@pytest.mark.parametrize("answer", [500, 404])
async def test_a_case_manager_in_trouble_is_said(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, answer: int
) -> None:
    client = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(answer)))
    monkeypatch.setitem(gateway.app.state._state, "http", client)
    response = await gateway.web.get("/simulator/citizens.json", headers=SECRET)
    assert response.status_code == 503
    assert "case manager" in response.json()["detail"]


@pytest.mark.parametrize("path", ["/simulator/citizens.json", "/simulator/outgoing.json"])
async def test_what_is_personal_asks_for_the_secret(gateway: Gateway, path: str) -> None:
    response = await gateway.web.get(path, headers={"X-Simulator-Phone": PHONE})
    assert response.status_code == 403
