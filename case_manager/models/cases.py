from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    Identity,
    Index,
    Sequence,
    SmallInteger,
    String,
    false,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from case_manager.models.accounts import User
from case_manager.models.base import SCHEMA, Base, Moment
from case_manager.models.payments import Payment
from case_manager.models.people import Area, Conversation, Person
from case_manager.vocabulary import (
    ActorKind,
    CaseStatus,
    Channel,
    DeliveryStatus,
    EventKind,
    Language,
    MessageKind,
    MovementKind,
    OfficeDecision,
)

reference_sequence = Sequence("case_reference_seq", schema=SCHEMA, metadata=Base.metadata)


def _figures_indexes() -> tuple[Index, ...]:
    """Each holds all that one figure asks for, so the wide rows are left alone; that of the open
    cases also what the desk's queues are counted by.
    """
    place = ["area_code", "programme", "category", "channel"]
    counted_by = ["assignee_id", "is_restricted", "status", "next_due_on"]
    return (
        Index(
            "ix_cases_figures_closed",
            "closed_at",
            postgresql_include=["received_on", *place],
            postgresql_where="closed_at IS NOT NULL",
        ),
        Index(
            "ix_cases_figures_rated",
            "closed_at",
            postgresql_include=["satisfaction", *place],
            postgresql_where="satisfaction IS NOT NULL",
        ),
        Index(
            "ix_cases_figures_first_action",
            "first_action_at",
            postgresql_include=["received_on", *place],
            postgresql_where="first_action_at IS NOT NULL",
        ),
        Index(
            "ix_cases_figures_due",
            "resolution_due_on",
            postgresql_include=["closed_at", "paused_on", *place],
        ),
        Index(
            "ix_cases_open_by_area",
            "area_code",
            postgresql_ops={"area_code": "text_pattern_ops"},
            postgresql_include=["received_on", *place[1:], *counted_by],
            postgresql_where="closed_at IS NULL",
        ),
    )


class Case(Base):
    """A grievance.

    What the organisation does (`status`, `first_action_*`, `assignee`) and what the government
    office decides (`office_*`) have their own fields and their own clocks.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_area_code", "area_code", postgresql_ops={"area_code": "text_pattern_ops"}),
        Index("ix_cases_open_by_due", "next_due_on", "id", postgresql_where="closed_at IS NULL"),
        Index("ix_cases_unread", "next_due_on", "id", postgresql_where="has_unread_answer"),
        Index("ix_cases_assignee_id", "assignee_id", "closed_at"),
        Index(
            "ix_cases_citizen_phone_index",
            "citizen_phone_index",
            postgresql_where="citizen_phone_index IS NOT NULL",
        ),
        Index("ix_cases_conversation_id", "conversation_id"),
        Index("ix_cases_person_id", "person_id"),
        Index("ix_cases_opened_at", "opened_at", "id"),
        Index("ix_cases_appeal_of", "appeal_of", postgresql_where="appeal_of IS NOT NULL"),
        *_figures_indexes(),
        CheckConstraint(
            "(status = 'closed') = (closed_at IS NOT NULL)", name="closed_means_a_closing_moment"
        ),
        CheckConstraint(
            "(status = 'waiting_for_citizen') = (paused_on IS NOT NULL)",
            name="waiting_means_a_pause",
        ),
        CheckConstraint(
            "status <> 'closed' OR office_decision IS NOT NULL", name="closed_means_decided"
        ),
        CheckConstraint(
            "NOT is_anonymous OR num_nonnulls(person_id, payment_id, citizen_name_sealed) = 0",
            name="anonymous_leads_to_nobody",
        ),
        CheckConstraint("satisfaction BETWEEN 1 AND 5", name="satisfaction_is_one_to_five"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    reference: Mapped[str] = mapped_column(String(10), unique=True)
    source_key: Mapped[str] = mapped_column(
        String(120), unique=True, comment="the idempotency key that opened it: opened once"
    )
    category: Mapped[str] = mapped_column(String(40))
    is_restricted: Mapped[bool] = mapped_column(default=False)
    programme: Mapped[str | None] = mapped_column(String(40))
    missing_since: Mapped[date | None]
    channel: Mapped[Channel]
    language: Mapped[Language]
    area_code: Mapped[str | None] = mapped_column(ForeignKey("cases.areas.code"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.people.id"))
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.conversations.id"))
    payment_id: Mapped[UUID | None] = mapped_column(
        comment="no foreign key: payments are partitioned, and none is ever deleted"
    )
    told: Mapped[dict[str, Any]] = mapped_column(
        JSONB, default=dict, server_default="{}", comment="beside the words: see cases.told"
    )
    is_anonymous: Mapped[bool] = mapped_column(
        default=False,
        server_default=false(),
        comment="given without a name: nothing here leads to a person or a number",
    )
    citizen_name_sealed: Mapped[bytes | None] = mapped_column(
        comment="as given, of somebody who is not in the register"
    )
    citizen_phone_sealed: Mapped[bytes | None]
    citizen_phone_index: Mapped[bytes | None]
    opened_at: Mapped[Moment]
    received_on: Mapped[date] = mapped_column(comment="the clocks' day zero: a letter comes before")

    status: Mapped[CaseStatus] = mapped_column(default=CaseStatus.NEW)
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.users.id"))
    first_action_days: Mapped[int] = mapped_column(SmallInteger, comment="0 is the same day")
    first_action_due_on: Mapped[date]
    first_action_at: Mapped[Moment | None]
    resolution_days: Mapped[int] = mapped_column(SmallInteger)
    resolution_from_on: Mapped[date] = mapped_column(comment="received, or last reopened")
    resolution_due_on: Mapped[date]
    paused_on: Mapped[date | None] = mapped_column(
        comment="the resolution clock stands while the citizen is asked"
    )
    next_due_on: Mapped[date] = mapped_column(
        Computed(
            "CASE WHEN first_action_at IS NULL"
            " THEN LEAST(first_action_due_on, resolution_due_on)"
            " WHEN paused_on IS NOT NULL THEN DATE '9999-12-31'"
            " ELSE resolution_due_on END",
            persisted=True,
        ),
        comment="the nearest of the organisation's running clocks; paused comes last",
    )
    closed_at: Mapped[Moment | None]
    has_unread_answer: Mapped[bool] = mapped_column(default=False)

    office_tier: Mapped[str] = mapped_column(String(8))
    office_days: Mapped[int] = mapped_column(SmallInteger)
    office_due_on: Mapped[date]
    office_decision: Mapped[OfficeDecision | None]
    office_decided_on: Mapped[date | None]
    appeal_of: Mapped[UUID | None] = mapped_column(ForeignKey("cases.cases.id"))

    remedy_confirmed_at: Mapped[Moment | None] = mapped_column(
        comment="the citizen says that what was decided has come"
    )
    satisfaction: Mapped[int | None] = mapped_column(
        SmallInteger, comment="1 to 5, the citizen's last word on how it was handled"
    )
    rated_at: Mapped[Moment | None]

    area: Mapped[Area | None] = relationship(lazy="raise")
    person: Mapped[Person | None] = relationship(lazy="raise")
    conversation: Mapped[Conversation | None] = relationship(lazy="raise")
    payment: Mapped[Payment | None] = relationship(
        lazy="raise", primaryjoin="foreign(Case.payment_id) == Payment.id"
    )
    assignee: Mapped[User | None] = relationship(lazy="raise")


class CasePause(Base):
    """A pause of the resolution clock that is over: the days after `from_on` up to `to_on`."""

    __tablename__ = "case_pauses"
    __table_args__ = (
        Index("ix_case_pauses_case_id", "case_id"),
        CheckConstraint("to_on >= from_on", name="ends_after_it_begins"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.cases.id"))
    from_on: Mapped[date]
    to_on: Mapped[date]


class CaseEvent(Base):
    """One line of a case's history. Append-only; `data` never holds a name, phone, NID or text."""

    __tablename__ = "case_events"
    __table_args__ = (Index("ix_case_events_case_id", "case_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.cases.id"))
    kind: Mapped[EventKind]
    at: Mapped[Moment]
    actor_kind: Mapped[ActorKind]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.users.id"))
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)

    actor: Mapped[User | None] = relationship(lazy="raise")


class CaseMovement(Base):
    """One line in the books of open cases: what changed where. Append-only.

    The dimensions are those of the case at that moment, so a figure of any period counts a case
    where it stood then. What is undone is booked again with a `count` of -1.
    """

    __tablename__ = "case_movements"
    __table_args__ = (
        Index("ix_case_movements_case_id", "case_id"),
        Index("ix_case_movements_on", "on"),
        Index(
            "ix_case_movements_unsettled",
            "on",
            "case_id",
            postgresql_where="kind NOT IN ('received', 'disposed') OR count < 0",
        ),
        Index(
            "ix_case_movements_area_code",
            "area_code",
            "on",
            postgresql_ops={"area_code": "text_pattern_ops"},
        ),
        CheckConstraint("count IN (1, -1)", name="count_is_one_up_or_down"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.cases.id"))
    kind: Mapped[MovementKind]
    count: Mapped[int] = mapped_column(SmallInteger, default=1)
    at: Mapped[Moment]
    on: Mapped[date] = mapped_column(comment="the day of it in Dhaka")
    area_code: Mapped[str | None] = mapped_column(String(10))
    programme: Mapped[str | None] = mapped_column(String(40))
    category: Mapped[str] = mapped_column(String(40))
    channel: Mapped[Channel]


class CaseWord(Base):
    """A keyed hash of how a word of a case's thread, or of the citizen's name, sounds.

    `opened_at` is the case's, so that the newest cases with a word are found in order.
    """

    __tablename__ = "case_words"

    word: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    opened_at: Mapped[Moment] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.cases.id"), primary_key=True)


class CaseMessage(Base):
    """One entry of a case's thread: the citizen's words, our reply, or an internal note."""

    __tablename__ = "case_messages"
    __table_args__ = (Index("ix_case_messages_case_id", "case_id", "created_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.cases.id"))
    kind: Mapped[MessageKind]
    text_sealed: Mapped[bytes]
    language: Mapped[Language]
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.users.id"))
    outgoing_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.outgoing_messages.id"))
    source_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    created_at: Mapped[Moment]
    position: Mapped[int] = mapped_column(
        BigInteger, Identity(), comment="orders what was written in the same moment"
    )
    taken_back_at: Mapped[Moment | None]

    author: Mapped[User | None] = relationship(lazy="raise")
    outgoing: Mapped["OutgoingMessage | None"] = relationship(lazy="raise")


class OutgoingMessage(Base):
    """The outbox to the gateway: written with the change that caused it, handed over by a job."""

    __tablename__ = "outgoing_messages"
    __table_args__ = (
        CheckConstraint(
            "left_at IS NULL OR taken_back_at IS NULL", name="what_has_left_cannot_be_taken_back"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("cases.conversations.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.cases.id"))
    text_sealed: Mapped[bytes]
    language: Mapped[Language]
    expects_reply: Mapped[bool] = mapped_column(default=False)
    about: Mapped[str | None] = mapped_column(
        String(20), comment="what an answer is about; only the assistant reads it"
    )
    cost_tag: Mapped[str] = mapped_column(String(20))
    delivery_status: Mapped[DeliveryStatus] = mapped_column(default=DeliveryStatus.QUEUED)
    failure_reason: Mapped[str | None]
    created_at: Mapped[Moment]
    left_at: Mapped[Moment | None] = mapped_column(
        comment="from then on the gateway may have it; from before it can be taken back"
    )
    taken_back_at: Mapped[Moment | None]
