from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column, relationship

from case_manager.models.base import Base, Moment
from case_manager.vocabulary import AreaLevel, IdentifierKind, Language, NomineeRelation, Sex


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


class Sourced:
    """Where a fact of the register is from, and the day for which that source says it."""

    source: Mapped[str] = mapped_column(String(40))
    as_of: Mapped[date]


class Household(Sourced, Base):
    """People who live together; `number` is the one that the source counts them by."""

    __tablename__ = "households"
    __table_args__ = (UniqueConstraint("source", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[str] = mapped_column(String(40))
    area_code: Mapped[str] = mapped_column(ForeignKey("cases.areas.code"))


class Person(Sourced, Base):
    """Somebody in the beneficiary register; by what they are found is in `Identifier`."""

    __tablename__ = "people"
    __table_args__ = (
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
        Index("ix_people_name_sounds", "name_sounds", postgresql_using="gin"),
        Index(
            "ix_people_household_id",
            "household_id",
            postgresql_where="household_id IS NOT NULL",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name_en: Mapped[str]
    name_bn: Mapped[str]
    name_sounds: Mapped[list[str]] = mapped_column(
        ARRAY(TEXT), server_default="{}", comment="how the words of both names sound"
    )
    sex: Mapped[Sex]
    birth_year: Mapped[int] = mapped_column(SmallInteger)
    birth_on: Mapped[date | None]
    area_code: Mapped[str] = mapped_column(ForeignKey("cases.areas.code"))
    household_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.households.id"))
    is_household_head: Mapped[bool] = mapped_column(default=False, server_default=false())

    area: Mapped[Area] = relationship(lazy="raise")
    household: Mapped[Household | None] = relationship(lazy="raise")


class Identifier(Sourced, Base):
    """A number by which somebody is known, sealed; found by the keyed hash of its canonical form.

    It never changes: what is not valid any more keeps its row. A phone and a wallet may have
    several holders at a time; the numbers that identify have one.
    """

    __tablename__ = "identifiers"
    __table_args__ = (
        Index("ix_identifiers_value_index", "value_index"),
        Index("ix_identifiers_person_id", "person_id"),
        Index(
            "uq_identifiers_held",
            "value_index",
            unique=True,
            postgresql_include=["person_id"],
            postgresql_where="valid_until IS NULL"
            " AND (kind = 'nid' OR kind = 'birth_registration' OR kind = 'beneficiary_id')",
        ),
        Index(
            "uq_identifiers_of_person",
            "person_id",
            "kind",
            "value_index",
            "provider",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where="valid_until IS NULL",
        ),
        CheckConstraint(
            "(kind = 'wallet') = (provider IS NOT NULL)", name="provider_only_of_wallets"
        ),
        CheckConstraint("valid_from <= valid_until", name="validity_runs_forward"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("cases.people.id"))
    kind: Mapped[IdentifierKind]
    provider: Mapped[str | None] = mapped_column(String(20))
    value_sealed: Mapped[bytes]
    value_index: Mapped[bytes]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None] = mapped_column(comment="its last day; none while it is valid")


class Nominee(Sourced, Base):
    """Who is paid what is owed after a death; one at a time."""

    __tablename__ = "nominees"
    __table_args__ = (
        Index(
            "uq_nominees_of_person",
            "person_id",
            unique=True,
            postgresql_where="valid_until IS NULL",
        ),
        Index("ix_nominees_person_id", "person_id"),
        Index("ix_nominees_nid_index", "nid_index", postgresql_where="nid_index IS NOT NULL"),
        CheckConstraint(
            "(nid_sealed IS NULL) = (nid_index IS NULL)", name="sealed_nid_can_be_found"
        ),
        CheckConstraint("valid_from <= valid_until", name="validity_runs_forward"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("cases.people.id"))
    name_en: Mapped[str]
    name_bn: Mapped[str]
    relation: Mapped[NomineeRelation]
    nid_sealed: Mapped[bytes | None]
    nid_index: Mapped[bytes | None]
    phone_sealed: Mapped[bytes | None]
    phone_index: Mapped[bytes | None] = mapped_column(
        comment="tells an imported phone from another; none where a phone came otherwise"
    )
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


class Death(Sourced, Base):
    """An entry that somebody died; a wrong one is revoked and stays."""

    __tablename__ = "deaths"
    __table_args__ = (
        Index("ix_deaths_person_id", "person_id"),
        Index(
            "uq_deaths_of_person", "person_id", unique=True, postgresql_where="revoked_on IS NULL"
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("cases.people.id"))
    died_on: Mapped[date]
    revoked_on: Mapped[date | None]


class DeathReport(Sourced, Base):
    """Another system says that somebody died. Nothing follows from it until staff decided."""

    __tablename__ = "death_reports"
    __table_args__ = (
        UniqueConstraint("person_id", "source"),
        CheckConstraint("(decided_at IS NULL) = (was_right IS NULL)", name="decided_one_way"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("cases.people.id"))
    reported_at: Mapped[Moment]
    was_right: Mapped[bool | None]
    decided_at: Mapped[Moment | None]


class IdentityGuard(Base):
    """How often somebody's number came with a wrong year of birth, from whichever phones.

    A row of its own, so that who guesses never writes to the register.
    """

    __tablename__ = "identity_guards"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("cases.people.id"), primary_key=True)
    failed_checks: Mapped[int] = mapped_column(SmallInteger)
    failed_at: Mapped[Moment | None]
    locked_until: Mapped[Moment | None]

    def is_locked(self, now: datetime) -> bool:
        return self.locked_until is not None and now < self.locked_until


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
    language_changed_at: Mapped[Moment | None]
    opted_out: Mapped[bool] = mapped_column(default=False)
    opt_out_changed_at: Mapped[Moment | None]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.people.id"))
    verified_until: Mapped[Moment | None]
    failed_checks: Mapped[int] = mapped_column(SmallInteger, default=0)
    failed_at: Mapped[Moment | None]
    locked_until: Mapped[Moment | None]
    created_at: Mapped[Moment]

    person: Mapped[Person | None] = relationship(lazy="raise")

    def is_locked(self, now: datetime) -> bool:
        return self.locked_until is not None and now < self.locked_until
