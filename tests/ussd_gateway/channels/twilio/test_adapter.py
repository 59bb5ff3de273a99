import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote
from uuid import UUID

import httpx
import pytest

from tests.ussd_gateway.harness import make_channel
from ussd_gateway.channels.twilio.channel import TwilioSms
from ussd_gateway.errors import ChannelError
from ussd_gateway.messages import (
    Fault,
    InboundMessage,
    OutboxState,
    StatusUpdate,
    SubscriptionChanged,
    Webhook,
)

# As Twilio sent it (https://www.twilio.com/docs/usage/security), with a country's extra fields.
RAW = (
    "ToCountry=US&ToState=&SmsMessageSid=SMe287d7109a5a925f182f0e07fe5b223b&NumMedia=0&ToCity="
    "&FromZip=&SmsSid=SMe287d7109a5a925f182f0e07fe5b223b&FromState=&SmsStatus=received&FromCity="
    "&Body=amar+taka+%E0%A6%86%E0%A6%B8%E0%A7%87+nai&FromCountry=BD&To=%2B12028831111&ToZip="
    "&NumSegments=1&MessageSid=SMe287d7109a5a925f182f0e07fe5b223b&AccountSid=AC0123"
    "&From=%2B8801712345678&ApiVersion=2010-04-01&MessagingServiceSid=MG1&SomethingNew=1"
)
# A report as Twilio sends it for a message that did not arrive.
REPORT = (
    "ErrorCode=30003&SmsSid=SMe287&SmsStatus=undelivered&MessageStatus=undelivered"
    "&To=%2B8801712345678&MessageSid=SMe287&AccountSid=AC0123&From=%2B8809612345678"
    "&MessagingServiceSid=MG1&ApiVersion=2010-04-01&RawDlrDoneDate=2611231015"
)
NOW = datetime(2026, 11, 23, tzinfo=UTC)
URL = "https://sms.nalish.example/channels/twilio/inbound"


@pytest.fixture
def channel() -> TwilioSms:
    made = make_channel("twilio", httpx.MockTransport(lambda _: httpx.Response(500)))
    assert isinstance(made, TwilioSms)
    return made


def webhook(body: str, **query: str) -> Webhook:
    return Webhook(URL, {}, query, body.encode())


def raw_with(text: str) -> str:
    return RAW.replace("Body=amar+taka+%E0%A6%86%E0%A6%B8%E0%A7%87+nai", f"Body={quote(text)}")


def only(channel: TwilioSms, given: Webhook) -> InboundMessage:
    [message] = channel.read_inbound(given, NOW)
    assert isinstance(message, InboundMessage)
    return message


class TestParseInbound:
    def test_twilios_form_is_understood(self, channel: TwilioSms) -> None:
        message = only(channel, webhook(RAW))
        assert message.provider_message_id == "SMe287d7109a5a925f182f0e07fe5b223b"
        assert message.sender.value == "+8801712345678"
        assert message.recipient == "+12028831111"
        assert message.text == "amar taka আসে nai"
        assert message.raw["SomethingNew"] == "1"

    def test_one_that_names_no_account_is_ours(self, channel: TwilioSms) -> None:
        assert only(channel, webhook(RAW.replace("&AccountSid=AC0123", ""))).text

    @pytest.mark.parametrize("body", ["", "From=%FF", "জ", "MessageSid=1&From", "%%%"])
    def test_what_is_no_form_is_refused(self, channel: TwilioSms, body: str) -> None:
        with pytest.raises(ChannelError):
            channel.read_inbound(webhook(body), NOW)

    def test_too_many_fields_are_refused(self, channel: TwilioSms) -> None:
        with pytest.raises(ChannelError):
            channel.read_inbound(webhook("&".join(f"f{n}=1" for n in range(300))), NOW)

    def test_the_message_shows_nothing_of_its_sender(self, channel: TwilioSms) -> None:
        shown = repr(channel.read_inbound(webhook(RAW), NOW))
        assert "1712345678" not in shown
        assert "taka" not in shown


class TestTexts:
    LONG = "Amar bhatar taka gato mash theke ashe nai, ki korbo bolen. আমার ভাতার টাকা আসে নাই।"

    def text_of(self, channel: TwilioSms, body: str) -> str:
        return only(channel, webhook(raw_with(body))).text

    @pytest.mark.parametrize("wrap", [base64.b64encode, base64.encodebytes])
    def test_a_long_one_that_came_wrapped_is_opened(
        self, channel: TwilioSms, wrap: Callable[[bytes], bytes]
    ) -> None:
        assert self.text_of(channel, wrap(self.LONG.encode()).decode()) == self.LONG

    def test_no_form_of_it_is_kept_beside_it(self, channel: TwilioSms) -> None:
        wrapped = base64.b64encode(f"{self.LONG} pin 4821".encode()).decode()
        message = only(channel, webhook(raw_with(wrapped)))
        assert not {wrapped, message.text} & set(message.raw.values())

    @pytest.mark.parametrize(
        "text",
        [
            LONG,
            base64.b64encode(b"too short").decode(),
            base64.b64encode(LONG.encode()).decode()[:-1],  # no whole number of bytes
            base64.b64encode(bytes(range(256))).decode(),  # no text
            base64.b64encode(b"a \x00" * 30).decode(),  # nothing that a phone writes
            base64.b64encode(b"one-word-without-any-space-in-it" * 3).decode(),
            "ha" * 80,
        ],
    )
    def test_any_other_stays_as_it_is(self, channel: TwilioSms, text: str) -> None:
        assert self.text_of(channel, text) == text

    def test_a_picture_without_words_is_a_message(self, channel: TwilioSms) -> None:
        url = "https://api.twilio.com/2010-04-01/Accounts/AC0123/Messages/MM1/Media/ME1"
        media = f"NumMedia=1&MediaContentType0=image%2Fjpeg&MediaUrl0={quote(url)}"
        message = only(channel, webhook(raw_with("").replace("NumMedia=0", media)))
        assert (message.text, message.raw["NumMedia"]) == ("", "1")
        assert (message.raw["MediaContentType0"], message.raw["MediaUrl0"]) == ("image/jpeg", url)

    @pytest.mark.parametrize(
        ("word", "wanted"), [("STOP", [False]), ("START", [True]), ("HELP", [])]
    )
    def test_what_twilio_has_answered_is_marked(
        self, channel: TwilioSms, word: str, wanted: list[bool]
    ) -> None:
        message, *notices = channel.read_inbound(webhook(f"{RAW}&OptOutType={word}"), NOW)
        assert isinstance(message, InboundMessage)
        assert message.is_answered
        sid, sender = message.provider_message_id, message.sender
        assert notices == [SubscriptionChanged(sid, sender, wants) for wants in wanted]

    @pytest.mark.parametrize("word", ["", "stop", "NEW"])
    def test_what_it_has_not_is_ours_to_answer(self, channel: TwilioSms, word: str) -> None:
        assert not only(channel, webhook(f"{RAW}&OptOutType={word}")).is_answered


class TestJsonBodies:
    def test_are_read_like_forms(self, channel: TwilioSms) -> None:
        fields: dict[str, object] = dict(parse_qsl(RAW, keep_blank_values=True))
        body = json.dumps(fields | {"NumMedia": 0, "Tags": {"a": "b"}, "New": True})
        given = webhook(body, bodySHA256="any")
        message = only(channel, given)
        assert (message.sender.value, message.text) == ("+8801712345678", "amar taka আসে nai")
        assert message.raw["NumMedia"] == "0"
        assert not {"Tags", "New"} & set(message.raw)

    @pytest.mark.parametrize("body", ["", "[]", "{", RAW])
    def test_anything_else_is_refused(self, channel: TwilioSms, body: str) -> None:
        with pytest.raises(ChannelError):
            channel.read_inbound(webhook(body, bodySHA256="any"), NOW)


class TestParseStatus:
    def test_every_field_is_understood(self, channel: TwilioSms) -> None:
        [update] = channel.read_status(webhook(REPORT), NOW)
        assert update == StatusUpdate(
            None, "SMe287", OutboxState.FAILED, "twilio:30003", Fault.MESSAGE
        )

    def test_our_own_id_comes_back_in_the_address(self, channel: TwilioSms) -> None:
        ours = "0197f3aa-4444-7c00-8000-00000000000d"
        body = "MessageSid=SM1&MessageStatus=failed&ErrorCode=21610"
        [update] = channel.read_status(webhook(body, message=ours), NOW)
        assert update.message_id == UUID(ours)
        assert update.reason == "twilio:21610"
        assert update.opted_out

    @pytest.mark.parametrize("code", ["", "a sentence", "9" * 60, "৩০০০৩"])
    def test_what_is_no_number_of_twilios_is_no_reason(self, channel: TwilioSms, code: str) -> None:
        body = f"MessageSid=SM1&MessageStatus=failed&ErrorCode={quote(code)}"
        assert channel.read_status(webhook(body), NOW)[0].reason is None

    @pytest.mark.parametrize(
        "body", ["", "MessageSid=SM1", "MessageSid=SM1&MessageStatus=lost", "MessageStatus=sent"]
    )
    def test_unknown_or_missing_words_are_refused(self, channel: TwilioSms, body: str) -> None:
        with pytest.raises(ChannelError):
            channel.read_status(webhook(body), NOW)

    def test_an_id_that_is_none_of_ours_is_refused(self, channel: TwilioSms) -> None:
        with pytest.raises(ChannelError):
            channel.read_status(webhook("MessageSid=SM1&MessageStatus=sent", message="7"), NOW)


def test_the_acknowledgement_is_an_empty_response(channel: TwilioSms) -> None:
    acknowledgement = channel.routes["inbound"].acknowledge([])
    assert acknowledgement.media_type == "text/xml"
    assert acknowledgement.body.endswith("<Response/>")
