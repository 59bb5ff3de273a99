import socket
from urllib.request import ProxyHandler, build_opener

import pytest
from structlog.testing import capture_logs

from tests.ussd_gateway.counting import counted_up
from tests.ussd_gateway.harness import Gateway, twilio_form
from ussd_gateway.metrics import shown

pytestmark = pytest.mark.anyio


HEARD = "nalish_gateway_heard_total"
REFUSED = "nalish_gateway_webhooks_refused_total"
TURNS = "nalish_gateway_turn_seconds_count"
WEBHOOKS = "nalish_gateway_webhook_seconds_count"


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class TestMetrics:
    async def test_count_what_a_channel_brings_and_time_it(self, gateway: Gateway) -> None:
        async with (
            counted_up(gateway, HEARD, channel="twilio", kind="sms"),
            counted_up(gateway, WEBHOOKS, channel="twilio", route="inbound"),
            counted_up(gateway, TURNS, channel="twilio", outcome="answered"),
        ):
            await gateway.post_twilio("/channels/twilio/inbound", twilio_form())
            await gateway.settle()

    async def test_count_apart_what_machines_write(self, gateway: Gateway) -> None:
        async with counted_up(gateway, HEARD, channel="twilio", kind="automatic"):
            await gateway.post_twilio("/channels/twilio/inbound", twilio_form(From="bKash"))

    async def test_a_turn_without_an_answer_is_counted_by_its_error(self, gateway: Gateway) -> None:
        gateway.assistant.say = lambda _: []
        async with counted_up(gateway, TURNS, channel="twilio", outcome="AssistantUnavailable"):
            await gateway.post_twilio("/channels/twilio/inbound", twilio_form())
            await gateway.settle()

    async def test_a_refusal_is_counted_and_told_by_its_name(self, gateway: Gateway) -> None:
        labels = {"channel": "twilio", "error": "SignatureRefused"}
        async with counted_up(gateway, REFUSED, **labels):
            with capture_logs() as told:
                form = twilio_form()
                await gateway.post_twilio("/channels/twilio/inbound", form, signature="none")
        assert {"event": "webhook_refused", "log_level": "warning", **labels} in told

    async def test_a_replayed_call_is_acknowledged_counted_and_recorded_once(
        self, gateway: Gateway
    ) -> None:
        form = twilio_form()
        await gateway.post_twilio("/channels/twilio/inbound", form)
        async with counted_up(gateway, "nalish_gateway_repeated_total", channel="twilio"):
            with capture_logs() as told:
                again = await gateway.post_twilio("/channels/twilio/inbound", form)
        assert again.status_code == 200
        assert {
            "event": "repeated",
            "log_level": "info",
            "channel": "twilio",
            "messages": 1,
        } in told
        assert await gateway.value("SELECT count(*) FROM gateway.inbox") == 1

    async def test_a_made_up_channel_makes_no_label(self, gateway: Gateway) -> None:
        async with counted_up(gateway, REFUSED, channel="unknown", error="UnknownChannel"):
            await gateway.web.post("/channels/8801712345678/inbound")
        assert "8801712345678" not in (await gateway.web.get("/metrics")).text


class TestOfAWorker:
    def test_are_shown_at_a_port_of_their_own(self, free_port: int) -> None:
        with shown("127.0.0.1", free_port):
            opener = build_opener(ProxyHandler({}))
            answer = opener.open(f"http://127.0.0.1:{free_port}/metrics", timeout=5)
            assert b"nalish_gateway_turn_seconds" in answer.read()
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", free_port))

    def test_a_second_worker_on_the_machine_works_on_without(self, free_port: int) -> None:
        with shown("127.0.0.1", free_port), capture_logs() as told, shown("127.0.0.1", free_port):
            assert told[0]["event"] == "metrics_not_shown"
