"""What a channel hears, whichever way it came: recorded first, then answered."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeGuard, TypeVar

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from ussd_gateway.activity import Activity
from ussd_gateway.channels.base import Channel, ShowsScreens
from ussd_gateway.copies import Copies
from ussd_gateway.db import Sessions
from ussd_gateway.errors import ChannelError, UnknownMessage, UnstorableMessage
from ussd_gateway.events import Events
from ussd_gateway.journal import Journal
from ussd_gateway.messages import (
    ChannelKind,
    Fault,
    Heard,
    InboundMessage,
    Screen,
    SessionEvent,
    StatusUpdate,
    SubscriptionChanged,
    Unreadable,
)
from ussd_gateway.metrics import count_heard
from ussd_gateway.opt_outs import opt_in, opt_out
from ussd_gateway.outbox import Outbox
from ussd_gateway.recording import Entry, Recorder, prepare
from ussd_gateway.sealing import Sealer
from ussd_gateway.sending.detours import Detours, with_detours
from ussd_gateway.sending.pace import Pace, slow_down
from ussd_gateway.sending.router import Router
from ussd_gateway.sending.updates import Updates
from ussd_gateway.ussd.engine import Engine
from ussd_gateway.ussd.showing import Showing

log = structlog.get_logger(__name__)
Result = TypeVar("Result")
_UNSTORABLE = "a value of the message cannot be stored"


@dataclass(frozen=True)
class Intake:
    sessions: Sessions
    sealer: Sealer
    recorder: Recorder
    calls: Engine
    showing: Showing
    activity: Activity
    copies: Copies
    router: Router
    pace: Pace
    clock: Callable[[], datetime]

    async def take(self, channel: Channel, heard: Sequence[Heard]) -> None:
        """Returns when all of it is recorded; a step of a call is answered after that.

        Raises UnknownMessage when there is nothing but reports on messages that we never sent.
        """
        steps = [each for each in heard if _is_step(each)]
        others = [each for each in heard if not _is_step(each)]
        recorded = await self._record(channel, others) if others else []
        for step in steps:
            if step.session_event is SessionEvent.CLOSE:
                await self.calls.close(channel, step)
            elif isinstance(channel, ShowsScreens):
                await self.showing.take(channel, step)
            else:
                raise ChannelError("this channel takes no calls")
        self._note(channel, [*recorded, *steps])

    async def answer(self, channel: Channel, heard: Sequence[Heard]) -> Screen:
        """The one step of a call that a provider's request holds, while the request waits."""
        [step] = filter(_is_step, heard)
        self._note(channel, [step])
        return await self.calls.answer(channel, step)

    def _note(self, channel: Channel, heard: Sequence[Heard]) -> None:
        count_heard(channel.id, heard)
        self.activity.note_heard(channel.id)

    async def finish(self, seconds: float) -> None:
        """Lets the screens that are being made arrive, and writes down what was answered; all of it
        within this time."""
        clock = asyncio.get_running_loop().time
        until = clock() + seconds
        await self.showing.finish(seconds)
        await self.calls.steps.finish(max(until - clock(), 0))

    async def _record(self, channel: Channel, heard: Sequence[Heard]) -> list[Heard]:
        """The messages by one commit, all else by another: any of it is right to hear again.

        Returns it with those as unreadable that cannot be stored, and raises UnstorableMessage when
        there is nothing else.
        """
        messages = await self._record_messages(channel, heard)
        reports = [each for each in heard if isinstance(each, StatusUpdate | SubscriptionChanged)]
        unreadable = [each for each in (*heard, *messages) if isinstance(each, Unreadable)]
        if unreadable:
            details = [each.detail for each in unreadable]
            log.warning("unreadable", channel=channel.id, details=details)
        has_messages = any(isinstance(each, InboundMessage) for each in messages)
        if messages and not has_messages and not reports:
            raise UnstorableMessage(_UNSTORABLE)
        if reports and not await self._record_reports(channel, reports) and not has_messages:
            raise UnknownMessage("we sent no such message")
        others = [each for each in heard if not isinstance(each, InboundMessage)]
        return [*messages, *others]

    async def _record_messages(
        self, channel: Channel, heard: Sequence[Heard]
    ) -> list[InboundMessage | Unreadable]:
        messages = [each for each in heard if isinstance(each, InboundMessage)]
        if not messages:
            return []
        if channel.sms and (seconds := channel.sms.copy_seconds):
            messages = [await self.copies.under_first_id(each, seconds) for each in messages]
        entries = [_entry(channel, each, self.sealer) for each in messages]
        refused = (await self.recorder.record(entries)).refused
        return [
            Unreadable(_UNSTORABLE, UnstorableMessage) if entry in refused else message
            for entry, message in zip(entries, messages, strict=True)
        ]

    async def _record_reports(
        self, channel: Channel, reports: Sequence[StatusUpdate | SubscriptionChanged]
    ) -> bool:
        """Whether any of them is about somebody or something that we may know."""
        notices = [each for each in reports if isinstance(each, SubscriptionChanged)]
        for notice in notices:
            async with self.sessions.begin() as session:
                await self._record_subscription(session, channel, notice)
        updates = [each for each in reports if isinstance(each, StatusUpdate)]
        known = await self._record_updates(channel, updates) if updates else False
        return bool(notices) or known

    async def _record_updates(self, channel: Channel, updates: Sequence[StatusUpdate]) -> bool:
        async def record(session: AsyncSession, detours: Detours) -> list[StatusUpdate]:
            return await self._updates(session, detours).record(channel.id, updates)

        if channel.sms and any(each.fault is Fault.THROTTLED for each in updates):
            await slow_down(self.pace, channel.id, channel.sms)
        unknown = await self._with_detours(record)
        found = [await self._record_early(channel, each) for each in unknown]
        return len(unknown) < len(updates) or any(found)

    async def _record_early(self, channel: Channel, update: StatusUpdate) -> bool:
        async def record(session: AsyncSession, detours: Detours) -> bool:
            return await self._updates(session, detours).record_early(channel.id, update)

        return await self._with_detours(record)

    async def _with_detours(
        self, record: Callable[[AsyncSession, Detours], Awaitable[Result]]
    ) -> Result:
        return await with_detours(self.sessions, self.router, self.clock, record)

    def _updates(self, session: AsyncSession, detours: Detours) -> Updates:
        return Updates(session, self.sealer, detours, self.clock())

    async def _record_subscription(
        self, session: AsyncSession, channel: Channel, notice: SubscriptionChanged
    ) -> None:
        """Of somebody who is no contact, or of a machine, there is nothing to change."""
        journal, now = Journal(session, self.sealer), self.clock()
        if not await journal.remember_notice(channel.id, notice.id, now):
            return
        found = await journal.find_by_address(notice.subscriber)
        if found is None or not notice.subscriber.is_of_a_person:
            return
        contact, events = await journal.lock_contact(found.id), Events(session, self.sealer)
        if notice.wanted:
            await opt_in(contact, events, now)
        else:
            await opt_out(contact, events, Outbox(session, self.sealer), now)


def _is_step(heard: Heard) -> TypeGuard[InboundMessage]:
    if not isinstance(heard, InboundMessage) or heard.session_event is SessionEvent.RANG:
        return False
    return heard.kind is ChannelKind.USSD


def _entry(channel: Channel, message: InboundMessage, sealer: Sealer) -> Entry:
    """Who only rang is answered where a call's late answers go."""
    by = channel.ussd.sms_channel if channel.ussd and message.session else message.channel
    return prepare(message, sealer, reachable_by=by, due_at=message.received_at)
