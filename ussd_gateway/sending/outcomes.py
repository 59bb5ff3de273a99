"""What became of messages handed to providers, recorded in batches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from ussd_gateway import backoff
from ussd_gateway.errors import SendRefused
from ussd_gateway.events import Events, delivery_changed
from ussd_gateway.journal import Journal
from ussd_gateway.messages import ON_ITS_WAY, OutboxState, Receipt, moves_forward
from ussd_gateway.opt_outs import opt_out
from ussd_gateway.outbox import Outbox
from ussd_gateway.sealing import Sealer
from ussd_gateway.sending.detours import Detours
from ussd_gateway.sending.queue import DueMessage
from ussd_gateway.sending.reports import Reports, Told, whole
from ussd_gateway.sending.routing import Routing

_FAILED_FOR_NOW = "failed_for_now"
_WITH_US = (OutboxState.QUEUED, OutboxState.SENDING)

_LOCK = text("""
SELECT id, created_at, state, channel, attempts, segments, next_attempt_at, provider_message_id,
    reason, source_message_id
FROM unnest(CAST(:ids AS uuid[]), CAST(:moments AS timestamptz[])) AS named (id, created_at)
JOIN gateway.outbox USING (id, created_at)
ORDER BY id
FOR UPDATE OF outbox
""")

_CHANGE = text("""
UPDATE gateway.outbox AS message
SET state = change.state, channel = change.channel, attempts = change.attempts,
    segments = change.segments, reason = change.reason, next_attempt_at = change.next_attempt_at,
    provider_message_id = change.provider_message_id,
    changed_at = CASE WHEN change.state = 'queued' THEN message.changed_at ELSE :now END
FROM unnest(CAST(:ids AS uuid[]), CAST(:moments AS timestamptz[]), CAST(:states AS text[]),
            CAST(:reasons AS text[]), CAST(:next_attempts AS timestamptz[]),
            CAST(:provider_ids AS text[]), CAST(:channels AS text[]),
            CAST(:attempts AS integer[]), CAST(:segments AS integer[]))
    AS change (id, created_at, state, reason, next_attempt_at, provider_message_id, channel,
               attempts, segments)
WHERE message.id = change.id AND message.created_at = change.created_at
""")


@dataclass(frozen=True)
class Accepted:
    due: DueMessage
    receipt: Receipt
    told: Told | None = None  # before the receipt

    @property
    def is_opted_out(self) -> bool:
        return self.told is not None and self.told.opted_out


@dataclass(frozen=True)
class Deferred:
    """`provider_message_id`: of a try that was taken, and then reported to have failed."""

    due: DueMessage
    reason: str
    is_throttled: bool = False
    provider_message_id: str | None = None


@dataclass(frozen=True)
class Refused:
    due: DueMessage
    failure: SendRefused


@dataclass(frozen=True)
class Moved:
    """It shall go by this channel, or by the same one later; that was no try."""

    due: DueMessage
    channel: str
    segments: int
    at: datetime


def move(due: DueMessage, channel: str, routing: Routing, at: datetime) -> Moved:
    return Moved(due, channel, routing.segments(channel, due.letter.text), at)


Outcome = Accepted | Deferred | Refused | Moved


@dataclass(frozen=True)
class Standing:
    """How far a message is, as much of it as sending changes."""

    state: OutboxState
    channel: str
    attempts: int
    segments: int
    next_attempt_at: datetime
    provider_message_id: str | None
    reason: str | None


def after(old: Standing, outcome: Outcome, now: datetime) -> Standing:
    """The same when a report was faster, or when the message is another worker's by now."""
    match outcome:
        case Accepted(due=due) if old.channel != due.channel:
            return old  # it goes another way by now
        case Accepted() if _is_over(old, outcome):
            return old
        case Accepted(due=due, receipt=receipt, told=told_before):
            reason = told_before.reason if told_before else None
            told = replace(
                old,
                segments=due.segments,
                provider_message_id=receipt.provider_message_id,
            )
            if moves_forward(old.state, receipt.state):
                return replace(told, state=receipt.state, reason=reason)
            return told
        case Refused(failure=failure) if old.state in _WITH_US:
            return replace(old, state=OutboxState.FAILED, reason=failure.reason)
        case Deferred(due=due) if _is_still(old, due):
            told = replace(
                old, reason=outcome.reason, provider_message_id=outcome.provider_message_id
            )
            if old.attempts >= backoff.MOST_SENDING_ATTEMPTS:
                return replace(told, state=OutboxState.FAILED)
            again_at = now + backoff.for_sending(old.attempts)
            return replace(told, state=OutboxState.QUEUED, next_attempt_at=again_at)
        case Moved(due=due, channel=channel, segments=segments, at=at) if _is_still(old, due):
            return replace(
                old,
                state=OutboxState.QUEUED,
                channel=channel,
                segments=segments,
                attempts=old.attempts - 1,
                next_attempt_at=at,
                provider_message_id=old.provider_message_id if channel == old.channel else None,
            )
    return old


def _is_still(old: Standing, due: DueMessage) -> bool:
    return old.state is OutboxState.SENDING and old.attempts == due.attempts


def _is_over(old: Standing, accepted: Accepted) -> bool:
    """A report was faster, by which it is to be tried anew. Either of the two may have named the
    message by our own id."""
    told = {old.provider_message_id, accepted.receipt.provider_message_id}
    is_its_id = len(told) == 1 or str(accepted.due.id) in told
    return old.state in ON_ITS_WAY and is_its_id and not _is_still(old, accepted.due)


async def record_outcomes(
    session: AsyncSession,
    sealer: Sealer,
    detours: Detours,
    outcomes: Sequence[Outcome],
    now: datetime,
) -> None:
    """Contacts are locked before their messages, as everywhere. May leave the transaction by an
    exception of `detours`."""
    journal, events = Journal(session, sealer), Events(session, sealer)
    reports = Reports(session)
    for channel in sorted({each.due.channel for each in outcomes if isinstance(each, Accepted)}):
        await reports.lock(channel, alone=False)
    outcomes = await _as_reported(reports, detours, outcomes, now)
    opting_out = {each.due.contact_id for each in outcomes if _opts_out(each)}
    contacts = {contact.id: contact for contact in await journal.lock_contacts(opting_out)}
    before = await _lock(session, outcomes)
    standings = {message_id: _standing(row) for message_id, row in before.items()}
    for outcome in outcomes:
        old = standings[outcome.due.id]
        standings[outcome.due.id] = new = after(old, outcome, now)
        if _opts_out(outcome) and new is not old:
            await opt_out(contacts[outcome.due.contact_id], events, Outbox(session, sealer), now)
    changed = {id_: new for id_, new in standings.items() if new != _standing(before[id_])}
    await _change(session, changed, before, now)
    whose = {outcome.due.id: outcome.due.contact_id for outcome in outcomes}
    news = [
        delivery_changed(whose[id_], before[id_].source_message_id, new.state, new.reason)
        for id_, new in changed.items()
        if before[id_].source_message_id and new.state not in _WITH_US
    ]
    await events.add_all(news, now)


async def _as_reported(
    reports: Reports, detours: Detours, outcomes: Sequence[Outcome], now: datetime
) -> list[Outcome]:
    """With what was told of the messages before their receipts."""
    names = [
        (each.due.channel, id_)
        for each in outcomes
        if isinstance(each, Accepted)
        for id_ in _ids(each.receipt)
    ]
    early = await reports.take_early(names) if names else {}
    return [
        await _receipt_as_reported(reports, detours, each, early, now)
        if isinstance(each, Accepted)
        else each
        for each in outcomes
    ]


def _ids(receipt: Receipt) -> tuple[str, ...]:
    return receipt.part_ids or (receipt.provider_message_id,)


async def _receipt_as_reported(
    reports: Reports,
    detours: Detours,
    accepted: Accepted,
    early: Mapping[tuple[str, str], Told],
    now: datetime,
) -> Accepted | Moved | Deferred:
    due, receipt = accepted.due, accepted.receipt
    parts = {id_: early.get((due.channel, id_), Told(receipt.state)) for id_ in _ids(receipt)}
    told = _together(list(parts.values()))
    is_anothers = told.other_operator and told.state is OutboxState.FAILED
    if is_anothers and (other := detours.way_of(due.letter, due.channel)):
        return move(due, other, detours.routing, now)
    if told.may_pass and not receipt.part_ids:
        id_ = receipt.provider_message_id
        return Deferred(due, told.reason or _FAILED_FOR_NOW, provider_message_id=id_)
    if receipt.part_ids:
        await reports.add_parts(due.id, due.channel, parts, now)
    elif not moves_forward(receipt.state, told.state):
        told = replace(told, state=receipt.state)
    return Accepted(due, replace(receipt, state=told.state), told)


def _together(parts: Sequence[Told]) -> Told:
    return Told(
        state=whole([part.state for part in parts]),
        reason=next((part.reason for part in parts if part.reason), None),
        opted_out=any(part.opted_out for part in parts),
        other_operator=any(part.other_operator for part in parts),
        may_pass=any(part.may_pass for part in parts),
    )


def _opts_out(outcome: Outcome) -> bool:
    if isinstance(outcome, Accepted):
        return outcome.is_opted_out
    return isinstance(outcome, Refused) and outcome.failure.opted_out


async def _lock(session: AsyncSession, outcomes: Sequence[Outcome]) -> Mapping[UUID, Any]:
    moments = {outcome.due.id: outcome.due.created_at for outcome in outcomes}
    rows = await session.execute(_LOCK, {"ids": list(moments), "moments": list(moments.values())})
    return {row.id: row for row in rows}


def _standing(row: Any) -> Standing:
    return Standing(
        state=OutboxState(row.state),
        channel=row.channel,
        attempts=row.attempts,
        segments=row.segments,
        next_attempt_at=row.next_attempt_at,
        provider_message_id=row.provider_message_id,
        reason=row.reason,
    )


async def _change(
    session: AsyncSession,
    changed: Mapping[UUID, Standing],
    before: Mapping[UUID, Any],
    now: datetime,
) -> None:
    if not changed:
        return
    await session.execute(
        _CHANGE,
        {
            "now": now,
            "ids": list(changed),
            "moments": [before[id_].created_at for id_ in changed],
            "states": [new.state for new in changed.values()],
            "reasons": [new.reason for new in changed.values()],
            "next_attempts": [new.next_attempt_at for new in changed.values()],
            "channels": [new.channel for new in changed.values()],
            "attempts": [new.attempts for new in changed.values()],
            "segments": [new.segments for new in changed.values()],
            "provider_ids": [new.provider_message_id for new in changed.values()],
        },
    )
