from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, SmallInteger, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from case_manager.models.base import Base, Moment
from case_manager.vocabulary import ActorKind


class AuditEntry(Base):
    """Who did, saw or was told what. Append-only by a trigger; each line's hash covers the one
    before it in its chain.

    `subject_id` and `data` never hold a name, phone, NID or text.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_subject", "subject_kind", "subject_id", "id"),
        Index("ix_audit_entries_chain", "chain", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    chain: Mapped[int] = mapped_column(
        SmallInteger,
        server_default="0",
        comment="0 of staff and system; the others share out what citizens were told",
    )
    at: Mapped[Moment]
    actor_kind: Mapped[ActorKind]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.users.id"))
    action: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    previous_hash: Mapped[bytes]
    hash: Mapped[bytes] = mapped_column(unique=True)
