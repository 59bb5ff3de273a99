"""One contact, whether they call or write."""

import pytest

from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.ussd.handset import Handset

pytestmark = pytest.mark.anyio


class TestOneConversation:
    async def test_begun_in_a_call_it_goes_on_by_sms(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        await phone.dials()
        sms = gateway.phone()
        await sms.sends("and now by SMS")
        sms.hears("and now by SMS")
        assert len({turn["sender"] for turn in gateway.assistant.turns}) == 1

    async def test_a_call_keeps_where_their_sms_go(self, phone: Handset, gateway: Gateway) -> None:
        await gateway.phone().sends("hello")
        await phone.dials()
        assert await gateway.value("SELECT channel FROM gateway.contacts") == "twilio"

    async def test_a_caller_can_be_written_to(self, phone: Handset, gateway: Gateway) -> None:
        await phone.dials()
        assert (await gateway.sends_message(text="from us")).status_code == 202
        await gateway.settle()
        assert await phone.received_sms() == ["from us"]


class TestStop:
    async def test_said_in_a_call_nothing_unasked_is_sent(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        await phone.dials()
        await gateway.sends_message(text="not yet sent")
        gateway.assistant.say = lambda _: [
            {"text": "Stopped"},
            {"custom": {"opt_out": True, "end_session": True}},
        ]
        await phone.types("stop")
        phone.sees_the_end("Stopped")
        await gateway.settle()
        refused = await gateway.sends_message(message_id="0197f3aa-4444-7c00-8000-00000000000e")
        assert (refused.status_code, refused.json()["error"]) == (409, "ContactOptedOut")
        assert await phone.received_sms() == []
        assert len(gateway.case_manager.events_of("opted_out")) == 1

    async def test_undone_they_are_written_to_again(self, phone: Handset, gateway: Gateway) -> None:
        await phone.dials()
        for command in ("opt_out", "opt_in"):
            gateway.assistant.say = lambda _, command=command: [
                {"text": "Done"},
                {"custom": {command: True}},
            ]
            await phone.types(command)
        assert (await gateway.sends_message()).status_code == 202
