"""Twilio and a whole gateway."""

import json
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID, uuid4

import httpx
import pytest
from twilio.request_validator import RequestValidator

from tests.ussd_gateway.harness import PUBLIC_URL, Gateway, sign_form, twilio_form
from ussd_gateway.addresses import Address
from ussd_gateway.channels.twilio.channel import (
    LONGEST_TEXT,
    LONGEST_VALIDITY_SECONDS,
    TwilioConfig,
)
from ussd_gateway.channels.twilio.client import TwilioClient
from ussd_gateway.messages import OutgoingMessage

pytestmark = pytest.mark.anyio
INBOUND = "/channels/twilio/inbound"


async def opted_out(gateway: Gateway) -> bool:
    return bool(await gateway.value("SELECT opted_out_at IS NOT NULL FROM gateway.contacts"))


class TestWhatTwilioAnswers:
    """With Advanced Opt-Out it answers some words itself."""

    async def test_stop_is_an_opt_out_that_nobody_asks_about_again(self, gateway: Gateway) -> None:
        phone = gateway.phone()
        await phone.sends("taka koi")
        phone.hears("taka koi")
        await phone.sends("STOP", OptOutType="STOP")
        phone.hears_nothing_more()
        assert gateway.assistant.heard == ["taka koi"]
        assert await opted_out(gateway)
        assert len(gateway.case_manager.events_of("opted_out")) == 1

    async def test_start_is_an_opt_in(self, gateway: Gateway) -> None:
        phone = gateway.phone()
        await phone.sends("STOP", OptOutType="STOP")
        await phone.sends("START", OptOutType="START")
        assert not await opted_out(gateway)
        assert len(gateway.case_manager.events_of("opted_in")) == 1
        phone.hears_nothing_more()

    async def test_help_changes_nothing(self, gateway: Gateway) -> None:
        await gateway.phone().sends("HELP", OptOutType="HELP")
        assert gateway.assistant.heard == []
        assert not await opted_out(gateway)
        await gateway.watch_deadlines()
        gateway.phone().hears_nothing_more()

    async def test_a_machine_opts_out_of_nothing(self, gateway: Gateway) -> None:
        await gateway.phone("16247").sends("STOP", OptOutType="STOP")
        assert not await opted_out(gateway)
        assert (gateway.case_manager.events, gateway.case_manager.conversations) == ([], [])

    async def test_a_copy_does_not_undo_what_came_since(self, gateway: Gateway) -> None:
        phone = gateway.phone()
        await phone.sends("STOP", OptOutType="STOP", MessageSid="SM1")
        await phone.sends("START", OptOutType="START", MessageSid="SM2")
        await phone.sends("STOP", OptOutType="STOP", MessageSid="SM1")
        assert not await opted_out(gateway)


async def test_a_retry_of_twilios_is_the_same_message(gateway: Gateway) -> None:
    form = twilio_form()
    for _ in range(3):
        response = await gateway.web.post(
            INBOUND,
            data=form,
            headers={
                "X-Twilio-Signature": sign_form(f"{PUBLIC_URL}{INBOUND}", form),
                "I-Twilio-Idempotency-Token": "5f8a2e1c",
            },
        )
        assert response.text.endswith("<Response/>")
    await gateway.settle()
    assert len(gateway.assistant.heard) == len(gateway.twilio.sent) == 1


async def test_a_json_body_is_a_message(gateway: Gateway) -> None:
    body = json.dumps(twilio_form(Body="taka koi")).encode()
    path = f"{INBOUND}?bodySHA256={sha256(body).hexdigest()}"
    signature = RequestValidator("twilio-auth-token").compute_signature(f"{PUBLIC_URL}{path}", {})
    response = await gateway.web.post(
        path,
        content=body,
        headers={"X-Twilio-Signature": signature, "Content-Type": "application/json"},
    )
    assert response.is_success
    await gateway.settle()
    assert gateway.assistant.heard == ["taka koi"]


async def test_a_report_that_is_late_moves_nothing_back(gateway: Gateway) -> None:
    await gateway.phone().sends("taka koi")
    path = f"/channels/twilio/status?message={await gateway.value('SELECT id FROM gateway.outbox')}"
    for status in ("delivered", "sent", "queued", "failed"):
        form = {"MessageSid": f"SM{1:032x}", "MessageStatus": status, "ErrorCode": "30008"}
        assert (await gateway.post_twilio(path, form)).is_success
    assert await gateway.value("SELECT state FROM gateway.outbox") == "delivered"


async def test_a_report_may_say_that_somebody_opted_out(gateway: Gateway) -> None:
    await gateway.phone().sends("taka koi")
    form = {"MessageSid": f"SM{1:032x}", "MessageStatus": "failed", "ErrorCode": "21610"}
    await gateway.post_twilio("/channels/twilio/status", form)
    assert await opted_out(gateway)


class TestWhoSends:
    async def form_of(self, **sender: Any) -> dict[str, list[str]]:
        asked: list[httpx.Request] = []

        def accept(request: httpx.Request) -> httpx.Response:
            asked.append(request)
            return httpx.Response(201, json={"sid": "SM1"})

        async with httpx.AsyncClient(transport=httpx.MockTransport(accept)) as http:
            client = TwilioClient(
                http=http,
                api_url="https://api.twilio.example/",
                account_sid="AC1",
                auth_token="t",
                status_url="https://sms.nalish.example/channels/twilio/status",
                **sender,
            )
            await client.send(OutgoingMessage(uuid4(), Address.of_phone("+8801712345678"), "salam"))
        return parse_qs(asked[0].content.decode())

    async def test_a_number(self) -> None:
        form = await self.form_of(number="+88096")
        assert form["From"] == ["+88096"]
        assert "MessagingServiceSid" not in form

    async def test_or_a_messaging_service(self) -> None:
        form = await self.form_of(messaging_service_sid="MG1")
        assert form["MessagingServiceSid"] == ["MG1"]
        assert "From" not in form

    async def test_its_reports_name_our_own_id(self) -> None:
        [url] = (await self.form_of(number="+88096"))["StatusCallback"]
        address, _, ours = url.partition("?message=")
        assert address == "https://sms.nalish.example/channels/twilio/status"
        assert UUID(ours)

    async def test_twilio_leaves_our_signs_as_they_are(self) -> None:
        form = await self.form_of(number="+88096")
        assert form["SmartEncoded"] == ["false"]
        assert "ValidityPeriod" not in form

    async def test_a_message_may_lose_its_worth(self) -> None:
        form = await self.form_of(number="+88096", validity_seconds=3600)
        assert form["ValidityPeriod"] == ["3600"]


class TestConfig:
    def config(self, **said: object) -> TwilioConfig:
        given = {"type": "twilio", "account_sid": "AC1", "auth_token": {"env": "T"}} | said
        return TwilioConfig.model_validate(given, context={"environment": {"T": "t"}})

    def test_somebody_must_send(self) -> None:
        with pytest.raises(ValueError, match="number or messaging_service_sid"):
            self.config()
        assert self.config(messaging_service_sid="MG1").number is None

    @pytest.mark.parametrize("seconds", [0, LONGEST_VALIDITY_SECONDS + 1])
    def test_a_validity_twilio_does_not_know_is_refused(self, seconds: int) -> None:
        with pytest.raises(ValueError, match="validity_seconds"):
            self.config(number="+88096", validity_seconds=seconds)

    def test_nor_is_a_text_longer_than_twilio_takes(self) -> None:
        assert self.config(number="+88096").longest_text == LONGEST_TEXT == 1600
        with pytest.raises(ValueError, match="longest_text"):
            self.config(number="+88096", longest_text=1601)
