from uuid import UUID

from sqlalchemy import ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from case_manager.models.base import Base, Moment


class PartnerMessage(Base):
    """That a message of a partner came, so that it is answered once and counts for the day."""

    __tablename__ = "partner_messages"
    __table_args__ = (Index("ix_partner_messages_partner_received_at", "partner", "received_at"),)

    partner: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[bytes] = mapped_column(primary_key=True, comment="SHA-256 of its message_id")
    questions: Mapped[int] = mapped_column(SmallInteger)
    received_at: Mapped[Moment]


class RegistryAnswer(Base):
    """What a peer last said of a person and a programme, sealed; and when it was last asked.

    A question that fails leaves what was answered before, and `failed_with` says why.
    """

    __tablename__ = "registry_answers"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("cases.people.id"), primary_key=True)
    programme: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(
        String(20), primary_key=True, comment="registry, mapper or disbursements"
    )
    peer: Mapped[str] = mapped_column(String(64), comment="its name in the file")
    content_sealed: Mapped[bytes | None]
    answered_at: Mapped[Moment | None]
    asked_at: Mapped[Moment]
    failed_with: Mapped[str | None] = mapped_column(String(64), comment="a reason code")
