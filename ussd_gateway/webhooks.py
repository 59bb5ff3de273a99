"""What providers call, each in its own words: plain ASGI, for it is called the most."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Route as WebRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from ussd_gateway import traces
from ussd_gateway.channels.base import Channel, Route
from ussd_gateway.errors import (
    AppError,
    MethodRefused,
    SignatureRefused,
    UnknownChannel,
    UnknownRoute,
)
from ussd_gateway.intake import Intake
from ussd_gateway.messages import Acknowledgement, Webhook
from ussd_gateway.metrics import webhook_seconds
from ussd_gateway.web import (
    BODY_SECONDS,
    LARGEST_BODY_BYTES,
    BodyTooLarge,
    BodyTooSlow,
    Line,
    note_refusal,
    turn_away,
)

_PATHS = (
    "/channels/{channel_id}/{route_name}",
    "/channels/{channel_id}/{route_name}/{path_secret}",
)


def routes_to(webhooks: "Webhooks") -> list[WebRoute]:
    """A provider that signs nothing ends the path with a secret."""
    return [WebRoute(path, webhooks, methods=("GET", "POST")) for path in _PATHS]


@dataclass
class Webhooks:
    """A message, a report, a step of a call; answered once it is committed."""

    channels: Mapping[str, Channel]
    intake: Intake
    public_url: str
    clock: Callable[[], datetime]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self.answer(scope, receive)
        await response(scope, receive, send)

    async def answer(self, scope: Scope, receive: Receive) -> Response:
        channel, route_name = self._find_channel(scope), scope["path_params"]["route_name"]
        route = _find_route(channel, route_name, scope["method"])
        started = perf_counter()
        try:
            webhook = read_webhook(self.public_url, scope, await _read_body(receive))
            answer = await self._answer(channel, route, webhook)
        finally:
            webhook_seconds(channel.id, route_name).observe(perf_counter() - started)
        return Response(answer.body, answer.status_code, answer.headers, answer.media_type)

    async def _answer(self, channel: Channel, route: Route, webhook: Webhook) -> Acknowledgement:
        try:
            return await self._hear(channel, route, webhook)
        except AppError as error:
            if route.refuse is None or isinstance(error, SignatureRefused):
                raise  # a stranger gets no provider's words
            note_refusal(channel.id, error)
            return route.refuse(error)

    async def _hear(self, channel: Channel, route: Route, webhook: Webhook) -> Acknowledgement:
        route.verify(webhook)
        heard = route.read(webhook, self.clock())
        if route.show is not None:
            return route.show(await self.intake.answer(channel, heard))
        await self.intake.take(channel, heard)
        return route.acknowledge(heard)

    def _find_channel(self, scope: Scope) -> Channel:
        channel = self.channels.get(scope["path_params"]["channel_id"])
        if channel is None:
            raise UnknownChannel("no such channel is configured")
        return channel


class Shortcut:
    """Takes a provider's usual call to the webhooks at once, past everybody else's layers. All
    others go on to the routes, which know the paths that end with a secret and say what is wrong
    with a path."""

    def __init__(self, stack: ASGIApp, app: Starlette) -> None:
        self._stack = stack
        self._webhooks: Webhooks = app.state.webhooks
        self._line: Line = app.state.line
        self._handlers = dict(app.exception_handlers)
        self._unexpected = self._handlers.pop(Exception)
        self._params = {
            f"/channels/{channel.id}/{name}": {"channel_id": channel.id, "route_name": name}
            for channel in self._webhooks.channels.values()
            for name in channel.routes
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        params = self._params.get(scope["path"]) if scope["type"] == "http" else None
        if params is None:
            await self._stack(scope, receive, send)
        elif self._line.is_endless:
            await turn_away("webhooks")(scope, receive, send)
        else:
            scope["path_params"] = params
            async with self._line:
                with traces.under(None):
                    await self._take(scope, receive, send)

    async def _take(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer: ASGIApp = await self._webhooks.answer(scope, receive)
        except Exception as error:  # noqa: BLE001 (its handler answers, or the server learns it)
            known = ExceptionMiddleware(_raising(error), self._handlers)
            answer = ServerErrorMiddleware(known, self._unexpected)
        await answer(scope, receive, send)


def _raising(error: Exception) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise error

    return app


def _find_route(channel: Channel, name: str, method: str) -> Route:
    route = channel.routes.get(name)
    if route is None:
        raise UnknownRoute(f"this channel is called at {', '.join(channel.routes) or 'nothing'}")
    if method not in route.methods:
        raise MethodRefused(f"this is called by {' or '.join(route.methods)}")
    return route


async def _read_body(receive: Receive) -> bytes:
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _whole_body(receive)
    except TimeoutError:
        raise BodyTooSlow from None


async def _whole_body(receive: Receive) -> bytes:
    body, is_whole = b"", False
    while not is_whole:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY_BYTES:
            raise BodyTooLarge
        is_whole = not message.get("more_body", False)
    return body


def read_webhook(public_url: str, scope: Scope, body: bytes) -> Webhook:
    """With the address the provider called, not the one a proxy made of it."""
    query = scope["query_string"].decode("latin-1")
    url = f"{public_url}{scope['path']}"
    client = scope.get("client")
    return Webhook(
        url=f"{url}?{query}" if query else url,
        headers={  # the first of a name
            name.decode("latin-1"): value.decode("latin-1")
            for name, value in reversed(scope["headers"])
        },
        query=dict(QueryParams(query)) if query else {},
        body=body,
        method=scope["method"],
        address=client[0] if client else "",
        path_secret=scope["path_params"].get("path_secret", ""),
    )
