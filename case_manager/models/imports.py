from datetime import date
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    SmallInteger,
    String,
    false,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from case_manager.models.base import Base, Moment
from case_manager.models.people import Sourced
from case_manager.vocabulary import (
    EnrolmentStatus,
    ImportKind,
    ImportStatus,
    NomineeRelation,
    PaymentStatus,
    ReturnReason,
    Sex,
)

_UNLOGGED = {"prefixes": ["UNLOGGED"]}
_Count = Annotated[int, mapped_column(default=0, server_default="0")]


class Import(Sourced, Base):
    """One file on its way into the register or the ledger; its rows are counted once each."""

    __tablename__ = "imports"
    __table_args__ = (
        Index("ix_imports_created_at", "created_at", "id"),
        Index("ix_imports_sha256", "sha256"),
        Index(
            "ix_imports_unfinished",
            "created_at",
            postgresql_where="status = 'queued' OR status = 'checking' OR status = 'merging'",
        ),
        CheckConstraint(
            "(error IS NOT NULL) = (status = 'refused')", name="a_refused_file_has_its_reason"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[ImportKind]
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[bytes]
    size: Mapped[int] = mapped_column(BigInteger)
    mapping: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    dry_run: Mapped[bool] = mapped_column(default=False, server_default=false())
    status: Mapped[ImportStatus]
    taking_over: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="some of it is in the register"
    )
    failures: Mapped[_Count] = mapped_column(comment="how often it broke off since it was begun")
    error: Mapped[str | None] = mapped_column(String(40))
    error_parameters: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    read_bytes: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    staged: Mapped[_Count]
    new: Mapped[_Count]
    changed: Mapped[_Count]
    unchanged: Mapped[_Count]
    refused: Mapped[_Count]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.users.id"))
    created_at: Mapped[Moment]
    started_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]
    file_deleted_at: Mapped[Moment | None]

    @property
    def is_unreadable(self) -> bool:
        """It was refused before anybody could begin it."""
        return self.status is ImportStatus.REFUSED and self.started_at is None

    @property
    def read(self) -> int:
        """Rows of the file so far, whatever became of them."""
        return self.staged + self.new + self.changed + self.unchanged + self.refused

    @property
    def share(self) -> float:
        """How much of the step it is at is done, from 0 to 1."""
        if self.status is ImportStatus.CHECKING:
            return min(self.read_bytes / self.size, 1.0) if self.size else 1.0
        if self.status is ImportStatus.MERGING:
            return 1 - self.staged / self.read if self.read else 1.0
        return 0.0 if self.status in (ImportStatus.RECEIVED, ImportStatus.QUEUED) else 1.0


class ImportPortion(Base):
    """Rows that are staged and not yet merged: what is merged leaves in the same transaction."""

    __tablename__ = "import_portions"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("cases.imports.id"), primary_key=True)
    first_line: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    hand: Mapped[int] = mapped_column(
        SmallInteger, primary_key=True, server_default="0", comment="which of the hands merges it"
    )
    last_line: Mapped[int] = mapped_column(BigInteger)
    staged: Mapped[int]


class ImportRemark(Base):
    """What is wrong in a row of a file, or worth a look; words are made of it by its code."""

    __tablename__ = "import_remarks"
    __table_args__ = (Index("ix_import_remarks_line", "import_id", "line", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    import_id: Mapped[UUID] = mapped_column(ForeignKey("cases.imports.id"))
    line: Mapped[int] = mapped_column(BigInteger)
    refused: Mapped[bool] = mapped_column(comment="or taken all the same")
    column: Mapped[str] = mapped_column(String(200), comment="as the file names it")
    code: Mapped[str] = mapped_column(String(40))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)


class ImportMapping(Base):
    """In which columns a source writes the fields, as it was said last."""

    __tablename__ = "import_mappings"

    kind: Mapped[ImportKind] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(40), primary_key=True)
    mapping: Mapped[dict[str, str]] = mapped_column(JSONB)
    changed_at: Mapped[Moment]


class StagedPayment(Base):
    """A payment of a file that fits the register. Unlogged: after a crash it is read anew."""

    __tablename__ = "staged_payments"
    __table_args__ = (_UNLOGGED,)

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    hand: Mapped[int] = mapped_column(
        SmallInteger, primary_key=True, comment="all of one person are in the same"
    )
    line: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    payment_id: Mapped[UUID] = mapped_column(comment="its id, should it be a new one")
    person_id: Mapped[UUID]
    area_code: Mapped[str] = mapped_column(String(10))
    programme: Mapped[str] = mapped_column(String(40))
    period_from: Mapped[date]
    period_to: Mapped[date]
    amount_paisa: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[PaymentStatus]
    status_on: Mapped[date]
    return_reason: Mapped[ReturnReason | None]
    attempt: Mapped[int | None] = mapped_column(SmallInteger)
    provider: Mapped[str] = mapped_column(String(20))
    batch: Mapped[str | None] = mapped_column(String(40))


class StagedBeneficiary(Base):
    """A beneficiary of a file. Unlogged: after a crash it is read anew.

    Its numbers are sealed as those of the register are, under the same words.
    """

    __tablename__ = "staged_beneficiaries"
    __table_args__ = (_UNLOGGED,)

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    turn: Mapped[int] = mapped_column(
        SmallInteger, comment="rows of a portion that share a number take turns"
    )
    new_person_id: Mapped[UUID] = mapped_column(comment="who it is, should they be new")
    nid_sealed: Mapped[bytes | None]
    nid_index: Mapped[bytes | None]
    birth_registration_sealed: Mapped[bytes | None]
    birth_registration_index: Mapped[bytes | None]
    beneficiary_id_sealed: Mapped[bytes | None]
    beneficiary_id_index: Mapped[bytes | None]
    phone_sealed: Mapped[bytes | None]
    phone_index: Mapped[bytes | None]
    wallet_sealed: Mapped[bytes | None]
    wallet_index: Mapped[bytes | None]
    wallet_provider: Mapped[str | None] = mapped_column(String(20))
    name_en: Mapped[str | None]
    name_bn: Mapped[str | None]
    name_sounds: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    sex: Mapped[Sex | None]
    birth_on: Mapped[date | None]
    birth_year: Mapped[int | None] = mapped_column(SmallInteger)
    area_code: Mapped[str | None] = mapped_column(String(10))
    household_number: Mapped[str | None] = mapped_column(String(40))
    is_household_head: Mapped[bool | None]
    programme: Mapped[str] = mapped_column(String(40))
    enrolled_on: Mapped[date | None]
    status: Mapped[EnrolmentStatus | None]
    status_from: Mapped[date | None]
    nominee_name_en: Mapped[str | None]
    nominee_name_bn: Mapped[str | None]
    nominee_relation: Mapped[NomineeRelation | None]
    nominee_nid_sealed: Mapped[bytes | None]
    nominee_nid_index: Mapped[bytes | None]
    nominee_phone_sealed: Mapped[bytes | None]
    nominee_phone_index: Mapped[bytes | None]
    died_on: Mapped[date | None]


class StagedPerson(Base):
    """Somebody of whom the import has said all that a first row says; later rows add to it."""

    __tablename__ = "staged_people"
    __table_args__ = (_UNLOGGED,)

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
