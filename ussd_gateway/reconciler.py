"""Finds what a provider has and never told us: a call of theirs may be lost on its way."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from ussd_gateway import traces
from ussd_gateway.channels.base import Channel, ListsInbound
from ussd_gateway.db import Sessions
from ussd_gateway.errors import NotListed, TooMuchListed, UnstorableMessage
from ussd_gateway.intake import Intake
from ussd_gateway.journal import Journal
from ussd_gateway.messages import InboundMessage, Unreadable
from ussd_gateway.metrics import LOST_FOUND
from ussd_gateway.models import Reconciliation

log = structlog.get_logger(__name__)
EVERY = timedelta(minutes=1)
AFTER_A_FAILURE = timedelta(minutes=5)  # as long may one look take before another worker looks
# Their own call comes first: it says more than the list does.
NEWEST = timedelta(minutes=2)
OVERLAP = timedelta(minutes=10)  # what they list late
LONGEST = timedelta(hours=1)  # looked at in one go…
SHORTEST = timedelta(seconds=1)
SHORTER_BY = 8  # …and so many times less where that is too much for one look
FARTHEST = timedelta(days=7)  # nobody waits longer for an answer


@dataclass(frozen=True)
class Due:
    channel: str
    done_until: datetime


@dataclass(frozen=True)
class Reconciler:
    sessions: Sessions
    channels: Mapping[str, Channel]
    intake: Intake
    clock: Callable[[], datetime]

    async def claim(self, limit: int) -> Sequence[Due]:
        """Each channel that lists is one worker's at a time. A new one is looked at from now on."""
        ids = [each.id for each in self.channels.values() if isinstance(each, ListsInbound)]
        if not ids:
            return []
        now = self.clock()
        begun = now + OVERLAP  # so that the first look reaches back to now
        new = [{"channel": id_, "done_until": begun, "next_attempt_at": now} for id_ in ids]
        async with self.sessions.begin() as session:
            await session.execute(insert(Reconciliation).values(new).on_conflict_do_nothing())
            rows = await session.scalars(
                select(Reconciliation)
                .where(Reconciliation.channel.in_(ids), Reconciliation.next_attempt_at <= now)
                .limit(limit)
                .with_for_update(skip_locked=True)
            )
            due = []
            for row in rows:
                row.next_attempt_at = now + AFTER_A_FAILURE
                due.append(Due(row.channel, row.done_until))
        return due

    async def reconcile(self, due: Due) -> None:
        channel, now = self.channels[due.channel], self.clock()
        if not isinstance(channel, ListsInbound):
            return
        start = max(due.done_until, now - FARTHEST)
        end = min(start + LONGEST, now - NEWEST)
        if end > start:
            try:
                heard, end = await self._listed(channel, start, end, now)
            except NotListed as error:
                log.warning("not_listed", channel=channel.id, reason=error.reason)
                return
            await self._record_lost(channel, heard)
        await self._go_on(due, end, now)

    async def _listed(
        self, channel: ListsInbound, start: datetime, end: datetime, now: datetime
    ) -> tuple[Sequence[InboundMessage | Unreadable], datetime]:
        """What they have, and until when. Raises NotListed."""
        overlap = OVERLAP
        while True:
            try:
                return await channel.inbound_between(start - overlap, end, now), end
            except TooMuchListed:
                if end - start <= SHORTEST:
                    raise
                overlap, end = overlap / SHORTER_BY, start + (end - start) / SHORTER_BY
                log.warning("listed_too_much", channel=channel.id, seconds=(end - start).seconds)

    async def _record_lost(
        self, channel: Channel, heard: Sequence[InboundMessage | Unreadable]
    ) -> None:
        messages = [each for each in heard if isinstance(each, InboundMessage)]
        ids = [message.provider_message_id for message in messages]
        async with self.sessions.begin() as session:
            known = await Journal(session, self.intake.sealer).known_inbound(channel.id, ids)
        lost = [each for each in messages if each.provider_message_id not in known]
        unreadable = [each.detail for each in heard if isinstance(each, Unreadable)]
        for message in lost:
            with traces.under(None):
                try:
                    await self.intake.take(channel, [message])
                except UnstorableMessage as error:  # the others are still to come
                    unreadable.append(error.detail)
        if lost:
            LOST_FOUND.labels(channel.id).inc(len(lost))
            log.warning("lost_messages_found", channel=channel.id, messages=len(lost))
        if unreadable:
            log.warning("unreadable", channel=channel.id, details=unreadable)

    async def _go_on(self, due: Due, end: datetime, now: datetime) -> None:
        """At once where there is more to catch up with."""
        async with self.sessions.begin() as session:
            row = await session.get_one(Reconciliation, due.channel, with_for_update=True)
            row.done_until = max(row.done_until, end)
            is_behind = row.done_until < now - NEWEST
            row.next_attempt_at = now if is_behind else now + EVERY
