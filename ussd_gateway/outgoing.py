"""The case manager's messages to citizens, accepted once each."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from ussd_gateway import traces
from ussd_gateway.channels.base import Channel, SendsSms
from ussd_gateway.errors import ContactOptedOut, MessageIdReused, UnknownContact
from ussd_gateway.journal import Journal
from ussd_gateway.messages import OutboxKind, OutboxState, Priority
from ussd_gateway.models import Contact, OutboxMessage
from ussd_gateway.outbox import Outbox
from ussd_gateway.schemas import SendMessage
from ussd_gateway.sealing import Sealer


async def accept_message(
    session: AsyncSession,
    sealer: Sealer,
    channels: Mapping[str, Channel],
    command: SendMessage,
    now: datetime,
) -> None:
    """The same id again is accepted again and sent once."""
    outbox = Outbox(session, sealer)
    fingerprint = _fingerprint(command)
    before = await outbox.remember_outgoing(command.message_id, fingerprint, now)
    if before is not None:
        if before != fingerprint:
            raise MessageIdReused("this message_id came before with another message")
        return
    contact = await Journal(session, sealer).find_contact(command.contact_id)
    if contact is None:
        raise UnknownContact("there is no contact with this id")
    if contact.opted_out_at is not None:
        raise ContactOptedOut("this contact wants no messages")
    message = _to_row(command, contact, channels, now)
    if command.expects_reply or message.next_attempt_at > now or await outbox.has_held(contact.id):
        message.state = OutboxState.HELD
    await outbox.add(message, command.text or "")


def _to_row(
    command: SendMessage, contact: Contact, channels: Mapping[str, Channel], now: datetime
) -> OutboxMessage:
    muted_until = contact.muted_until
    return OutboxMessage(
        created_at=now,
        contact_id=contact.id,
        channel=_reachable_by(contact, channels),
        kind=OutboxKind.CASE_MESSAGE,
        priority=Priority[command.priority.upper()],
        source_message_id=command.message_id,
        trace_id=traces.current(),
        case_reference=command.case_reference,
        expects_reply=command.expects_reply,
        cost_tag=command.cost_tag or "",
        language=command.language,
        state=OutboxState.QUEUED,
        next_attempt_at=muted_until if muted_until and muted_until > now else now,
    )


def _reachable_by(contact: Contact, channels: Mapping[str, Channel]) -> str:
    """Where they wrote last; another one when that channel is no longer configured."""
    senders = [channel.id for channel in channels.values() if isinstance(channel, SendsSms)]
    return contact.channel if contact.channel in senders else next(iter(senders), contact.channel)


def _fingerprint(command: SendMessage) -> bytes:
    return hashlib.sha256(command.model_dump_json().encode()).digest()
