from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from case_manager.models.base import Base
from case_manager.models.people import Person
from case_manager.vocabulary import EnrolmentStatus, PaymentStatus, ReturnReason


class Enrolment(Base):
    """A person on a programme's roll; `programme` is an id of the catalogue."""

    __tablename__ = "enrolments"
    __table_args__ = (
        Index("uq_enrolments_person_programme", "person_id", "programme", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("cases.people.id"))
    programme: Mapped[str] = mapped_column(String(40))
    status: Mapped[EnrolmentStatus]
    enrolled_on: Mapped[date]

    person: Mapped[Person] = relationship(lazy="raise")


class Payment(Base):
    """One instalment of one enrolment; `period_from` and `period_to` are first and last day."""

    __tablename__ = "payments"
    __table_args__ = (
        Index("ix_payments_person_period", "person_id", "period_from"),
        CheckConstraint("amount_paisa > 0", name="amount_is_positive"),
        CheckConstraint("period_from <= period_to", name="period_runs_forward"),
        CheckConstraint(
            "(return_reason IS NOT NULL) = (status IN ('returned', 'on_hold'))",
            name="reason_only_when_returned_or_held",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("cases.people.id"))
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("cases.enrolments.id"))
    programme: Mapped[str] = mapped_column(String(40))
    period_from: Mapped[date]
    period_to: Mapped[date]
    amount_paisa: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[PaymentStatus]
    status_on: Mapped[date]
    return_reason: Mapped[ReturnReason | None]
    provider: Mapped[str] = mapped_column(String(20))
