"""The assistant's own input channel: one message in, its answers out."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Protocol
from uuid import UUID

import aiohttp
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from ussd_gateway import traces
from ussd_gateway.errors import AssistantUnavailable
from ussd_gateway.grants import Grants
from ussd_gateway.messages import Answer, Button, Commands, Language, Turn, TurnResult

_EVENT_TIMEOUT_SECONDS = 10.0


class Assistant(Protocol):
    async def take_turn(self, turn: Turn, *, timeout_seconds: float) -> TurnResult: ...

    async def tell_caseworker_asked(
        self, conversation_id: UUID, *, event_id: UUID, case_reference: str, about: str | None
    ) -> None: ...


class _Button(BaseModel):
    title: str
    payload: Annotated[str, StringConstraints(pattern="^/")]


class _Commands(BaseModel):
    model_config = ConfigDict(extra="ignore")

    set_language: Language | None = None
    opt_out: bool = False
    opt_in: bool = False
    mute_until: datetime | None = None
    end_session: bool = False
    awaits_answer: bool = False
    awaits_number: bool = False


class _Answer(BaseModel):
    text: str | None = None
    buttons: list[_Button] = []
    custom: _Commands | None = None


class _TurnAnswers(BaseModel):
    message_id: UUID
    answers: list[_Answer]


class Post(Protocol):
    async def __call__(
        self, path: str, body: bytes, headers: Mapping[str, str], timeout_seconds: float
    ) -> tuple[int, bytes]:
        """Status and body. Raises AssistantUnavailable when there is no answer in time."""


class AiohttpPost:
    """A request of httpx costs seven times the CPU, and each turn of a call is one."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._client: aiohttp.ClientSession | None = None

    async def __call__(
        self, path: str, body: bytes, headers: Mapping[str, str], timeout_seconds: float
    ) -> tuple[int, bytes]:
        if self._client is None:
            self._client = aiohttp.ClientSession(self._base_url)
        timeout = aiohttp.ClientTimeout(total=timeout_seconds)
        try:
            async with self._client.post(
                path, data=body, headers=headers, timeout=timeout
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise AssistantUnavailable(type(error).__name__) from None

    async def aclose(self) -> None:
        if self._client is not None:
            await self._client.close()


class HttpAssistant:
    def __init__(self, post: Post, token: str, grants: Grants) -> None:
        self._post_bytes = post
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._grants = grants

    async def take_turn(self, turn: Turn, *, timeout_seconds: float) -> TurnResult:
        body = {
            "sender": str(turn.conversation_id),
            "message": turn.message,
            "metadata": {
                "message_id": str(turn.message_id),
                "channel": turn.channel,
                "language": turn.language,
                "can_script": turn.can_script,
                "is_free": turn.is_free,
                "grant": self._grants.sign(turn.conversation_id, turn.message_id),
                "traceparent": traces.traceparent(),
            },
        }
        content = await self._post("/webhooks/gateway/turns", body, timeout_seconds)
        try:
            said = _TurnAnswers.model_validate_json(content)
        except ValidationError:
            raise AssistantUnavailable("unreadable answer") from None
        if said.message_id != turn.message_id:
            raise AssistantUnavailable("the answer belongs to another message")
        return _to_result(said)

    async def tell_caseworker_asked(
        self, conversation_id: UUID, *, event_id: UUID, case_reference: str, about: str | None
    ) -> None:
        body = {
            "sender": str(conversation_id),
            "event": "caseworker_asked",
            "event_id": str(event_id),
            "case_reference": case_reference,
            "about": about,
        }
        await self._post("/webhooks/gateway/events", body, _EVENT_TIMEOUT_SECONDS)

    async def _post(self, path: str, body: dict[str, Any], timeout_seconds: float) -> bytes:
        sent = json.dumps(body).encode()
        status, content = await self._post_bytes(path, sent, self._headers, timeout_seconds)
        if not 200 <= status < 300:
            raise AssistantUnavailable(f"status {status}")
        return content


def _to_result(said: _TurnAnswers) -> TurnResult:
    answers = [
        Answer(answer.text or "", [Button(b.title, b.payload) for b in answer.buttons])
        for answer in said.answers
        if (answer.text and answer.text.strip()) or answer.buttons
    ]
    if not answers:
        raise AssistantUnavailable("nothing to say")
    return TurnResult(answers, _merge([a.custom for a in said.answers if a.custom]))


def _merge(commands: list[_Commands]) -> Commands:
    """Several in one turn: the last word on each counts."""
    merged: dict[str, Any] = {}
    for command in commands:
        merged |= command.model_dump(exclude_unset=True)
    until = merged.get("mute_until")
    if until is not None and until.tzinfo is None:
        merged["mute_until"] = until.replace(tzinfo=UTC)
    return Commands(**merged)
