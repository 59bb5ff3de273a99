from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode

import httpx
import pytest

from tests.ussd_gateway.channels.africastalking.provider import (
    HOST,
    PATH_SECRET,
    answer,
    report,
)
from tests.ussd_gateway.channels.sending import MESSAGE, outcome, send
from tests.ussd_gateway.harness import Gateway, make_channel
from ussd_gateway.channels.africastalking.channel import AfricasTalkingConfig
from ussd_gateway.channels.africastalking.sms import read_message, read_report
from ussd_gateway.channels.base import SendsSms
from ussd_gateway.messages import InboundMessage, StatusUpdate, Webhook

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SMS = {
    "id": "28b1ec3b-5a5a-4e6b-8a1f-5d6f4b8f3f6e",
    "from": "+8801712345678",
    "to": "12345",
    "text": "amar taka আসে nai",
    "date": "2017-05-03T06:04:45Z",
    "linkId": "SampleLinkId123",
    "networkCode": "47001",
}


def webhook(form: dict[str, str]) -> Webhook:
    return Webhook("", {}, {}, urlencode(form).encode())


def read(form: dict[str, str]) -> InboundMessage:
    return read_message(webhook(form), "africastalking", NOW)


class TestMessages:
    @pytest.mark.parametrize("date", ["2017-05-03T06:04:45Z", "2017-05-03 06:04:45", ""])
    def test_every_field_is_understood(self, date: str) -> None:
        message = read(SMS | {"date": date})
        assert message.provider_message_id == SMS["id"]
        assert (message.sender.value, message.recipient) == ("+8801712345678", "12345")
        assert (message.text, message.received_at) == ("amar taka আসে nai", NOW)
        assert (message.raw["date"], message.raw["linkId"]) == (date, "SampleLinkId123")


class TestReports:
    def read(self, status: str, **more: str) -> StatusUpdate:
        return read_report(Webhook("", {}, {}, report(status, "ATXid_1", "", **more).body))

    @pytest.mark.parametrize(
        ("failure", "reason"),
        [
            ("DeliveryFailure", "africastalking:DeliveryFailure"),
            ("", "africastalking:Failed"),
            ("a sentence, perhaps with a name", "africastalking:Failed"),
        ],
    )
    def test_why_it_failed_is_kept(self, failure: str, reason: str) -> None:
        assert self.read("Failed", failureReason=failure).reason == reason
        assert self.read("Success", failureReason=failure).reason is None

    @pytest.mark.parametrize("word", ["UserInBlackList", "UserInBlacklist"])
    def test_whoever_is_on_the_black_list_has_opted_out(self, word: str) -> None:
        assert self.read("Rejected", failureReason=word).opted_out
        assert not self.read("Rejected", failureReason="DoNotDisturbRejection").opted_out


class TestConfig:
    def config(self, **said: object) -> AfricasTalkingConfig:
        given = {"type": "africastalking", "addresses": ["10.0.0.0/8"], "path_secret": {"env": "S"}}
        environment = {"S": "s" * 32, "K": "key"}
        return AfricasTalkingConfig.model_validate(
            given | said, context={"environment": environment}
        )

    @pytest.mark.parametrize("said", [{"username": "u"}, {"api_key": {"env": "K"}}])
    def test_an_account_is_named_whole(self, said: dict[str, object]) -> None:
        with pytest.raises(ValueError, match="belong together"):
            self.config(sms_channel="twilio", **said)

    def test_late_answers_need_a_way(self) -> None:
        with pytest.raises(ValueError, match="how SMS are sent"):
            self.config()

    def test_sms_are_sent_only_by_who_has_an_account(self) -> None:
        outside = httpx.MockTransport(lambda _: httpx.Response(500))
        calls_only = make_channel("africastalking", outside)
        both = make_channel("africastalking-sms", outside)
        assert not isinstance(calls_only, SendsSms)
        assert set(calls_only.routes) == {"ussd", "ussd-end"}
        assert isinstance(both, SendsSms)
        assert both.ussd
        assert both.ussd.sms_channel == both.id


@pytest.mark.anyio
class TestAnswers:
    @pytest.mark.parametrize("code", [100, 101, 102, "101"])
    async def test_processed_sent_and_queued_are_taken(self, code: Any) -> None:
        assert await outcome("africastalking-sms", answer(code)) == "taken: ATXid_1"

    @pytest.mark.parametrize("id_", [None, "", "x" * 65])
    async def test_what_was_taken_without_an_id_is_not_sent_again(self, id_: str | None) -> None:
        assert await outcome("africastalking-sms", answer(101, id_)) == f"taken: {MESSAGE.id}"

    @pytest.mark.parametrize(
        ("code", "whose"),
        [(402, "operator"), (405, "operator"), (500, "later"), (502, "later"), (999, "later")],
    )
    async def test_whose_fault_it_is(self, code: int, whose: str) -> None:
        expected = f"{whose}: africastalking:{code}"
        assert await outcome("africastalking-sms", answer(code)) == expected

    async def test_citizens_are_never_billed(self) -> None:
        _, request = await send("africastalking-sms", answer(101))
        assert str(request.url) == f"https://{HOST}/version1/messaging"
        assert request.headers["accept"] == "application/json"
        assert parse_qs(request.content.decode()) == {
            "username": ["nalish"],
            "to": ["+8801712345678"],
            "message": [MESSAGE.text],
            "from": ["12345"],
            "bulkSMSMode": ["1"],
        }


@pytest.mark.anyio
class TestOnTheWire:
    async def test_a_late_answer_to_a_call_goes_by_sms_of_the_same_channel(
        self, gateway: Gateway
    ) -> None:
        sent: list[httpx.Request] = []

        def take(request: httpx.Request) -> httpx.Response:
            sent.append(request)
            return answer(101)

        gateway.providers[HOST] = take
        gateway.assistant.down = "timeout"
        step = {
            "sessionId": "ATUid_b1a2",
            "serviceCode": "*384*123#",
            "phoneNumber": "+8801712345678",
            "networkCode": "47001",
            "text": "",
        }
        path = f"/channels/africastalking-sms/ussd/{PATH_SECRET}"
        response = await gateway.web.post(path, data=step)
        assert response.text.startswith("END ")
        gateway.assistant.down = None
        await gateway.settle()
        assert sent[0].headers["apikey"] == "africastalking-key"
        form = parse_qs(sent[0].content.decode())
        assert (form["username"], form["from"]) == (["nalish"], ["12345"])
        assert form["message"] == ["heard: /greet"]

    async def test_a_black_list_told_late_is_an_opt_out(
        self, gateway: Gateway, sent_by: Callable[[str], Any]
    ) -> None:
        _, theirs = await sent_by("africastalking-sms")
        request = report("Rejected", theirs, "", failureReason="UserInBlackList")
        response = await gateway.web.post(
            request.path, content=request.body, headers=dict(request.headers)
        )
        assert response.is_success
        opted_out = "SELECT opted_out_at IS NOT NULL FROM gateway.contacts"
        assert await gateway.value(opted_out) is True
