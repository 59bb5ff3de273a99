"""The edge: bodies of a bearable size, refusals as one kind of answer, nothing else gets out."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated

import psycopg
import structlog
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from redis.exceptions import RedisError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ussd_gateway.errors import AppError, TokenRefused
from ussd_gateway.metrics import REFUSED, TURNED_AWAY

log = structlog.get_logger(__name__)
LARGEST_BODY_BYTES = 64 * 1024
BODY_SECONDS = 10.0
_REQUESTS_AT_ONCE = 500
_WEBHOOKS_WAITING = 10_000  # some hundred megabytes of connections
_WEBHOOKS = "/channels/"
_RETRY_AFTER_SECONDS = 5
_ALWAYS_ANSWERED = ("/healthz", "/metrics")  # a busy process is not a dead one


class BodyTooLarge(AppError, HTTPException):
    """FastAPI lets only an HTTPException through while it reads a body."""

    status_code = 413

    def __init__(self) -> None:
        HTTPException.__init__(self, 413, f"a body may have at most {LARGEST_BODY_BYTES} bytes")


class BodyTooSlow(AppError, HTTPException):
    """Whoever announces a body and sends none keeps nobody else from their place."""

    status_code = 408

    def __init__(self) -> None:
        HTTPException.__init__(self, 408, f"a body is waited for {BODY_SECONDS:.0f} seconds")


class LimitBody:
    """In size and in time."""

    def __init__(self, app: ASGIApp, seconds: float = BODY_SECONDS) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            receive = self._limited(receive)
        await self._app(scope, receive, send)

    def _limited(self, receive: Receive) -> Receive:
        received, is_whole = 0, False
        until = asyncio.get_running_loop().time() + self._seconds

        async def limited() -> Message:
            nonlocal received, is_whole
            try:
                async with asyncio.timeout_at(None if is_whole else until):
                    message = await receive()
            except TimeoutError:
                raise BodyTooSlow from None
            received += len(message.get("body", b""))
            if received > LARGEST_BODY_BYTES:
                raise BodyTooLarge
            is_whole = not message.get("more_body", False)
            return message

        return limited


class Line:
    """Where a provider waits, its body unread, because its acknowledgement comes after the commit
    and not every provider comes again; only a line without end is cut off."""

    def __init__(self, at_once: int = _REQUESTS_AT_ONCE, waiting: int = _WEBHOOKS_WAITING) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._waiting = 0
        self._most_waiting = waiting

    @property
    def is_endless(self) -> bool:
        return self._waiting >= self._most_waiting

    async def __aenter__(self) -> None:
        self._waiting += 1
        try:
            await self._places.acquire()
        finally:
            self._waiting -= 1

    async def __aexit__(self, *_: object) -> None:
        self._places.release()


class LimitWork:
    """So many requests at the same time and no more. An API's caller is turned away and comes
    again; a provider waits in line."""

    def __init__(self, app: ASGIApp, line: Line, at_once: int = _REQUESTS_AT_ONCE) -> None:
        self._app = app
        self._line = line
        self._at_once = at_once
        self._running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in _ALWAYS_ANSWERED:
            await self._app(scope, receive, send)
        elif scope["path"].startswith(_WEBHOOKS):
            await self._in_line(scope, receive, send)
        elif self._running >= self._at_once:
            await turn_away("api")(scope, receive, send)
        else:
            self._running += 1
            try:
                await self._app(scope, receive, send)
            finally:
                self._running -= 1

    async def _in_line(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._line.is_endless:
            await turn_away("webhooks")(scope, receive, send)
            return
        async with self._line:
            await self._app(scope, receive, send)


def turn_away(lane: str) -> JSONResponse:
    TURNED_AWAY.labels(lane).inc()
    log.warning("turned_away", lane=lane)
    return unavailable("too much at once; please try again")


async def require_gateway_token(request: Request) -> None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    expected: str = request.app.state.settings.gateway_token.get_secret_value()
    if scheme.lower() != "bearer" or not hmac.compare_digest(token.encode(), expected.encode()):
        raise TokenRefused("the bearer token is missing or wrong")


GatewayToken = Annotated[None, Depends(require_gateway_token)]


def refusal(status_code: int, error: str, detail: str) -> JSONResponse:
    sayable = detail.encode("utf-8", "replace").decode()  # a field may be named by half a letter
    return JSONResponse({"error": error, "detail": sayable}, status_code)


def unavailable(detail: str) -> JSONResponse:
    answer = refusal(503, "Unavailable", detail)
    answer.headers["Retry-After"] = str(_RETRY_AFTER_SECONDS)
    return answer


def install_error_handlers(app: FastAPI) -> None:
    app.add_exception_handler(AppError, _as_handler(_refuse))
    app.add_exception_handler(RequestValidationError, _as_handler(_malformed))
    app.add_exception_handler(HTTPException, _as_handler(_http_error))
    for error in (
        OperationalError,
        InterfaceError,
        PoolTimeout,
        psycopg.OperationalError,
        RedisError,
    ):
        app.add_exception_handler(error, _as_handler(_engine_down))
    app.add_exception_handler(Exception, _as_handler(_unexpected))


Handler = Callable[[Request, Exception], Awaitable[JSONResponse]]


def _as_handler(answer: Callable[[Exception], JSONResponse]) -> Handler:
    async def handler(request: Request, error: Exception) -> JSONResponse:
        if request.url.path.startswith(_WEBHOOKS):
            channel = request.path_params.get("channel_id", "")
            note_refusal(channel if channel in request.app.state.channels else "unknown", error)
        return answer(error)

    return handler


def note_refusal(channel: str, error: Exception) -> None:
    """A provider's call that was refused is counted and told by the kind of error alone."""
    name = type(error).__name__
    REFUSED.labels(channel, name).inc()
    log.warning("webhook_refused", channel=channel, error=name)


def _refuse(error: Exception) -> JSONResponse:
    if not isinstance(error, AppError):
        raise error
    return refusal(error.status_code, error.name, error.detail)


def _malformed(error: Exception) -> JSONResponse:
    """Names the fields and what is wrong with them; what was in them is not repeated."""
    if not isinstance(error, RequestValidationError):
        raise error
    complaints = [
        f"{'.'.join(str(part) for part in problem['loc'][1:]) or 'body'}: {problem['msg']}"
        for problem in error.errors()
    ]
    return refusal(422, "Malformed", "; ".join(complaints))


_NAMES = {404: "NotFound", 405: "MethodNotAllowed", 408: "BodyTooSlow", 413: "BodyTooLarge"}


def _http_error(error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    name = _NAMES.get(error.status_code, "Refused")
    return refusal(error.status_code, name, str(error.detail))


def _engine_down(error: Exception) -> JSONResponse:
    log.error("engine_unavailable", error=type(error).__name__)
    return unavailable("a part of the gateway is down; please try again")


def _unexpected(error: Exception) -> JSONResponse:
    log.error("unexpected_error", error=type(error).__name__)
    return refusal(500, "Unexpected", "something went wrong on our side")
