from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request

from ussd_gateway import __version__
from ussd_gateway.channels.base import Channel
from ussd_gateway.contacts import make_known
from ussd_gateway.db import SessionDep, SessionsDep
from ussd_gateway.outgoing import accept_message
from ussd_gateway.restraint import Restraint
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
from ussd_gateway.web import GatewayToken

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


async def get_restraint(request: Request) -> Restraint:
    restraint: Restraint = request.app.state.restraint
    return restraint


SealerDep = Annotated[Sealer, Depends(get_sealer)]
ClockDep = Annotated[Clock, Depends(get_clock)]
RouterDep = Annotated[Router, Depends(get_router)]
RestraintDep = Annotated[Restraint, Depends(get_restraint)]
ChannelsDep = Annotated[Mapping[str, Channel], Depends(get_channels)]


@router.post(
    "/api/v1/messages",
    status_code=202,
    responses={401: {"model": Refusal}, 404: {"model": Refusal}, 409: {"model": Refusal}},
)
async def send_message(
    _: GatewayToken,
    command: SendMessage,
    sessions: SessionsDep,
    router: RouterDep,
    sealer: SealerDep,
    restraint: RestraintDep,
    clock: ClockDep,
) -> MessageAccepted:
    await accept_message(sessions, sealer, router, restraint.limits, command, clock())
    return MessageAccepted(message_id=command.message_id)


@router.put(
    "/api/v1/contacts",
    responses={401: {"model": Refusal}, 409: {"model": Refusal}, 503: {"model": Refusal}},
)
async def put_contact(
    _: GatewayToken,
    command: MakeContactKnown,
    session: SessionDep,
    channels: ChannelsDep,
    sealer: SealerDep,
    clock: ClockDep,
) -> ContactRead:
    """The contact of a phone, made unless there is one; to a machine nobody writes."""
    contact = await make_known(
        session, sealer, channels, address=command.phone, language=command.language, now=clock()
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
