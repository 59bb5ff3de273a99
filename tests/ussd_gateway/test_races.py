"""Two at once, or one too late: the row that is locked decides."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.ussd_gateway.fakes import over_httpx
from tests.ussd_gateway.harness import Gateway, Phone, twilio_form
from ussd_gateway.channels.base import Channel
from ussd_gateway.clients.assistant import HttpAssistant
from ussd_gateway.clients.case_manager import HttpCaseManager
from ussd_gateway.db import utc_now
from ussd_gateway.errors import AssistantUnavailable, CaseManagerUnavailable, SendRefused
from ussd_gateway.grants import Grants
from ussd_gateway.messages import (
    ChannelKind,
    Language,
    OutgoingMessage,
    Receipt,
    Turn,
    TurnResult,
)
from ussd_gateway.texts import apology

pytestmark = pytest.mark.anyio
INBOUND = "/channels/twilio/inbound"


class Altered:
    """A channel with something of its own; the rest is that of another."""

    def __init__(self, channel: Channel, **own: Any) -> None:
        self._channel = channel
        self.__dict__.update(own)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)


def alter(gateway: Gateway, **own: Any) -> dict[str, Any]:
    return {"twilio": Altered(gateway.app.state.channels["twilio"], **own)}


async def contact_id(gateway: Gateway) -> UUID:
    found: UUID = await gateway.value("SELECT id FROM gateway.contacts")
    return found


async def test_of_two_workers_with_one_message_the_first_answers(gateway: Gateway) -> None:
    await gateway.post_twilio(INBOUND, twilio_form())
    conversation = gateway.parts.conversation
    found = await contact_id(gateway)

    class Overtaken:
        async def take_turn(self, turn: Turn, *, timeout_seconds: float) -> TurnResult:
            await conversation.serve(found)
            return await conversation.assistant.take_turn(turn, timeout_seconds=timeout_seconds)

    await replace(conversation, assistant=Overtaken()).serve(found)  # type: ignore[arg-type]
    await gateway.settle()
    assert len(gateway.twilio.sent) == 1


async def test_a_language_that_could_not_be_passed_on_is_passed_on_next_time(
    gateway: Gateway,
) -> None:
    def learns_english(_: dict[str, Any]) -> list[dict[str, Any]]:
        gateway.case_manager.status = 500
        return [{"text": "OK"}, {"custom": {"set_language": "en"}}]

    phone = gateway.phone()
    gateway.assistant.say = learns_english
    await phone.sends("amar taka ashe nai")
    phone.hears("OK")
    gateway.case_manager.status = 200
    gateway.assistant.say = lambda _: [{"text": "Fine"}]
    await phone.sends("hello")
    languages = [body["language"] for _, body in gateway.case_manager.conversations]
    assert languages == ["bn-Latn", "en"]


async def test_a_channel_without_bangla_letters_gets_banglish(gateway: Gateway) -> None:
    gateway.assistant.down = "down"
    await gateway.post_twilio(INBOUND, twilio_form(Body="আমার টাকা আসে নাই"))
    conversation = gateway.parts.conversation
    sms = gateway.app.state.channels["twilio"].sms
    channels = alter(gateway, sms=replace(sms, can_script=False))
    await replace(conversation, channels=channels).serve(await contact_id(gateway))
    await gateway.settle()
    gateway.phone().hears(apology(Language.BANGLISH))


async def test_a_channel_that_was_taken_away_keeps_its_messages(gateway: Gateway) -> None:
    await gateway.post_twilio(INBOUND, twilio_form())
    await replace(gateway.parts.conversation, channels={}).serve(await contact_id(gateway))
    [due] = await gateway.claim(9)
    await replace(gateway.parts.sender, channels={}).send(due)
    row = (await gateway.rows("SELECT state, reason FROM gateway.outbox"))[0]
    assert tuple(row) == ("queued", "channel_not_configured")
    assert await gateway.value("SELECT state FROM gateway.inbox") == "pending"


async def test_a_mistake_in_an_adapter_counts_as_a_failure_to_send(gateway: Gateway) -> None:
    async def breaks(message: OutgoingMessage) -> Receipt:
        raise KeyError(message.recipient)

    await gateway.post_twilio(INBOUND, twilio_form())
    await gateway.parts.conversation.serve(await contact_id(gateway))
    [due] = await gateway.claim(9)
    await replace(gateway.parts.sender, channels=alter(gateway, send=breaks)).send(due)
    row = (await gateway.rows("SELECT state, reason FROM gateway.outbox"))[0]
    assert tuple(row) == ("queued", "unexpected")


class TestReportsFasterThanTheirAnswer:
    @pytest.fixture
    async def phone(self, gateway: Gateway) -> Phone:
        return gateway.phone()

    async def send_while_reported(
        self, gateway: Gateway, send: Any, status: str = "delivered"
    ) -> str:
        await gateway.post_twilio(INBOUND, twilio_form())
        await gateway.parts.conversation.serve(await contact_id(gateway))
        [due] = await gateway.claim(9)

        async def reported_first(message: OutgoingMessage) -> Receipt:
            path = f"/channels/twilio/status?message={due.id}"
            form = {"MessageSid": "SM1", "MessageStatus": status}
            assert (await gateway.post_twilio(path, form)).status_code == 204
            return await send(message)  # type: ignore[no-any-return]

        await replace(gateway.parts.sender, channels=alter(gateway, send=reported_first)).send(due)
        return str(await gateway.value("SELECT state FROM gateway.outbox"))

    async def test_a_receipt_does_not_take_the_delivery_back(self, gateway: Gateway) -> None:
        send = gateway.app.state.channels["twilio"].send
        assert await self.send_while_reported(gateway, send) == "delivered"

    async def test_nor_does_a_timeout(self, gateway: Gateway) -> None:
        gateway.twilio.late = True
        send = gateway.app.state.channels["twilio"].send
        assert await self.send_while_reported(gateway, send, "sent") == "sent"

    async def test_nor_does_a_refusal(self, gateway: Gateway) -> None:
        async def refuses(_: OutgoingMessage) -> Receipt:
            raise SendRefused("twilio:1", opted_out=True)

        assert await self.send_while_reported(gateway, refuses) == "delivered"
        assert await gateway.value("SELECT opted_out_at FROM gateway.contacts") is None


async def test_a_message_let_go_twice_takes_its_place_once(gateway: Gateway) -> None:
    await gateway.phone().sends("salam")
    await gateway.sends_message(expects_reply=True)
    [held] = await gateway.parts.announcer.claim(9)
    for _ in range(2):
        await gateway.parts.announcer.announce(held)
    await gateway.settle()
    assert len(gateway.twilio.sent) == 2


async def test_an_answer_to_another_message_is_no_answer() -> None:
    other = {"message_id": "0197f3aa-1111-7c00-8000-00000000000b", "answers": [{"text": "x"}]}
    turn = Turn(
        conversation_id=UUID(int=1),
        message_id=UUID(int=2),
        message="salam",
        channel=ChannelKind.SMS,
        language=Language.BANGLISH,
        can_script=True,
    )
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=other))
    async with httpx.AsyncClient(base_url="http://bot", transport=transport) as client:
        assistant = HttpAssistant(over_httpx(client), "token", Grants("key", utc_now))
        with pytest.raises(AssistantUnavailable, match="another message"):
            await assistant.take_turn(turn, timeout_seconds=1)


async def test_a_case_manager_out_of_reach_is_unavailable() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    transport = httpx.MockTransport(refuse)
    async with httpx.AsyncClient(base_url="http://cases", transport=transport) as client:
        with pytest.raises(CaseManagerUnavailable, match="ConnectError"):
            await HttpCaseManager(client, "token").report({})


async def test_a_moment_without_a_zone_is_utc(gateway: Gateway) -> None:
    until = gateway.clock() + timedelta(hours=1)
    naive = until.replace(tzinfo=None).isoformat()
    gateway.assistant.say = lambda _: [{"text": "OK"}, {"custom": {"mute_until": naive}}]
    await gateway.phone().sends("not now")
    assert await gateway.value("SELECT muted_until FROM gateway.contacts") == until


async def test_a_provider_that_speaks_gibberish_is_asked_again(gateway: Gateway) -> None:
    await gateway.post_twilio(INBOUND, twilio_form())
    await gateway.parts.conversation.serve(await contact_id(gateway))
    [due] = await gateway.claim(9)
    channel = gateway.app.state.channels["twilio"]
    transport = httpx.MockTransport(lambda _: httpx.Response(200, text="<html>"))
    async with httpx.AsyncClient(transport=transport) as client:
        confused = replace(channel, client=replace(channel.client, http=client))
        await replace(gateway.parts.sender, channels={"twilio": confused}).send(due)
    row = (await gateway.rows("SELECT state, reason FROM gateway.outbox"))[0]
    assert tuple(row) == ("queued", "answer_without_sid")
