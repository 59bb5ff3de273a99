"""What the pages show of an import."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from case_manager.imports import rules, service
from case_manager.imports.fields.columns import CONSTANT, fields_of
from case_manager.imports.fields.masking import masked
from case_manager.imports.files.tables import Table
from case_manager.imports.wording import words
from case_manager.models import Import, ImportRemark
from case_manager.vocabulary import ImportStatus, Language

_PREVIEWED = 5
_FIRST_REMARKS = 20
_WHOLE = 100
_FEWEST_MASKED = 9
_LEFT = 3
_FOR_EVERY_ROW = frozenset(
    {
        *("programme", "period", "status", "status_on", "provider"),
        *("enrolled_on", "wallet_provider", "district", "upazila"),
    }
)


@dataclass(frozen=True)
class RemarkView:
    line: int
    column: str
    words: str


@dataclass(frozen=True)
class ListedImport:
    row: Import
    error: str | None


@dataclass(frozen=True)
class ImportView:
    row: Import
    percent: int
    done: int
    refused: Sequence[RemarkView]
    noted: Sequence[RemarkView]
    error: str | None
    before: Import | None

    @property
    def changes(self) -> int:
        return self.row.new + self.row.changed

    @property
    def is_moving(self) -> bool:
        return self.row.status in rules.UNFINISHED

    @property
    def may_stop(self) -> bool:
        return rules.may_stop(
            self.row.status, dry_run=self.row.dry_run, taking_over=self.row.taking_over
        )


@dataclass(frozen=True)
class FieldChoice:
    name: str
    column: str
    value: str
    takes_value: bool


def listed(row: Import, language: Language) -> ListedImport:
    return ListedImport(row, _error(row, language))


def view_of(session: Session, row: Import, language: Language) -> ImportView:
    refused = service.refused_rows(session, row.id, limit=_FIRST_REMARKS)
    noted = service.noted_rows(session, row.id, limit=_FIRST_REMARKS)
    done = row.new + row.changed + row.unchanged
    return ImportView(
        row=row,
        percent=_percent(row, done),
        done=done,
        refused=[_remark(each, language) for each in refused],
        noted=[_remark(each, language) for each in noted],
        error=_error(row, language),
        before=service.taken_over_before(session, row),
    )


def choices_of(
    session: Session, row: Import, table: Table, said: Mapping[str, str]
) -> Sequence[FieldChoice]:
    """As they were said just now, for this source before, or guessed."""
    columns = said or service.mapping_for(session, row.kind, row.source, table.columns)
    return said_choices(row, columns)


def said_choices(row: Import, said: Mapping[str, str]) -> Sequence[FieldChoice]:
    return [_choice(field, said.get(field, "")) for field in fields_of(row.kind)]


def _choice(field: str, column: str) -> FieldChoice:
    is_value = column.startswith(CONSTANT)
    return FieldChoice(
        name=field,
        column=CONSTANT if is_value else column,
        value=column.removeprefix(CONSTANT) if is_value else "",
        takes_value=field in _FOR_EVERY_ROW,
    )


def preview_of(table: Table) -> Sequence[Sequence[str]]:
    """With the numbers of people masked but for their ends."""
    return [
        [masked(cell, _FEWEST_MASKED, _LEFT) for cell in row] for row in table.preview(_PREVIEWED)
    ]


def _percent(row: Import, done: int) -> int:
    if row.status is ImportStatus.CHECKING:
        return min(_WHOLE * row.read_bytes // max(row.size, 1), _WHOLE)
    if row.status is ImportStatus.MERGING:
        return _WHOLE * done // max(done + row.staged, 1)
    return 0


def _error(row: Import, language: Language) -> str | None:
    return words(row.error, row.error_parameters, language) if row.error else None


def _remark(remark: ImportRemark, language: Language) -> RemarkView:
    return RemarkView(remark.line, remark.column, words(remark.code, remark.parameters, language))
