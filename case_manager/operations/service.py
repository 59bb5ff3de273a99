"""How the gateway does and what it costs, as an administrator reads it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.audit import service as audit_service
from case_manager.cases import reading
from case_manager.kit.calendar import local_date
from case_manager.messages.gateway import ChannelState, Cost, FailedMessages, Gateway
from case_manager.models import User

PERIODS = (3, 12, 36)  # months


class Health(StrEnum):
    """In the order in which somebody should look."""

    GONE = "gone"
    DISCONNECTED = "disconnected"
    LEFT_ALONE = "left_alone"
    FAILING = "failing"
    SILENT = "silent"
    WELL = "well"


@dataclass(frozen=True)
class ChannelView:
    state: ChannelState
    health: Health

    @property
    def waiting(self) -> int:
        return sum(queue.messages for queue in self.state.waiting)

    @property
    def waiting_since(self) -> datetime | None:
        return min((queue.oldest_at for queue in self.state.waiting), default=None)


@dataclass(frozen=True)
class MonthOfCosts:
    month: date
    costs: Sequence[Cost]

    @property
    def messages(self) -> int:
        return sum(cost.messages for cost in self.costs)

    @property
    def segments(self) -> int:
        return sum(cost.segments for cost in self.costs)

    @property
    def paisa(self) -> int:
        return sum(cost.cost_paisa for cost in self.costs)


def channels(gateway: Gateway) -> list[ChannelView]:
    """Those that somebody should look at first."""
    views = [ChannelView(state, health_of(state)) for state in gateway.channels()]
    worst = list(Health).index
    return sorted(views, key=lambda view: (worst(view.health), view.state.channel))


def failed_messages(session: Session, gateway: Gateway, after: UUID | None) -> FailedMessages:
    """Beside a case without a name stands no number, not even a part of it."""
    found = gateway.failed_messages(after)
    named = {message.case_reference for message in found.messages if message.case_reference}
    nameless = reading.without_name(session, named)
    messages = [
        replace(message, phone=None) if message.case_reference in nameless else message
        for message in found.messages
    ]
    return FailedMessages(messages=messages, next_after=found.next_after)


def resend(
    session: Session, gateway: Gateway, message_id: UUID, *, actor: User, now: datetime
) -> None:
    """Recorded once the gateway has taken it: the trail is not held while it answers."""
    gateway.resend(message_id)
    audit_service.record(
        session,
        "message_resent",
        subject_kind="message",
        subject_id=message_id,
        actor=actor,
        now=now,
    )


def health_of(state: ChannelState) -> Health:
    if not state.is_configured:
        return Health.GONE
    if state.is_connected is False:
        return Health.DISCONNECTED
    if state.is_left_alone:
        return Health.LEFT_ALONE
    if state.failed_last_hour:
        return Health.FAILING
    if state.heard_at is None and state.sent_at is None:
        return Health.SILENT
    return Health.WELL


def costs(gateway: Gateway, months: int, *, now: datetime) -> list[MonthOfCosts]:
    """Of this month and those before it, newest first."""
    today = local_date(now)
    found = gateway.costs(_months_before(today.replace(day=1), months - 1), today)
    by_month = groupby(found, key=lambda cost: cost.month)
    return [MonthOfCosts(month, list(rows)) for month, rows in by_month]


def _months_before(first_of_month: date, months: int) -> date:
    count = first_of_month.year * 12 + first_of_month.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
