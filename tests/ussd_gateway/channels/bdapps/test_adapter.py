"""bdapps' own words, as its documents, its samples and its test script write them."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from psycopg import OperationalError

from tests.ussd_gateway.channels.bdapps import provider
from tests.ussd_gateway.channels.bdapps.provider import (
    HOST,
    MASKED,
    PASSWORD,
    answer,
    message,
    typed,
)
from tests.ussd_gateway.harness import Gateway, make_channel
from ussd_gateway.addresses import Address
from ussd_gateway.channels.bdapps.channel import Bdapps, without_keyword
from ussd_gateway.channels.bdapps.client import to_ascii
from ussd_gateway.errors import ChannelError, WrongAccount
from ussd_gateway.messages import (
    InboundMessage,
    OutboxState,
    Screen,
    SessionEvent,
    SubscriptionChanged,
    Webhook,
)
from ussd_gateway.sending.routing import Routing

NOW = datetime(2026, 11, 23, tzinfo=UTC)
# The vendor's sample of an SMS: without the applicationId that its text calls mandatory.
SAMPLE = {
    "message": "nalish Bhata ashe nai",
    "requestId": "APP_000001_20261123",
    "encoding": "0",
    "sourceAddress": f"tel:{MASKED}",
    "version": "1.0",
}
STEP = {
    "version": "1.0",
    "applicationId": "APP_000001",
    "message": "1",
    "requestId": "R1",
    "sessionId": "S1",
    "ussdOperation": "mo-cont",
    "encoding": "440",
    "sourceAddress": "tel:8801812345678",
    "vlrAddress": "8801900000001",
}
REPORT = {
    "destinationAddress": "tel:8801812345678",
    "timeStamp": "2611231015",
    "requestId": "their-id",
}
NOTICE = {
    "timeStamp": "20261123101596",
    "version": "1.0",
    "applicationId": "APP_000001",
    "password": PASSWORD,
    "subscriberId": "8801812345678",
    "frequency": "monthly",
    "status": "UNREGISTERED",
}


def made(answers: Any = None) -> Bdapps:
    transport = httpx.MockTransport(answers or (lambda _: httpx.Response(500)))
    channel = make_channel("bdapps", transport)
    assert isinstance(channel, Bdapps)
    return channel


def webhook(fields: dict[str, Any]) -> Webhook:
    return Webhook("", {}, {}, json.dumps(fields).encode())


def inbound(**changes: Any) -> InboundMessage:
    return made().read_inbound(webhook(SAMPLE | changes), NOW)[0]


class TestSms:
    def test_the_vendors_sample_is_understood(self) -> None:
        found = inbound()
        assert (found.provider_message_id, found.sender.value) == ("APP_000001_20261123", MASKED)
        assert (found.text, found.session_event) == ("nalish Bhata ashe nai", SessionEvent.NONE)
        assert found.recipient == "APP_000001"
        assert found.raw == {n: v for n, v in SAMPLE.items() if n != "message"}

    def test_a_message_for_another_application_is_refused(self) -> None:
        with pytest.raises(WrongAccount):
            inbound(applicationId="APP_000002")

    @pytest.mark.parametrize(
        ("address", "sender"),
        [
            ("tel:8801812345678", "+8801812345678"),
            ("tel:+8801812345678", "+8801812345678"),
            ("8801812345678", "+8801812345678"),
            (" tel:01812345678 ", "+8801812345678"),
            (f"tel:{MASKED}", MASKED),
            (MASKED, MASKED),
            ("tel:AZ110uk76PIgB9/SkIDEI2+OIAKfBBRy8H6==", "AZ110uk76PIgB9/SkIDEI2+OIAKfBBRy8H6=="),
            (8801812345678, "+8801812345678"),
        ],
    )
    def test_an_address_is_a_phone_or_stands_for_one(self, address: Any, sender: str) -> None:
        assert inbound(sourceAddress=address).sender.value == sender

    @pytest.mark.parametrize("address", ["tel:all", "tel:", "tel:hu3b", "tel:21213", None, []])
    def test_anything_else_is_nobodys_address(self, address: Any) -> None:
        with pytest.raises(ChannelError, match="sourceAddress"):
            inbound(sourceAddress=address)

    def test_an_id_may_be_a_number(self) -> None:
        assert inbound(requestId=123456789012).provider_message_id == "123456789012"

    def test_a_flash_message_is_a_message(self) -> None:
        assert inbound(encoding="240").text == SAMPLE["message"]

    def test_a_binary_message_is_refused(self) -> None:
        with pytest.raises(ChannelError, match="binary"):
            inbound(encoding="245")

    @pytest.mark.parametrize(
        ("text", "rest"),
        [
            ("nalish amar taka", "amar taka"),
            ("NALISH  amar\ntaka", "amar\ntaka"),
            (" nalish", ""),
            ("nalisher kotha", "nalisher kotha"),
            ("amar nalish", "amar nalish"),
            ("", ""),
        ],
    )
    def test_the_keyword_in_front_is_no_part_of_what_is_said(self, text: str, rest: str) -> None:
        assert without_keyword(text, "nalish") == rest
        channel = replace(made(), keyword="Nalish")
        [message] = channel.read_inbound(webhook(SAMPLE | {"message": text}), NOW)
        assert message.text == rest


class TestACall:
    def read(self, **changes: Any) -> InboundMessage:
        return made().read_step(webhook(STEP | changes), NOW)[0]

    @pytest.mark.parametrize(
        ("operation", "event", "text"),
        [("mo-init", SessionEvent.NEW, ""), ("mo-cont", SessionEvent.RESUME, "1")],
    )
    def test_is_read(self, operation: str, event: SessionEvent, text: str) -> None:
        step = self.read(ussdOperation=operation)
        assert (step.session, step.session_event, step.text) == ("S1", event, text)
        assert (step.provider_message_id, step.sender.value) == ("ussd:R1", "+8801812345678")

    def test_where_the_phone_is_and_what_it_typed_are_not_kept(self) -> None:
        assert self.read().raw.keys() == STEP.keys() - {"vlrAddress", "message"}

    @pytest.mark.parametrize("operation", ["mt-cont", "mt-fin", "mo-fin", "", None])
    def test_an_unknown_operation_is_refused(self, operation: str | None) -> None:
        with pytest.raises(ChannelError, match="ussdOperation"):
            self.read(ussdOperation=operation)

    @pytest.mark.parametrize("name", ["requestId", "sessionId", "sourceAddress"])
    def test_a_missing_field_is_refused(self, name: str) -> None:
        with pytest.raises(ChannelError, match=name):
            self.read(**{name: None})

    def test_an_id_too_long_to_keep_is_refused(self) -> None:
        assert len(self.read(requestId="x" * 59).provider_message_id) == 64
        with pytest.raises(ChannelError, match="59"):
            self.read(requestId="x" * 60)

    @pytest.mark.parametrize(("ended", "operation"), [(False, "mt-cont"), (True, "mt-fin")])
    @pytest.mark.parametrize(
        ("sender", "address"),
        [
            (Address.of_phone("+8801812345678"), "tel:8801812345678"),
            (Address.of_masked_id(MASKED, "bdapps"), f"tel:{MASKED}"),
        ],
    )
    @pytest.mark.anyio
    async def test_a_screen_goes_by_a_request_of_ours(
        self, ended: bool, operation: str, sender: Address, address: str
    ) -> None:
        sent: list[httpx.Request] = []

        def accept(request: httpx.Request) -> httpx.Response:
            sent.append(request)
            return answer("S1000")

        step = replace(self.read(), sender=sender)
        await made(accept).show_screen(step, Screen("Café — 1. ভাতা £5", ended=ended))
        [request] = sent
        assert str(request.url) == f"https://{HOST}/ussd/send"
        assert json.loads(request.content) == {
            "version": "1.0",
            "applicationId": "APP_000001",
            "password": PASSWORD,
            "message": "Cafe ? 1. ???? ?5",
            "sessionId": "S1",
            "ussdOperation": operation,
            "destinationAddress": address,
            "encoding": "440",
        }

    def test_a_screen_grows_by_no_letter(self) -> None:
        text = "ﬁ Ωμέγα ½ ŉ ㎏ é ভাতা"
        assert len(to_ascii(text)) == len(text)
        assert to_ascii(text).isascii()


class TestReports:
    @pytest.mark.parametrize("field", ["deliveryStatus", "deliverStatus"])
    @pytest.mark.parametrize("moment", ["2611231015", "20261123101596", 20261123101596, None])
    def test_both_names_of_the_field_and_any_moment(self, field: str, moment: Any) -> None:
        fields = REPORT | {field: "DELIVRD", "timeStamp": moment}
        [update] = made().read_status(webhook(fields), NOW)
        assert (update.provider_message_id, update.state) == ("their-id", OutboxState.DELIVERED)

    def test_a_failure_has_its_reason(self) -> None:
        [update] = made().read_status(webhook(REPORT | {"deliveryStatus": "Undeliv"}), NOW)
        assert (update.state, update.reason) == (OutboxState.FAILED, "bdapps:UNDELIV")

    @pytest.mark.parametrize("status", [None, "", "SENT", []])
    def test_an_unknown_state_is_refused(self, status: Any) -> None:
        with pytest.raises(ChannelError, match="deliveryStatus"):
            made().read_status(webhook(REPORT | {"deliveryStatus": status}), NOW)


class TestSubscriptions:
    def read(self, **changes: Any) -> list[SubscriptionChanged]:
        return made().read_subscription(webhook(NOTICE | changes), NOW)

    @pytest.mark.parametrize(
        ("status", "wanted"), [("REGISTERED", True), ("UNREGISTERED", False), ("registered", True)]
    )
    def test_say_who_wants_messages(self, status: str, wanted: bool) -> None:
        [notice] = self.read(status=status)
        assert (notice.subscriber.value, notice.wanted) == ("+8801812345678", wanted)

    @pytest.mark.parametrize("status", ["PENDING CHARGE", "INITIAL CHARGING PENDING", "BLOCKED"])
    def test_other_stations_say_nothing(self, status: str) -> None:
        assert self.read(status=status) == []

    @pytest.mark.parametrize("changes", [{"status": ""}, {"status": "1"}, {"subscriberId": ""}])
    def test_what_names_nobody_or_nothing_is_refused(self, changes: dict[str, str]) -> None:
        with pytest.raises(ChannelError):
            self.read(**changes)

    def test_our_password_and_the_phone_show_nowhere(self) -> None:
        shown = repr([made(), webhook(NOTICE), self.read()])
        assert PASSWORD not in shown
        assert "1812345678" not in shown

    def test_copies_are_known_by_subscriber_status_and_moment(self) -> None:
        [first], [copy] = self.read(), self.read(frequency="daily")
        assert first.id == copy.id
        others = [{"timeStamp": "2611231016"}, {"status": "REGISTERED"}, {"subscriberId": MASKED}]
        assert first.id not in [self.read(**change)[0].id for change in others]


@pytest.mark.anyio
class TestOnTheWire:
    async def post(self, gateway: Gateway, route: str, fields: dict[str, Any]) -> httpx.Response:
        request = provider.request(route, fields)
        return await gateway.web.post(
            request.path, content=request.body, headers=dict(request.headers)
        )

    async def test_what_would_only_come_again_is_acknowledged(self, gateway: Gateway) -> None:
        for fields in ({"applicationId": "APP_000002"}, {"sourceAddress": "tel:all"}):
            response = await self.post(gateway, "inbound", SAMPLE | fields)
            assert (response.status_code, response.json()["statusCode"]) == (200, "S1000")
        assert await gateway.value("SELECT count(*) FROM gateway.inbox") == 0

    async def test_what_another_delivery_mends_is_not(
        self, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def away(entries: object) -> None:
            raise OperationalError

        monkeypatch.setattr(gateway.app.state.intake.recorder, "record", away)
        response = await self.post(gateway, "inbound", message())
        assert response.status_code == 503

    async def test_a_message_and_a_step_may_bear_the_same_id(self, gateway: Gateway) -> None:
        gateway.providers[HOST] = lambda _: answer("S1000", messageId="1")
        await self.post(gateway, "inbound", message() | {"requestId": "7"})
        await self.post(gateway, "ussd", STEP | typed([]) | {"requestId": "7"})
        await gateway.app.state.intake.finish(5)
        assert await gateway.value("SELECT count(*) FROM gateway.inbox") == 2

    async def test_numbers_of_options_are_in_letters_that_arrive(self, gateway: Gateway) -> None:
        """Of somebody who speaks Bangla, on an application that carries no script."""
        sent: list[str] = []

        def accept(request: httpx.Request) -> httpx.Response:
            sent.append(json.loads(request.content)["message"])
            return answer("S1000", messageId="1")

        gateway.assistant.say = lambda _: [
            {"text": "Kon bhata?", "buttons": [{"title": "Boyosko", "payload": "/old"}]},
            {"custom": {"set_language": "bn"}},
        ]
        gateway.providers["airtel.bdapps.example"] = accept
        fields = message() | {"applicationId": "APP_000002"}
        request = provider.request("inbound", fields, channel="bdapps-airtel")
        await gateway.web.post(request.path, content=request.body)
        await gateway.settle()
        assert sent == ["Kon bhata?\n1. Boyosko"]

    async def test_an_answer_goes_back_to_a_masked_address(self, gateway: Gateway) -> None:
        sent: list[str] = []

        def accept(request: httpx.Request) -> httpx.Response:
            sent.extend(json.loads(request.content)["destinationAddresses"])
            return answer("S1000", messageId="1")

        gateway.providers[HOST] = accept
        await self.post(gateway, "inbound", SAMPLE)
        await gateway.settle()
        assert sent == [f"tel:{MASKED}"]

    async def test_the_same_masked_id_on_two_channels_is_two_people(self, gateway: Gateway) -> None:
        sent: dict[str, list[str]] = {HOST: [], "airtel.bdapps.example": []}

        def accept(request: httpx.Request) -> httpx.Response:
            sent[request.url.host].append(json.loads(request.content)["message"])
            return answer("S1000", messageId="1")

        gateway.providers |= dict.fromkeys(sent, accept)
        for channel in ("bdapps", "bdapps-airtel"):
            fields = SAMPLE | {"message": f"salam {channel}"}
            request = provider.request("inbound", fields, channel=channel)
            await gateway.web.post(request.path, content=request.body)
        await gateway.settle()
        assert list(sent.values()) == [["heard: salam bdapps"], ["heard: salam bdapps-airtel"]]
        assert await gateway.value("SELECT count(*) FROM gateway.contacts") == 2

    async def test_what_the_case_manager_writes_goes_to_a_masked_address_by_its_channel_alone(
        self, gateway: Gateway
    ) -> None:
        gateway.providers[HOST] = lambda _: answer("S1000", messageId="1")
        await self.post(gateway, "inbound", SAMPLE)
        await gateway.settle()
        assert (await gateway.sends_message()).status_code == 202
        gateway.providers[HOST] = lambda _: answer("E1318")
        for _ in range(20):
            await gateway.settle()
            gateway.clock.advance(hours=3)
        rows = await gateway.rows("SELECT channel, state FROM gateway.outbox ORDER BY in_order")
        assert [tuple(row) for row in rows] == [("bdapps", "accepted"), ("bdapps", "failed")]
        assert gateway.twilio.sent == []
        response = await gateway.web.get(
            "/api/v1/failed-messages", headers={"Authorization": "Bearer gateway-token"}
        )
        assert [each["phone"] for each in response.json()["messages"]] == [None]
        assert MASKED not in response.text

    async def test_without_its_channel_nobody_writes_to_a_masked_address(
        self, gateway: Gateway
    ) -> None:
        gateway.providers[HOST] = lambda _: answer("S1000", messageId="1")
        await self.post(gateway, "inbound", SAMPLE)
        router = gateway.app.state.router
        routing = Routing([], {"twilio": router.routing.terms["twilio"]})
        gateway.app.state.router = replace(router, routing=routing)
        try:
            response = await gateway.sends_message()
        finally:
            gateway.app.state.router = router
        assert (response.status_code, response.json()["error"]) == (409, "NotAddressable")

    async def test_whoever_unsubscribes_behind_a_masked_address_gets_no_notices(
        self, gateway: Gateway
    ) -> None:
        gateway.providers[HOST] = lambda _: answer("S1000", messageId="1")
        await self.post(gateway, "inbound", SAMPLE)
        await self.post(gateway, "subscription", NOTICE | {"subscriberId": f"tel:{MASKED}"})
        await gateway.settle()
        response = await gateway.sends_message()
        assert response.json()["error"] == "ContactOptedOut"

    async def test_a_long_answer_comes_on_screens_of_160_letters(self, gateway: Gateway) -> None:
        shown: list[str] = []

        def accept(request: httpx.Request) -> httpx.Response:
            shown.append(json.loads(request.content)["message"])
            return answer("S1000")

        gateway.providers[HOST] = accept
        gateway.assistant.say = lambda _: [{"text": " ".join(map(str, range(300)))}]
        for number, inputs in enumerate(([], ["9"], ["9"], ["9"])):
            fields = STEP | typed(inputs) | {"requestId": f"r{number}"}
            await self.post(gateway, "ussd", fields)
            await gateway.app.state.intake.finish(5)
        assert len(set(shown)) == 4
        assert 140 < max(map(len, shown)) <= 160
