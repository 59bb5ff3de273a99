from urllib.parse import quote_plus
from uuid import UUID

import httpx
import pytest

from tests.ussd_gateway.harness import make_channel, sign_form
from ussd_gateway.channels.twilio.channel import TwilioSms
from ussd_gateway.channels.twilio.signature import sign
from ussd_gateway.db import utc_now
from ussd_gateway.errors import ChannelError, SignatureRefused
from ussd_gateway.messages import Webhook

# As Twilio sent it (https://www.twilio.com/docs/usage/security), with a country's extra fields.
RAW = (
    "ToCountry=US&ToState=&SmsMessageSid=SMe287d7109a5a925f182f0e07fe5b223b&NumMedia=0&ToCity="
    "&FromZip=&SmsSid=SMe287d7109a5a925f182f0e07fe5b223b&FromState=&SmsStatus=received&FromCity="
    "&Body=amar+taka+%E0%A6%86%E0%A6%B8%E0%A7%87+nai&FromCountry=BD&To=%2B12028831111&ToZip="
    "&NumSegments=1&MessageSid=SMe287d7109a5a925f182f0e07fe5b223b&AccountSid=AC0123"
    "&From=%2B8801712345678&ApiVersion=2010-04-01&SomethingNew=1"
)
URL = "https://sms.nalish.example/channels/twilio/inbound"


@pytest.fixture
def channel() -> TwilioSms:
    made = make_channel("twilio", httpx.MockTransport(lambda _: httpx.Response(500)))
    assert isinstance(made, TwilioSms)
    return made


def webhook(body: str, url: str = URL, signature: str = "", **query: str) -> Webhook:
    return Webhook(url, {"x-twilio-signature": signature}, query, body.encode())


class TestParseInbound:
    def test_twilios_form_is_understood(self, channel: TwilioSms) -> None:
        [message] = channel.read_inbound(webhook(RAW), utc_now())
        assert message.provider_message_id == "SMe287d7109a5a925f182f0e07fe5b223b"
        assert message.sender == "+8801712345678"
        assert message.recipient == "+12028831111"
        assert message.text == "amar taka আসে nai"
        assert message.raw["SomethingNew"] == "1"

    @pytest.mark.parametrize("body", ["", "From=%FF", "জ", "MessageSid=1&From", "%%%"])
    def test_what_is_no_form_is_refused(self, channel: TwilioSms, body: str) -> None:
        with pytest.raises(ChannelError):
            channel.read_inbound(webhook(body), utc_now())

    def test_an_echo_of_our_own_is_refused(self, channel: TwilioSms) -> None:
        echo = RAW.replace("%2B8801712345678", "%2B8809612345678")
        with pytest.raises(ChannelError, match="our own number"):
            channel.read_inbound(webhook(echo), utc_now())

    def test_too_many_fields_are_refused(self, channel: TwilioSms) -> None:
        with pytest.raises(ChannelError):
            channel.read_inbound(webhook("&".join(f"f{n}=1" for n in range(300))), utc_now())

    def test_the_message_shows_nothing_of_its_sender(self, channel: TwilioSms) -> None:
        shown = repr(channel.read_inbound(webhook(RAW), utc_now()))
        assert "1712345678" not in shown
        assert "taka" not in shown


class TestVerify:
    FORM = {"From": "+8801712345678", "Body": "", "To": "x"}  # noqa: RUF012
    BODY = "&".join(f"{name}={quote_plus(value)}" for name, value in FORM.items())

    @pytest.mark.parametrize(
        "signed",
        [
            URL,
            "https://sms.nalish.example:443/channels/twilio/inbound",
        ],
    )
    def test_with_and_without_the_port(self, channel: TwilioSms, signed: str) -> None:
        channel.verify(webhook(self.BODY, signature=sign_form(signed, self.FORM)))

    def test_the_query_is_signed_too(self, channel: TwilioSms) -> None:
        url = f"{URL}?message=1&x=%20y"
        channel.verify(webhook(self.BODY, url, sign_form(url, self.FORM)))
        with pytest.raises(SignatureRefused):
            channel.verify(webhook(self.BODY, url, sign_form(URL, self.FORM)))

    def test_a_repeated_field_counts_with_all_its_values(self, channel: TwilioSms) -> None:
        signature = sign("twilio-auth-token", URL, {"a": ["2", "1"]})
        channel.verify(webhook("a=1&a=2", signature=signature))

    @pytest.mark.parametrize(
        "signature", ["", "x", sign_form(URL, {"From": "+8801712345679", "Body": "", "To": "x"})]
    )
    def test_any_other_signature_is_refused(self, channel: TwilioSms, signature: str) -> None:
        with pytest.raises(SignatureRefused):
            channel.verify(webhook(self.BODY, signature=signature))

    def test_the_signature_of_another_account_is_refused(self, channel: TwilioSms) -> None:
        form = {name: [value] for name, value in self.FORM.items()}
        with pytest.raises(SignatureRefused):
            channel.verify(webhook(self.BODY, signature=sign("another token", URL, form)))


class TestParseStatus:
    def test_our_own_id_comes_back_in_the_address(self, channel: TwilioSms) -> None:
        ours = "0197f3aa-4444-7c00-8000-00000000000d"
        body = "MessageSid=SM1&MessageStatus=failed&ErrorCode=21610"
        [update] = channel.read_status(webhook(body, message=ours), utc_now())
        assert update.message_id == UUID(ours)
        assert update.reason == "twilio:21610"
        assert update.opted_out

    @pytest.mark.parametrize(
        "body", ["", "MessageSid=SM1", "MessageSid=SM1&MessageStatus=lost", "MessageStatus=sent"]
    )
    def test_unknown_or_missing_words_are_refused(self, channel: TwilioSms, body: str) -> None:
        with pytest.raises(ChannelError):
            channel.read_status(webhook(body), utc_now())

    def test_an_id_that_is_none_of_ours_is_refused(self, channel: TwilioSms) -> None:
        with pytest.raises(ChannelError):
            channel.read_status(
                webhook("MessageSid=SM1&MessageStatus=sent", message="7"), utc_now()
            )


def test_the_acknowledgement_is_an_empty_response(channel: TwilioSms) -> None:
    acknowledgement = channel.routes["inbound"].acknowledge([])
    assert acknowledgement.media_type == "text/xml"
    assert acknowledgement.body.endswith("<Response/>")
