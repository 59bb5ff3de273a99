"""Who wants to hear only answers, and how they say so without the assistant."""

from datetime import datetime, timedelta

from ussd_gateway.events import Events
from ussd_gateway.keywords import Wish, wish_in
from ussd_gateway.messages import ChannelKind, EventKind, kind_of
from ussd_gateway.models import Contact, InboxMessage
from ussd_gateway.outbox import Outbox
from ussd_gateway.texts import Words, started, stopped

_CONFIRMATION_LASTS = timedelta(hours=24)


def wish_of(message: InboxMessage, contact: Contact, text: str) -> Wish | None:
    """In a call the same word is an answer; to whoever stopped nothing START is a greeting."""
    if kind_of(message.session_event) is not ChannelKind.SMS:
        return None
    wish = wish_in(text)
    return None if wish is Wish.START and contact.opted_out_at is None else wish


async def grant(
    wish: Wish, contact: Contact, events: Events, outbox: Outbox, now: datetime
) -> Words | None:
    """What confirms it; None while an earlier confirmation lasts, whoever gave it."""
    if wish is Wish.START:
        await opt_in(contact, events, now)
        return started
    before = contact.opted_out_at
    if before is not None and now - before < _CONFIRMATION_LASTS:
        return None
    await opt_out(contact, events, outbox, now)
    contact.opted_out_at = now
    return stopped


async def opt_in(contact: Contact, events: Events, now: datetime) -> None:
    contact.muted_until = None
    if contact.opted_out_at is None:
        return
    contact.opted_out_at = None
    await events.add(contact.id, EventKind.OPTED_IN, now, conversation_id=str(contact.id))


async def opt_out(contact: Contact, events: Events, outbox: Outbox, now: datetime) -> None:
    if contact.opted_out_at is not None:
        return
    contact.opted_out_at = now
    await outbox.drop_case_messages(contact.id, "opted_out", now)
    await events.add(contact.id, EventKind.OPTED_OUT, now, conversation_id=str(contact.id))
