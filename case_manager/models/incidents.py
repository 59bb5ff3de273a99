from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from case_manager.models.accounts import User
from case_manager.models.base import Base, Moment
from case_manager.models.people import Area
from case_manager.vocabulary import IncidentEventKind, IncidentKind, ReturnReason


class RemedyNews(Base):
    """A case learnt that its money came, or that what held it up is mended.

    `asked_at` is None where no SMS may go. About one payment a citizen is asked once.
    """

    __tablename__ = "remedy_news"
    __table_args__ = (
        Index(
            "uq_remedy_news_told",
            "case_id",
            "payment_id",
            "incident_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index(
            "uq_remedy_news_asked",
            "payment_id",
            unique=True,
            postgresql_where="asked_at IS NOT NULL AND payment_id IS NOT NULL",
        ),
        Index(
            "ix_remedy_news_incident_id", "incident_id", postgresql_where="incident_id IS NOT NULL"
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.cases.id"))
    payment_id: Mapped[UUID | None] = mapped_column(
        comment="no foreign key: payments are partitioned, and none is ever deleted"
    )
    incident_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.incidents.id"))
    told_at: Mapped[Moment]
    asked_at: Mapped[Moment | None]
    answered_at: Mapped[Moment | None]
    came: Mapped[bool | None] = mapped_column(comment="what the citizen answered")


class Incident(Base):
    """One fault that keeps the money from many: one piece of work for all their cases.

    What was joined into another lives on there; it is mended with it.
    """

    __tablename__ = "incidents"
    __table_args__ = (
        Index("uq_incidents_number", "number", unique=True),
        Index(
            "uq_incidents_fault",
            "fault",
            unique=True,
            postgresql_where="mended_at IS NULL",
        ),
        Index("ix_incidents_opened_at", "opened_at", "id"),
        Index(
            "ix_incidents_joined_into_id",
            "joined_into_id",
            postgresql_where="joined_into_id IS NOT NULL",
        ),
        CheckConstraint("joined_into_id <> id", name="joins_another"),
        CheckConstraint(
            "people >= people_left AND people_left >= 0", name="no_more_are_left_than_there_were"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[int] = mapped_column(BigInteger, Identity())
    kind: Mapped[IncidentKind]
    fault: Mapped[str | None] = mapped_column(
        String(160), comment="by which the job knows it again; none of what was opened by hand"
    )
    programme: Mapped[str | None] = mapped_column(String(40))
    provider: Mapped[str | None] = mapped_column(String(20))
    batch: Mapped[str | None] = mapped_column(String(40))
    return_reason: Mapped[ReturnReason | None]
    area_code: Mapped[str | None] = mapped_column(
        ForeignKey("cases.areas.code"), comment="the smallest area with all of it; none: several"
    )
    words_sealed: Mapped[bytes | None] = mapped_column(comment="what failed, written by hand")
    opened_at: Mapped[Moment]
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("cases.users.id"))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.users.id"))
    concerns_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("cases.users.id"), comment="a user complained of: never shown it"
    )
    due_on: Mapped[date]
    people: Mapped[int] = mapped_column(default=0, comment="whose money failed")
    amount_paisa: Mapped[int] = mapped_column(BigInteger, default=0)
    people_left: Mapped[int] = mapped_column(default=0, comment="whose money still fails")
    amount_left_paisa: Mapped[int] = mapped_column(BigInteger, default=0)
    counted_at: Mapped[Moment | None]
    mended_at: Mapped[Moment | None]
    joined_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.incidents.id"))

    area: Mapped[Area | None] = relationship(lazy="raise")
    owner: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[owner_id])

    @property
    def is_counting(self) -> bool:
        """For the first time: nobody knows yet whom it hits."""
        return self.counted_at is None and self.mended_at is None and self.joined_into_id is None


class IncidentCase(Base):
    """A case is in one incident at most. One that was taken out is not put back by the job."""

    __tablename__ = "incident_cases"
    __table_args__ = (Index("ix_incident_cases_incident_id", "incident_id", "case_id"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.cases.id"), primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("cases.incidents.id"))
    added_at: Mapped[Moment]
    removed_at: Mapped[Moment | None]


class IncidentEvent(Base):
    """One line of an incident's history. Append-only; `data` holds no name, number or text."""

    __tablename__ = "incident_events"
    __table_args__ = (Index("ix_incident_events_incident_id", "incident_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("cases.incidents.id"))
    kind: Mapped[IncidentEventKind]
    at: Mapped[Moment]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.users.id"))
    note_sealed: Mapped[bytes | None]
    source_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)

    actor: Mapped[User | None] = relationship(lazy="raise")
