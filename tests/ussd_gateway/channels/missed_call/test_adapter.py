import re
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from tests.ussd_gateway.channels.missed_call.provider import (
    switchboard,
    switchboard_fields,
    twilio,
    twilio_fields,
)
from tests.ussd_gateway.channels.suite import Request
from tests.ussd_gateway.harness import Gateway
from ussd_gateway.channels.missed_call.channel import MissedCallConfig
from ussd_gateway.messages import Language
from ussd_gateway.texts import apology
from ussd_gateway.ussd.keys import CALL_ME_BACK

pytestmark = pytest.mark.anyio
SIMULATED = "SELECT channel FROM gateway.outbox"


async def ask(gateway: Gateway, request: Request) -> httpx.Response:
    return await gateway.web.post(request.path, content=request.body, headers=request.headers)


async def rings(gateway: Gateway, **changes: Any) -> httpx.Response:
    response = await ask(gateway, twilio(twilio_fields() | changes))
    await gateway.settle()
    return response


class TestRing:
    async def test_it_is_rejected_and_asks_for_a_call(self, gateway: Gateway) -> None:
        response = await rings(gateway)
        assert response.headers["content-type"].startswith("text/xml")
        assert re.search(r"<Response>\s*<Reject/>\s*</Response>", response.text)
        assert gateway.assistant.heard == [CALL_ME_BACK]

    async def test_they_hear_of_it_by_sms(self, gateway: Gateway) -> None:
        phone = gateway.phone()
        await rings(gateway)
        phone.hears(f"heard: {CALL_ME_BACK}")
        phone.hears_nothing_more()

    async def test_a_switchboard_is_told_that_it_was_heard(self, gateway: Gateway) -> None:
        response = await ask(gateway, switchboard(switchboard_fields()))
        assert (response.status_code, response.text) == (200, "OK")
        await gateway.settle()
        assert gateway.assistant.heard == [CALL_ME_BACK]
        assert await gateway.value(SIMULATED) == "simulator"

    async def test_a_call_needs_no_id(self, gateway: Gateway) -> None:
        fields = switchboard_fields()
        del fields["call"]
        assert (await ask(gateway, switchboard(fields))).status_code == 200

    @pytest.mark.parametrize("hidden", ["anonymous", "+266696687", "Restricted", "", "sip:x@y"])
    async def test_a_hidden_number_is_rejected_and_not_kept(
        self, gateway: Gateway, hidden: str
    ) -> None:
        response = await rings(gateway, From=hidden)
        assert (response.status_code, "<Reject/>" in response.text) == (200, True)
        assert await gateway.value("SELECT count(*) FROM gateway.inbox") == 0

    async def test_what_twilio_adds_changes_nothing(self, gateway: Gateway) -> None:
        await rings(gateway, CallStatus="no-answer", ForwardedFrom="+8801800000000", Unknown="x")
        assert gateway.assistant.heard == [CALL_ME_BACK]


class TestLanguage:
    async def test_of_somebody_new_it_is_bangla(self, gateway: Gateway) -> None:
        await rings(gateway)
        assert gateway.assistant.turns[0]["metadata"]["language"] == "bn"

    @pytest.mark.parametrize(
        ("words", "language"),
        [("আমার টাকা আসে নাই", "bn"), ("amar taka ashe nai", "bn-Latn"), ("my money is late", "en")],
    )
    async def test_of_anybody_else_it_is_theirs(
        self, gateway: Gateway, words: str, language: str
    ) -> None:
        await gateway.phone().sends(words)
        await rings(gateway)
        assert gateway.assistant.turns[-1]["metadata"]["language"] == language


class TestRepeated:
    async def test_within_minutes_it_is_one_request(self, gateway: Gateway) -> None:
        for _ in range(3):
            await rings(gateway)
            gateway.clock.advance(minutes=4)
        assert gateway.assistant.heard == [CALL_ME_BACK]
        assert len(gateway.phone().everything) == 1
        states = await gateway.rows("SELECT DISTINCT state FROM gateway.inbox")
        assert states == [("answered",)]

    async def test_all_before_a_worker_looks_is_one_request(self, gateway: Gateway) -> None:
        for _ in range(3):
            await ask(gateway, twilio(twilio_fields()))
        await gateway.settle()
        assert gateway.assistant.heard == [CALL_ME_BACK]

    async def test_later_it_is_another(self, gateway: Gateway) -> None:
        await rings(gateway)
        gateway.clock.advance(minutes=11)
        await rings(gateway)
        assert gateway.assistant.heard == [CALL_ME_BACK, CALL_ME_BACK]

    async def test_another_phone_is_another(self, gateway: Gateway) -> None:
        await rings(gateway)
        await rings(gateway, From="+8801812345678")
        assert gateway.assistant.heard == [CALL_ME_BACK, CALL_ME_BACK]

    async def test_what_is_written_between_is_answered(self, gateway: Gateway) -> None:
        await rings(gateway)
        await gateway.phone().sends("taka")
        await rings(gateway)
        assert gateway.assistant.heard == [CALL_ME_BACK, "taka"]

    async def test_what_was_offered_before_stays_on_offer(self, gateway: Gateway) -> None:
        await rings(gateway)
        button = {"title": "yes", "payload": "/affirm"}
        gateway.assistant.say = lambda _: [{"text": "Sure?", "buttons": [button]}]
        await gateway.phone().sends("taka")
        await rings(gateway)
        await gateway.phone().sends("1")
        assert gateway.assistant.heard[-1] == "/affirm"


class TestAssistantAway:
    async def test_they_get_a_word_and_are_called_back_later(self, gateway: Gateway) -> None:
        gateway.assistant.down = "timeout"
        await rings(gateway)
        phone = gateway.phone()
        phone.hears(apology(Language.BANGLA))
        gateway.assistant.down = None
        gateway.clock.advance(minutes=30)
        await gateway.settle()
        phone.hears(f"heard: {CALL_ME_BACK}")


class TestCitizensWords:
    async def test_nobody_can_write_what_a_ring_says(self, gateway: Gateway) -> None:
        await gateway.phone().sends(CALL_ME_BACK)
        assert gateway.assistant.heard == [CALL_ME_BACK.removeprefix("/")]


class TestConfig:
    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"source": "twilio"}, "the source twilio needs auth_token"),
            ({"source": "form"}, "the source form needs path_secret and addresses"),
            (
                {"source": "form", "path_secret": {"env": "LONG"}},
                "the source form needs addresses",
            ),
            ({"source": "form", "path_secret": {"env": "SHORT"}}, "at least 32"),
            ({"source": "asterisk"}, "Input should be 'twilio' or 'form'"),
        ],
    )
    def test_a_source_has_what_it_needs(self, given: dict[str, Any], words: str) -> None:
        table = {"type": "missed_call", "sms_channel": "x"} | given
        environment = {"LONG": "x" * 32, "SHORT": "x"}
        with pytest.raises(ValidationError, match=words):
            MissedCallConfig.model_validate(table, context={"environment": environment})
