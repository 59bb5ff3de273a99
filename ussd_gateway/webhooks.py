"""What providers call, each in its own words: plain routes, for they are called the most."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as WebRoute

from ussd_gateway.channels.base import Channel, Route
from ussd_gateway.errors import (
    AppError,
    MethodRefused,
    SignatureRefused,
    UnknownChannel,
    UnknownRoute,
)
from ussd_gateway.messages import Acknowledgement, Webhook
from ussd_gateway.metrics import WEBHOOK_SECONDS
from ussd_gateway.web import note_refusal


async def receive(request: Request) -> Response:
    """A message, a report, a step of a call; answered once it is committed.

    A provider that signs nothing ends the path with a secret.
    """
    channel = _find_channel(request)
    route = _find_route(channel, request)
    with WEBHOOK_SECONDS.labels(channel.id, request.path_params["route_name"]).time():
        try:
            answer = await _hear(channel, route, request)
        except AppError as error:
            if route.refuse is None or isinstance(error, SignatureRefused):
                raise  # a stranger gets no provider's words
            note_refusal(channel.id, error)
            answer = route.refuse(error)
    return Response(answer.body, answer.status_code, answer.headers, answer.media_type)


_METHODS = ("GET", "POST")
routes = [
    WebRoute("/channels/{channel_id}/{route_name}", receive, methods=_METHODS),
    WebRoute("/channels/{channel_id}/{route_name}/{path_secret}", receive, methods=_METHODS),
]


async def read_webhook(request: Request) -> Webhook:
    """With the address the provider called, not the one a proxy made of it."""
    public_url: str = request.app.state.settings.gateway_public_url
    path, query = request.scope["path"], request.scope["query_string"].decode("latin-1")
    return Webhook(
        url=f"{public_url}{path}?{query}" if query else f"{public_url}{path}",
        headers=dict(request.headers),
        query=dict(request.query_params) if query else {},
        body=await request.body(),
        method=request.method,
        address=request.client.host if request.client else "",
        path_secret=request.path_params.get("path_secret", ""),
    )


async def _hear(channel: Channel, route: Route, request: Request) -> Acknowledgement:
    state = request.app.state
    webhook = await read_webhook(request)
    route.verify(webhook)
    heard = route.read(webhook, state.clock())
    if route.show is not None:
        return route.show(await state.intake.answer(channel, heard))
    await state.intake.take(channel, heard)
    return route.acknowledge(heard)


def _find_channel(request: Request) -> Channel:
    channel: Channel | None = request.app.state.channels.get(request.path_params["channel_id"])
    if channel is None:
        raise UnknownChannel("no such channel is configured")
    return channel


def _find_route(channel: Channel, request: Request) -> Route:
    route = channel.routes.get(request.path_params["route_name"])
    if route is None:
        raise UnknownRoute(f"this channel is called at {', '.join(channel.routes) or 'nothing'}")
    if request.method not in route.methods:
        raise MethodRefused(f"this is called by {' or '.join(route.methods)}")
    return route
