from datetime import date
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Integer,
    SmallInteger,
    String,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from case_manager.models.accounts import User
from case_manager.models.base import Base, Moment
from case_manager.vocabulary import (
    DeliveryStatus,
    EnrolmentStatus,
    NoticeStatus,
    PaymentStatus,
    Sex,
)


class Notice(Base):
    """The same words to many: whom, in three languages, and how far it has got.

    What chooses its audience is None where it does not matter. `turn` names the one job that may
    move it on: whoever pauses, continues or stops it takes another turn.
    """

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint("released_by <> written_by", name="released_by_somebody_else"),
        CheckConstraint(
            "(released_at IS NULL) = (released_by IS NULL)", name="released_by_somebody"
        ),
        CheckConstraint(
            "status NOT IN ('sending', 'paused', 'sent') OR released_at IS NOT NULL",
            name="goes_out_after_its_release",
        ),
        CheckConstraint(
            "programme IS NOT NULL OR (enrolment_status IS NULL AND payment_status IS NULL)",
            name="roll_and_ledger_are_of_a_programme",
        ),
        CheckConstraint(
            "(payment_status IS NULL) = (period_from IS NULL)"
            " AND (period_from IS NULL) = (period_to IS NULL)",
            name="payments_have_a_period",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    title: Mapped[str] = mapped_column(String(100))
    texts: Mapped[dict[str, str]] = mapped_column(JSONB, comment="with gaps, by language")
    topic: Mapped[str | None] = mapped_column(String(40), comment="the programme it speaks of")
    last_day: Mapped[date | None] = mapped_column(comment="the day that it names")

    programme: Mapped[str | None] = mapped_column(String(40))
    area_code: Mapped[str | None] = mapped_column(ForeignKey("cases.areas.code"))
    enrolment_status: Mapped[EnrolmentStatus | None]
    payment_status: Mapped[PaymentStatus | None]
    period_from: Mapped[date | None] = mapped_column(comment="in which the payment's period begins")
    period_to: Mapped[date | None]
    sex: Mapped[Sex | None]
    born_from: Mapped[int | None] = mapped_column(SmallInteger)
    born_to: Mapped[int | None] = mapped_column(SmallInteger)

    status: Mapped[NoticeStatus] = mapped_column(default=NoticeStatus.COUNTING)
    turn: Mapped[int] = mapped_column(Integer, default=0)
    counted_to: Mapped[UUID | None] = mapped_column(comment="the last person looked at")
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)
    waiting_from: Mapped[UUID | None] = mapped_column(
        comment="the first message that may still wait"
    )

    written_by: Mapped[UUID] = mapped_column(ForeignKey("cases.users.id"))
    written_at: Mapped[Moment]
    counted_at: Mapped[Moment | None]
    released_by: Mapped[UUID | None] = mapped_column(ForeignKey("cases.users.id"))
    released_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]

    author: Mapped[User] = relationship(lazy="raise", foreign_keys=written_by)
    releaser: Mapped[User | None] = relationship(lazy="raise", foreign_keys=released_by)

    @property
    def cost_tag(self) -> str:
        return f"notice_{self.number}"


class NoticeRecipient(Base):
    """One phone that a notice goes to, and how far it got; `message_id` is made of the two.

    Who was told is kept: rows are never deleted. The words and the number are not here: both are
    read anew when it goes, so that what has changed meanwhile is not told.
    """

    __tablename__ = "notice_recipients"
    __table_args__ = (
        Index("ix_notice_recipients_progress", "notice_id", "delivery_status", "handed_at"),
        Index(
            "ix_notice_recipients_waiting",
            "notice_id",
            "message_id",
            postgresql_where="handed_at IS NULL AND delivery_status = 'queued'",
        ),
        Index("ix_notice_recipients_person_id", "person_id"),
    )

    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("cases.notices.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("cases.people.id"))
    handed_at: Mapped[Moment | None] = mapped_column(comment="since when the gateway has it")
    delivery_status: Mapped[DeliveryStatus] = mapped_column(default=DeliveryStatus.QUEUED)
    failure_reason: Mapped[str | None] = mapped_column(String(200))
    tries: Mapped[int] = mapped_column(
        SmallInteger, server_default="0", comment="that the gateway itself failed at"
    )
