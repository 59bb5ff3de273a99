"""Kannel's own words, as version 1.4.5 sent and answered them."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote
from uuid import UUID

import httpx
import pytest

from tests.ussd_gateway.channels.kannel import provider
from tests.ussd_gateway.channels.kannel.provider import PATH_SECRET
from tests.ussd_gateway.harness import PUBLIC_URL, Gateway, make_channel
from ussd_gateway.addresses import Address
from ussd_gateway.channels.kannel.channel import Kannel
from ussd_gateway.errors import (
    BadEncoding,
    ChannelError,
    ContradictoryFields,
    SendDeferred,
    SendFailed,
    SendRefused,
    UnknownStatus,
    UnreadableField,
)
from ussd_gateway.messages import InboundMessage, OutboxState, OutgoingMessage, Webhook

NOW = datetime(2026, 11, 23, tzinfo=UTC)
BANGLA = "আমার ভাতা 😀"
ID = "615bd462-ab10-4692-97b1-0dc320333ad6"
URL = f"{PUBLIC_URL}/channels/kannel/inbound/secret"
HEADERS = {
    "user-agent": "Kannel/1.4.5",
    "content-type": 'text/plain; charset="UTF-8"',
    "x-kannel-from": "8801712345678",
    "x-kannel-to": "16100",
    "x-kannel-time": "2026-11-29 10:49:13",
    "x-kannel-smsc": "fake",
    "x-kannel-coding": "0",
    "x-kannel-service": "default",
}
# By `get-url`: every letter of the text is a byte of the charset that stands beside it.
GET = f"id={ID}&from=8801712345678&to=16100"
UTF_16 = "%09%86%09%AE%09%BE%09%B0%00+%09%AD%09%BE%09%A4%09%BE%00+%D8%3D%DE%00"
MESSAGE = OutgoingMessage(
    UUID("0197f3aa-4444-7c00-8000-00000000000d"),
    Address.of_phone("+8801712345678"),
    "Taka ashbe: 500 Tk @ {x} €",
)


def made(answer: httpx.Response | None = None) -> Kannel:
    channel = make_channel("kannel", httpx.MockTransport(lambda _: answer or httpx.Response(500)))
    assert isinstance(channel, Kannel)
    return channel


def read(webhook: Webhook) -> InboundMessage:
    [message] = made().read_inbound(webhook, NOW)
    return message


def posted(body: bytes, query: str = f"id={ID}", **headers: str) -> Webhook:
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    return Webhook(f"{URL}?{query}", HEADERS | changed, {}, body)


def got(query: str) -> Webhook:
    return Webhook(f"{URL}?{query}", {}, {}, b"", method="GET")


class TestInbound:
    def test_an_sms_by_post_url(self) -> None:
        message = read(posted("hello @ {x} € é".encode()))
        assert (message.provider_message_id, message.text) == (ID, "hello @ {x} € é")
        assert (message.sender.value, message.recipient) == ("+8801712345678", "16100")
        assert message.raw == {"id": ID, "from": "8801712345678", "to": "16100"}

    @pytest.mark.parametrize(
        ("content_type", "body"),
        [
            ('text/plain; charset="UTF-16BE"', BANGLA.encode("utf-16-be")),
            ("text/plain; charset=UTF-8", BANGLA.encode()),
            ("text/plain", BANGLA.encode()),
        ],
    )
    def test_bangla_by_post_url(self, content_type: str, body: bytes) -> None:
        assert read(posted(body, content_type=content_type, x_kannel_coding="2")).text == BANGLA

    @pytest.mark.parametrize(
        ("rest", "text"),
        [
            (f"coding=2&charset=UTF-16BE&text={UTF_16}", BANGLA),
            (f"coding=2&charset=UTF-8&text={quote(BANGLA)}", BANGLA),
            ("coding=0&charset=UTF-8&text=hello+%40+%26%C2%A5", "hello @ &¥"),
            ("coding=0&charset=ISO-8859-1&text=caf%E9", "café"),
            ("coding=0&charset=WINDOWS-1252&text=%80+5", "€ 5"),
            ("text=hello", "hello"),
            ("charset=UTF-16BE&text=", ""),
            ("", ""),
        ],
    )
    def test_an_sms_by_get_url(self, rest: str, text: str) -> None:
        message = read(got(f"{GET}&{rest}"))
        assert (message.text, message.sender.value, message.recipient) == (
            text,
            "+8801712345678",
            "16100",
        )
        assert "text" not in message.raw

    @pytest.mark.parametrize(
        "webhook",
        [
            got(f"{GET}&charset=KLINGON&text=x"),
            got(f"{GET}&charset=UTF-16BE&text=%09"),
            got(f"{GET}&charset=UTF-16BE&text=%D8%3D"),
            got(f"{GET}&charset=UTF-8&text=%FF"),
            got(f"{GET}&coding=1&text=x"),
            got(""),
            got("id=1&from=0171234&to=16100"),
            got("id=1&from=8801712345678"),
            posted(b"x", query=""),
            posted(b"x", x_kannel_from="0171234"),
            posted(b"x", x_kannel_to=""),
            posted(b"x", x_kannel_coding="1"),
            posted(b"x", content_type="text/plain; charset=klingon"),
            posted(b"\x09", content_type='text/plain; charset="UTF-16BE"'),
        ],
    )
    def test_what_cannot_be_read_is_refused(self, webhook: Webhook) -> None:
        with pytest.raises(ChannelError):
            read(webhook)


class TestReports:
    def read(self, query: str) -> tuple[UUID | None, OutboxState, str | None]:
        url = f"{PUBLIC_URL}/channels/kannel/status/secret?{query}"
        [update] = made().read_status(Webhook(url, {}, {}, b"", method="GET"), NOW)
        return update.message_id, update.state, update.reason

    @pytest.mark.parametrize(
        ("status", "state", "reason"),
        [
            ("1", OutboxState.DELIVERED, None),
            ("2", OutboxState.FAILED, "kannel:2"),
            ("4", OutboxState.SENT, None),
            ("8", OutboxState.SENT, None),
            ("16", OutboxState.FAILED, "kannel:16"),
        ],
    )
    def test_each_bit_is_a_state(self, status: str, state: OutboxState, reason: str | None) -> None:
        expected = (MESSAGE.id, state, reason)
        assert self.read(f"message={MESSAGE.id}&status={status}") == expected

    @pytest.mark.parametrize(
        ("query", "error"),
        [
            ("", UnknownStatus),
            ("status=%25d", UnknownStatus),
            ("status=0", UnknownStatus),
            ("status=3", UnknownStatus),
            ("status=1&message=7", UnreadableField),
            ("status=1&status=2", ContradictoryFields),
            ("status=%ff", BadEncoding),
            ("status=\xe0", BadEncoding),
        ],
    )
    def test_anything_else_is_refused(self, query: str, error: type[ChannelError]) -> None:
        ours = "" if "message" in query else f"&message={MESSAGE.id}"
        with pytest.raises(error):
            self.read(query + ours)


@pytest.mark.anyio
class TestSending:
    async def send(self, channel: Kannel, message: OutgoingMessage = MESSAGE) -> httpx.Request:
        sent: list[httpx.Request] = []

        def accept(request: httpx.Request) -> httpx.Response:
            sent.append(request)
            return httpx.Response(202, text="3: Queued for later delivery")

        async with httpx.AsyncClient(transport=httpx.MockTransport(accept)) as http:
            client = replace(channel.client, http=http)
            receipt = await replace(channel, client=client).send(message)
        assert receipt.provider_message_id == str(message.id)
        return sent[0]

    async def test_neither_number_nor_text_stand_in_the_address(self) -> None:
        request = await self.send(made())
        assert request.method == "POST"
        assert str(request.url) == "http://kannel.example:13013/cgi-bin/sendsms"
        assert request.content.decode() == MESSAGE.text
        headers = {n: v for n, v in request.headers.items() if n.startswith(("x-", "content-t"))}
        assert headers == {
            "content-type": "text/plain; charset=UTF-8",
            "x-kannel-username": "nalish",
            "x-kannel-password": "kannel-password",
            "x-kannel-from": "16100",
            "x-kannel-to": "+8801712345678",
            "x-kannel-coding": "0",
            "x-kannel-dlr-mask": "31",
            "x-kannel-dlr-url": (
                f"{PUBLIC_URL}/channels/kannel/status/{PATH_SECRET}?message={MESSAGE.id}&status=%d"
            ),
        }

    async def test_bangla_goes_out_as_such(self) -> None:
        request = await self.send(made(), replace(MESSAGE, text=BANGLA))
        assert request.headers["X-Kannel-Coding"] == "2"
        assert request.content.decode() == BANGLA

    async def test_a_link_may_be_named(self) -> None:
        channel = made()
        named = replace(channel, client=replace(channel.client, smsc="gp"))
        assert (await self.send(named)).headers["X-Kannel-SMSC"] == "gp"

    async def test_kannel_finds_no_words_of_its_own_in_a_secret(self) -> None:
        channel = made()
        url = "https://sms.example/s/50% off&x?#"
        request = await self.send(replace(channel, client=replace(channel.client, status_url=url)))
        told = request.headers["X-Kannel-DLR-Url"].partition("?message=")[0]
        assert told == "https://sms.example/s/50%%25%%20off%%26x%%3F%%23"

    @pytest.mark.parametrize(
        ("status", "text", "kind", "needs_operator"),
        [
            (403, "Authorization failed for sendsms", SendDeferred, True),
            (404, "Unknown request.", SendDeferred, True),
            (401, "", SendDeferred, True),
            (503, "Temporal failure, try again later.", SendDeferred, False),
            (500, "Sending failed.", SendDeferred, False),
            (403, "Not routable. Do not try again.", SendRefused, False),
            (400, "Missing receiver(s) number(s), rejected", SendRefused, False),
        ],
    )
    async def test_a_refusal_says_whose_fault_it_is(
        self, status: int, text: str, kind: type[SendFailed], needs_operator: bool
    ) -> None:
        with pytest.raises(kind) as caught:
            await made(httpx.Response(status, text=text)).send(MESSAGE)
        assert caught.value.needs_operator is needs_operator


@pytest.mark.anyio
class TestOnTheWire:
    async def test_bangla_by_get_url_reaches_the_assistant(self, gateway: Gateway) -> None:
        gateway.providers[provider.HOST] = lambda _: httpx.Response(202, text="0: Accepted")
        path = f"/channels/kannel/inbound/{PATH_SECRET}"
        response = await gateway.web.get(f"{path}?{GET}&charset=UTF-16BE&text={UTF_16}")
        assert provider.error(response) == ""
        await gateway.settle()
        assert gateway.assistant.heard == [BANGLA]

    async def test_what_kannel_would_call_with_again_is_acknowledged(
        self, gateway: Gateway
    ) -> None:
        path = f"/channels/kannel/inbound/{PATH_SECRET}"
        response = await gateway.web.get(f"{path}?{GET}&coding=1")
        assert (response.status_code, response.text) == (200, "")
        assert response.headers["X-Refused"] == "Malformed"
