from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    SmallInteger,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from case_manager.models.base import Base, Moment
from case_manager.models.people import Person, Sourced
from case_manager.vocabulary import EnrolmentStatus, PaymentStatus, ReturnReason

_FAILED = "(status = 'returned' OR status = 'on_hold')"
_BY_QUARTER = {"postgresql_partition_by": "RANGE (period_from)"}


class Enrolment(Sourced, Base):
    """A person on a programme's roll; `programme` is an id of the catalogue.

    The database keeps every former state in `EnrolmentHistory`, in the same transaction.
    """

    __tablename__ = "enrolments"
    __table_args__ = (
        Index("uq_enrolments_person_programme", "person_id", "programme", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("cases.people.id"))
    programme: Mapped[str] = mapped_column(String(40))
    status: Mapped[EnrolmentStatus]
    enrolled_on: Mapped[date]
    status_from: Mapped[date | None] = mapped_column(
        comment="the first day of this status; none where nobody said"
    )

    person: Mapped[Person] = relationship(lazy="raise")


class EnrolmentHistory(Sourced, Base):
    """A state that an enrolment was in. Append-only, written by a trigger."""

    __tablename__ = "enrolment_history"
    __table_args__ = (Index("ix_enrolment_history_enrolment_id", "enrolment_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("cases.enrolments.id"))
    status: Mapped[EnrolmentStatus]
    from_on: Mapped[date | None]
    until_on: Mapped[date | None] = mapped_column(comment="the first day of what came after")
    recorded_at: Mapped[Moment] = mapped_column(comment="when something else took its place")


class Payment(Sourced, Base):
    """One instalment of one enrolment, as it stands; periods are first and last day.

    Partitioned by the quarter in which the period begins. The database keeps every former state
    in `PaymentHistory`, in the same transaction, and deletes no payment.
    """

    __tablename__ = "payments"
    __table_args__ = (
        Index(
            "uq_payments_instalment",
            "person_id",
            "period_from",
            "programme",
            "period_to",
            unique=True,
        ),
        Index(
            "ix_payments_place",
            "area_code",
            "programme",
            "status",
            postgresql_ops={"area_code": "text_pattern_ops"},
        ),
        Index(
            "ix_payments_failed",
            "area_code",
            "programme",
            "return_reason",
            postgresql_ops={"area_code": "text_pattern_ops"},
            postgresql_where=_FAILED,
        ),
        Index(
            "ix_payments_failed_batch",
            "batch",
            postgresql_where=f"batch IS NOT NULL AND {_FAILED}",
        ),
        ForeignKeyConstraint(
            ["person_id", "programme"],
            ["cases.enrolments.person_id", "cases.enrolments.programme"],
        ),
        CheckConstraint("amount_paisa > 0", name="amount_is_positive"),
        CheckConstraint("period_from <= period_to", name="period_runs_forward"),
        CheckConstraint("attempt >= 1", name="attempts_count_from_one"),
        CheckConstraint(
            f"CASE WHEN {_FAILED} THEN return_reason IS NOT NULL"
            " ELSE return_reason IS NULL OR status IN ('credited', 'reissued') END",
            name="reason_of_what_went_wrong",
        ),
        _BY_QUARTER,
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    period_from: Mapped[date] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    programme: Mapped[str] = mapped_column(String(40))
    period_to: Mapped[date]
    area_code: Mapped[str] = mapped_column(String(10), comment="the person's at that time")
    amount_paisa: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[PaymentStatus]
    status_on: Mapped[date]
    return_reason: Mapped[ReturnReason | None] = mapped_column(
        comment="of a credited one: what happened to the money afterwards"
    )
    attempt: Mapped[int] = mapped_column(
        SmallInteger, default=1, server_default="1", comment="which sending the state is of"
    )
    provider: Mapped[str] = mapped_column(String(20))
    batch: Mapped[str | None] = mapped_column(String(40), comment="the payroll it was sent with")


class PaymentHistory(Sourced, Base):
    """A state that a payment was in. Append-only, written by a trigger, partitioned as payments."""

    __tablename__ = "payment_history"
    __table_args__ = (
        Index("ix_payment_history_payment_id", "payment_id", "id"),
        _BY_QUARTER,
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    period_from: Mapped[date] = mapped_column(primary_key=True)
    payment_id: Mapped[UUID]
    attempt: Mapped[int] = mapped_column(SmallInteger)
    status: Mapped[PaymentStatus]
    status_on: Mapped[date]
    return_reason: Mapped[ReturnReason | None]
    amount_paisa: Mapped[int] = mapped_column(BigInteger)
    provider: Mapped[str] = mapped_column(String(20))
    batch: Mapped[str | None] = mapped_column(String(40))
    recorded_at: Mapped[Moment] = mapped_column(comment="when something else took its place")
