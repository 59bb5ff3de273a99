from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from case_manager.imports.queue import IMPORT, QUEUE
from case_manager.imports.rules import UNFINISHED
from case_manager.job_queue import defer
from case_manager.models import Import, ImportMapping, ImportRemark
from case_manager.vocabulary import ImportKind, ImportStatus


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

    def taken_over_before(self, row: Import) -> Import | None:
        """The last time that the same content was."""
        return self._session.scalars(
            select(Import)
            .where(
                Import.sha256 == row.sha256,
                Import.kind == row.kind,
                Import.id != row.id,
                Import.status == ImportStatus.DONE,
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
