"""The assistant, the case manager and Twilio as the gateway sees them, written by hand."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import httpx
from redis.exceptions import ConnectionError as RedisConnectionError

from ussd_gateway.clients.assistant import Post
from ussd_gateway.errors import AssistantUnavailable

Body = dict[str, Any]
Answers = list[Body]


def over_httpx(client: httpx.AsyncClient) -> Post:
    """To the assistant without a socket."""

    async def post(
        path: str, body: bytes, headers: Mapping[str, str], timeout_seconds: float
    ) -> tuple[int, bytes]:
        try:
            response = await client.post(path, content=body, headers=dict(headers))
        except httpx.HTTPError as error:
            raise AssistantUnavailable(type(error).__name__) from None
        return response.status_code, response.content

    return post


def echo(turn: Body) -> Answers:
    return [{"text": f"heard: {turn['message']}"}]


@dataclass(repr=False)
class FakeAssistant:
    """Answers with what `say` returns and replays by message id, as the contract promises."""

    say: Callable[[Body], Answers] = echo
    down: str | None = None
    turns: list[Body] = field(default_factory=list)
    events: list[Body] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    answered: dict[str, Answers] = field(default_factory=dict)

    def handle(self, path: str, token: str, body: Body) -> tuple[int, Body]:
        self.tokens.append(token)
        if self.down is not None:
            return 503, {"error": self.down}
        if path == "/webhooks/gateway/events":
            self.events.append(body)
            return 200, {"event_id": body["event_id"]}
        message_id = body["metadata"]["message_id"]
        replayed = message_id in self.answered
        if not replayed:
            self.turns.append(body)
            self.answered[message_id] = self.say(body)
        answers = self.answered[message_id]
        return 200, {"message_id": message_id, "replayed": replayed, "answers": answers}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.down == "timeout":
            raise httpx.ReadTimeout("late", request=request)
        if self.down == "refused":
            raise httpx.ConnectError("refused", request=request)
        status, answer = self.handle(
            request.url.path, request.headers["authorization"], json.loads(request.content)
        )
        return httpx.Response(status, json=answer)

    @property
    def heard(self) -> list[str]:
        return [turn["message"] for turn in self.turns]


@dataclass(repr=False)
class FakeCaseManager:
    status: int = 200
    conversations: list[tuple[str, Body]] = field(default_factory=list)
    events: list[Body] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    traceparents: list[str] = field(default_factory=list)

    def handle(self, path: str, token: str, body: Body) -> tuple[int, Body]:
        self.tokens.append(token)
        if self.status != 200:
            return self.status, {"error": "Unavailable", "detail": "down"}
        if path == "/api/v1/events":
            if body.get("conversation_id", None) not in (None, *dict(self.conversations)):
                return 404, {"error": "UnknownConversation", "detail": "introduce it first"}
            self.events.append(body)
            return 200, {"event_id": body["event_id"]}
        conversation_id = path.rsplit("/", 1)[1]
        self.conversations.append((conversation_id, body))
        return 200, {"conversation_id": conversation_id, "language": body["language"]}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.traceparents.append(request.headers["traceparent"])
        status, answer = self.handle(
            request.url.path, request.headers["authorization"], json.loads(request.content)
        )
        return httpx.Response(status, json=answer)

    def events_of(self, kind: str) -> list[Body]:
        return [event for event in self.events if event["kind"] == kind]


@dataclass(repr=False)
class FakeTwilio:
    status: int = 201
    answer: Body | None = None
    late: bool = False
    sent: list[dict[str, str]] = field(default_factory=list)
    authorizations: list[str] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.late:
            raise httpx.ReadTimeout("late", request=request)
        self.authorizations.append(request.headers["authorization"])
        if self.status != 201:
            return httpx.Response(self.status, json=self.answer or {})
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        self.sent.append(form)
        sid = f"SM{len(self.sent):032x}"
        return httpx.Response(201, json=self.answer or {"sid": sid, "status": "queued"})

    def sent_to(self, phone: str) -> list[str]:
        return [form["Body"] for form in self.sent if form["To"] == phone]


class RedisAway:
    """A Redis that cannot be reached."""

    def __getattr__(self, name: str) -> Any:
        raise RedisConnectionError
