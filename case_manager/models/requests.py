from typing import Any

from sqlalchemy import SmallInteger, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from case_manager.models.base import Base, Moment


class AnsweredRequest(Base):
    """The first answer to a request that may come twice, kept under its idempotency key."""

    __tablename__ = "answered_requests"

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    fingerprint: Mapped[bytes]
    status_code: Mapped[int] = mapped_column(SmallInteger)
    answer: Mapped[dict[str, Any]] = mapped_column(JSONB)
    answered_at: Mapped[Moment]
