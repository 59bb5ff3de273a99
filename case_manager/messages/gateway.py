"""The one way from here to a citizen's phone: the gateway's API."""

from dataclasses import asdict, dataclass
from json import dumps
from typing import Any
from uuid import UUID

import httpx

from case_manager.messages.service import Handover
from case_manager.vocabulary import Language

_TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True)
class Contact:
    """A phone as the gateway knows it."""

    id: UUID
    language: Language
    opted_out: bool


class GatewayError(Exception):
    """Base of everything this client raises; none of it carries the message."""


class GatewayUnavailable(GatewayError):
    """Try again later."""


class GatewayRefused(GatewayError):
    """Trying again would be refused again."""


class Gateway:
    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def make_known(self, phone: str, language: Language) -> Contact:
        """The contact of a phone in E.164; who is one already keeps their language and stop."""
        answer = self._ask("PUT", "/api/v1/contacts", {"phone": phone, "language": language})
        try:
            return Contact(
                id=UUID(answer["contact_id"]),
                language=Language(answer["language"]),
                opted_out=bool(answer["opted_out"]),
            )
        except (KeyError, TypeError, ValueError):
            raise GatewayUnavailable("answered without a contact") from None

    def send(self, handover: Handover) -> None:
        """The same message twice is accepted twice and sent once: the gateway knows its id."""
        self._ask("POST", "/api/v1/messages", asdict(handover) | {"template": None})

    def _ask(self, method: str, path: str, body: dict[str, Any]) -> Any:
        try:
            response = self._client.request(
                method,
                path,
                content=dumps(body, default=str),
                headers={"Content-Type": "application/json"},
            )
        except httpx.HTTPError as error:
            raise GatewayUnavailable(type(error).__name__) from None
        if response.is_success:
            return _read(response)
        if response.status_code in (404, 409, 410, 422):
            raise GatewayRefused(_error_name(response))
        raise GatewayUnavailable(f"answered {response.status_code}")


def make_gateway(
    base_url: str, token: str, transport: httpx.BaseTransport | None = None
) -> Gateway:
    return Gateway(
        httpx.Client(
            base_url=base_url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=_TIMEOUT_SECONDS,
            transport=transport,
        )
    )


def _read(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None


def _error_name(response: httpx.Response) -> str:
    try:
        name = response.json()["error"]
    except (ValueError, KeyError, TypeError):
        return f"answered {response.status_code}"
    return str(name)[:60]
