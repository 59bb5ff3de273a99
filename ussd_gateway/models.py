from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    DateTime,
    Enum,
    Index,
    MetaData,
    Sequence,
    SmallInteger,
    String,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from ussd_gateway import messages

SCHEMA = "gateway"

Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Word = Annotated[str, mapped_column(String(64))]


def _names(kind: type) -> Enum:
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=32,
        name=kind.__name__.lower(),
        values_callable=lambda words: [word.value for word in words],
    )


class Base(DeclarativeBase):
    metadata = MetaData(
        schema=SCHEMA,
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        },
    )
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy's own declaration)
        word: _names(word)
        for word in (
            messages.EventKind,
            messages.InboxState,
            messages.Language,
            messages.OutboxKind,
            messages.OutboxState,
            messages.SessionEvent,
        )
    }


# One order for everything that must happen in order, per contact.
IN_ORDER = Sequence("in_order", metadata=Base.metadata, data_type=BigInteger)


class Contact(Base):
    """Whom messages come from. The assistant and the case manager's API see its id alone."""

    __tablename__ = "contacts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    phone_sealed: Mapped[bytes]  # the text of its address, which is a phone as a rule
    phone_index: Mapped[bytes] = mapped_column(unique=True)
    channel: Mapped[Word]  # where they wrote last, so where they can be reached
    # Of what is recorded before it is answered; other steps of calls are behind their screens.
    newest_message_id: Mapped[UUID | None]
    # By the newest SMS, or a step of a call since, if it named one and did not tell it.
    secret_named_at: Mapped[Moment | None]
    number_asked_at: Mapped[Moment | None]  # by the newest SMS of ours, if digits may answer it
    # What a gateway from before 0022 keeps instead; nobody else reads it.
    is_asked_number: Mapped[bool] = mapped_column(server_default=text("false"))
    language: Mapped[messages.Language]
    opted_out_at: Mapped[Moment | None]
    muted_until: Mapped[Moment | None]
    created_at: Mapped[Moment]


class InboundKey(Base):
    """Makes a provider's message unique over all months: the inbox is cut by month."""

    __tablename__ = "inbound_keys"
    __table_args__ = (Index("ix_inbound_keys_received_at", "received_at"),)

    channel: Mapped[Word] = mapped_column(primary_key=True)
    provider_message_id: Mapped[Word] = mapped_column(primary_key=True)
    inbox_id: Mapped[UUID]
    received_at: Mapped[Moment]


class InboxMessage(Base):
    __tablename__ = "inbox"
    __table_args__ = (
        Index(
            "ix_inbox_pending",
            "contact_id",
            "in_order",
            postgresql_where=text("state = 'pending'"),
        ),
        Index("ix_inbox_due", "next_attempt_at", postgresql_where=text("state = 'pending'")),
        Index("ix_inbox_in_call", "next_attempt_at", postgresql_where=text("state = 'in_call'")),
        Index(
            "ix_inbox_rang",
            "contact_id",
            "received_at",
            postgresql_where=text("session_event = 'rang'"),
        ),
        Index(
            "ix_inbox_steps",
            "contact_id",
            "in_order",
            postgresql_where=text("session_event IN ('new', 'resume')"),
        ),
        Index("ix_inbox_automatic", "received_at", postgresql_where=text("state = 'automatic'")),
        {"postgresql_partition_by": "RANGE (received_at)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    received_at: Mapped[Moment] = mapped_column(primary_key=True)
    in_order: Mapped[int] = mapped_column(
        BigInteger, IN_ORDER, server_default=IN_ORDER.next_value()
    )
    contact_id: Mapped[UUID]
    channel: Mapped[Word]
    provider_message_id: Mapped[Word]
    recipient: Mapped[Word]
    session: Mapped[str | None] = mapped_column(String(64))
    session_event: Mapped[messages.SessionEvent]
    text_sealed: Mapped[bytes]
    raw_sealed: Mapped[bytes]
    state: Mapped[messages.InboxState]
    attempts: Mapped[int]
    next_attempt_at: Mapped[Moment]
    apologised_at: Mapped[Moment | None]
    answered_at: Mapped[Moment | None]
    handed_over_at: Mapped[Moment | None]
    trace_id: Mapped[UUID | None]


class OutboxMessage(Base):
    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_on_its_way",
            "contact_id",
            "in_order",
            postgresql_where=text("state IN ('held', 'queued', 'sending')"),
        ),
        Index("ix_outbox_held", "next_attempt_at", postgresql_where=text("state = 'held'")),
        Index(
            "ix_outbox_waiting",
            "channel",
            "priority",
            "cost_tag",
            "next_attempt_at",
            postgresql_where=text("state IN ('queued', 'sending')"),
        ),
        Index("ix_outbox_failed", "changed_at", postgresql_where=text("state = 'failed'")),
        Index("ix_outbox_inbox_id", "inbox_id"),
        Index(
            "ix_outbox_counted",
            "contact_id",
            "counted_on",
            postgresql_where=text("counted_on IS NOT NULL"),
        ),
        Index("ix_outbox_provider_message_id", "provider_message_id"),
        Index("ix_outbox_said", "said", postgresql_where=text("said IS NOT NULL")),
        {"postgresql_partition_by": "RANGE (created_at)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[Moment] = mapped_column(primary_key=True)
    in_order: Mapped[int] = mapped_column(
        BigInteger, IN_ORDER, server_default=IN_ORDER.next_value()
    )
    contact_id: Mapped[UUID]
    channel: Mapped[Word]
    kind: Mapped[messages.OutboxKind]
    priority: Mapped[int] = mapped_column(SmallInteger)
    inbox_id: Mapped[UUID | None]  # the message this one answers
    source_message_id: Mapped[UUID | None]  # the case manager's own id for it
    case_reference: Mapped[str | None] = mapped_column(String(10))
    expects_reply: Mapped[bool]
    about: Mapped[str | None] = mapped_column(String(20))  # what the reply would be about
    cost_tag: Mapped[Word]  # the budget that pays for it; none is empty
    language: Mapped[messages.Language]
    text_sealed: Mapped[bytes]
    segments: Mapped[int]
    state: Mapped[messages.OutboxState]
    attempts: Mapped[int]
    next_attempt_at: Mapped[
        Moment
    ]  # while SENDING: when the provider's silence counts as a failure
    # While QUEUED, HELD or SENDING: of the last try, which the provider reported to have failed.
    provider_message_id: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(String(64))
    changed_at: Mapped[Moment]
    trace_id: Mapped[UUID | None]  # of what it answers
    quiet_from: Mapped[time | None]  # in Bangladesh's time, as `quiet_to`
    quiet_to: Mapped[time | None]
    daily_limit: Mapped[int | None] = mapped_column(SmallInteger)
    counted_on: Mapped[date | None]  # the day on which it was one of so many
    resent_as: Mapped[UUID | None]  # the message that an operator had sent in place of it
    said: Mapped[bytes | None]  # keyed hash of whom the case manager says which words

    @property
    def is_limited(self) -> bool:
        return self.quiet_from is not None or self.daily_limit is not None


class DailyCost(Base):
    """What providers took on a day of Bangladesh, added up as it is recorded."""

    __tablename__ = "daily_costs"

    on_date: Mapped[date] = mapped_column(primary_key=True)
    channel: Mapped[Word] = mapped_column(primary_key=True)
    cost_tag: Mapped[Word] = mapped_column(primary_key=True)
    messages: Mapped[int] = mapped_column(BigInteger)
    segments: Mapped[int] = mapped_column(BigInteger)
    cost_paisa: Mapped[int] = mapped_column(BigInteger)
    sent_at: Mapped[Moment]


class ChannelActivity(Base):
    __tablename__ = "channel_activity"

    channel: Mapped[Word] = mapped_column(primary_key=True)
    heard_at: Mapped[Moment | None]
    connected_at: Mapped[Moment | None]  # when a worker last said so


class MessagePart(Base):
    """What a provider reports on apart: parts of one message; without one, what came too early."""

    __tablename__ = "message_parts"
    __table_args__ = (
        Index("ix_message_parts_early", "told_at", postgresql_where=text("message_id IS NULL")),
        Index("ix_message_parts_told", "told_at", postgresql_where=text("message_id IS NOT NULL")),
    )

    channel: Mapped[Word] = mapped_column(primary_key=True)
    provider_message_id: Mapped[Word] = mapped_column(primary_key=True)
    message_id: Mapped[UUID | None] = mapped_column(index=True)
    state: Mapped[messages.OutboxState]
    reason: Mapped[str | None] = mapped_column(String(64))
    opted_out: Mapped[bool] = mapped_column(server_default=text("false"))
    other_operator: Mapped[bool] = mapped_column(server_default=text("false"))
    may_pass: Mapped[bool] = mapped_column(server_default=text("false"))
    told_at: Mapped[Moment]


class OutgoingKey(Base):
    """Makes a case manager's message unique over all months, and remembers what it was."""

    __tablename__ = "outgoing_keys"
    __table_args__ = (Index("ix_outgoing_keys_accepted_at", "accepted_at"),)

    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    fingerprint: Mapped[bytes]
    accepted_at: Mapped[Moment]


class Event(Base):
    """For the case manager; deleted once it has it."""

    __tablename__ = "events"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    in_order: Mapped[int] = mapped_column(
        BigInteger, IN_ORDER, server_default=IN_ORDER.next_value()
    )
    contact_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[messages.EventKind]
    body_sealed: Mapped[bytes]
    attempts: Mapped[int]
    next_attempt_at: Mapped[Moment]
    refused_at: Mapped[Moment | None]
    trace_id: Mapped[UUID | None]


class Reconciliation(Base):
    """Until when a channel's provider was asked for what it may have failed to tell us."""

    __tablename__ = "reconciliations"

    channel: Mapped[Word] = mapped_column(primary_key=True)
    done_until: Mapped[Moment]
    next_attempt_at: Mapped[Moment]
