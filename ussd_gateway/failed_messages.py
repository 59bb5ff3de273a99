"""What was given up: shown to operators without its words, and sent again when they say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from ussd_gateway.addresses import NotAnAddress, mask_phone
from ussd_gateway.db import Sessions
from ussd_gateway.errors import (
    ContactOptedOut,
    MessageNotFailed,
    MessageUnreadable,
    UnknownMessage,
)
from ussd_gateway.journal import Journal
from ussd_gateway.messages import OutboxKind, OutboxState
from ussd_gateway.models import Contact, OutboxMessage
from ussd_gateway.outbox import Outbox
from ussd_gateway.sealing import NotOpened, Sealer
from ussd_gateway.sending.router import Router
from ussd_gateway.sending.routing import Letter

_FAILED = OutboxMessage.state == OutboxState.FAILED
_SAME = (
    "contact_id",
    "kind",
    "priority",
    "inbox_id",
    "source_message_id",
    "case_reference",
    "expects_reply",
    "about",
    "cost_tag",
    "language",
    "trace_id",
    "quiet_from",
    "quiet_to",
    "daily_limit",
    "said",
)


@dataclass(frozen=True)
class FailedMessage:
    row: OutboxMessage
    phone: str | None  # masked; none where its operator hides it, or nobody can read it
    resent_state: OutboxState | None


async def list_failed(
    session: AsyncSession,
    sealer: Sealer,
    *,
    channel: str | None,
    after: UUID | None,
    limit: int,
) -> Sequence[FailedMessage]:
    """The latest first; `after` is the last one of the page before."""
    again = aliased(OutboxMessage)
    found = (
        select(OutboxMessage, Contact, again.state)
        .join(Contact, Contact.id == OutboxMessage.contact_id)
        .outerjoin(again, again.id == OutboxMessage.resent_as)
        .where(_FAILED)
    )
    if channel is not None:
        found = found.where(OutboxMessage.channel == channel)
    if after is not None:
        last = await Outbox(session, sealer).find(after)
        if last is None:
            raise UnknownMessage("there is no message with this id")
        place = tuple_(OutboxMessage.changed_at, OutboxMessage.id)
        found = found.where(place < tuple_(last.changed_at, last.id))
    latest_first = (OutboxMessage.changed_at.desc(), OutboxMessage.id.desc())
    journal = Journal(session, sealer)
    rows = await session.execute(found.order_by(*latest_first).limit(limit))
    return [
        FailedMessage(row, _masked_phone(journal, contact), state) for row, contact, state in rows
    ]


def _masked_phone(journal: Journal, contact: Contact) -> str | None:
    try:
        phone = journal.open_address(contact).phone
    except (NotOpened, NotAnAddress):
        return None
    return mask_phone(phone) if phone else None


async def resend(
    sessions: Sessions, sealer: Sealer, router: Router, message_id: UUID, now: datetime
) -> UUID:
    """Behind what the contact is waiting for by now, by the way that is best now; Redis is asked
    for it before anything is locked.

    As another message: under the old id a provider may hold it for one that it has already.
    """
    async with sessions.begin() as session:
        found = await Outbox(session, sealer).find(message_id)
        if found is None:
            raise UnknownMessage("there is no message with this id")
        contact = await session.get_one(Contact, found.contact_id)
        letter = _letter(session, sealer, _resendable(found, contact), contact)
    channel = await router.choose_first(letter, found.channel, now) or found.channel
    async with sessions.begin() as session:
        outbox = Outbox(session, sealer)
        contact = await Journal(session, sealer).lock_contact(letter.contact_id)
        row = _resendable(await outbox.lock(message_id), contact)
        again = _copy(row, channel, now)
        await outbox.add(again, letter.text, router.routing.options_of(channel))
        row.resent_as = again.id
        return again.id


def _resendable(row: OutboxMessage | None, contact: Contact) -> OutboxMessage:
    if row is None or row.state is not OutboxState.FAILED or row.resent_as is not None:
        raise MessageNotFailed("only a message that failed is sent again, and once")
    if contact.opted_out_at is not None and row.kind is OutboxKind.CASE_MESSAGE:
        raise ContactOptedOut("this contact wants no messages")
    return row


def _letter(session: AsyncSession, sealer: Sealer, row: OutboxMessage, contact: Contact) -> Letter:
    try:
        address = Journal(session, sealer).open_address(contact)
        return Letter(contact.id, address, Outbox(session, sealer).open_text(row))
    except (NotOpened, NotAnAddress):
        raise MessageUnreadable("its words or its address cannot be read") from None


def _copy(row: OutboxMessage, channel: str, now: datetime) -> OutboxMessage:
    return OutboxMessage(
        created_at=now,
        channel=channel,
        state=OutboxState.QUEUED,
        next_attempt_at=now,
        **{name: getattr(row, name) for name in _SAME},
    )
