from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from ussd_gateway import __version__
from ussd_gateway.channels.base import Channel, Route
from ussd_gateway.contacts import make_known
from ussd_gateway.db import SessionDep
from ussd_gateway.errors import (
    AppError,
    MethodRefused,
    SignatureRefused,
    UnknownChannel,
    UnknownRoute,
)
from ussd_gateway.intake import Intake
from ussd_gateway.messages import Acknowledgement, Webhook
from ussd_gateway.metrics import WEBHOOK_SECONDS
from ussd_gateway.outgoing import accept_message
from ussd_gateway.schemas import (
    About,
    ContactRead,
    MakeContactKnown,
    MessageAccepted,
    Refusal,
    SendMessage,
)
from ussd_gateway.sealing import Sealer
from ussd_gateway.sending.router import Router
from ussd_gateway.web import GatewayToken, note_refusal

router = APIRouter()
Clock = Callable[[], datetime]


async def get_sealer(request: Request) -> Sealer:
    sealer: Sealer = request.app.state.sealer
    return sealer


async def get_clock(request: Request) -> Clock:
    clock: Clock = request.app.state.clock
    return clock


async def get_channels(request: Request) -> Mapping[str, Channel]:
    channels: Mapping[str, Channel] = request.app.state.channels
    return channels


async def get_router(request: Request) -> Router:
    router: Router = request.app.state.router
    return router


async def get_webhook(request: Request) -> Webhook:
    """With the address the provider called, not the one a proxy made of it."""
    public_url: str = request.app.state.settings.gateway_public_url
    query = f"?{request.url.query}" if request.url.query else ""
    return Webhook(
        url=f"{public_url}{request.url.path}{query}",
        headers={name.lower(): value for name, value in request.headers.items()},
        query=dict(request.query_params),
        body=await request.body(),
        method=request.method,
        address=request.client.host if request.client else "",
        path_secret=request.path_params.get("path_secret", ""),
    )


SealerDep = Annotated[Sealer, Depends(get_sealer)]
ClockDep = Annotated[Clock, Depends(get_clock)]
RouterDep = Annotated[Router, Depends(get_router)]
ChannelsDep = Annotated[Mapping[str, Channel], Depends(get_channels)]
WebhookDep = Annotated[Webhook, Depends(get_webhook)]

REFUSALS: dict[int | str, dict[str, object]] = {
    403: {"model": Refusal, "description": "the signature is missing or does not fit"},
    404: {"model": Refusal, "description": "unknown"},
    422: {"model": Refusal, "description": "malformed"},
}


@router.post("/channels/{channel_id}/{route_name}", responses=REFUSALS)
@router.get("/channels/{channel_id}/{route_name}", responses=REFUSALS)
async def receive(channel_id: str, route_name: str, request: Request) -> Response:
    """What a provider calls, in its own words: a message, a report, a step of a call.

    Answered once it is committed; a step of a call, with its screen.
    """
    # Without FastAPI's dependencies: they cost more than all the rest of a step.
    state = request.app.state
    channel, route = _find_route(state.channels, channel_id, route_name, request.method)
    webhook = await get_webhook(request)
    with WEBHOOK_SECONDS.labels(channel.id, route_name).time():
        try:
            answer = await _hear(channel, route, webhook, state.intake, state.clock())
        except AppError as error:
            if route.refuse is None or isinstance(error, SignatureRefused):
                raise  # a stranger gets no provider's words
            note_refusal(channel.id, error)
            answer = route.refuse(error)
    return Response(answer.body, answer.status_code, answer.headers, answer.media_type)


@router.post("/channels/{channel_id}/{route_name}/{path_secret}", responses=REFUSALS)
@router.get("/channels/{channel_id}/{route_name}/{path_secret}", responses=REFUSALS)
async def receive_with_secret(
    channel_id: str,
    route_name: str,
    path_secret: Annotated[str, Path(max_length=128)],
    request: Request,
) -> Response:
    """The same from a provider that signs nothing."""
    return await receive(channel_id, route_name, request)


def _find_route(
    channels: Mapping[str, Channel], channel_id: str, route_name: str, method: str
) -> tuple[Channel, Route]:
    channel = channels.get(channel_id)
    if channel is None:
        raise UnknownChannel("no such channel is configured")
    route = channel.routes.get(route_name)
    if route is None:
        raise UnknownRoute(f"this channel is called at {', '.join(channel.routes) or 'nothing'}")
    if method not in route.methods:
        raise MethodRefused(f"this is called by {' or '.join(route.methods)}")
    return channel, route


async def _hear(
    channel: Channel, route: Route, webhook: Webhook, intake: Intake, now: datetime
) -> Acknowledgement:
    route.verify(webhook)
    heard = route.read(webhook, now)
    if route.show is not None:
        return route.show(await intake.answer(channel, heard))
    await intake.take(channel, heard)
    return route.acknowledge(heard)


@router.post(
    "/api/v1/messages",
    status_code=202,
    responses={401: {"model": Refusal}, 404: {"model": Refusal}, 409: {"model": Refusal}},
)
async def send_message(
    _: GatewayToken,
    command: SendMessage,
    session: SessionDep,
    router: RouterDep,
    sealer: SealerDep,
    clock: ClockDep,
) -> MessageAccepted:
    await accept_message(session, sealer, router, command, clock())
    return MessageAccepted(message_id=command.message_id)


@router.put("/api/v1/contacts", responses={401: {"model": Refusal}, 503: {"model": Refusal}})
async def put_contact(
    _: GatewayToken,
    command: MakeContactKnown,
    session: SessionDep,
    channels: ChannelsDep,
    sealer: SealerDep,
    clock: ClockDep,
) -> ContactRead:
    """The contact of a phone, made unless there is one."""
    contact = await make_known(
        session, sealer, channels, phone=command.phone, language=command.language, now=clock()
    )
    return ContactRead(
        contact_id=contact.id,
        language=contact.language,
        opted_out=contact.opted_out_at is not None,
    )


@router.get("/")
async def about() -> About:
    return About(
        service="nalish gateway",
        is_for="SMS and USSD between citizens, the assistant and the caseworkers",
        version=__version__,
    )
