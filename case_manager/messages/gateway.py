"""The one way from here to a citizen's phone: the gateway's API."""

from dataclasses import asdict
from json import dumps

import httpx

from case_manager.messages.service import Handover

_TIMEOUT_SECONDS = 10.0


class GatewayError(Exception):
    """Base of everything this client raises; none of it carries the message."""


class GatewayUnavailable(GatewayError):
    """Try again later."""


class GatewayRefused(GatewayError):
    """Trying again would be refused again."""


class Gateway:
    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def send(self, handover: Handover) -> None:
        """The same message twice is accepted twice and sent once: the gateway knows its id."""
        body = asdict(handover) | {"template": None}
        try:
            response = self._client.post(
                "/api/v1/messages",
                content=dumps(body, default=str),
                headers={"Content-Type": "application/json"},
            )
        except httpx.HTTPError as error:
            raise GatewayUnavailable(type(error).__name__) from None
        if response.is_success:
            return
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


def _error_name(response: httpx.Response) -> str:
    try:
        name = response.json()["error"]
    except (ValueError, KeyError, TypeError):
        return f"answered {response.status_code}"
    return str(name)[:60]
