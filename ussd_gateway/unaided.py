"""What the gateway does with messages by itself: the database is all that it takes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ussd_gateway import backoff
from ussd_gateway.addresses import NotAnAddress
from ussd_gateway.channels.base import Channel, sms_options
from ussd_gateway.db import Sessions
from ussd_gateway.events import Events
from ussd_gateway.journal import Journal, PendingMessage, is_too_old
from ussd_gateway.messages import (
    EventKind,
    InboxState,
    Language,
    OutboxKind,
    OutboxState,
    Priority,
    kind_of,
)
from ussd_gateway.models import Contact, InboxMessage, OutboxMessage
from ussd_gateway.opt_outs import grant, wish_of
from ussd_gateway.outbox import Outbox
from ussd_gateway.restraint import Reason, Restraint, note_held_back
from ussd_gateway.sealing import NotOpened, Sealer
from ussd_gateway.texts import Words, apology, many_messages, spoken


@dataclass(frozen=True)
class Unaided:
    sessions: Sessions
    sealer: Sealer
    channels: Mapping[str, Channel]
    restraint: Restraint
    clock: Callable[[], datetime]
    hand_over_after: timedelta

    def can_settle(self, message: PendingMessage) -> bool:
        return message.wish is not None or self.restraint.is_own_number(
            message.address, message.recipient
        )

    async def settle(self, message: PendingMessage) -> None:
        """One that needs nobody else, unless another worker was faster."""
        async with self.sessions.begin() as session:
            journal = Journal(session, self.sealer)
            contact = await journal.lock_contact(message.contact_id)
            row = await journal.lock_if_pending(message.id)
            if row is not None:
                await self._settle(row, contact, session, self.clock())

    async def _settle(
        self, row: InboxMessage, contact: Contact, session: AsyncSession, now: datetime
    ) -> bool:
        """Whether it needs neither the assistant nor Redis: a single word, or an echo of ours."""
        journal = Journal(session, self.sealer)
        try:
            address, text = journal.open_address(contact), journal.open_text(row)
        except (NotOpened, NotAnAddress):
            return False
        if self.restraint.is_own_number(address, row.recipient):
            row.state = InboxState.AUTOMATIC
            note_held_back(row.channel, row.id, Reason.OWN_NUMBER)
        elif wish := wish_of(row, contact, text):
            answered(row, now)
            events, outbox = Events(session, self.sealer), Outbox(session, self.sealer)
            if confirmation := await grant(wish, contact, events, outbox, now):
                await self._say(row, contact, OutboxKind.ANSWER, confirmation, outbox, now)
        else:
            return False
        return True

    async def hold_back(self, message: PendingMessage, reason: Reason) -> None:
        """An echo is over with it; what a flood brings is read by a caseworker."""
        async with self.sessions.begin() as session:
            journal = Journal(session, self.sealer)
            contact = await journal.lock_contact(message.contact_id)
            row = await journal.lock_if_pending(message.id)
            if row is None:
                return
            now = self.clock()
            if reason is Reason.ECHO:
                row.state = InboxState.AUTOMATIC
            else:
                await hand_over_to_a_person(
                    row, contact, journal, Events(session, self.sealer), now
                )
            if reason is Reason.FLOOD:
                outbox = Outbox(session, self.sealer)
                await self._say(row, contact, OutboxKind.ANSWER, many_messages, outbox, now)
        note_held_back(message.channel, message.id, reason)

    async def apologise(
        self, contact_id: UUID, *, attempted: UUID | None = None, is_readable: bool = True
    ) -> None:
        """Says sorry once for each message still without a word and sets the next try; a wish for
        no more messages is granted all the same. Without `is_readable` the oldest was attempted
        and did not open.

        Needs neither the turn lock nor Redis: the rows it changes are locked.
        """
        async with self.sessions.begin() as session:
            journal = Journal(session, self.sealer)
            contact = await journal.lock_contact(contact_id)
            now = self.clock()
            pending = [
                row
                for row in await journal.lock_all_pending(contact_id)
                if not await self._settle(row, contact, session, now)
            ]
            if pending and not is_readable:
                attempted = pending[0].id
            for row in pending:
                if row.id == attempted:
                    row.attempts += 1
            again_at = now + backoff.for_calls(pending[0].attempts if pending else 1)
            await self._apologise_for(pending, contact, session, now)
            for row in pending:
                row.next_attempt_at = again_at
                if is_too_old(row, now, self.hand_over_after):
                    await hand_over_to_a_person(
                        row, contact, journal, Events(session, self.sealer), now
                    )

    async def _apologise_for(
        self,
        pending: Sequence[InboxMessage],
        contact: Contact,
        session: AsyncSession,
        now: datetime,
    ) -> None:
        """In silence where they heard it often enough lately for what waits."""
        without_a_word = [row for row in pending if row.apologised_at is None]
        if not without_a_word:
            return
        limits, outbox = self.restraint.limits, Outbox(session, self.sealer)
        lately = now - limits.same_answers_in
        told = await outbox.count_apologies([row.id for row in pending], lately)
        for row in without_a_word:
            row.apologised_at = now
            if told >= limits.same_answers:
                note_held_back(row.channel, row.id, Reason.SAME_APOLOGY)
                continue
            await self._say(row, contact, OutboxKind.APOLOGY, apology, outbox, now)
            told += 1

    async def _say(
        self,
        row: InboxMessage,
        contact: Contact,
        kind: OutboxKind,
        words: Words,
        outbox: Outbox,
        now: datetime,
    ) -> None:
        """One of the gateway's own texts, by SMS and in letters that arrive; none asks a number."""
        channel_id = contact.channel if row.session else row.channel
        channel = self.channels.get(channel_id)
        can_script = channel is None or channel.sms is None or channel.sms.can_script
        language = spoken(contact.language, can_script=can_script)
        message = reply(row, channel_id, kind, language, now)
        contact.number_asked_at = None
        await outbox.add(message, words(language), sms_options(self.channels, channel_id))


async def hand_over_to_a_person(
    row: InboxMessage, contact: Contact, journal: Journal, events: Events, now: datetime
) -> None:
    """Of a text that does not open the person learns that there was one."""
    try:
        text = journal.open_text(row)
    except NotOpened:
        text = ""
    row.state = InboxState.HANDED_OVER
    row.handed_over_at = now
    await events.add(
        contact.id,
        EventKind.MESSAGE_UNANSWERED,
        now,
        conversation_id=str(contact.id),
        message_id=str(row.id),
        channel=kind_of(row.session_event),
        language=contact.language,
        text=text,
        trace_id=row.trace_id,
    )


def answered(row: InboxMessage, now: datetime) -> None:
    row.state = InboxState.ANSWERED
    row.attempts += 1
    row.answered_at = now


def reply(
    row: InboxMessage, channel: str, kind: OutboxKind, language: Language, now: datetime
) -> OutboxMessage:
    return OutboxMessage(
        created_at=now,
        contact_id=row.contact_id,
        channel=channel,
        kind=kind,
        priority=Priority.CONVERSATION,
        inbox_id=row.id,
        trace_id=row.trace_id,
        expects_reply=False,
        cost_tag="",
        language=language,
        state=OutboxState.QUEUED,
        next_attempt_at=now,
    )
