"""What a message caused can be found by one id, in whichever service and process it went on."""

import pytest
from structlog.testing import capture_logs

from tests.ussd_gateway.harness import Gateway, twilio_form
from ussd_gateway.traces import add_to_line

pytestmark = pytest.mark.anyio
OURS = "0197f3aa99997c008000000000000abc"


def trace_in(traceparent: str) -> str:
    version, trace_id, _, _ = traceparent.split("-")
    assert version == "00"
    return trace_id


async def traces_of(gateway: Gateway, table: str) -> list[str]:
    rows = await gateway.rows(f"SELECT trace_id FROM gateway.{table} ORDER BY in_order")
    return [row.trace_id.hex for row in rows]


class TestOneMessage:
    async def test_has_one_id_in_the_journal_in_logs_and_at_the_other_services(
        self, gateway: Gateway
    ) -> None:
        with capture_logs(processors=[add_to_line]) as told:
            await gateway.post_twilio("/channels/twilio/inbound", twilio_form())
            await gateway.settle()  # as a worker, later
        [trace_id] = await traces_of(gateway, "inbox")
        assert [line["trace_id"] for line in told if line["event"] == "turn_answered"] == [trace_id]
        [turn] = gateway.assistant.turns
        assert trace_in(turn["metadata"]["traceparent"]) == trace_id
        [introduced] = gateway.case_manager.traceparents
        assert trace_in(introduced) == trace_id
        assert await traces_of(gateway, "outbox") == [trace_id]

    async def test_keeps_it_when_it_becomes_a_case_for_a_human(self, gateway: Gateway) -> None:
        gateway.assistant.down = "error"
        await gateway.post_twilio("/channels/twilio/inbound", twilio_form())
        gateway.clock.advance(hours=2)
        await gateway.settle()
        [trace_id] = await traces_of(gateway, "inbox")
        [_] = gateway.case_manager.events_of("message_unanswered")
        assert {trace_in(each) for each in gateway.case_manager.traceparents} == {trace_id}

    async def test_does_not_take_the_id_of_a_stranger(self, gateway: Gateway) -> None:
        gateway.web.headers["traceparent"] = f"00-{OURS}-{OURS[:16]}-01"
        try:
            await gateway.post_twilio("/channels/twilio/inbound", twilio_form())
        finally:
            del gateway.web.headers["traceparent"]
        [trace_id] = await traces_of(gateway, "inbox")
        assert trace_id != OURS


class TestOfTheCaseManager:
    async def test_a_message_goes_out_under_the_id_of_who_asked(self, gateway: Gateway) -> None:
        await gateway.phone().sends("hello")
        response = await gateway.sends_message(traceparent=f"00-{OURS}-{OURS[:16]}-01")
        assert response.status_code == 202
        assert (await traces_of(gateway, "outbox"))[-1] == OURS
