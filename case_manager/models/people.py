from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from case_manager.models.base import Base, Moment
from case_manager.vocabulary import AreaLevel, Language, Sex


class Area(Base):
    """A division (2 digits), district (4), upazila (6) or union (10, our own serial).

    A code begins with its parent's code, so "inside" is a prefix test.
    """

    __tablename__ = "areas"

    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    level: Mapped[AreaLevel]
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("cases.areas.code"))
    name_en: Mapped[str]
    name_bn: Mapped[str]


class Person(Base):
    """Somebody in the beneficiary register. A phone may belong to several people."""

    __tablename__ = "people"
    __table_args__ = (
        Index("ix_people_phone_index", "phone_index"),
        Index("ix_people_area_code", "area_code", postgresql_ops={"area_code": "text_pattern_ops"}),
        Index(
            "ix_people_name_en_trgm",
            "name_en",
            postgresql_using="gin",
            postgresql_ops={"name_en": "gin_trgm_ops"},
        ),
        Index(
            "ix_people_name_bn_trgm",
            "name_bn",
            postgresql_using="gin",
            postgresql_ops={"name_bn": "gin_trgm_ops"},
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    beneficiary_id: Mapped[str] = mapped_column(String(20), unique=True)
    name_en: Mapped[str]
    name_bn: Mapped[str]
    sex: Mapped[Sex]
    birth_year: Mapped[int] = mapped_column(SmallInteger)
    nid_sealed: Mapped[bytes]
    nid_index: Mapped[bytes] = mapped_column(unique=True)
    phone_sealed: Mapped[bytes | None]
    phone_index: Mapped[bytes | None]
    area_code: Mapped[str] = mapped_column(ForeignKey("cases.areas.code"))


class Conversation(Base):
    """What the case manager knows of one contact of the gateway; `id` is the gateway's contact id.

    Without a phone its operator hides the number: the gateway still reaches it.
    `person_id` is set once identity is established and holds until `verified_until`.
    """

    __tablename__ = "conversations"
    __table_args__ = (Index("ix_conversations_phone_index", "phone_index"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    phone_sealed: Mapped[bytes | None]
    phone_index: Mapped[bytes | None]
    language: Mapped[Language]
    opted_out: Mapped[bool] = mapped_column(default=False)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.people.id"))
    verified_until: Mapped[Moment | None]
    failed_checks: Mapped[int] = mapped_column(SmallInteger, default=0)
    locked_until: Mapped[Moment | None]
    created_at: Mapped[Moment]

    person: Mapped[Person | None] = relationship(lazy="raise")

    def is_locked(self, now: datetime) -> bool:
        return self.locked_until is not None and now < self.locked_until
