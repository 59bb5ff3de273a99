"""The gateway's side of `tests/contract/examples`; the other sides test against the same files."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from tests.ussd_gateway.fakes import over_httpx
from tests.ussd_gateway.harness import Gateway
from ussd_gateway import traces
from ussd_gateway.clients.assistant import HttpAssistant
from ussd_gateway.clients.case_manager import HttpCaseManager
from ussd_gateway.db import utc_now
from ussd_gateway.grants import Grants
from ussd_gateway.messages import ChannelKind, Language, Turn, TurnResult
from ussd_gateway.places import address_place
from ussd_gateway.schemas import ChannelsRead, FailedMessages
from ussd_gateway.ussd.keys import CALL_ME_BACK

pytestmark = pytest.mark.anyio
EXAMPLES = Path(__file__).parents[1] / "contract" / "examples"
Example = dict[str, Any]


def example(name: str) -> Example:
    read: Example = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))
    return read


class OtherSide:
    """Answers as the example says and compares what it was asked with it."""

    def __init__(self, example: Example) -> None:
        self.example = example

    def __call__(self, request: httpx.Request) -> httpx.Response:
        expected = self.example["request"]
        assert request.method == expected["method"]
        assert request.url.path == expected["path"]
        assert request.headers["authorization"].startswith("Bearer ")
        assert hide_grant(json.loads(request.content)) == hide_grant(expected["body"])
        return httpx.Response(
            self.example["response"]["status"], json=self.example["response"]["body"]
        )

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url="http://other", transport=httpx.MockTransport(self))


def hide_grant(body: Example) -> Example:
    if "metadata" in body:
        trace = body["metadata"]["traceparent"].split("-")[1]  # behind it stands the caller's own
        body["metadata"] = body["metadata"] | {"grant": "<grant>", "traceparent": trace}
    return body


async def take_turn(name: str) -> TurnResult:
    turn = example(name)
    body = turn["request"]["body"]
    async with OtherSide(turn).client() as client:
        assistant = HttpAssistant(over_httpx(client), "token", Grants("key", utc_now))
        with traces.under(UUID(body["metadata"]["traceparent"].split("-")[1])):
            return await assistant.take_turn(
                Turn(
                    conversation_id=UUID(body["sender"]),
                    message_id=UUID(body["metadata"]["message_id"]),
                    message=body["message"],
                    channel=ChannelKind(body["metadata"]["channel"]),
                    language=Language(body["metadata"]["language"]),
                    can_script=body["metadata"]["can_script"],
                ),
                timeout_seconds=1,
            )


async def test_turn() -> None:
    result = await take_turn("turn")
    [answer] = result.answers
    assert answer.text == "Apnar kon kisti ashe nai?"
    assert answer.buttons[1].payload == '/inform{"payment": "2"}'
    assert result.commands.set_language is Language.BANGLISH


async def test_turn_ussd() -> None:
    result = await take_turn("turn_ussd")
    assert [answer.text for answer in result.answers] == ["Dhonnobad. Bhalo thakben."]
    assert result.commands.end_session


async def test_turn_missed_call() -> None:
    assert example("turn_missed_call")["request"]["body"]["message"] == CALL_ME_BACK
    result = await take_turn("turn_missed_call")
    answer, question = result.answers
    assert result.commands.awaits_answer
    assert "আপনাকে ফোন করবেন" in answer.text
    assert question.buttons[0].payload == '/inform{"call_time": "morning"}'


async def test_turn_replayed() -> None:
    result = await take_turn("turn_replayed")
    assert [answer.text for answer in result.answers] == ["Dhonnobad."]


async def test_assistant_event() -> None:
    event = example("assistant_event")
    body = event["request"]["body"]
    async with OtherSide(event).client() as client:
        await HttpAssistant(
            over_httpx(client), "token", Grants("key", utc_now)
        ).tell_caseworker_asked(
            UUID(body["sender"]),
            event_id=UUID(body["event_id"]),
            case_reference=body["case_reference"],
            about=body["about"],
        )


@pytest.mark.parametrize("name", ["conversation_put", "conversation_put_hidden"])
async def test_conversation_put(name: str) -> None:
    put = example(name)
    body = put["request"]["body"]
    async with OtherSide(put).client() as client:
        await HttpCaseManager(client, "token").introduce(
            UUID(put["request"]["path"].rsplit("/")[-1]),
            phone=body["phone"],
            language=Language(body["language"]),
        )


async def test_message_send(gateway: Gateway) -> None:
    send = example("message_send")
    phone = gateway.phone()
    await phone.sends("salam")
    contact_id = send["request"]["body"]["contact_id"]
    sealed = gateway.parts.conversation.sealer.seal(phone.number, address_place(UUID(contact_id)))
    async with gateway.parts.sessions.begin() as session:
        await session.execute(
            text("UPDATE gateway.contacts SET id = :id, phone_sealed = :sealed"),
            {"id": contact_id, "sealed": sealed},
        )
    response = await gateway.web.request(
        send["request"]["method"],
        send["request"]["path"],
        json=send["request"]["body"],
        headers={"Authorization": "Bearer gateway-token"},
    )
    assert response.status_code == send["response"]["status"]
    assert response.json() == send["response"]["body"]


async def test_contact_put(gateway: Gateway) -> None:
    put = example("contact_put")
    for _ in range(2):
        response = await gateway.web.request(
            put["request"]["method"],
            put["request"]["path"],
            json=put["request"]["body"],
            headers={"Authorization": "Bearer gateway-token"},
        )
        assert response.status_code == put["response"]["status"]
        answer = response.json()
        assert (
            answer | {"contact_id": put["response"]["body"]["contact_id"]}
            == (put["response"]["body"])
        )
        assert UUID(answer["contact_id"]) == await gateway.value("SELECT id FROM gateway.contacts")


async def delivers(gateway: Gateway) -> None:
    await gateway.sends_message()
    await gateway.settle()


async def opts_out(gateway: Gateway) -> None:
    gateway.assistant.say = lambda _: [{"text": "OK"}, {"custom": {"opt_out": True}}]
    await gateway.phone().sends("no more of these, please")


async def stays_unanswered(gateway: Gateway) -> None:
    gateway.assistant.down = "down"
    gateway.clock.advance(minutes=61)
    await gateway.phone().sends("আমার টাকা আসে নাই")
    gateway.clock.advance(minutes=61)
    await gateway.settle()


@pytest.mark.parametrize(
    ("name", "happens"),
    [
        ("event_delivery", delivers),
        ("event_opt_out", opts_out),
        ("event_unanswered", stays_unanswered),
    ],
)
async def test_events_have_the_form_of_their_example(
    gateway: Gateway, name: str, happens: Callable[[Gateway], Any]
) -> None:
    expected = example(name)["request"]["body"]
    await gateway.phone().sends("salam")
    await happens(gateway)
    [event] = gateway.case_manager.events
    assert event.keys() == expected.keys()
    assert event["kind"] == expected["kind"]
    assert {type(value) for value in event.values()} <= {str, type(None)}
    assert set(gateway.case_manager.tokens) == {"Bearer case-manager-token"}


async def test_the_assistant_is_asked_with_its_token(gateway: Gateway) -> None:
    await gateway.phone().sends("salam")
    assert gateway.assistant.tokens == ["Bearer assistant-token"]


async def test_channels_have_the_form_of_their_example(gateway: Gateway) -> None:
    told = example("channels")
    body = told["response"]["body"]
    assert ChannelsRead.model_validate(body).model_dump(mode="json") == body
    response = await gateway.web.get(
        told["request"]["path"], headers={"Authorization": "Bearer gateway-token"}
    )
    assert response.json()["channels"][0].keys() == body["channels"][0].keys()


async def test_costs(gateway: Gateway) -> None:
    told = example("costs")
    async with gateway.parts.sessions.begin() as session:
        await session.execute(
            text(
                "INSERT INTO gateway.daily_costs VALUES"
                " (:month, :channel, :cost_tag, :messages, :segments, :cost_paisa, now())"
            ),
            [
                row | {"month": date.fromisoformat(row["month"])}
                for row in told["response"]["body"]["costs"]
            ],
        )
    response = await gateway.web.get(
        told["request"]["path"],
        params=told["request"]["query"],
        headers={"Authorization": "Bearer gateway-token"},
    )
    assert (response.status_code, response.json()) == (200, told["response"]["body"])


async def test_failed_messages_have_the_form_of_their_example(gateway: Gateway) -> None:
    told = example("failed_messages")
    body = told["response"]["body"]
    assert FailedMessages.model_validate(body).model_dump(mode="json") == body
    gateway.twilio.status, gateway.twilio.answer = 400, {"code": 21211}
    await gateway.phone().sends("salam")
    response = await gateway.web.request(
        told["request"]["method"],
        told["request"]["path"],
        params=told["request"]["query"],
        headers={"Authorization": "Bearer gateway-token"},
    )
    assert response.status_code == told["response"]["status"]
    assert response.json()["messages"][0].keys() == body["messages"][0].keys()


async def test_failed_message_resend(gateway: Gateway) -> None:
    told = example("failed_message_resend")
    gateway.twilio.status, gateway.twilio.answer = 400, {"code": 21211}
    await gateway.phone().sends("salam")
    failed = str(await gateway.value("SELECT id FROM gateway.outbox"))
    [named] = re.findall(r"[0-9a-f-]{36}", told["request"]["path"])
    response = await gateway.web.request(
        told["request"]["method"],
        told["request"]["path"].replace(named, failed),
        headers={"Authorization": "Bearer gateway-token"},
    )
    assert response.status_code == told["response"]["status"]
    found = "SELECT resent_as FROM gateway.outbox WHERE resent_as IS NOT NULL"
    resent_as = str(await gateway.value(found))
    assert response.json() == told["response"]["body"] | {"message_id": resent_as}
