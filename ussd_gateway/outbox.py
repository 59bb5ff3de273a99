"""Everything that goes out is a row first, written with the change that caused it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from citizen_text.sms import SmsOptions, in_cheapest_signs
from ussd_gateway.db import wake
from ussd_gateway.events import Events, delivery_changed
from ussd_gateway.ids import made_within, uuid7
from ussd_gateway.messages import (
    ON_ITS_WAY,
    OutboxKind,
    OutboxState,
    Priority,
    moves_forward,
)
from ussd_gateway.models import IN_ORDER, OutboxMessage, OutgoingKey
from ussd_gateway.sealing import Sealer
from ussd_gateway.sending.notices import Notice, Notices, Verdicts

HELD_LEASE = timedelta(seconds=60)  # longer than the assistant takes


@dataclass(frozen=True)
class HeldMessage:
    id: UUID
    contact_id: UUID
    channel: str
    attempts: int
    expects_reply: bool
    about: str | None
    case_reference: str | None


class Outbox:
    def __init__(self, session: AsyncSession, sealer: Sealer) -> None:
        self._session = session
        self._sealer = sealer
        self._events = Events(session, sealer)

    async def add(self, message: OutboxMessage, text: str, options: SmsOptions) -> None:
        """With `options` of its channel; the words stay as they are for any other it may go by."""
        message.id = uuid7(message.created_at)
        _, size = in_cheapest_signs(text, options)
        message.text_sealed = self._sealer.seal(text, text_place(message.id))
        message.segments = size.segments
        message.attempts = 0
        message.changed_at = message.created_at
        self._session.add(message)
        await self._session.flush()
        if message.priority == Priority.CONVERSATION:
            await self._hurry_all_before(message)
        await wake(self._session, "held" if message.state is OutboxState.HELD else "outbox")

    async def _hurry_all_before(self, message: OutboxMessage) -> None:
        """What an answer waits behind becomes as urgent as the answer."""
        await self._session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.contact_id == message.contact_id)
            .where(OutboxMessage.state.in_((OutboxState.QUEUED, OutboxState.SENDING)))
            .where(OutboxMessage.priority > message.priority)
            .values(priority=message.priority)
            .execution_options(synchronize_session=False)
        )

    async def remember_outgoing(
        self, message_id: UUID, fingerprint: bytes, now: datetime
    ) -> bytes | None:
        """The fingerprint of the message that came before under this id, if one did."""
        statement = insert(OutgoingKey).values(
            message_id=message_id, fingerprint=fingerprint, accepted_at=now
        )
        if await self._session.scalar(
            statement.on_conflict_do_nothing().returning(OutgoingKey.message_id)
        ):
            return None
        return (await self._session.get_one(OutgoingKey, message_id)).fingerprint

    async def claim_held(self, now: datetime, limit: int) -> Sequence[HeldMessage]:
        """Those that may go now, by the hour and the day; the others wait on."""
        found = await self._session.scalars(
            select(OutboxMessage)
            .where(*_first_and_due((OutboxState.HELD,), now))
            .order_by(OutboxMessage.in_order)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = found.all()
        verdicts = await self._ask_about(rows, now)
        held = []
        for row in rows:
            if row.is_limited and row.id not in verdicts.go:
                row.next_attempt_at = verdicts.wait.get(row.id, row.next_attempt_at)
                continue
            row.attempts += 1
            row.next_attempt_at = now + HELD_LEASE
            held.append(
                HeldMessage(
                    id=row.id,
                    contact_id=row.contact_id,
                    channel=row.channel,
                    attempts=row.attempts,
                    expects_reply=row.expects_reply,
                    about=row.about,
                    case_reference=row.case_reference,
                )
            )
        return held

    async def _ask_about(self, rows: Sequence[OutboxMessage], now: datetime) -> Verdicts:
        limited = [Notice(row.id, row.created_at, row.contact_id) for row in rows if row.is_limited]
        return await Notices(self._session).ask(limited, now)

    async def find_outgoing(self, message_id: UUID) -> bytes | None:
        """The fingerprint of the message that came under this id, if one did."""
        found = await self._session.get(OutgoingKey, message_id)
        return found.fingerprint if found else None

    async def is_said(self, said: bytes, since: datetime) -> bool:
        """Whether a message of these words to this contact is on its way, or went since then."""
        found = await self._session.scalar(
            select(OutboxMessage.id)
            .where(OutboxMessage.said == said, OutboxMessage.state != OutboxState.FAILED)
            .where(or_(OutboxMessage.state.in_(ON_ITS_WAY), OutboxMessage.changed_at > since))
            .limit(1)
        )
        return found is not None

    async def has_held(self, contact_id: UUID) -> bool:
        found = await self._session.scalar(
            select(OutboxMessage.id)
            .where(OutboxMessage.contact_id == contact_id)
            .where(OutboxMessage.state == OutboxState.HELD)
            .limit(1)
        )
        return found is not None

    async def release(self, message_id: UUID, now: datetime) -> None:
        """A held message takes its place behind what is queued by now."""
        row = await self.lock(message_id)
        if row is None or row.state is not OutboxState.HELD:
            return
        row.state = OutboxState.QUEUED
        row.attempts = 0
        row.in_order = await self._session.scalar(IN_ORDER.next_value()) or row.in_order
        row.next_attempt_at = now
        await wake(self._session, "outbox")
        await wake(self._session, "held")

    async def hold_on(self, held: HeldMessage, until: datetime) -> None:
        row = await self.lock(held.id)
        if row is not None and row.state is OutboxState.HELD:
            row.next_attempt_at = until

    async def drop_case_messages(self, contact_id: UUID, reason: str, now: datetime) -> None:
        """What has not gone out yet to somebody who just said they want no more of it."""
        rows = await self._session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.contact_id == contact_id)
            .where(OutboxMessage.kind == OutboxKind.CASE_MESSAGE)
            .where(OutboxMessage.state.in_((OutboxState.HELD, OutboxState.QUEUED)))
            .order_by(OutboxMessage.id)
            .with_for_update()
        )
        for row in rows:
            await self.move(row, OutboxState.FAILED, reason, now)

    async def answers_to(self, inbox_id: UUID) -> Sequence[OutboxMessage]:
        answers = (
            select(OutboxMessage)
            .where(OutboxMessage.inbox_id == inbox_id)
            .order_by(OutboxMessage.in_order)
        )
        return (await self._session.scalars(answers)).all()

    async def count_apologies(self, inbox_ids: Collection[UUID], since: datetime) -> int:
        """For these messages, since then."""
        apologies = (
            select(func.count())
            .select_from(OutboxMessage)
            .where(OutboxMessage.inbox_id.in_(inbox_ids), OutboxMessage.created_at > since)
            .where(OutboxMessage.kind == OutboxKind.APOLOGY)
        )
        return await self._session.scalar(apologies) or 0

    def open_text(self, row: OutboxMessage) -> str:
        return self._sealer.open(row.text_sealed, text_place(row.id))

    async def find(self, message_id: UUID, *, for_update: bool = False) -> OutboxMessage | None:
        """None as well for an id that a stranger made up, whatever moment it names."""
        if message_id.version != 7:
            return None
        start, end = made_within(message_id)
        found = (
            select(OutboxMessage)
            .where(OutboxMessage.id == message_id)
            .where(OutboxMessage.created_at >= start, OutboxMessage.created_at < end)
            .execution_options(populate_existing=True)
        )
        return await self._session.scalar(found.with_for_update() if for_update else found)

    async def lock(self, message_id: UUID) -> OutboxMessage | None:
        return await self.find(message_id, for_update=True)

    async def find_by_provider_id(
        self, channel: str, provider_ids: Sequence[str]
    ) -> OutboxMessage | None:
        rows = await self._session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.channel == channel)
            .where(OutboxMessage.provider_message_id.in_(provider_ids))
        )
        likeliest = sorted(rows, key=lambda row: provider_ids.index(row.provider_message_id or ""))
        return likeliest[0] if likeliest else None

    async def move(
        self, row: OutboxMessage, state: OutboxState, reason: str | None, now: datetime
    ) -> bool:
        if not moves_forward(row.state, state):
            return False
        row.state = state
        row.reason = reason
        row.changed_at = now
        if row.source_message_id is not None:
            changed = delivery_changed(row.contact_id, row.source_message_id, state, reason)
            await self._events.add_all([changed], now)
        return True


def _first_and_due(states: Sequence[OutboxState], now: datetime) -> list[ColumnElement[bool]]:
    earlier = aliased(OutboxMessage)
    waits_for_another = exists().where(
        earlier.contact_id == OutboxMessage.contact_id,
        earlier.state.in_(states),
        earlier.in_order < OutboxMessage.in_order,
    )
    return [
        OutboxMessage.state.in_(states),
        OutboxMessage.next_attempt_at <= now,
        ~waits_for_another,
    ]


def text_place(message_id: UUID) -> str:
    return f"outbox.text:{message_id}"
