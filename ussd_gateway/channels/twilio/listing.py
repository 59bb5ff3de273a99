"""What Twilio kept of the messages to us: https://www.twilio.com/docs/messaging/api/message-resource"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx

from ussd_gateway.channels.reading import plain_fields
from ussd_gateway.channels.requests import TIMEOUT_SECONDS, read_answer
from ussd_gateway.channels.twilio.client import TwilioClient
from ussd_gateway.errors import NotListed, TooMuchListed

_PAGE_SIZE = 1000
_MOST_PAGES = 100
# In the list and in a call of theirs the same things have other names.
_NAMES = {"sid": "MessageSid", "from": "From", "to": "To", "body": "Body", "num_media": "NumMedia"}


async def list_inbound(
    client: TwilioClient, start: datetime, end: datetime
) -> list[dict[str, str]]:
    """In the words of a call of theirs, oldest first; Twilio lists the newest first."""
    asked = {
        "DateSent>": _in_words(start),
        "DateSent<": _in_words(end),
        "PageSize": str(_PAGE_SIZE),
    }
    if client.number:
        asked["To"] = client.number
    url: str | None = f"{client.messages_url}?{urlencode(asked)}"
    found: list[dict[str, str]] = []
    for _ in range(_MOST_PAGES):
        page = await _page(client, url)
        found += [_in_their_words(item) for item in page["messages"] if _is_to_us(client, item)]
        url = _next_page(client, page)
        if url is None:
            return found[::-1]
    raise TooMuchListed("too_many_pages")


async def _page(client: TwilioClient, url: str | None) -> Mapping[str, Any]:
    auth = (client.account_sid, client.auth_token)
    try:
        response = await client.http.get(str(url), auth=auth, timeout=TIMEOUT_SECONDS)
    except httpx.HTTPError as error:
        raise NotListed(type(error).__name__) from None
    page = read_answer(response)
    if not response.is_success:
        raise NotListed(f"http:{response.status_code}")
    if not isinstance(page.get("messages"), list):
        raise NotListed("answer_without_messages")
    return page


def _next_page(client: TwilioClient, page: Mapping[str, Any]) -> str | None:
    """Only ever at Twilio's own address: our password goes along."""
    path = page.get("next_page_uri")
    if not path:
        return None
    if not isinstance(path, str) or not path.startswith("/"):
        raise NotListed("answer_with_strange_page")
    return f"{client.api_url.rstrip('/')}{path}"


def _is_to_us(client: TwilioClient, item: object) -> bool:
    if not isinstance(item, dict) or item.get("direction") != "inbound":
        return False
    return bool(client.number) or (
        item.get("messaging_service_sid") == client.messaging_service_sid
    )


def _in_their_words(item: Mapping[str, Any]) -> dict[str, str]:
    return {_NAMES.get(name, name): value for name, value in plain_fields(item).items()}


def _in_words(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
