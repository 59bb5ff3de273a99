import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from tests.ussd_gateway.channels.infobip.provider import (
    HOST,
    PATH_SECRET,
    answer,
    inbound,
    report,
    taken,
)
from tests.ussd_gateway.channels.sending import MESSAGE, send
from tests.ussd_gateway.channels.suite import Fields, Request
from tests.ussd_gateway.harness import PUBLIC_URL, Gateway, make_channel
from ussd_gateway.addresses import Address
from ussd_gateway.channels.infobip.channel import InfobipConfig, InfobipSms
from ussd_gateway.errors import (
    BadEncoding,
    ChannelError,
    SendDeferred,
    SendPostponed,
    SendRefused,
    UnroutableNumber,
)
from ussd_gateway.messages import (
    InboundMessage,
    OutboxState,
    OutgoingMessage,
    Receipt,
    StatusUpdate,
    Unreadable,
    Webhook,
)

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PHONES = [f"+88017123456{number}" for number in range(70, 75)]
# As Infobip's reference shows them.
SMS: Fields = {
    "applicationId": None,
    "messageId": "817790313235066447",
    "from": "385916242493",
    "to": "385921004026",
    "text": "QUIZ Correct answer is Paris",
    "cleanText": "Correct answer is Paris",
    "keyword": "QUIZ",
    "receivedAt": "2016-10-06T09:28:39.220+0000",
    "smsCount": 1,
    "price": {"pricePerMessage": 0, "currency": "EUR"},
    "callbackData": "callbackData",
}
MMS: Fields = {
    "messageId": "A35VUWJL3R",
    "from": "8801712345678",
    "to": "8809612345678",
    "receivedAt": "2016-10-06T09:28:39.220+0000",
    "message": [
        {"contentType": "text/plain", "value": "amar kagoj"},
        {"contentType": "image/jpeg", "url": "https://api.infobip.com/mms/1/content/1"},
        {"contentType": "text/plain", "value": "dekhen"},
        "nonsense",
    ],
}


@pytest.fixture(scope="module")
def channel() -> InfobipSms:
    made = make_channel("infobip", httpx.MockTransport(lambda _: httpx.Response(500)))
    assert isinstance(made, InfobipSms)
    return made


def webhook(results: object) -> Webhook:
    return Webhook("", {}, {}, json.dumps({"results": results}).encode())


class TestMessages:
    def read(self, channel: InfobipSms, fields: Fields) -> InboundMessage:
        [message] = channel.read_inbound(webhook([fields]), NOW)
        assert isinstance(message, InboundMessage)
        return message

    def test_every_field_is_understood(self, channel: InfobipSms) -> None:
        message = self.read(channel, SMS)
        assert message.provider_message_id == "817790313235066447"
        assert (message.sender.value, message.recipient) == ("+385916242493", "385921004026")
        assert message.raw["receivedAt"] == "2016-10-06T09:28:39.220+0000"
        assert not {"price", "text", "cleanText"} & set(message.raw)

    @pytest.mark.parametrize(
        ("fields", "text"),
        [
            (SMS, "Correct answer is Paris"),
            (SMS | {"cleanText": None}, "QUIZ Correct answer is Paris"),
            (SMS | {"cleanText": "", "text": "QUIZ"}, "QUIZ"),
            (MMS, "amar kagoj\ndekhen"),
            (MMS | {"message": MMS["message"][1:2]}, ""),
            (MMS | {"message": []}, ""),
        ],
    )
    def test_the_words_are_found(self, channel: InfobipSms, fields: Fields, text: str) -> None:
        kept = {name: value for name, value in fields.items() if value is not None}
        assert self.read(channel, kept).text == text

    @pytest.mark.parametrize("results", [None, {}, "x", [1], [[]], [{}], [{"message": 1}]])
    def test_what_holds_none_is_refused(self, channel: InfobipSms, results: object) -> None:
        for read in (channel.read_inbound, channel.read_status):
            with pytest.raises(ChannelError, match="results"):
                read(webhook(results), NOW)

    def test_a_request_without_any_is_nothing(self, channel: InfobipSms) -> None:
        assert channel.read_inbound(webhook([]), NOW) == []

    def test_a_bad_one_is_named_by_its_place(self, channel: InfobipSms) -> None:
        read = channel.read_inbound(webhook([SMS, MMS | {"from": "0171234"}, 7]), NOW)
        assert read[1:] == [
            Unreadable("results.1: from is no phone number, short code or name", UnroutableNumber),
            Unreadable("results.2: is no object", BadEncoding),
        ]


class TestReports:
    def read(self, channel: InfobipSms, request: Request) -> StatusUpdate:
        [update] = channel.read_status(Webhook("", {}, {}, request.body), NOW)
        assert isinstance(update, StatusUpdate)
        return update

    def test_our_own_id_comes_back(self, channel: InfobipSms) -> None:
        ours = "0197f3aa-4444-7c00-8000-00000000000d"
        update = self.read(channel, report("DELIVERED/DELIVERED_TO_HANDSET", "1", ours))
        assert (update.message_id, update.provider_message_id) == (UUID(ours), "1")
        assert update.reason is None

    @pytest.mark.parametrize("theirs", ["", "somebody else's", None])
    def test_what_is_no_id_of_ours_is_none(self, channel: InfobipSms, theirs: Any) -> None:
        assert self.read(channel, report("PENDING/", "1", theirs)).message_id is None

    def test_the_error_says_why_it_failed(self, channel: InfobipSms) -> None:
        failed = report("UNDELIVERABLE/UNDELIVERABLE_NOT_DELIVERED", "1", "")
        assert self.read(channel, failed).reason == "infobip:UNDELIVERABLE_NOT_DELIVERED"
        told = json.loads(failed.body)
        told["results"][0]["error"]["name"] = "EC_ABSENT_SUBSCRIBER"
        update = self.read(channel, Request("", json.dumps(told).encode()))
        assert (update.state, update.reason) == (
            OutboxState.FAILED,
            "infobip:EC_ABSENT_SUBSCRIBER",
        )
        del told["results"][0]["error"], told["results"][0]["status"]["name"]
        assert self.read(channel, Request("", json.dumps(told).encode())).reason is None

    def test_a_blocked_number_is_an_opt_out(self, channel: InfobipSms) -> None:
        blocked = report("REJECTED/REJECTED_DESTINATION_BLOCKLISTED", "1", "")
        assert self.read(channel, blocked).opted_out

    @pytest.mark.parametrize("status", [None, [], "DELIVERED", {}, {"groupName": ["DELIVERED"]}])
    def test_an_unreadable_status_is_refused(self, channel: InfobipSms, status: object) -> None:
        with pytest.raises(ChannelError, match=r"status\.groupName"):
            channel.read_status(webhook([{"messageId": "1", "status": status}]), NOW)


@pytest.mark.anyio
@pytest.mark.parametrize("id_", ["", "x" * 65])
async def test_what_was_taken_without_an_id_is_not_sent_again(id_: str) -> None:
    receipt, _ = await send("infobip", answer("PENDING", "PENDING_ACCEPTED", id_))
    assert receipt.provider_message_id == str(MESSAGE.id)


@pytest.mark.anyio
class TestOnTheWire:
    async def test_the_good_ones_are_answered_and_the_bad_ones_named(
        self, gateway: Gateway
    ) -> None:
        request = inbound([SMS, SMS | {"messageId": "../x"}, MMS])
        response = await gateway.web.post(request.path, content=request.body)
        assert response.json() == {
            "accepted": 2,
            "refused": ["results.1: messageId must be 1 to 64 letters, digits or . _ : -"],
        }
        await gateway.settle()
        assert sorted(gateway.assistant.heard) == ["Correct answer is Paris", "amar kagoj\ndekhen"]

    async def test_reports_in_one_request_find_their_messages(
        self, gateway: Gateway, sent_by: Callable[[str], Any]
    ) -> None:
        results = []
        for word in ("DELIVERED/DELIVERED_TO_HANDSET", "TELEPORTED/", "EXPIRED/EXPIRED_EXPIRED"):
            ours, theirs = await sent_by("infobip")
            results += json.loads(report(word, theirs, ours).body)["results"]
        never_sent = json.loads(report("PENDING/", "never", "").body)["results"]
        path = f"/channels/infobip/status/{PATH_SECRET}"
        response = await gateway.web.post(path, json={"results": results + never_sent})
        assert response.json()["accepted"] == 3
        states = await gateway.rows("SELECT state FROM gateway.outbox ORDER BY in_order")
        assert [state for (state,) in states] == ["delivered", "accepted", "failed"]

    async def test_we_say_who_we_are_and_where_reports_go(self, gateway: Gateway) -> None:
        asked: list[httpx.Request] = []

        def take(request: httpx.Request) -> httpx.Response:
            asked.append(request)
            return httpx.Response(503)

        gateway.providers[HOST] = take
        ours = await gateway.queue("infobip", "+8801712345678", "salam")
        await gateway.settle()
        assert str(asked[0].url) == f"https://{HOST}/sms/3/messages"
        assert asked[0].headers["authorization"] == "App infobip-key"
        [message] = json.loads(asked[0].content)["messages"]
        assert message["sender"] == "8809612345678"
        assert message["webhooks"] == {
            "delivery": {
                "url": f"{PUBLIC_URL}/channels/infobip/status/{PATH_SECRET}",
                "intermediateReport": True,
            },
            "contentType": "application/json",
            "callbackData": ours,
        }


def of(phone: str) -> OutgoingMessage:
    return OutgoingMessage(uuid4(), Address.of_phone(phone), f"salam {phone}")


class SlowInfobip:
    """Answers nobody before it is told to go on."""

    def __init__(self) -> None:
        self.requests: list[list[str]] = []
        self.asked, self.go_on = asyncio.Event(), asyncio.Event()
        made = make_channel("infobip", httpx.MockTransport(self.answer))
        assert isinstance(made, InfobipSms)
        self.channel = made

    async def answer(self, request: httpx.Request) -> httpx.Response:
        messages = json.loads(request.content)["messages"]
        numbers = [message["destinations"][0]["to"] for message in messages]
        self.requests.append(numbers)
        self.asked.set()
        await self.go_on.wait()
        told = [taken("PENDING", "PENDING_ACCEPTED", number, number) for number in numbers]
        return httpx.Response(200, json={"messages": told})


@pytest.mark.anyio
class TestBatchesOut:
    """What goes out while another request is on its way goes together by the next one."""

    async def send_all(
        self, respond: Callable[[list[str]], httpx.Response], phones: Sequence[str]
    ) -> tuple[list[list[str]], list[Any]]:
        """The numbers in each request, and what became of each message."""
        requests: list[list[str]] = []

        async def answer(request: httpx.Request) -> httpx.Response:
            await asyncio.sleep(0.01)
            messages = json.loads(request.content)["messages"]
            requests.append([message["destinations"][0]["to"] for message in messages])
            return respond(requests[-1])

        channel = make_channel("infobip", httpx.MockTransport(answer))
        assert isinstance(channel, InfobipSms)
        first = asyncio.create_task(channel.send(of(phones[0])))
        await asyncio.sleep(0.005)
        rest = [channel.send(of(phone)) for phone in phones[1:]]
        return requests, await asyncio.gather(first, *rest, return_exceptions=True)

    async def test_each_learns_its_own_outcome(self) -> None:
        def respond(numbers: list[str]) -> httpx.Response:
            told = [
                taken("PENDING", "PENDING_ACCEPTED", f"id-{number}", number) for number in numbers
            ]
            told[-1]["status"] |= {"groupName": "REJECTED", "name": "REJECTED_NETWORK"}
            if len(told) == 1:
                told[0] = taken("PENDING", "PENDING_ACCEPTED", "id-1", numbers[0])
            return httpx.Response(200, json={"messages": told[::-1]})

        requests, outcomes = await self.send_all(respond, PHONES)
        assert [len(numbers) for numbers in requests] == [1, 4]
        expected = ["id-1", *(f"id-{phone[1:]}" for phone in PHONES[1:-1])]
        assert outcomes[:-1] == [Receipt(id_) for id_ in expected]
        assert (type(outcomes[-1]), outcomes[-1].other_operator) == (SendRefused, True)

    async def test_one_bad_one_among_many_is_found_by_halving(self) -> None:
        phones = [f"+88017123{number:05}" for number in range(65)]
        bad = phones[40][1:]
        requests, outcomes = await self.send_all(
            lambda numbers: httpx.Response(400 if bad in numbers else 503), phones
        )
        assert len(requests) == 1 + 1 + 2 * 6
        assert [type(each) for each in outcomes].count(SendRefused) == 1

    async def test_whoever_gave_up_waiting_is_not_sent_to(self) -> None:
        """Nobody would record that it went."""
        slow = SlowInfobip()
        first = asyncio.create_task(slow.channel.send(of(PHONES[0])))
        await slow.asked.wait()
        second, third = (asyncio.create_task(slow.channel.send(of(each))) for each in PHONES[1:3])
        await asyncio.sleep(0)
        second.cancel()
        slow.go_on.set()
        await asyncio.gather(first, third)
        assert slow.requests == [[PHONES[0][1:]], [PHONES[2][1:]]]

    async def test_what_waited_too_long_for_the_request_before_does_not_go(self) -> None:
        """By the time that it is answered it may be another worker's."""
        slow = SlowInfobip()
        late = replace(of(PHONES[1]), seconds_left=lambda: 0.0)
        first = asyncio.create_task(slow.channel.send(of(PHONES[0])))
        await slow.asked.wait()
        waiting = asyncio.create_task(slow.channel.send(late))
        await asyncio.sleep(0)
        slow.go_on.set()
        with pytest.raises(SendPostponed):
            await waiting
        await first
        assert slow.requests == [[PHONES[0][1:]]]

    async def test_a_bad_one_costs_the_others_nothing(self) -> None:
        bad = PHONES[2][1:]

        def respond(numbers: list[str]) -> httpx.Response:
            if bad in numbers:
                return httpx.Response(400)
            told = [taken("PENDING", "PENDING_ACCEPTED", number, number) for number in numbers]
            return httpx.Response(200, json={"messages": told})

        requests, outcomes = await self.send_all(respond, PHONES)
        assert [len(numbers) for numbers in requests] == [1, 4, 2, 1, 1, 2]
        assert [str(each) for each in outcomes if isinstance(each, SendRefused)] == ["http:400"]
        assert len([each for each in outcomes if isinstance(each, Receipt)]) == 4

    async def test_while_they_are_away_all_wait(self) -> None:
        requests, outcomes = await self.send_all(lambda _: httpx.Response(503), PHONES)
        assert [len(numbers) for numbers in requests] == [1, 4]
        assert {type(each) for each in outcomes} == {SendDeferred}

    async def test_of_whom_nothing_is_said_goes_again(self) -> None:
        def respond(numbers: list[str]) -> httpx.Response:
            return httpx.Response(200, json={"messages": [taken("PENDING", "x", "1", numbers[0])]})

        _, outcomes = await self.send_all(respond, PHONES[:3])
        assert [str(each) for each in outcomes[2:]] == ["answer_without_status"]


class TestConfig:
    def config(self, **said: object) -> InfobipConfig:
        given = {"type": "infobip", "sender": "x", "addresses": ["10.0.0.0/8"]}
        secrets = {"path_secret": {"env": "S"}}
        environment = {"S": "s" * 32, "K": "key", "P": "pass"}
        return InfobipConfig.model_validate(
            given | secrets | said, context={"environment": environment}
        )

    @pytest.mark.parametrize("said", [{}, {"username": "u"}, {"password": {"env": "P"}}])
    def test_somebody_must_sign_in(self, said: dict[str, object]) -> None:
        with pytest.raises(ValueError, match="api_key, or username and password"):
            self.config(**said)

    def test_with_a_key_or_a_password(self) -> None:
        assert self.config(api_key={"env": "K"}).authorization() == "App key"
        by_name = self.config(username="u", password={"env": "P"})
        assert by_name.authorization() == "Basic dTpwYXNz"
