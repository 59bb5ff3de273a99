from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from case_manager.models.accounts import User
from case_manager.models.base import Base, Moment


class StatedAmount(Base):
    """What an administrator says a programme pays from a day on, laid over the catalogue's files.

    `programme`, `applies_to` (None: everybody), `unit` (None: taka) and `per` are the catalogue's
    words. It may be taken back until `first_used_at`, when a citizen was first answered from it.
    """

    __tablename__ = "stated_amounts"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by IS NULL)", name="taken_back_by_somebody"
        ),
        CheckConstraint(
            "taken_back_at IS NULL OR first_used_at IS NULL", name="only_unused_is_taken_back"
        ),
        Index("ix_stated_amounts_programme", "programme", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    programme: Mapped[str] = mapped_column(String(40))
    applies_to: Mapped[str | None] = mapped_column(String(60))
    first_day: Mapped[date]
    amount: Mapped[int]
    unit: Mapped[str | None] = mapped_column(String(80))
    per: Mapped[str] = mapped_column(String(80))
    is_uncertain: Mapped[bool]
    source_title: Mapped[str] = mapped_column(String(200))
    source_on: Mapped[date | None]
    source_url: Mapped[str | None] = mapped_column(String(500))
    reason: Mapped[str] = mapped_column(String(500))
    stated_by: Mapped[UUID] = mapped_column(ForeignKey("cases.users.id"))
    stated_at: Mapped[Moment]
    first_used_at: Mapped[Moment | None] = mapped_column(
        comment="when a citizen was first answered from it; until then it can be taken back"
    )
    taken_back_by: Mapped[UUID | None] = mapped_column(ForeignKey("cases.users.id"))
    taken_back_at: Mapped[Moment | None]

    author: Mapped[User] = relationship(lazy="raise", foreign_keys=[stated_by])
    taker_back: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[taken_back_by])

    @property
    def can_be_taken_back(self) -> bool:
        return self.first_used_at is None and self.taken_back_at is None
