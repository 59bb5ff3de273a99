"""One id from a citizen's message to the case that it opens, as W3C Trace Context writes it."""

import re
from typing import Annotated
from uuid import uuid4

from fastapi import Depends, Request
from starlette.types import ASGIApp, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

_TRACEPARENT = re.compile("00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


class Traced:
    """Every request is logged under an id: on the API under its caller's, if it names one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace_id = _named_by_caller(scope) or uuid4().hex
        scope.setdefault("state", {})["trace_id"] = trace_id
        with bound_contextvars(trace_id=trace_id):
            await self._app(scope, receive, send)


def _named_by_caller(scope: Scope) -> str | None:
    if not scope["path"].startswith("/api/"):
        return None
    given = dict(scope["headers"]).get(b"traceparent", b"").decode("latin-1")
    found = _TRACEPARENT.fullmatch(given)
    return found[1] if found else None


async def get_trace_id(request: Request) -> str:
    trace_id: str = request.state.trace_id
    return trace_id


TraceDep = Annotated[str, Depends(get_trace_id)]
