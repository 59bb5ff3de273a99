"""The one way from here to a citizen's phone: the gateway's API."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from json import dumps
from typing import Any, TypeVar
from uuid import UUID

import httpx
from pydantic import BaseModel, ValidationError

from case_manager.messages.service import Handover
from case_manager.vocabulary import DeliveryStatus, Language

_TIMEOUT_SECONDS = 10.0
_FAILED_MESSAGES = "/api/v1/failed-messages"
Understood = TypeVar("Understood", bound=BaseModel)


@dataclass(frozen=True)
class Contact:
    """A phone as the gateway knows it."""

    id: UUID
    language: Language
    opted_out: bool


@dataclass(frozen=True)
class Queue:
    messages: int
    oldest_at: datetime


@dataclass(frozen=True)
class WaitingQueue(Queue):
    priority: str


@dataclass(frozen=True)
class ChannelState:
    """`is_connected` is None where nothing has to stay connected; what keeps failing
    `is_left_alone` for some minutes. `automatic` is what machines wrote, which nobody answers.
    """

    channel: str
    is_configured: bool
    takes_sms: bool
    takes_calls: bool
    sends: bool
    is_connected: bool | None
    is_left_alone: bool
    heard_at: datetime | None
    sent_at: datetime | None
    failed_last_hour: int
    automatic_last_day: int
    unanswered: Queue | None
    waiting: Sequence[WaitingQueue]


@dataclass(frozen=True)
class Cost:
    """`month` is its first day; without a budget `cost_tag` is empty."""

    month: date
    channel: str
    cost_tag: str
    messages: int
    segments: int
    cost_paisa: int


@dataclass(frozen=True)
class FailedMessage:
    """`resent_as` was sent in its place.

    Without its words, and only as much of the phone as tells two apart; None where its operator
    hides the number."""

    id: UUID
    phone: str | None
    channel: str
    cost_tag: str
    case_reference: str | None
    attempts: int
    reason: str | None
    failed_at: datetime
    resent_as: UUID | None
    resent_status: DeliveryStatus | None


class FailedMessages(BaseModel):
    messages: list[FailedMessage]
    next_after: UUID | None


class _Channels(BaseModel):
    channels: list[ChannelState]


class _Costs(BaseModel):
    costs: list[Cost]


class GatewayError(Exception):
    """Base of everything this client raises; none of it carries the message."""


class GatewayUnavailable(GatewayError):
    """Try again later."""


class GatewayStumbled(GatewayUnavailable):
    """At this one; it may take the next."""


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
        body = asdict(handover) | {"template": None}
        if handover.about is None:
            del body["about"]  # a gateway that is not upgraded yet knows no such thing
        if not handover.again:
            del body["again"]
        self._ask("POST", "/api/v1/messages", body)

    def channels(self) -> Sequence[ChannelState]:
        answer = self._ask("GET", "/api/v1/channels")
        return _understood(_Channels, answer).channels

    def costs(self, first: date, last: date) -> Sequence[Cost]:
        """By month, newest first; both days count."""
        period = {"from": first.isoformat(), "to": last.isoformat()}
        return _understood(_Costs, self._ask("GET", "/api/v1/costs", params=period)).costs

    def failed_messages(self, after: UUID | None) -> FailedMessages:
        """The latest first; `after` is the last one of the page before."""
        params = {"after": str(after)} if after else None
        return _understood(FailedMessages, self._ask("GET", _FAILED_MESSAGES, params=params))

    def resend(self, message_id: UUID) -> None:
        self._ask("POST", f"{_FAILED_MESSAGES}/{message_id}/resends")

    def _ask(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        params: dict[str, str] | None = None,
    ) -> Any:
        try:
            response = self._client.request(
                method,
                path,
                params=params,
                content=None if body is None else dumps(body, default=str),
                headers={"Content-Type": "application/json"},
            )
        except httpx.HTTPError as error:
            raise GatewayUnavailable(type(error).__name__) from None
        if response.is_success:
            return _read(response)
        if response.status_code in (404, 409, 410, 422):
            raise GatewayRefused(_error_name(response))
        kind = GatewayStumbled if response.status_code in (400, 500) else GatewayUnavailable
        raise kind(f"answered {response.status_code}")


def make_gateway(
    base_url: str,
    token: str,
    transport: httpx.BaseTransport | None = None,
    *,
    timeout_seconds: float = _TIMEOUT_SECONDS,
) -> Gateway:
    return Gateway(
        httpx.Client(
            base_url=base_url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout_seconds,
            transport=transport,
        )
    )


def _understood(kind: type[Understood], answer: object) -> Understood:
    try:
        return kind.model_validate(answer)
    except ValidationError:
        raise GatewayUnavailable("answered what cannot be read") from None


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
