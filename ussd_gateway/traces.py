"""One id from a webhook to the case that it opens, as W3C Trace Context writes it.

It stands with the message, so that whoever goes on with it later logs under the same id.
"""

import re
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from secrets import token_hex
from typing import Any
from uuid import UUID, uuid4

from starlette.types import ASGIApp, Receive, Scope, Send

_TRACEPARENT = re.compile("00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_trace_id: ContextVar[UUID | None] = ContextVar("trace_id", default=None)


def current() -> UUID | None:
    return _trace_id.get()


@contextmanager
def under(trace_id: UUID | None) -> Iterator[None]:
    """What is logged and asked inside goes by this id; by a new one where there is none."""
    token = _trace_id.set(trace_id or uuid4())
    try:
        yield
    finally:
        _trace_id.reset(token)


def add_to_line(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of the log (structlog's contextvars would be copied whole for every request)."""
    if trace_id := current():
        event.setdefault("trace_id", trace_id.hex)
    return event


def traceparent() -> str:
    return f"00-{(current() or uuid4()).hex}-{token_hex(8)}-01"


class Traced:
    """A request goes by the id of its caller where that is one of ours; a provider's is new."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with under(_named_by_caller(scope)):
            await self._app(scope, receive, send)


def _named_by_caller(scope: Scope) -> UUID | None:
    if not scope["path"].startswith("/api/"):
        return None
    given = dict(scope["headers"]).get(b"traceparent", b"").decode("latin-1")
    found = _TRACEPARENT.fullmatch(given)
    return UUID(found[1]) if found else None
