"""The inbox and the contacts: every message is here before anything else happens to it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Select, and_, false, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ussd_gateway.addresses import Address
from ussd_gateway.db import wake
from ussd_gateway.ids import made_within, uuid7
from ussd_gateway.keywords import Wish
from ussd_gateway.messages import (
    ChannelKind,
    InboundMessage,
    InboxState,
    Language,
    SessionEvent,
    kind_of,
)
from ussd_gateway.models import Contact, InboundKey, InboxMessage
from ussd_gateway.opt_outs import wish_of
from ussd_gateway.places import address_place, text_place
from ussd_gateway.recording import prepare, record
from ussd_gateway.sealing import Sealer

_PENDING = InboxMessage.state == InboxState.PENDING
_CLOCKS_DIFFER = timedelta(minutes=1)  # at the most; this only tells which months to look at
_STEPS = (SessionEvent.NEW, SessionEvent.RESUME)


@dataclass(frozen=True)
class PendingMessage:
    id: UUID
    contact_id: UUID
    channel: str
    recipient: str
    reachable_by: str  # the channel of their SMS
    language: Language
    session_event: SessionEvent
    trace_id: UUID | None
    wish: Wish | None
    address: Address
    text: str = field(repr=False)

    @property
    def kind(self) -> ChannelKind:
        return kind_of(self.session_event)


class Journal:
    def __init__(self, session: AsyncSession, sealer: Sealer) -> None:
        self._session = session
        self._sealer = sealer

    async def record_late_step(
        self,
        message: InboundMessage,
        message_id: UUID,
        *,
        sms_channel: str,
        now: datetime,
    ) -> None:
        """A step of a call whose caller was told that the answer comes by SMS: due at once. It may
        be there already."""
        entry = prepare(
            message, self._sealer, reachable_by=sms_channel, due_at=now, inbox_id=message_id
        )
        await record(self._session, entry)
        await self.leave_to_workers(message_id, now, is_told=True)

    async def leave_to_workers(self, step_id: UUID, now: datetime, *, is_told: bool) -> None:
        """They answer it by SMS; `is_told`: its caller knows."""
        row = await self.lock_if((InboxState.PENDING, InboxState.IN_CALL), step_id)
        if row is None:
            return
        row.state, row.next_attempt_at = InboxState.PENDING, now
        if is_told:
            row.attempts, row.apologised_at = 1, now
        await wake(self._session, "inbox")

    async def make_sure_of_contact(
        self, address: Address, channel: str, language: Language, now: datetime
    ) -> Contact:
        """`channel` is where a phone is written to; a masked id has its own."""
        contact_id = uuid4()
        phone_index = self._sealer.index(address.text, "contacts.phone")
        await self._session.execute(
            insert(Contact)
            .values(
                id=contact_id,
                phone_sealed=self._sealer.seal(address.text, address_place(contact_id)),
                phone_index=phone_index,
                channel=address.channel or channel,
                language=language,
                created_at=now,
            )
            .on_conflict_do_nothing()
        )
        found = select(Contact).where(Contact.phone_index == phone_index)
        return (await self._session.scalars(found)).one()

    async def due_contacts(
        self, now: datetime, *, busy: Collection[UUID], limit: int
    ) -> Sequence[UUID]:
        due = (
            select(InboxMessage.contact_id)
            .where(_PENDING, InboxMessage.next_attempt_at <= now)
            .where(InboxMessage.contact_id.not_in(busy))
            .group_by(InboxMessage.contact_id)
            .order_by(func.min(InboxMessage.in_order))
            .limit(limit)
        )
        return (await self._session.scalars(due)).all()

    async def next_due(self, contact_id: UUID, now: datetime) -> PendingMessage | None:
        """The contact's oldest pending message, once any of the pending ones is due.

        So a new message makes an older one that waits for its next try go first, at once.
        """
        pending = select(InboxMessage).where(_PENDING, InboxMessage.contact_id == contact_id)
        earliest = select(func.min(pending.subquery().c.next_attempt_at)).scalar_subquery()
        oldest = pending.where(earliest <= now).order_by(InboxMessage.in_order).limit(1)
        message = await self._session.scalar(oldest)
        if message is None:
            return None
        return self._pending(message, await self._session.get_one(Contact, contact_id))

    def _pending(self, message: InboxMessage, contact: Contact) -> PendingMessage:
        text = self.open_text(message)
        return PendingMessage(
            id=message.id,
            contact_id=contact.id,
            channel=message.channel,
            recipient=message.recipient,
            reachable_by=contact.channel,
            language=contact.language,
            session_event=message.session_event,
            trace_id=message.trace_id,
            wish=wish_of(message, contact, text),
            address=self.open_address(contact),
            text=text,
        )

    async def lock_contact(self, contact_id: UUID) -> Contact:
        return await self._session.get_one(Contact, contact_id, with_for_update=True)

    async def lock_contacts(self, contact_ids: Collection[UUID]) -> Sequence[Contact]:
        """In the order in which messages that come in lock them."""
        if not contact_ids:
            return []
        locked = await self._session.scalars(
            select(Contact)
            .where(Contact.id.in_(contact_ids))
            .order_by(Contact.phone_index)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return locked.all()

    async def expect_number(self, contact_id: UUID, now: datetime) -> None:
        """What a caseworker asks may be answered by digits."""
        contact = await self.lock_contact(contact_id)
        contact.number_asked_at = now

    async def expect_secret(self, contact_id: UUID, named_at: datetime) -> None:
        """A number alone that comes next, by SMS or in another call, may be the one just named."""
        contact = await self.lock_contact(contact_id)
        contact.secret_named_at = named_at

    async def find_by_address(self, address: Address) -> Contact | None:
        index = self._sealer.index(address.text, "contacts.phone")
        return await self._session.scalar(select(Contact).where(Contact.phone_index == index))

    async def find_contact(self, contact_id: UUID) -> Contact | None:
        return await self._session.get(Contact, contact_id)

    async def lock_if_pending(self, message_id: UUID) -> InboxMessage | None:
        return await self.lock_if((InboxState.PENDING,), message_id)

    async def lock_if(self, states: Sequence[InboxState], message_id: UUID) -> InboxMessage | None:
        of_it = _by_id(message_id).where(InboxMessage.state.in_(states))
        return await self._session.scalar(of_it.with_for_update())

    async def find_step(self, step_id: UUID) -> InboxMessage | None:
        """One whose screen has not arrived yet."""
        in_call = InboxMessage.state == InboxState.IN_CALL
        return await self._session.scalar(_by_id(step_id).where(in_call))

    async def lock_all_pending(self, contact_id: UUID) -> Sequence[InboxMessage]:
        pending = (
            select(InboxMessage)
            .where(_PENDING, InboxMessage.contact_id == contact_id)
            .order_by(InboxMessage.in_order)
            .with_for_update()
        )
        return (await self._session.scalars(pending)).all()

    async def contacts_left_without_a_word(
        self, received_before: Mapping[str, datetime], limit: int
    ) -> Sequence[UUID]:
        """Of messages that came by a channel before its moment."""
        too_long_ago = [
            and_(InboxMessage.channel == channel, InboxMessage.received_at <= moment)
            for channel, moment in received_before.items()
        ]
        silent = (
            select(InboxMessage.contact_id)
            .where(_PENDING, InboxMessage.apologised_at.is_(None))
            .where(or_(false(), *too_long_ago))
            .distinct()
            .limit(limit)
        )
        return (await self._session.scalars(silent)).all()

    async def known_inbound(self, channel: str, ids: Collection[str]) -> frozenset[str]:
        """Those of a provider's ids under which something came in."""
        known = (
            select(InboundKey.provider_message_id)
            .where(InboundKey.channel == channel)
            .where(InboundKey.provider_message_id.in_(ids))
        )
        return frozenset(await self._session.scalars(known))

    async def find_inbound(self, channel: str, provider_message_id: str) -> InboxMessage | None:
        return await self._session.scalar(
            select(InboxMessage)
            .join(InboundKey, InboundKey.inbox_id == InboxMessage.id)
            .where(InboundKey.channel == channel)
            .where(InboundKey.provider_message_id == provider_message_id)
            .where(InboxMessage.received_at == InboundKey.received_at)
        )

    async def rang_before(self, message: PendingMessage, within: timedelta) -> bool:
        """Whether they rang, and were told what follows, not longer ago than this."""
        start, end = made_within(message.id)
        before = (
            select(InboxMessage.id)
            .where(InboxMessage.contact_id == message.contact_id)
            .where(InboxMessage.session_event == SessionEvent.RANG)
            .where(InboxMessage.state != InboxState.PENDING, InboxMessage.id != message.id)
            .where(InboxMessage.received_at >= start - within, InboxMessage.received_at < end)
            .limit(1)
        )
        return await self._session.scalar(before) is not None

    async def is_newest(self, message: InboxMessage) -> bool:
        """Whether nothing has come from its contact since."""
        contact = await self._session.get_one(Contact, message.contact_id)
        if contact.newest_message_id not in (None, message.id):
            return False
        return not await self._has_stepped_since(message, _STEPS)

    async def has_dialled_since(self, step_id: UUID) -> bool:
        step = await self._session.scalar(_by_id(step_id))
        return step is not None and await self._has_stepped_since(step, (SessionEvent.NEW,))

    async def _has_stepped_since(
        self, message: InboxMessage, events: Sequence[SessionEvent]
    ) -> bool:
        later = (
            select(InboxMessage.id)
            .where(InboxMessage.contact_id == message.contact_id)
            .where(InboxMessage.in_order > message.in_order)
            .where(InboxMessage.received_at >= message.received_at - _CLOCKS_DIFFER)
            .where(InboxMessage.session_event.in_(events))
            .limit(1)
        )
        return await self._session.scalar(later) is not None

    async def remember_notice(self, channel: str, notice: str, now: datetime) -> bool:
        """False when this notice was here before. It may name a phone, so only a hash is kept."""
        key = insert(InboundKey).values(
            channel=channel,
            provider_message_id=self._sealer.index(notice, "inbound_keys.notice").hex(),
            inbox_id=uuid7(now),
            received_at=now,
        )
        remembered = key.on_conflict_do_nothing().returning(InboundKey.inbox_id)
        return await self._session.scalar(remembered) is not None

    def open_text(self, message: InboxMessage) -> str:
        return self._sealer.open(message.text_sealed, text_place(message.id))

    def open_address(self, contact: Contact) -> Address:
        text = self._sealer.open(contact.phone_sealed, address_place(contact.id))
        return Address.from_text(text)


def _by_id(message_id: UUID) -> Select[InboxMessage]:
    start, end = made_within(message_id)
    return (
        select(InboxMessage)
        .where(InboxMessage.id == message_id)
        .where(InboxMessage.received_at >= start, InboxMessage.received_at < end)
    )


PARTITIONS_AHEAD = 2


async def ensure_partitions(session: AsyncSession, months_ahead: int = PARTITIONS_AHEAD) -> None:
    await session.execute(select(func.gateway.ensure_partitions(months_ahead)))


def is_too_old(message: InboxMessage, now: datetime, limit: timedelta) -> bool:
    return now - message.received_at >= limit
