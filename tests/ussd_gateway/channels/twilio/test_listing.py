"""Twilio's list of messages, in its own words."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from ussd_gateway.channels.twilio.client import TwilioClient
from ussd_gateway.channels.twilio.listing import list_inbound
from ussd_gateway.errors import NotListed

pytestmark = pytest.mark.anyio
START, END = datetime(2026, 11, 23, 9, tzinfo=UTC), datetime(2026, 11, 23, 10, tzinfo=UTC)
FIRST = "/2010-04-01/Accounts/AC1/Messages.json"


def item(sid: str, **changes: Any) -> dict[str, Any]:
    """As Twilio's reference shows one."""
    return {
        "account_sid": "AC1",
        "api_version": "2010-04-01",
        "body": "amar taka koi",
        "date_created": "Mon, 23 Nov 2026 09:30:00 +0000",
        "date_sent": "Mon, 23 Nov 2026 09:30:00 +0000",
        "date_updated": "Mon, 23 Nov 2026 09:30:00 +0000",
        "direction": "inbound",
        "error_code": None,
        "error_message": None,
        "from": "+8801712345678",
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": "1",
        "price": "-0.00750",
        "price_unit": "USD",
        "sid": sid,
        "status": "received",
        "subresource_uris": {"media": f"{FIRST[:-5]}/{sid}/Media.json"},
        "to": "+88096",
        "uri": f"{FIRST[:-5]}/{sid}.json",
    } | changes


def page(*items: object, following: str | None = None) -> httpx.Response:
    return httpx.Response(200, json={"messages": items, "next_page_uri": following})


async def listed(
    answer: Callable[[httpx.Request], httpx.Response],
    number: str | None = "+88096",
    service: str | None = None,
) -> list[dict[str, str]]:
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        client = TwilioClient(
            http=http,
            api_url="https://api.twilio.example",
            account_sid="AC1",
            auth_token="t",
            status_url="",
            number=number,
            messaging_service_sid=service,
        )
        return await list_inbound(client, START, END)


def sids(messages: list[dict[str, str]]) -> list[str]:
    return [message["MessageSid"] for message in messages]


async def test_is_asked_for_what_came_to_our_number_meanwhile() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return page()

    assert await listed(answer) == []
    assert asked[0].url.path == FIRST
    assert dict(asked[0].url.params) == {
        "DateSent>": "2026-11-23T09:00:00Z",
        "DateSent<": "2026-11-23T10:00:00Z",
        "PageSize": "1000",
        "To": "+88096",
    }
    assert asked[0].headers["authorization"].startswith("Basic ")


async def test_is_told_in_the_words_of_a_call_of_theirs() -> None:
    [message] = await listed(lambda _: page(item("SM1")))
    assert message["MessageSid"] == "SM1"
    assert (message["From"], message["To"]) == ("+8801712345678", "+88096")
    assert (message["Body"], message["NumMedia"]) == ("amar taka koi", "0")
    assert message["date_sent"] == "Mon, 23 Nov 2026 09:30:00 +0000"


async def test_runs_over_pages_and_begins_with_the_oldest() -> None:
    pages = {
        FIRST: page(item("SM4"), item("SM3"), following=f"{FIRST}/2"),
        f"{FIRST}/2": page(item("SM2"), following=f"{FIRST}/3"),
        f"{FIRST}/3": page(item("SM1")),
    }
    found = await listed(lambda request: pages[request.url.path])
    assert sids(found) == ["SM1", "SM2", "SM3", "SM4"]


async def test_holds_what_we_sent_as_well_which_is_left_out() -> None:
    ours = [item("SM2", direction="outbound-api"), item("SM3", direction="outbound-reply"), 7]
    assert sids(await listed(lambda _: page(item("SM1"), *ours))) == ["SM1"]


async def test_of_a_messaging_service_is_what_came_to_its_numbers() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return page(item("SM1", messaging_service_sid="MG1"), item("SM2"))

    assert sids(await listed(answer, number=None, service="MG1")) == ["SM1"]
    assert "To" not in asked[0].url.params


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (httpx.Response(429, json={"code": 20429}), "http:429"),
        (httpx.Response(500), "http:500"),
        (httpx.Response(401), "http:401"),
        (httpx.Response(200, content=b"<html>"), "answer_without_messages"),
        (httpx.Response(200, json=[]), "answer_without_messages"),
        (httpx.Response(200, json={"messages": {}}), "answer_without_messages"),
        (page(following="https://elsewhere.example/"), "answer_with_strange_page"),
        (page(following="@elsewhere.example/"), "answer_with_strange_page"),
        (
            httpx.Response(200, json={"messages": [], "next_page_uri": 1}),
            "answer_with_strange_page",
        ),
        (page(item("SM1"), following=FIRST), "too_many_pages"),
    ],
)
async def test_that_cannot_be_read_is_none(answer: httpx.Response, reason: str) -> None:
    with pytest.raises(NotListed) as caught:
        await listed(lambda _: answer)
    assert caught.value.reason == reason


async def test_that_does_not_come_is_none() -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("away", request=request)

    with pytest.raises(NotListed, match="ReadTimeout"):
        await listed(fail)
