import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

import polars as pl
from sqlalchemy import ColumnElement, CursorResult, delete, func, select, tuple_, update
from sqlalchemy.orm import Session

from case_manager.imports.copying import copy_rows
from case_manager.imports.counts import Counts
from case_manager.imports.portions import NotedRow, RefusedRow
from case_manager.imports.queue import IMPORT, QUEUE
from case_manager.imports.rules import UNFINISHED
from case_manager.job_queue import defer
from case_manager.models import (
    Import,
    ImportMapping,
    ImportPortion,
    ImportRemark,
    StagedBeneficiary,
    StagedPayment,
)
from case_manager.vocabulary import ImportKind, ImportStatus

Staged = type[StagedPayment] | type[StagedBeneficiary]

_STAGED: dict[ImportKind, Staged] = {
    ImportKind.PAYMENTS: StagedPayment,
    ImportKind.BENEFICIARIES: StagedBeneficiary,
}
_TURN = 7253004  # the advisory lock of whoever imports
_OF_BULK = {
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "jit": "off",
    "work_mem": "64MB",
    "statement_timeout": "0",
}
_OF_ALL = {"enable_nestloop": "off", "work_mem": "64MB", "statement_timeout": "0"}


class Place(NamedTuple):
    """Where a list of imports goes on, from the newest to the oldest."""

    created_at: datetime
    id: UUID


class ImportRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: Import) -> None:
        self._session.add(row)
        self._session.flush()

    def find(self, import_id: UUID) -> Import | None:
        return self._session.get(Import, import_id, populate_existing=True)

    def get(self, import_id: UUID) -> Import:
        """Locked; it is known to be there."""
        return self._session.get_one(
            Import, import_id, populate_existing=True, with_for_update=True
        )

    def lock(self, import_id: UUID) -> Import | None:
        return self._session.get(Import, import_id, populate_existing=True, with_for_update=True)

    def next_unfinished(self) -> Import | None:
        """The oldest; what was begun goes before what only waits."""
        return self._session.scalars(
            select(Import)
            .where(Import.status.in_(UNFINISHED))
            .order_by((Import.status == ImportStatus.QUEUED), Import.created_at, Import.id)
            .limit(1)
        ).one_or_none()

    def latest(self, before: Place | None, limit: int) -> Sequence[Import]:
        newest = select(Import).order_by(Import.created_at.desc(), Import.id.desc()).limit(limit)
        if before:
            newest = newest.where(tuple_(Import.created_at, Import.id) < before)
        return self._session.scalars(newest).all()

    def old(self, before: datetime) -> Sequence[Import]:
        """Those that nobody works on and whose files are there yet."""
        return self._session.scalars(
            select(Import)
            .where(
                Import.created_at < before,
                Import.status.not_in(UNFINISHED),
                Import.file_deleted_at.is_(None),
            )
            .with_for_update()
        ).all()

    def known(self, ids: Collection[UUID]) -> set[UUID]:
        return set(self._session.scalars(select(Import.id).where(Import.id.in_(ids))))

    def taken_over_before(
        self, row: Import, statuses: Collection[ImportStatus] = (ImportStatus.DONE,)
    ) -> Import | None:
        """The last time that the same content was."""
        return self._session.scalars(
            select(Import)
            .where(
                Import.sha256 == row.sha256,
                Import.kind == row.kind,
                Import.source == row.source,
                Import.id != row.id,
                Import.status.in_(statuses),
                Import.taking_over,
            )
            .order_by(Import.ended_at.desc())
            .limit(1)
        ).one_or_none()

    def remarks(
        self, import_id: UUID, after: tuple[int, int] | None, limit: int, *, refused: bool
    ) -> Sequence[ImportRemark]:
        lines = select(ImportRemark).where(
            ImportRemark.import_id == import_id, ImportRemark.refused == refused
        )
        if after:
            lines = lines.where(tuple_(ImportRemark.line, ImportRemark.id) > after)
        return self._session.scalars(
            lines.order_by(ImportRemark.line, ImportRemark.id).limit(limit)
        ).all()

    def mapping(self, kind: ImportKind, source: str) -> ImportMapping | None:
        return self._session.get(ImportMapping, (kind, source))

    def put_mapping(self, mapping: ImportMapping) -> None:
        self._session.merge(mapping)

    def defer(self) -> None:
        defer(self._session, IMPORT, {}, queue=QUEUE, lock=IMPORT)

    def take_turn(self) -> bool:
        """One process at a time imports; its turn ends with this transaction."""
        return bool(self._session.scalar(select(func.pg_try_advisory_xact_lock(_TURN))))

    def look_up_by_index(self) -> None:
        """A portion is small beside the tables, whatever the planner believes of either."""
        self._set(_OF_BULK)

    def go_through_all(self) -> None:
        """All rows of a file at once, however long that lasts."""
        self._set(_OF_ALL)

    def add_portion(self, portion: ImportPortion) -> None:
        self._session.add(portion)
        self._session.flush()

    def last_staged(self, import_id: UUID) -> int:
        """The last line of the last portion that waits; 0 where none does."""
        return (
            self._session.scalar(
                select(func.max(ImportPortion.last_line)).where(
                    ImportPortion.import_id == import_id
                )
            )
            or 0
        )

    def is_whole(self, row: Import) -> bool:
        """Whether all that waits is still there: a crash of the database empties its table."""
        of_portion = _of_portion(_STAGED[row.kind], ImportPortion)
        is_there = select(func.count()).where(*of_portion).scalar_subquery()
        waits = select(ImportPortion).where(ImportPortion.import_id == row.id)
        lost = waits.where(ImportPortion.staged != is_there)
        return not self._session.scalar(select(lost.exists()))

    def next_portion(self, import_id: UUID, hand: int, hands: int) -> ImportPortion | None:
        """In the order of the file; those that were put together come last."""
        return self._session.scalars(
            select(ImportPortion)
            .where(ImportPortion.import_id == import_id, ImportPortion.hand % hands == hand)
            .order_by(ImportPortion.hand, ImportPortion.first_line)
            .limit(1)
            .with_for_update()
        ).one_or_none()

    def middle_line(self, row: Import, portion: ImportPortion) -> int | None:
        """Where its second half begins; that of its only row."""
        staged = _STAGED[row.kind]
        lines = select(staged.line).where(*_of_portion(staged, portion)).order_by(staged.line)
        return self._session.scalar(lines.offset(portion.staged // 2).limit(1))

    def split_portion(self, portion: ImportPortion, line: int) -> None:
        """Before the line where its second half begins."""
        first_half = portion.staged // 2
        self.add_portion(
            ImportPortion(
                import_id=portion.import_id,
                first_line=line,
                last_line=portion.last_line,
                hand=portion.hand,
                staged=portion.staged - first_half,
            )
        )
        portion.last_line, portion.staged = line - 1, first_half

    def has_portions(self, import_id: UUID) -> bool:
        waiting = select(ImportPortion).where(ImportPortion.import_id == import_id)
        return bool(self._session.scalar(select(waiting.exists())))

    def remove_portion(self, portion: ImportPortion) -> None:
        self._session.execute(
            delete(ImportPortion).where(
                ImportPortion.import_id == portion.import_id,
                ImportPortion.first_line == portion.first_line,
                ImportPortion.hand == portion.hand,
            )
        )

    def empty_staged(self) -> None:
        """Only one import at a time has rows there: that of whose turn it is."""
        self._session.execute(delete(ImportPortion))
        self._session.execute(select(func.cases.empty_staged()))

    def add_remarks(
        self, import_id: UUID, remarks: Sequence[RefusedRow] | Sequence[NotedRow], *, refused: bool
    ) -> None:
        if not remarks:
            return
        rows = pl.DataFrame(
            {
                "line": [each.line for each in remarks],
                "column": [each.column for each in remarks],
                "code": [each.code for each in remarks],
                "parameters": [json.dumps(each.parameters) for each in remarks],
            }
        ).with_columns(import_id=pl.lit(str(import_id)), refused=refused)
        copy_rows(self._session, "cases.import_remarks", rows)

    def count_remarks(self, import_id: UUID, code: str) -> int:
        of_code = (ImportRemark.import_id == import_id, ImportRemark.code == code)
        return self._session.scalar(select(func.count()).where(*of_code)) or 0

    def drop_remarks(self, import_id: UUID) -> None:
        self._session.execute(delete(ImportRemark).where(ImportRemark.import_id == import_id))

    def count(
        self, import_id: UUID, counts: Counts, *, staged: int, read_bytes: int | None = None
    ) -> bool:
        """Adds them up, as the last thing of a transaction; False where somebody stopped it."""
        counted = update(Import).where(
            Import.id == import_id,
            Import.status.in_([ImportStatus.CHECKING, ImportStatus.MERGING]),
        )
        done = self._session.execute(
            counted.values(
                staged=Import.staged + staged,
                new=Import.new + counts.new,
                changed=Import.changed + counts.changed,
                unchanged=Import.unchanged + counts.unchanged,
                refused=Import.refused + counts.refused,
                **({} if read_bytes is None else {"read_bytes": read_bytes}),
            )
        )
        return cast(CursorResult[Any], done).rowcount == 1

    def _set(self, settings: Mapping[str, str]) -> None:
        """For this transaction."""
        for setting, value in settings.items():
            self._session.execute(select(func.set_config(setting, value, True)))


def _of_portion(
    staged: Staged, portion: ImportPortion | type[ImportPortion]
) -> Sequence[ColumnElement[bool]]:
    """Its rows, or those of each portion."""
    of_portion = [
        staged.import_id == portion.import_id,
        staged.line.between(portion.first_line, portion.last_line),
    ]
    if issubclass(staged, StagedPayment):
        of_portion.append(staged.hand == portion.hand)
    return of_portion
