"""What providers report on messages of ours: on whole ones, on parts, before their receipts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from ussd_gateway import backoff
from ussd_gateway.db import wake
from ussd_gateway.events import Events
from ussd_gateway.journal import Journal
from ussd_gateway.messages import ON_ITS_WAY, Fault, OutboxState, StatusUpdate, moves_forward
from ussd_gateway.models import Contact, OutboxMessage
from ussd_gateway.opt_outs import opt_out
from ussd_gateway.outbox import Outbox
from ussd_gateway.sealing import Sealer
from ussd_gateway.sending.detours import Detours
from ussd_gateway.sending.reports import Reports
from ussd_gateway.sending.routing import Letter

log = structlog.get_logger(__name__)
_GIVEN_BACK = (OutboxState.HELD, OutboxState.QUEUED)


@dataclass(frozen=True)
class _Known:
    """A report, and the message that it seemed to be about before that was locked."""

    update: StatusUpdate
    row: OutboxMessage
    is_part: bool


class Updates:
    """In the transaction of `session`. May leave it by an exception of `detours`."""

    def __init__(
        self, session: AsyncSession, sealer: Sealer, detours: Detours, now: datetime
    ) -> None:
        self._session = session
        self._detours = detours
        self._now = now
        self._journal = Journal(session, sealer)
        self._outbox = Outbox(session, sealer)
        self._events = Events(session, sealer)
        self._reports = Reports(session)

    async def record(self, channel: str, updates: Sequence[StatusUpdate]) -> list[StatusUpdate]:
        """Returns those on messages that we do not know.

        Contacts are locked before their messages, and each kind in one order, as everywhere.
        """
        found = [(update, await self._find(channel, update)) for update in updates]
        known = sorted((each for _, each in found if each), key=lambda each: each.row.id)
        contacts = await self._lock_contacts(known)
        unknown = [update for update, each in found if each is None]
        opting_out: list[Contact] = []
        for each in known:
            row = await self._outbox.lock(each.row.id)
            if row is None or not await self._is_about(row, channel, each):
                unknown.append(each.update)
                continue
            is_news = await self._tell(row, channel, each)
            if each.update.opted_out and is_news:
                opting_out.append(contacts[row.contact_id])
        for contact in opting_out:
            await opt_out(contact, self._events, self._outbox, self._now)
        return unknown

    async def record_early(self, channel: str, update: StatusUpdate) -> bool:
        """One that is unknown, whose receipt may just be on its way; in a transaction of its own.
        Whether it is known by now."""
        await self._reports.lock(channel, alone=True)
        if await self.record(channel, [update]):
            await self._reports.keep_early(channel, update, self._now)
            return False
        return True

    async def _find(self, channel: str, update: StatusUpdate) -> _Known | None:
        row = await self._outbox.find(update.message_id) if update.message_id else None
        if row is None:
            row = await self._outbox.find_by_provider_id(channel, update.provider_ids)
        if row is not None:
            return _Known(update, row, is_part=False)
        message_id = await self._reports.find_part(channel, update)
        row = await self._outbox.find(message_id) if message_id else None
        return _Known(update, row, is_part=True) if row else None

    async def _lock_contacts(self, known: Sequence[_Known]) -> dict[object, Contact]:
        """Of one message alone the contact is not needed, unless it changes as well."""
        touched = known if len(known) > 1 else [each for each in known if each.update.opted_out]
        locked = await self._journal.lock_contacts({each.row.contact_id for each in touched})
        return {contact.id: contact for contact in locked}

    async def _is_about(self, row: OutboxMessage, channel: str, known: _Known) -> bool:
        """It may have gone another way meanwhile."""
        update = known.update
        if row.channel != channel:
            return False
        if known.is_part:
            return await self._reports.find_part(channel, update) == row.id
        return row.id == update.message_id or row.provider_message_id in update.provider_ids

    async def _tell(self, row: OutboxMessage, channel: str, known: _Known) -> bool:
        """Whether it says anything new. A number that moved to another operator is tried the next
        way; what may pass, later. Of parts nothing is: those that arrived would arrive twice."""
        update, state = known.update, known.update.state
        if known.is_part:
            state = await self._reports.tell_part(row.id, channel, update, self._now)
        elif is_of_an_earlier_try(row, update) and state is not OutboxState.DELIVERED:
            return False
        has_failed = state is OutboxState.FAILED and moves_forward(row.state, state)
        if has_failed and update.other_operator and (other := await self._other_way_of(row)):
            await self._start_anew(row, other)
            return True
        if has_failed and update.may_pass and not known.is_part:
            if row.state in _GIVEN_BACK:
                return False
            if row.attempts < backoff.MOST_SENDING_ATTEMPTS:
                self._try_later(row, update)
                return True
        if not known.is_part and (row.state in ON_ITS_WAY or row.provider_message_id is None):
            row.provider_message_id = update.provider_message_id
        return await self._outbox.move(row, state, update.reason, self._now)

    async def _other_way_of(self, row: OutboxMessage) -> str | None:
        contact = await self._session.get_one(Contact, row.contact_id)
        address = self._journal.open_address(contact)
        letter = Letter(contact.id, address, self._outbox.open_text(row))
        other = self._detours.way_of(letter, row.channel)
        if other:
            row.segments = self._detours.routing.segments(other, letter.text)
        return other

    def _try_later(self, row: OutboxMessage, update: StatusUpdate) -> None:
        tell = log.error if update.fault is Fault.OPERATOR else log.warning
        tell("report_deferred", message_id=str(row.id), channel=row.channel, reason=update.reason)
        row.state = OutboxState.QUEUED
        row.reason = update.reason
        row.provider_message_id = update.provider_message_id
        row.next_attempt_at = self._now + backoff.for_sending(row.attempts)

    async def _start_anew(self, row: OutboxMessage, channel: str) -> None:
        row.channel = channel
        row.state = OutboxState.QUEUED
        row.attempts = 0
        row.next_attempt_at = self._now
        row.provider_message_id = row.reason = None
        await self._reports.forget_parts(row.id)
        await wake(self._session, "outbox")


def is_of_an_earlier_try(row: OutboxMessage, update: StatusUpdate) -> bool:
    """Not of the one that is under way or was the last. Our own id as theirs tells tries apart only
    where one of them has failed."""
    last, ours = row.provider_message_id, str(row.id)
    if last is None:
        return False
    if row.state is OutboxState.SENDING:
        return last in update.provider_ids
    if row.state in _GIVEN_BACK:
        return True
    return last not in (ours, *update.provider_ids) and ours not in update.provider_ids
