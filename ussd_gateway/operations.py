"""What operators ask for: how the channels do, and what they cost."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from ussd_gateway.channels.base import Channel, SendsSms, StaysConnected
from ussd_gateway.costs import by_month
from ussd_gateway.db import SessionDep, SessionsDep
from ussd_gateway.endpoints import ChannelsDep, ClockDep, RouterDep, SealerDep
from ussd_gateway.errors import PeriodTooLong
from ussd_gateway.failed_messages import FailedMessage, list_failed, resend
from ussd_gateway.messages import ON_ITS_WAY, OutboxState, Priority
from ussd_gateway.schemas import (
    ChannelRead,
    ChannelsRead,
    CostRead,
    CostsRead,
    FailedMessageListItem,
    FailedMessages,
    MessageAccepted,
    QueueRead,
    Refusal,
    WaitingRead,
)
from ussd_gateway.watching import State, states
from ussd_gateway.web import GatewayToken

router = APIRouter(prefix="/api/v1")
_LONGEST_PERIOD_DAYS = 3 * 366
_NOTHING = State(
    heard_at=None,
    connected_at=None,
    sent_at=None,
    failed=0,
    automatic=0,
    unanswered=None,
    waiting={},
)


@router.get("/channels", responses={401: {"model": Refusal}})
async def read_channels(
    _: GatewayToken,
    session: SessionDep,
    channels: ChannelsDep,
    router: RouterDep,
    clock: ClockDep,
) -> ChannelsRead:
    """The configured ones, and those configured no more that still have something to do."""
    now = clock()
    found = await states(session, now)
    strays = [id_ for id_, state in found.items() if id_ not in channels and state.waiting]
    read = []
    for id_ in [*sorted(channels), *strays]:
        is_left_alone = await router.health.is_open(id_, now)
        state = found.get(id_, _NOTHING)
        read.append(_read(id_, channels.get(id_), state, now, is_left_alone=is_left_alone))
    return ChannelsRead(channels=read)


@router.get(
    "/costs", responses={401: {"model": Refusal}, 422: {"model": Refusal, "description": "period"}}
)
async def read_costs(
    _: GatewayToken,
    session: SessionDep,
    first: Annotated[date, Query(alias="from")],
    last: Annotated[date, Query(alias="to")],
) -> CostsRead:
    """By month in Bangladesh, channel and budget; `from` and `to` are days of it, both counted."""
    if not 0 <= (last - first).days <= _LONGEST_PERIOD_DAYS:
        raise PeriodTooLong("from is not after to, and at most three years before it")
    rows = await by_month(session, first, last)
    return CostsRead(costs=[CostRead.model_validate(row) for row in rows])


@router.get("/failed-messages", responses={401: {"model": Refusal}, 404: {"model": Refusal}})
async def read_failed_messages(
    _: GatewayToken,
    session: SessionDep,
    sealer: SealerDep,
    channel: Annotated[str | None, Query(max_length=64)] = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> FailedMessages:
    """What was given up after its tries, or was reported as undeliverable; the latest first."""
    found = await list_failed(session, sealer, channel=channel, after=after, limit=limit + 1)
    page = found[:limit]
    return FailedMessages(
        messages=[_failed(each) for each in page],
        next_after=page[-1].row.id if len(found) > limit else None,
    )


@router.post(
    "/failed-messages/{message_id}/resends",
    status_code=202,
    responses={401: {"model": Refusal}, 404: {"model": Refusal}, 409: {"model": Refusal}},
)
async def resend_failed_message(
    _: GatewayToken,
    message_id: UUID,
    sessions: SessionsDep,
    sealer: SealerDep,
    out: RouterDep,
    clock: ClockDep,
) -> MessageAccepted:
    """As a message of its own, whose id is answered; a contact's newer messages go before it."""
    return MessageAccepted(message_id=await resend(sessions, sealer, out, message_id, clock()))


def _failed(message: FailedMessage) -> FailedMessageListItem:
    row = message.row
    return FailedMessageListItem(
        id=row.id,
        phone=message.phone,
        channel=row.channel,
        priority=Priority(row.priority).name.lower(),
        cost_tag=row.cost_tag,
        case_reference=row.case_reference,
        segments=row.segments,
        attempts=row.attempts,
        reason=row.reason,
        created_at=row.created_at,
        failed_at=row.changed_at,
        resent_as=row.resent_as,
        resent_status=message.resent_state and _as_delivery(message.resent_state),
    )


def _as_delivery(state: OutboxState) -> OutboxState:
    return OutboxState.QUEUED if state in ON_ITS_WAY else state


def _read(
    id_: str, channel: Channel | None, state: State, now: datetime, *, is_left_alone: bool
) -> ChannelRead:
    stays_connected = isinstance(channel, StaysConnected)
    queue = state.unanswered
    return ChannelRead(
        channel=id_,
        is_configured=channel is not None,
        takes_sms=channel is not None and channel.sms is not None,
        takes_calls=channel is not None and channel.ussd is not None,
        sends=isinstance(channel, SendsSms),
        is_connected=state.is_connected(now) if stays_connected else None,
        is_left_alone=is_left_alone,
        heard_at=state.heard_at,
        sent_at=state.sent_at,
        failed_last_hour=state.failed,
        automatic_last_day=state.automatic,
        unanswered=QueueRead(messages=queue.messages, oldest_at=queue.oldest_at) if queue else None,
        waiting=[
            WaitingRead(
                priority=priority.name.lower(), messages=each.messages, oldest_at=each.oldest_at
            )
            for priority, each in state.waiting.items()
        ],
    )
