from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from ussd_gateway import __version__
from ussd_gateway.channels.base import SmsChannel
from ussd_gateway.contacts import make_known
from ussd_gateway.conversation import opt_out
from ussd_gateway.db import SessionDep
from ussd_gateway.errors import UnknownChannel, UnknownMessage
from ussd_gateway.events import Events
from ussd_gateway.journal import Journal
from ussd_gateway.messages import Webhook
from ussd_gateway.outbox import Outbox
from ussd_gateway.outgoing import accept_message
from ussd_gateway.schemas import (
    About,
    ContactRead,
    Health,
    MakeContactKnown,
    MessageAccepted,
    Readiness,
    Refusal,
    SendMessage,
)
from ussd_gateway.sealing import Sealer
from ussd_gateway.web import GatewayToken

router = APIRouter()
Clock = Callable[[], datetime]


async def get_sealer(request: Request) -> Sealer:
    sealer: Sealer = request.app.state.sealer
    return sealer


async def get_clock(request: Request) -> Clock:
    clock: Clock = request.app.state.clock
    return clock


async def get_channels(request: Request) -> Mapping[str, SmsChannel]:
    channels: Mapping[str, SmsChannel] = request.app.state.channels
    return channels


async def get_channel(channel_id: str, channels: "ChannelsDep") -> SmsChannel:
    if channel_id not in channels:
        raise UnknownChannel("no such channel is configured")
    return channels[channel_id]


async def get_webhook(request: Request) -> Webhook:
    """With the address the provider called, not the one a proxy made of it."""
    public_url: str = request.app.state.settings.gateway_public_url
    query = f"?{request.url.query}" if request.url.query else ""
    return Webhook(
        url=f"{public_url}{request.url.path}{query}",
        headers={name.lower(): value for name, value in request.headers.items()},
        query=dict(request.query_params),
        body=await request.body(),
        address=request.client.host if request.client else "",
        path_secret=request.path_params.get("path_secret", ""),
    )


SealerDep = Annotated[Sealer, Depends(get_sealer)]
ClockDep = Annotated[Clock, Depends(get_clock)]
ChannelsDep = Annotated[Mapping[str, SmsChannel], Depends(get_channels)]
ChannelDep = Annotated[SmsChannel, Depends(get_channel)]
WebhookDep = Annotated[Webhook, Depends(get_webhook)]

REFUSALS: dict[int | str, dict[str, object]] = {
    403: {"model": Refusal, "description": "the signature is missing or does not fit"},
    404: {"model": Refusal, "description": "unknown"},
    422: {"model": Refusal, "description": "malformed"},
}


@router.post("/channels/{channel_id}/inbound", responses=REFUSALS)
async def receive(
    channel: ChannelDep,
    webhook: WebhookDep,
    session: SessionDep,
    sealer: SealerDep,
    clock: ClockDep,
) -> Response:
    """A citizen's message in the provider's own form; answered once it is committed."""
    channel.verify(webhook)
    message = channel.parse_inbound(webhook, clock())
    await Journal(session, sealer).record_inbound(message)
    acknowledgement = channel.acknowledge(message)
    return Response(acknowledgement.body, media_type=acknowledgement.media_type)


@router.post("/channels/{channel_id}/status", status_code=204, responses=REFUSALS)
async def receive_status(
    channel: ChannelDep,
    webhook: WebhookDep,
    session: SessionDep,
    sealer: SealerDep,
    clock: ClockDep,
) -> None:
    """How far a message got, in the provider's own form."""
    channel.verify(webhook)
    update = channel.parse_status(webhook)
    outbox = Outbox(session, sealer)
    contact_id = await outbox.record_status(channel.id, update, clock())
    if contact_id is None:
        raise UnknownMessage("we sent no such message")
    if update.opted_out:
        contact = await Journal(session, sealer).lock_contact(contact_id)
        await opt_out(contact, Events(session, sealer), outbox, clock())


@router.post(
    "/api/v1/messages",
    status_code=202,
    responses={401: {"model": Refusal}, 404: {"model": Refusal}, 409: {"model": Refusal}},
)
async def send_message(
    _: GatewayToken,
    command: SendMessage,
    session: SessionDep,
    channels: ChannelsDep,
    sealer: SealerDep,
    clock: ClockDep,
) -> MessageAccepted:
    await accept_message(session, sealer, channels, command, clock())
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


@router.get("/health")
async def health() -> Health:
    return Health()


@router.get("/ready", responses={503: {"model": Readiness}})
async def ready(request: Request, response: Response) -> Readiness:
    """Events that the case manager refused need a person, not a restart: they do not say 503."""
    database, redis = await _database_state(request), await _redis_state(request)
    is_ready = (database, redis) == ("reachable", "reachable")
    if not is_ready:
        response.status_code = 503
    return Readiness(
        status="ready" if is_ready else "not ready",
        database=database,
        redis=redis,
        events=await _events_state(request) if database == "reachable" else "unknown",
    )


async def _database_state(request: Request) -> str:
    try:
        async with request.app.state.sessions() as session:
            await session.execute(text("SELECT 1 FROM gateway.contacts LIMIT 1"))
    except (SQLAlchemyError, OSError) as error:
        return f"not reachable or not migrated ({type(error).__name__})"
    return "reachable"


async def _events_state(request: Request) -> str:
    async with request.app.state.sessions() as session:
        refused = await Events(session, request.app.state.sealer).count_refused()
    if not refused:
        return "none refused"
    return f"{refused} refused by the case manager; kept in gateway.events, see refused_at"


async def _redis_state(request: Request) -> str:
    try:
        await request.app.state.redis.ping()
    except (RedisError, OSError) as error:
        return f"not reachable ({type(error).__name__})"
    return "reachable"
