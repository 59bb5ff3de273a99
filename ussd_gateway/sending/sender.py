"""Hands what is due to the providers, each contact's messages one after the other."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from ussd_gateway import traces
from ussd_gateway.batches import Batches
from ussd_gateway.channels.base import (
    ANSWERED_WITHIN_SECONDS,
    Channel,
    SendsSms,
    SmsTerms,
    StaysConnected,
)
from ussd_gateway.costs import Spent, book
from ussd_gateway.db import Sessions
from ussd_gateway.errors import SendDeferred, SendPostponed, SendRefused, SendThrottled
from ussd_gateway.metrics import COST, SEGMENTS, SEND_SECONDS, SENT
from ussd_gateway.pump import NotYet
from ussd_gateway.restraint import Restraint
from ussd_gateway.sealing import Sealer
from ussd_gateway.sending.detours import Detours, with_detours
from ussd_gateway.sending.health import Health
from ussd_gateway.sending.outcomes import (
    Accepted,
    Deferred,
    Moved,
    Outcome,
    Refused,
    move,
    record_outcomes,
)
from ussd_gateway.sending.pace import Pace, slow_down
from ussd_gateway.sending.queue import TO_LEAVE, DueMessage, SendingQueue
from ussd_gateway.sending.router import Router
from ussd_gateway.sending.shares import Waiting, share_out
from ussd_gateway.shutdown import Shutdown

log = structlog.get_logger(__name__)
_NOT_CONFIGURED, _TOO_LONG = "channel_not_configured", "text_too_long"  # no provider was asked
_POSTPONED_BY = timedelta(seconds=5)


@dataclass(frozen=True)
class Sender:
    sessions: Sessions
    sealer: Sealer
    channels: Mapping[str, Channel]
    pace: Pace
    router: Router
    outcomes: Batches[Outcome]
    shutdown: Shutdown
    clock: Callable[[], datetime]

    @property
    def terms(self) -> Mapping[str, SmsTerms]:
        return self.router.routing.terms

    async def claim_from(self, channel_id: str, limit: int) -> list[DueMessage]:
        """Raises NotYet while the channel may not be sent to so soon."""
        waiting = await self._waiting(channel_id, limit)
        if not waiting or not self._is_connected(channel_id):
            return []
        room = await self.router.health.room(channel_id, self.clock())
        if room.messages == 0:
            await self._lead_away(channel_id, waiting, limit, room.seconds)
            raise NotYet(room.seconds)
        limit = min(limit, room.messages or limit)
        per_second = self.terms[channel_id].segments_per_second
        wanted = sum(map(sum, waiting.values()))
        taken, seconds = await self.pace.take(channel_id, per_second, wanted)
        if not taken:
            raise NotYet(seconds)
        due = await self._claim(channel_id, waiting, messages=limit, segments=taken)
        spent = sum(each.segments for each in due)
        await self.pace.settle(channel_id, per_second, spent - taken)
        return due

    async def claim_strays(self, limit: int) -> list[DueMessage]:
        """What stands with channels that only hear, or are configured no more."""
        async with self.sessions.begin() as session:
            channels = await SendingQueue(session, self.sealer).channels()
        due: list[DueMessage] = []
        for channel_id in set(channels) - set(self.terms):
            waiting = await self._waiting(channel_id, limit)
            due += await self._claim(channel_id, waiting, messages=limit - len(due), segments=limit)
        return due

    def _is_connected(self, channel_id: str) -> bool:
        channel = self.channels[channel_id]
        return not isinstance(channel, StaysConnected) or channel.is_connected

    async def _lead_away(
        self, channel_id: str, waiting: Waiting, limit: int, seconds: float
    ) -> None:
        """From a channel that fails to those that the routes name beside it."""
        if not self.router.routing.rules:
            return
        again_at = self.clock() + timedelta(seconds=seconds)
        for due in await self._claim(channel_id, waiting, messages=limit, segments=limit):
            moved = await self._by_another_way(due)
            await self.outcomes.put(moved or move(due, channel_id, self.router.routing, again_at))

    async def _by_another_way(self, due: DueMessage) -> Moved | None:
        now = self.clock()
        other = await self.router.choose(due.letter, due.channel, now, without={due.channel})
        return move(due, other, self.router.routing, now) if other else None

    async def _waiting(self, channel_id: str, limit: int) -> Waiting:
        async with self.sessions.begin() as session:
            queue = SendingQueue(session, self.sealer)
            return await queue.waiting(channel_id, self.clock(), limit)

    async def _claim(
        self, channel_id: str, waiting: Waiting, *, messages: int, segments: int
    ) -> list[DueMessage]:
        shares = share_out(waiting, messages=messages, segments=segments, draw=random.random)
        must_leave_at = asyncio.get_running_loop().time() + TO_LEAVE.total_seconds()
        async with self.sessions.begin() as session:
            due = await SendingQueue(session, self.sealer).claim(channel_id, shares, self.clock())
        options = self.router.routing.options_of(channel_id)
        seconds_left = partial(self._seconds_until, must_leave_at)
        return [each.fitted(options, seconds_left) for each in due]

    def _seconds_until(self, must_leave_at: float) -> float:
        """So that the answer comes within the lease, and before a worker that stops has stopped."""
        return min(
            must_leave_at - asyncio.get_running_loop().time(),
            self.shutdown.seconds_to_begin(ANSWERED_WITHIN_SECONDS),
        )

    async def send(self, due: DueMessage) -> None:
        """No transaction is open while the provider is called."""
        with traces.under(due.trace_id):
            with SEND_SECONDS.labels(due.channel).time():
                outcome = await self._call_provider(due)
            if isinstance(outcome, Refused) and outcome.failure.other_operator:
                outcome = await self._by_another_operator(due) or outcome
            await self.outcomes.put(outcome)
        count_sent(outcome, spent_on(outcome, self.channels))

    async def _by_another_operator(self, due: DueMessage) -> Outcome | None:
        now = self.clock()
        other = await self.router.turn_away(due.letter, due.channel, now)
        return move(due, other, self.router.routing, now) if other else None

    async def _call_provider(self, due: DueMessage) -> Outcome:
        channel = self.channels.get(due.channel)
        if not isinstance(channel, SendsSms):
            return await self._by_another_way(due) or Deferred(due, _NOT_CONFIGURED)
        if not self.router.routing.carries(due.channel, due.letter.text):
            too_long = Refused(due, SendRefused(_TOO_LONG))
            return await self._by_another_way(due) or too_long
        if due.message.seconds_left() <= 0:
            return self._postponed(due)
        try:
            return Accepted(due, await channel.send(due.message))
        except SendPostponed:
            return self._postponed(due)
        except SendThrottled as failure:
            log.warning("send_throttled", message_id=str(due.id), reason=failure.reason)
            await slow_down(self.pace, due.channel, self.terms[due.channel])
            return Deferred(due, failure.reason, is_throttled=True)
        except SendDeferred as failure:
            tell = log.error if failure.needs_operator else log.warning
            tell(
                "send_deferred", message_id=str(due.id), channel=due.channel, reason=failure.reason
            )
            return Deferred(due, failure.reason)
        except SendRefused as failure:
            log.warning("send_refused", message_id=str(due.id), reason=failure.reason)
            return Refused(due, failure)
        except Exception as error:  # noqa: BLE001 (an adapter's mistake must not stop the others)
            log.error("send_failed", message_id=str(due.id), error=type(error).__name__)
            return Deferred(due, "unexpected")

    def _postponed(self, due: DueMessage) -> Moved:
        log.warning("send_postponed", message_id=str(due.id), channel=due.channel)
        return Moved(due, due.channel, due.segments, self.clock() + _POSTPONED_BY)


def make_sender(
    sessions: Sessions,
    sealer: Sealer,
    channels: Mapping[str, Channel],
    pace: Pace,
    router: Router,
    restraint: Restraint,
    shutdown: Shutdown,
    clock: Callable[[], datetime],
) -> Sender:
    async def record(outcomes: Sequence[Outcome]) -> None:
        async def write(session: AsyncSession, detours: Detours) -> None:
            now = clock()
            await record_outcomes(session, sealer, detours, outcomes, now)
            spent = [spent_on(outcome, channels) for outcome in outcomes]
            await book(session, [each for each in spent if each], now)

        await with_detours(sessions, router, clock, write)

    record_persistently = persistently(record)

    async def record_all(outcomes: Sequence[Outcome]) -> None:
        taken = [each.due for each in outcomes if isinstance(each, Accepted)]
        await restraint.note_said([(due.contact_id, due.message.text) for due in taken])
        await record_persistently(outcomes)
        try:
            await _learn(router.health, outcomes, clock())
        except RedisError as error:
            log.error("health_not_recorded", error=type(error).__name__)

    outcomes = Batches(record_all)
    return Sender(sessions, sealer, channels, pace, router, outcomes, shutdown, clock)


async def _learn(health: Health, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Whoever answers is well, also with a refusal, or that it was too fast."""
    tried = [each for each in outcomes if _was_tried(each)]
    failed = Counter(each.due.channel for each in tried if _has_failed(each))
    for channel in {each.due.channel for each in tried}:
        worked = any(each.due.channel == channel and not _has_failed(each) for each in tried)
        await health.record(channel, now, worked=worked, failures=failed[channel])


def _has_failed(outcome: Outcome) -> bool:
    return isinstance(outcome, Deferred) and not outcome.is_throttled


def _was_tried(outcome: Outcome) -> bool:
    _, error = _named(outcome)
    return not isinstance(outcome, Moved) and error not in (_NOT_CONFIGURED, _TOO_LONG)


def spent_on(outcome: Outcome, channels: Mapping[str, Channel]) -> Spent | None:
    """What the provider asks for it, which is nothing before it has taken it."""
    if not isinstance(outcome, Accepted):
        return None
    due = outcome.due
    terms = channels[due.channel].sms
    price_paisa = terms.segment_paisa if terms else 0
    return Spent(due.channel, due.cost_tag, due.segments, due.segments * price_paisa)


def count_sent(outcome: Outcome, spent: Spent | None) -> None:
    name, error = _named(outcome)
    due = outcome.due
    SENT.labels(due.channel, due.priority.name.lower(), name, error).inc()
    if spent:
        SEGMENTS.labels(spent.channel, spent.cost_tag).inc(spent.segments)
        COST.labels(spent.channel, spent.cost_tag).inc(spent.cost_paisa)


def _named(outcome: Outcome) -> tuple[str, str]:
    match outcome:
        case Deferred(reason=reason):
            return "deferred", reason
        case Refused(failure=failure):
            return "refused", failure.reason
        case Moved():
            return "moved", ""
    return "accepted", ""


def persistently(
    record: Callable[[Sequence[Outcome]], Awaitable[None]],
    pauses: Sequence[float] = (0.2, 1.0, 5.0, 10.0, 20.0),
) -> Callable[[Sequence[Outcome]], Awaitable[None]]:
    """Tries again while the database is away: what is not recorded is sent a second time."""

    async def record_at_last(outcomes: Sequence[Outcome]) -> None:
        for seconds in pauses:
            try:
                return await record(outcomes)
            except (SQLAlchemyError, RedisError, OSError) as error:
                log.error("outcomes_not_recorded", error=type(error).__name__)
                await asyncio.sleep(seconds)
        return await record(outcomes)

    return record_at_last
