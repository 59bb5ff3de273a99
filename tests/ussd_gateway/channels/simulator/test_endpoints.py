import json
from typing import Any

import httpx
import pytest

from tests.ussd_gateway.harness import PUBLIC_URL, Gateway, make_settings
from tests.ussd_gateway.test_settings import STRONG_SECRETS
from ussd_gateway.app import create_app
from ussd_gateway.messages import Language
from ussd_gateway.settings import Mode
from ussd_gateway.texts import apology

pytestmark = pytest.mark.anyio
SECRET = {"X-Simulator-Secret": "simulator-secret"}


async def sends(gateway: Gateway, text: str = "my money did not come", **more: str) -> None:
    body = {"id": "m1", "from": "01712345678", "text": text, **more}
    response = await gateway.web.post("/channels/simulator/inbound", json=body, headers=SECRET)
    assert response.json() == {"id": body["id"], "status": "accepted"}


async def outcome(gateway: Gateway, message_id: str = "m1") -> dict[str, Any]:
    response = await gateway.web.get(f"/channels/simulator/inbound/{message_id}", headers=SECRET)
    answer: dict[str, Any] = response.json()
    return answer


async def test_a_message_is_pending_until_its_answer_was_sent(gateway: Gateway) -> None:
    await sends(gateway)
    assert await outcome(gateway) == {"status": "pending", "replies": []}
    contact_id = await gateway.value("SELECT id FROM gateway.contacts")
    await gateway.parts.conversation.serve(contact_id)
    assert await outcome(gateway) == {"status": "pending", "replies": []}
    await gateway.settle()
    replies = ["heard: my money did not come"]
    assert await outcome(gateway) == {"status": "answered", "replies": replies}


async def test_an_apology_shows_and_then_the_answer(gateway: Gateway) -> None:
    gateway.assistant.down = "down"
    await sends(gateway)
    await gateway.settle()
    sorry = apology(Language.ENGLISH)
    assert await outcome(gateway) == {"status": "apologised", "replies": [sorry]}
    gateway.assistant.down = None
    gateway.clock.advance(minutes=2)
    await gateway.settle()
    replies = [sorry, "heard: my money did not come"]
    assert await outcome(gateway) == {"status": "answered", "replies": replies}


async def test_a_message_handed_over_says_so(gateway: Gateway) -> None:
    gateway.assistant.down = "down"
    await sends(gateway)
    gateway.clock.advance(minutes=61)
    await gateway.settle()
    assert (await outcome(gateway))["status"] == "handed_over"


async def test_an_unknown_message_is_not_found(gateway: Gateway) -> None:
    assert (await outcome(gateway))["error"] == "UnknownMessage"


async def test_nobody_reads_replies_without_the_secret(gateway: Gateway) -> None:
    await sends(gateway)
    response = await gateway.web.get("/channels/simulator/inbound/m1")
    assert response.status_code == 403


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"id": 7, "from": "01712345678"}', b"\xff"])
async def test_what_is_no_message_is_refused(gateway: Gateway, body: bytes) -> None:
    response = await gateway.web.post("/channels/simulator/inbound", content=body, headers=SECRET)
    assert response.status_code == 422
    assert response.json()["detail"]


@pytest.mark.parametrize("text", ["\ud800", 7, None, ["x"]])
async def test_a_text_that_is_none_is_refused(gateway: Gateway, text: object) -> None:
    body = json.dumps({"id": "m1", "from": "01712345678", "text": text})
    response = await gateway.web.post("/channels/simulator/inbound", content=body, headers=SECRET)
    assert response.status_code == 422


async def test_a_case_message_reaches_the_simulators_phone(gateway: Gateway) -> None:
    await sends(gateway)
    await gateway.settle()
    await gateway.sends_message(text="from the caseworker")
    await gateway.settle()
    response = await gateway.web.get(
        "/simulator/outgoing.json", headers=SECRET | {"X-Simulator-Phone": "01712345678"}
    )
    texts = [message["text"] for message in response.json()["messages"]]
    assert texts == ["heard: my money did not come", "from the caseworker"]
    states = [event["status"] for event in gateway.case_manager.events]
    assert states == ["delivered"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/channels/simulator/inbound"),
        ("POST", "/channels/simulator-ussd/ussd"),
        ("GET", "/channels/simulator/inbound/m1"),
        ("GET", "/simulator/outgoing"),
        ("GET", "/simulator/outgoing.json"),
        ("POST", "/simulator/twilio/2010-04-01/Accounts/AC0123/Messages.json"),
    ],
)
async def test_production_has_none_of_it(method: str, path: str) -> None:
    app = create_app(make_settings(mode=Mode.PRODUCTION, channels_file=None, **STRONG_SECRETS))
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as web,
    ):
        response = await web.request(method, path, headers=SECRET)
    assert response.status_code == 404
