import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from ussd_gateway.addresses import Address
from ussd_gateway.channels.bdapps.addresses import address_of
from ussd_gateway.channels.bdapps.codes import check
from ussd_gateway.channels.requests import call, failure_by_http, id_in, read_answer
from ussd_gateway.errors import SendRefused
from ussd_gateway.messages import OutgoingMessage, Receipt, Screen

_TEXT, _USSD_TEXT = "0", "440"


@dataclass(frozen=True)
class BdappsClient:
    http: httpx.AsyncClient
    api_url: str
    application_id: str
    password: str = field(repr=False)
    source_address: str
    can_script: bool = False

    async def send(self, message: OutgoingMessage) -> Receipt:
        source = {"sourceAddress": self.source_address} if self.source_address else {}
        answer = await self._post(
            "/sms/send",
            message=message.text if self.can_script else in_ascii(message.text),
            destinationAddresses=[address_of(message.recipient)],
            deliveryStatusRequest="1",
            encoding=_TEXT,
            **source,
        )
        destination = _the_destination(answer)
        check(destination.get("statusCode", answer.get("statusCode")))
        theirs = id_in(answer.get("messageId")) or id_in(destination.get("messageId"))
        return Receipt(theirs or str(message.id))  # taken, so never sent again

    async def show(self, subscriber: Address, session: str, screen: Screen) -> None:
        answer = await self._post(
            "/ussd/send",
            message=to_ascii(screen.text),
            sessionId=session,
            ussdOperation="mt-fin" if screen.ended else "mt-cont",
            destinationAddress=address_of(subscriber),
            encoding=_USSD_TEXT,
        )
        check(answer.get("statusCode"))

    async def _post(self, path: str, **fields: object) -> Mapping[str, Any]:
        ours = {
            "version": "1.0",
            "applicationId": self.application_id,
            "password": self.password,
        }
        url = f"{self.api_url.rstrip('/')}{path}"
        response = await call(self.http, "POST", url, json=ours | fields)
        if not response.is_success:
            raise failure_by_http(response.status_code)
        return read_answer(response)


def in_ascii(text: str) -> str:
    """Raises SendRefused where most of it would be lost: somebody can write it anew."""
    plain = to_ascii(text)
    if 2 * (plain.count("?") - text.count("?")) > len(text):
        raise SendRefused("bdapps:other_script")
    return plain


def to_ascii(text: str) -> str:
    """Letter for letter, so that a screen that fits still fits."""
    return "".join(_plain(character) for character in text)


def _plain(character: str) -> str:
    base = unicodedata.normalize("NFKD", character)[0]
    return base if base.isascii() else "?"


def _the_destination(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """We name one destination at a time; what is said of it is more exact than the whole."""
    destinations = answer.get("destinationResponses")
    first = destinations[0] if isinstance(destinations, list) and destinations else None
    return first if isinstance(first, dict) else {}
