from typing import Any

from sqlalchemy import Index, SmallInteger, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from case_manager.models.base import Base, Moment


class AnsweredRequest(Base):
    """The first answer to a request that may come twice, kept under its idempotency key."""

    __tablename__ = "answered_requests"
    __table_args__ = (Index("ix_answered_requests_answered_at", "answered_at"),)

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    fingerprint: Mapped[bytes]
    status_code: Mapped[int] = mapped_column(SmallInteger)
    answer: Mapped[dict[str, Any]] = mapped_column(JSONB)
    answered_at: Mapped[Moment]
