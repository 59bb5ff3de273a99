"""The case manager's messages to citizens, accepted once each."""

import hashlib
from datetime import datetime

from ussd_gateway import traces
from ussd_gateway.db import Sessions
from ussd_gateway.errors import (
    ContactOptedOut,
    MessageIdReused,
    NotAddressable,
    SameTextAgain,
    UnknownContact,
)
from ussd_gateway.journal import Journal
from ussd_gateway.messages import OutboxKind, OutboxState, Priority
from ussd_gateway.models import Contact, OutboxMessage
from ussd_gateway.outbox import Outbox
from ussd_gateway.quiet_hours import QuietHours
from ussd_gateway.restraint import Limits, said_index
from ussd_gateway.schemas import SendMessage
from ussd_gateway.sealing import Sealer
from ussd_gateway.sending.router import Router
from ussd_gateway.sending.routing import Letter


async def accept_message(
    sessions: Sessions,
    sealer: Sealer,
    router: Router,
    limits: Limits,
    command: SendMessage,
    now: datetime,
) -> None:
    """The same id again is accepted again and sent once.

    Redis is asked for the way before anything is locked.
    """
    async with sessions.begin() as session:
        if _came_before(command, await Outbox(session, sealer).find_outgoing(command.message_id)):
            return
        contact = _wanting(await Journal(session, sealer).find_contact(command.contact_id))
        address = Journal(session, sealer).open_address(contact)
    letter = Letter(contact.id, address, command.text or "")
    channel = await router.choose_first(letter, contact.channel, now)
    if channel is None and address.phone is None:
        raise NotAddressable("a machine, or a number hidden by a channel that is gone")
    async with sessions.begin() as session:
        outbox = Outbox(session, sealer)
        before = await outbox.remember_outgoing(command.message_id, _fingerprint(command), now)
        if _came_before(command, before):
            return
        contact = _wanting(await Journal(session, sealer).lock_contact(contact.id))
        message = _to_row(command, contact, channel or contact.channel, now)
        message.said = said_index(sealer, letter, command.case_reference)
        if not command.again and await outbox.is_said(message.said, now - limits.same_answers_in):
            raise SameTextAgain(
                "these words are sent to this contact already; `again` repeats them"
            )
        must_wait = command.expects_reply or message.next_attempt_at > now
        if must_wait or await outbox.has_held(contact.id):
            message.state = OutboxState.HELD
        await outbox.add(message, letter.text, router.routing.options_of(message.channel))


def _came_before(command: SendMessage, fingerprint: bytes | None) -> bool:
    if fingerprint not in (None, _fingerprint(command)):
        raise MessageIdReused("this message_id came before with another message")
    return fingerprint is not None


def _wanting(contact: Contact | None) -> Contact:
    if contact is None:
        raise UnknownContact("there is no contact with this id")
    if contact.opted_out_at is not None:
        raise ContactOptedOut("this contact wants no messages")
    return contact


def _to_row(command: SendMessage, contact: Contact, channel: str, now: datetime) -> OutboxMessage:
    return OutboxMessage(
        created_at=now,
        contact_id=contact.id,
        channel=channel,
        kind=OutboxKind.CASE_MESSAGE,
        priority=Priority[command.priority.upper()],
        source_message_id=command.message_id,
        trace_id=traces.current(),
        case_reference=command.case_reference,
        expects_reply=command.expects_reply,
        about=command.about,
        cost_tag=command.cost_tag or "",
        language=command.language,
        state=OutboxState.QUEUED,
        next_attempt_at=_first_allowed(command, contact, now),
        quiet_from=command.quiet_hours and command.quiet_hours.from_,
        quiet_to=command.quiet_hours and command.quiet_hours.to,
        daily_limit=command.daily_limit,
    )


def _first_allowed(command: SendMessage, contact: Contact, now: datetime) -> datetime:
    moment = max(now, contact.muted_until or now, command.not_before or now)
    if command.quiet_hours is None:
        return moment
    quiet = QuietHours(command.quiet_hours.from_, command.quiet_hours.to)
    return quiet.next_allowed(moment)


def _fingerprint(command: SendMessage) -> bytes:
    """Of what is to be said, as it was before `again` and `about` could be said."""
    unsaid = {"again"} if command.about else {"again", "about"}
    return hashlib.sha256(command.model_dump_json(exclude=unsaid).encode()).digest()
