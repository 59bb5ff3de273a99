"""Twilio's own words on how it signs, and its own library, as the oracles."""

import base64
import hmac
import json
from hashlib import sha256
from urllib.parse import quote, urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from tests.ussd_gateway.harness import PUBLIC_URL, Gateway, make_channel, sign_form, twilio_form
from ussd_gateway.channels.twilio.channel import TwilioSms
from ussd_gateway.errors import SignatureRefused
from ussd_gateway.messages import Webhook

TOKEN = "twilio-auth-token"
URL = f"{PUBLIC_URL}/channels/twilio/inbound"
FORM = {"From": "+8801712345678", "Body": "", "To": "x"}
BODY = urlencode(FORM)
Pairs = list[tuple[str, str]]
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PAIRS = st.lists(st.tuples(WORDS | st.sampled_from(["Body", "From", "a", ""]), WORDS), max_size=6)


@pytest.fixture(scope="module")
def channel() -> TwilioSms:
    made = make_channel("twilio", httpx.MockTransport(lambda _: httpx.Response(500)))
    assert isinstance(made, TwilioSms)
    return made


def webhook(
    body: str | bytes, url: str = URL, signature: str = "", settings: str | None = None
) -> Webhook:
    headers = {"x-twilio-signature": signature}
    if settings is not None:
        headers["x-twilio-webhooks-signature-settings"] = settings
    raw = body.encode() if isinstance(body, str) else body
    return Webhook(url, headers, dict(httpx.URL(url).params), raw)


def in_twilios_words(url: str, pairs: Pairs, digest: str = "sha1") -> str:
    """ "Sort by name; append each name and its value, with no delimiters; HMAC; Base64."""
    signed = url + "".join(name + value for name, value in sorted(set(pairs)))
    return base64.b64encode(hmac.digest(TOKEN.encode(), signed.encode(), digest)).decode()


def is_taken(channel: TwilioSms, given: Webhook) -> bool:
    try:
        channel.verify(given)
    except SignatureRefused:
        return False
    return True


class TestForms:
    @given(PAIRS, st.randoms())
    def test_are_taken_whatever_is_in_them_and_in_any_order(
        self, channel: TwilioSms, pairs: Pairs, chance: object
    ) -> None:
        signature = in_twilios_words(URL, pairs)
        shuffled = list(pairs)
        chance.shuffle(shuffled)  # type: ignore[attr-defined]
        assert is_taken(channel, webhook(urlencode(shuffled), signature=signature))
        assert is_taken(channel, webhook(urlencode(shuffled, quote_via=quote), signature=signature))

    @given(st.dictionaries(WORDS, WORDS, max_size=6))
    def test_are_signed_as_twilios_library_does(
        self, channel: TwilioSms, form: dict[str, str]
    ) -> None:
        signature = RequestValidator(TOKEN).compute_signature(URL, form)
        assert is_taken(channel, webhook(urlencode(form), signature=signature))

    @given(PAIRS, WORDS, WORDS)
    def test_with_one_field_more_are_refused(
        self, channel: TwilioSms, pairs: Pairs, name: str, value: str
    ) -> None:
        signature = in_twilios_words(URL, pairs)
        changed = [*pairs, (name, value)]
        expected = in_twilios_words(URL, changed) == signature
        assert is_taken(channel, webhook(urlencode(changed), signature=signature)) is expected

    @pytest.mark.parametrize("body", [b"\xff", b"%ff=%ff", b"&&&", b"=", b"a;b=c"])
    def test_that_are_none_are_no_error(self, channel: TwilioSms, body: bytes) -> None:
        assert not is_taken(channel, webhook(body, signature="x"))


class TestAddresses:
    @pytest.mark.parametrize("port", ["", ":443"])
    def test_with_and_without_the_port(self, channel: TwilioSms, port: str) -> None:
        signed = f"https://sms.nalish.example{port}/channels/twilio/inbound"
        channel.verify(webhook(BODY, signature=sign_form(signed, FORM)))

    def test_with_and_without_a_port_of_its_own(self, channel: TwilioSms) -> None:
        ours = URL.replace(".example", ".example:8443")
        for signed in (ours, URL):
            channel.verify(webhook(BODY, ours, sign_form(signed, FORM)))

    def test_the_query_is_signed_too(self, channel: TwilioSms) -> None:
        url = f"{URL}?message=1&x=%20y"
        channel.verify(webhook(BODY, url, sign_form(url, FORM)))
        assert not is_taken(channel, webhook(BODY, url, sign_form(URL, FORM)))


class TestSignatures:
    @pytest.mark.parametrize("signature", ["", "x", "ক", sign_form(URL, FORM | {"Body": "x"})])
    def test_that_do_not_fit_are_refused(self, channel: TwilioSms, signature: str) -> None:
        assert not is_taken(channel, webhook(BODY, signature=signature))

    def test_of_another_account_are_refused(self, channel: TwilioSms) -> None:
        signature = RequestValidator("another token").compute_signature(URL, FORM)
        assert not is_taken(channel, webhook(BODY, signature=signature))

    def test_by_a_shared_key_name_their_algorithm(self, channel: TwilioSms) -> None:
        signature = in_twilios_words(URL, list(FORM.items()), "sha256")
        named = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"
        assert is_taken(channel, webhook(BODY, signature=signature, settings=named))
        assert not is_taken(channel, webhook(BODY, signature=signature))

    def test_by_an_unknown_algorithm_are_refused(self, channel: TwilioSms) -> None:
        named = "key=webhooks_sharedkey_1,algorithm=none"
        given = webhook(BODY, signature=sign_form(URL, FORM), settings=named)
        assert not is_taken(channel, given)


class TestJsonBodies:
    @given(st.dictionaries(WORDS, WORDS, max_size=4))
    def test_are_taken_with_their_hash(self, channel: TwilioSms, fields: dict[str, str]) -> None:
        body = json.dumps(fields, ensure_ascii=False).encode()
        url = f"{URL}?bodySHA256={sha256(body).hexdigest()}"
        signature = RequestValidator(TOKEN).compute_signature(url, {})
        assert RequestValidator(TOKEN).validate(url, body.decode(), signature)
        assert is_taken(channel, webhook(body, url, signature))
        assert not is_taken(channel, webhook(body + b" ", url, signature))

    @pytest.mark.parametrize("stated", ["", "0" * 64, "%E0%A6%95"])
    def test_with_another_hash_are_refused(self, channel: TwilioSms, stated: str) -> None:
        url = f"{URL}?bodySHA256={stated}"
        signature = RequestValidator(TOKEN).compute_signature(url, {})
        assert not is_taken(channel, webhook("{}", url, signature))


@pytest.mark.anyio
class TestBehindAProxy:
    async def post(self, gateway: Gateway, url: str, **headers: str) -> int:
        form = twilio_form()
        response = await gateway.web.post(
            "/channels/twilio/inbound",
            content=urlencode(form),
            headers={"X-Twilio-Signature": sign_form(url, form), **headers},
        )
        return response.status_code

    async def test_the_address_is_the_public_one_whatever_the_proxy_made_of_it(
        self, gateway: Gateway
    ) -> None:
        assert await self.post(gateway, URL, Host="10.0.0.7:8000") == 200

    async def test_nobody_says_in_a_header_what_our_address_is(self, gateway: Gateway) -> None:
        other = URL.replace("sms.nalish.example", "other.example")
        named = {"X-Forwarded-Host": "other.example", "X-Forwarded-Proto": "https"}
        assert await self.post(gateway, other, **named) == 403
        assert await self.post(gateway, URL, **named) == 200
