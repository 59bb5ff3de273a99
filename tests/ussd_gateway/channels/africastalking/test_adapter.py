from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from ipaddress import ip_network
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import pytest
from pydantic import SecretStr

from tests.ussd_gateway.channels.africastalking.provider import PATH_SECRET
from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.ussd.menu import talk
from ussd_gateway.channels.africastalking.calls import newest_input, refuse, show
from ussd_gateway.channels.africastalking.channel import AfricasTalking, AfricasTalkingConfig
from ussd_gateway.channels.base import UssdTerms
from ussd_gateway.channels.callers import caller_check
from ussd_gateway.errors import ChannelError, SignatureRefused
from ussd_gateway.messages import Screen, SessionEvent, Webhook

NOW = datetime(2026, 11, 23, tzinfo=UTC)
CONFIG = AfricasTalkingConfig(
    type="africastalking",
    path_secret=SecretStr(PATH_SECRET),
    addresses=[ip_network("198.51.100.0/24"), ip_network("2001:db8::/32")],
    sms_channel="twilio",
)
TERMS = UssdTerms(
    can_script=False,
    is_free=False,
    assistant_timeout_seconds=1,
    deadline_seconds=1,
    screen_seconds=1,
    sms_channel="twilio",
)
REFUSE = partial(refuse, code="*384*123#")
CHANNEL = AfricasTalking("africastalking", TERMS, caller_check(CONFIG), REFUSE, None)
FORM = {
    "sessionId": "ATUid_b1a2",
    "serviceCode": "*384*123#",
    "phoneNumber": "+8801712345678",
    "networkCode": "47001",
    "text": "",
}
END = {
    "date": "2026-11-23 10:00:00",
    "sessionId": "ATUid_b1a2",
    "serviceCode": "*384*123#",
    "networkCode": "47001",
    "phoneNumber": "+8801712345678",
    "status": "Incomplete",
    "cost": "BDT 1.20",
    "durationInMillis": "41000",
    "hopsCount": "3",
    "hopsMetadata": '[{"hop": 1, "durationInMillis": 900}]',
    "input": "1*2",
    "lastAppResponse": "CON ...",
    "errorMessage": "Dialogue Timed Out",
}


def webhook(form: dict[str, str], **changes: Any) -> Webhook:
    body = urlencode(form).encode()
    given = Webhook("", {}, {}, body, address="198.51.100.7", path_secret=PATH_SECRET)
    return replace(given, **changes)


class TestVerify:
    @pytest.mark.parametrize("address", ["198.51.100.7", "::ffff:198.51.100.7", "2001:db8::7"])
    def test_who_is_on_the_list_and_knows_the_path_may_call(self, address: str) -> None:
        CHANNEL.verify(webhook(FORM, address=address))

    @pytest.mark.parametrize(
        "address", ["198.51.101.7", "::ffff:198.51.101.7", "", "testclient", "::1"]
    )
    def test_who_is_not_on_the_list_may_not(self, address: str) -> None:
        with pytest.raises(SignatureRefused, match="not on the list"):
            CHANNEL.verify(webhook(FORM, address=address))

    @pytest.mark.parametrize("path_secret", ["", PATH_SECRET[:-1], "ক", "\ud800"])
    def test_nor_who_does_not_know_the_path(self, path_secret: str) -> None:
        with pytest.raises(SignatureRefused, match="end of the path"):
            CHANNEL.verify(webhook(FORM, path_secret=path_secret))


class TestACall:
    @pytest.mark.parametrize(
        ("text", "event"),
        [("", SessionEvent.NEW), ("1", SessionEvent.RESUME), ("1*2*a*b", SessionEvent.RESUME)],
    )
    def test_is_read(self, text: str, event: SessionEvent) -> None:
        [message] = CHANNEL.read_step(webhook(FORM | {"text": text}), NOW)
        assert (message.session, message.session_event) == ("ATUid_b1a2", event)
        assert (message.sender.value, message.recipient) == ("+8801712345678", "*384*123#")
        assert message.provider_message_id == f"ATUid_b1a2:{len(text)}"
        assert text not in message.raw.values() or not text

    def test_a_missing_text_is_an_empty_one(self) -> None:
        form = {name: value for name, value in FORM.items() if name != "text"}
        assert CHANNEL.read_step(webhook(form), NOW)[0].session_event is SessionEvent.NEW

    @pytest.mark.parametrize("name", ["sessionId", "serviceCode", "phoneNumber"])
    def test_a_missing_field_is_refused(self, name: str) -> None:
        form = {field: value for field, value in FORM.items() if field != name}
        with pytest.raises(ChannelError, match=name):
            CHANNEL.read_step(webhook(form), NOW)

    def test_a_session_too_long_to_keep_is_refused(self) -> None:
        with pytest.raises(ChannelError, match="48"):
            CHANNEL.read_step(webhook(FORM | {"sessionId": "x" * 49}), NOW)

    @pytest.mark.parametrize(
        "inputs", [["1"], ["1", "2"], ["a*b", "*"], ["1", "", "2"], ["*", "**", "1*2"]]
    )
    def test_what_is_new_is_what_came_behind(self, inputs: Sequence[str]) -> None:
        texts = ["*".join(inputs[:count]) for count in range(len(inputs) + 1)]
        read = [newest_input(now, len(before)) for before, now in pairwise(texts)]
        assert read == inputs

    def test_nothing_is_new_in_a_step_that_was_here(self) -> None:
        assert newest_input("1*2", 3) is None
        assert newest_input("1", 3) is None

    def test_is_answered_in_plain_text(self) -> None:
        shown = show(Screen("Welcome\n1. x", ended=False))
        assert (shown.body, shown.media_type) == ("CON Welcome\n1. x", "text/plain")
        assert show(Screen("Bye", ended=True)).body == "END Bye"


@pytest.mark.parametrize("status", ["Success", "Incomplete", "Failed", "Teleported"])
def test_an_end_is_an_end_whatever_its_reason(status: str) -> None:
    [message] = CHANNEL.read_end(webhook(END | {"status": status}), NOW)
    assert (message.session, message.session_event) == ("ATUid_b1a2", SessionEvent.CLOSE)
    assert (message.sender.value, message.recipient) == ("+8801712345678", "*384*123#")


def test_nothing_of_what_was_said_is_kept_of_an_end() -> None:
    [message] = CHANNEL.read_end(webhook(END), NOW)
    assert (message.text, message.raw) == ("", {})


@pytest.mark.parametrize("network", ["47001", "99999"])  # the second is the sandbox
def test_whichever_network_a_call_comes_from(network: str) -> None:
    [message] = CHANNEL.read_step(webhook(FORM | {"networkCode": network}), NOW)
    assert message.raw["networkCode"] == network


@pytest.mark.anyio
class TestOnTheWire:
    async def post(self, gateway: Gateway, what: str, form: dict[str, str]) -> tuple[int, str]:
        response = await gateway.web.post(
            f"/channels/africastalking/{what}/{PATH_SECRET}",
            content=urlencode(form),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        return response.status_code, response.text

    async def test_a_call_ends_and_is_gone_on_with(self, gateway: Gateway) -> None:
        gateway.assistant.say = talk
        await self.post(gateway, "ussd", FORM)
        answer = await self.post(gateway, "ussd", FORM | {"text": "amar *taka*"})
        assert answer == (200, "CON heard: amar *taka*\n0 pichhe 00 shuru")
        assert await self.post(gateway, "ussd-end", END) == (204, "")
        _, offer = await self.post(gateway, "ussd", FORM | {"sessionId": "ATUid_next"})
        assert offer.startswith("CON Ager bar")
        gone_on = await self.post(gateway, "ussd", FORM | {"sessionId": "ATUid_next", "text": "1"})
        assert gone_on == answer

    async def test_digits_dialled_with_the_code_are_not_taken_for_an_answer(
        self, gateway: Gateway
    ) -> None:
        await self.post(gateway, "ussd", FORM | {"text": "123"})
        _, answer = await self.post(gateway, "ussd", FORM | {"text": "123*1"})
        assert gateway.assistant.heard == ["/greet", "1"]
        assert answer.startswith("CON heard: 1\n")

    async def test_whoever_cannot_be_read_is_told_to_dial_again(self, gateway: Gateway) -> None:
        told = await self.post(gateway, "ussd", FORM | {"phoneNumber": "anonymous"})
        assert told == (200, "END Ekhon uttor dite parchhi na. Ektu pore *16236# dial korun.")

    async def test_a_pin_is_kept_nowhere(self, gateway: Gateway) -> None:
        await self.post(gateway, "ussd", FORM)
        await self.post(gateway, "ussd", FORM | {"text": "amar pin 4821"})
        await self.post(gateway, "ussd", FORM | {"text": "amar pin 4821*1"})
        assert "4821" not in "".join(gateway.assistant.heard)

    async def test_a_late_answer_goes_by_the_channel_of_sms(self, gateway: Gateway) -> None:
        gateway.assistant.down = "timeout"
        _, answer = await self.post(gateway, "ussd", FORM)
        assert answer.startswith("END ")
        gateway.assistant.down = None
        await gateway.settle()
        assert gateway.twilio.sent_to("+8801712345678") == ["heard: /greet"]
