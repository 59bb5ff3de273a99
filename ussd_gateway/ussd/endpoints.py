"""Calls in the providers' own forms. A provider that signs nothing ends the path with a secret."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from ussd_gateway.channels.base import UssdChannel
from ussd_gateway.endpoints import REFUSALS, ClockDep, WebhookDep
from ussd_gateway.errors import UnknownChannel
from ussd_gateway.ussd.engine import Engine

router = APIRouter()


async def get_ussd_channel(request: Request, channel_id: str) -> UssdChannel:
    channels: Mapping[str, UssdChannel] = request.app.state.ussd_channels
    if channel_id not in channels:
        raise UnknownChannel("no such channel is configured")
    return channels[channel_id]


async def get_engine(request: Request) -> Engine:
    engine: Engine = request.app.state.calls
    return engine


async def get_path_secret(path_secret: Annotated[str, Path(max_length=128)]) -> str:
    return path_secret


ChannelDep = Annotated[UssdChannel, Depends(get_ussd_channel)]
EngineDep = Annotated[Engine, Depends(get_engine)]
WITH_SECRET = Depends(get_path_secret)


@router.post("/channels/{channel_id}/ussd", responses=REFUSALS)
@router.post(
    "/channels/{channel_id}/ussd/{path_secret}", responses=REFUSALS, dependencies=[WITH_SECRET]
)
async def receive_call(
    channel: ChannelDep, webhook: WebhookDep, engine: EngineDep, clock: ClockDep
) -> Response:
    """One step of a call, answered with the next screen."""
    channel.verify(webhook)
    message = channel.parse_call(webhook, clock())
    shown = channel.show(await engine.answer(channel, message))
    return Response(shown.body, media_type=shown.media_type)


@router.post("/channels/{channel_id}/ussd-end", status_code=204, responses=REFUSALS)
@router.post(
    "/channels/{channel_id}/ussd-end/{path_secret}",
    status_code=204,
    responses=REFUSALS,
    dependencies=[WITH_SECRET],
)
async def receive_end(
    channel: ChannelDep, webhook: WebhookDep, engine: EngineDep, clock: ClockDep
) -> None:
    """A call is over: the phone hung up, or the provider ended it."""
    channel.verify(webhook)
    await engine.close(channel, channel.parse_end(webhook, clock()))
