import json
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.ussd_gateway.harness import Gateway, Phone

pytestmark = pytest.mark.anyio
TOKEN = {"Authorization": "Bearer gateway-token"}


async def failed(gateway: Gateway, **query: object) -> dict[str, Any]:
    response = await gateway.web.get(
        "/api/v1/failed-messages", params=httpx.QueryParams(query), headers=TOKEN
    )
    assert response.status_code == 200, response.text
    page: dict[str, Any] = response.json()
    return page


async def resend(gateway: Gateway, message_id: object) -> httpx.Response:
    return await gateway.web.post(f"/api/v1/failed-messages/{message_id}/resends", headers=TOKEN)


@pytest.fixture
async def phone(gateway: Gateway) -> Phone:
    """Its message was refused for good."""
    phone = gateway.phone()
    gateway.twilio.status, gateway.twilio.answer = 400, {"code": 21211}
    await phone.sends("one")
    gateway.twilio.status, gateway.twilio.answer = 201, None
    return phone


async def test_what_failed_is_told_without_words_and_number(gateway: Gateway, phone: Phone) -> None:
    page = await failed(gateway)
    [message] = page["messages"]
    assert message["reason"] == "twilio:21211"
    assert message["phone"] == "+88017•••••678"
    assert (message["channel"], message["priority"]) == ("twilio", "conversation")
    assert "one" not in message.values()
    assert page["next_after"] is None


async def test_it_is_read_in_pages_the_latest_first(gateway: Gateway) -> None:
    gateway.twilio.status, gateway.twilio.answer = 400, {"code": 21211}
    for number in range(5):
        await gateway.phone(f"+880171234567{number}").sends("words")
        gateway.clock.advance(seconds=1)
    everything = [message["id"] for message in (await failed(gateway))["messages"]]
    first = await failed(gateway, limit=2)
    second = await failed(gateway, limit=2, after=first["next_after"])
    third = await failed(gateway, limit=2, after=second["next_after"])
    pages = [message["id"] for page in (first, second, third) for message in page["messages"]]
    assert pages == everything == sorted(everything, reverse=True)
    assert third["next_after"] is None


async def test_it_is_read_by_channel(gateway: Gateway, phone: Phone) -> None:
    assert len((await failed(gateway, channel="twilio"))["messages"]) == 1
    assert (await failed(gateway, channel="robi"))["messages"] == []


async def test_resent_it_goes_out(gateway: Gateway, phone: Phone) -> None:
    [message] = (await failed(gateway))["messages"]
    response = await resend(gateway, message["id"])
    assert response.status_code == 202
    await gateway.settle()
    phone.hears("one")
    [old] = (await failed(gateway))["messages"]
    assert old["resent_as"] == response.json()["message_id"] != old["id"]
    assert old["resent_status"] == "accepted"


async def test_resent_it_has_another_id_for_providers_that_remember_ids(gateway: Gateway) -> None:
    asked: list[str] = []

    def sslwireless(request: httpx.Request) -> httpx.Response:
        asked.append(json.loads(request.content)["csms_id"])
        refused = {"status": "FAILED", "status_code": 4025}
        return httpx.Response(200, json=refused)

    gateway.providers["sslwireless.example"] = sslwireless
    message_id = await gateway.queue("sslwireless", "+8801712345678", "salam")
    await gateway.settle()
    await resend(gateway, message_id)
    await gateway.settle()
    assert len(set(asked)) == 2


async def test_what_fails_again_can_be_sent_again(gateway: Gateway, phone: Phone) -> None:
    [message] = (await failed(gateway))["messages"]
    gateway.twilio.status, gateway.twilio.answer = 400, {"code": 21211}
    gateway.clock.advance(seconds=1)
    await resend(gateway, message["id"])
    await gateway.settle()
    gateway.twilio.status, gateway.twilio.answer = 201, None
    second, first = (await failed(gateway))["messages"]
    assert (first["resent_as"], first["resent_status"]) == (second["id"], "failed")
    await resend(gateway, second["id"])
    await gateway.settle()
    phone.hears("one")


async def test_what_becomes_of_it_is_told_of_the_case_managers_message(
    gateway: Gateway, phone: Phone
) -> None:
    gateway.twilio.status, gateway.twilio.answer = 400, {"code": 21211}
    gateway.clock.advance(seconds=1)
    await gateway.sends_message(daily_limit=1)
    await gateway.settle()
    gateway.twilio.status, gateway.twilio.answer = 201, None
    message = (await failed(gateway))["messages"][0]
    await resend(gateway, message["id"])
    await gateway.settle()
    told = [event for event in gateway.case_manager.events if "status" in event]
    assert [event["status"] for event in told] == ["failed", "accepted"]
    assert len({event["message_id"] for event in told}) == 1


async def test_resent_it_stands_behind_what_waits_by_now(gateway: Gateway, phone: Phone) -> None:
    [message] = (await failed(gateway))["messages"]
    gateway.twilio.status = 500
    await phone.sends("two")
    gateway.twilio.status = 201
    await resend(gateway, message["id"])
    gateway.clock.advance(minutes=2)
    await gateway.settle()
    phone.hears("two")
    phone.hears("one")


async def test_twice_resent_it_goes_out_once(gateway: Gateway, phone: Phone) -> None:
    [message] = (await failed(gateway))["messages"]
    await resend(gateway, message["id"])
    response = await resend(gateway, message["id"])
    assert (response.status_code, response.json()["error"]) == (409, "MessageNotFailed")


async def test_who_opted_out_is_sent_no_case_message_again(gateway: Gateway, phone: Phone) -> None:
    gateway.twilio.status, gateway.twilio.answer = 400, {"code": 21610}
    gateway.clock.advance(seconds=1)
    await gateway.sends_message()
    await gateway.settle()
    message = (await failed(gateway))["messages"][0]
    response = await resend(gateway, message["id"])
    assert (response.status_code, response.json()["error"]) == (409, "ContactOptedOut")


@pytest.mark.parametrize("message_id", [uuid4(), "0197f3aa-4444-7c00-8000-00000000000d"])
async def test_an_unknown_message_is_not_found(gateway: Gateway, message_id: object) -> None:
    assert (await resend(gateway, message_id)).status_code == 404
    response = await gateway.web.get(f"/api/v1/failed-messages?after={message_id}", headers=TOKEN)
    assert response.status_code == 404


async def test_only_the_case_manager_may(gateway: Gateway) -> None:
    assert (await gateway.web.get("/api/v1/failed-messages")).status_code == 401
    path = f"/api/v1/failed-messages/{uuid4()}/resends"
    assert (await gateway.web.post(path)).status_code == 401
