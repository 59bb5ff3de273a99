"""Whole files, from their bytes to the ledger and the register, in a database that keeps it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from case_manager.imports import service
from case_manager.imports.fields.columns import guess
from case_manager.imports.files.kept_files import KeptFiles
from case_manager.imports.lists.reading_files import reader_of
from case_manager.imports.running.importer import Importer, Reader
from case_manager.kit.keys import Keys
from case_manager.models import Import
from case_manager.vocabulary import ImportKind

AS_OF = date(2026, 11, 20)


def csv(header: str, rows: Iterable[Sequence[object]]) -> str:
    lines = (",".join("" if cell is None else str(cell) for cell in row) for row in rows)
    return "\n".join([header, *lines]) + "\n"


@dataclass
class Imports:
    """`take` does all of it; two rows make a portion, so that there are several."""

    sessions: sessionmaker[Session]
    files: KeptFiles
    keys: Keys
    now: datetime
    closed: frozenset[str] = frozenset()
    portion: int = 2

    def clock(self) -> datetime:
        return self.now

    def reader(self) -> Reader:
        return reader_of(self.files, self.keys, portion=self.portion)

    def importer(self, reader: Reader | None = None, **how: Any) -> Importer:
        return Importer(
            self.sessions, reader or self.reader(), self.keys, self.closed, self.clock, **how
        )

    def run(self, **how: Any) -> bool:
        return self.importer(**how).run_next()

    def begin(
        self,
        kind: ImportKind,
        content: str,
        *,
        as_of: date = AS_OF,
        dry_run: bool = False,
        mapping: Mapping[str, str] | None = None,
    ) -> Import:
        kept = self.files.keep("list.csv", [content.encode()])
        columns = content.splitlines()[0].split(",")
        with self.sessions.begin() as session:
            row = service.receive(
                session, kind, kept, source="mis.bhata", as_of=as_of, user=None, now=self.now
            )
            return service.begin(
                session,
                row.id,
                mapping={**guess(kind, columns), **(mapping or {})},
                dry_run=dry_run,
                user=None,
                now=self.now,
            )

    def take(self, kind: ImportKind, content: str, **how: Any) -> Import:
        row = self.begin(kind, content, **how)
        assert self.run()
        return self.now_of(row)

    def now_of(self, row: Import) -> Import:
        with self.sessions() as session:
            return service.progress(session, row.id)

    def refused(self, row: Import) -> list[tuple[int, str, str]]:
        with self.sessions() as session:
            return [
                (each.line, each.column, each.code)
                for each in service.refused_rows(session, row.id)
            ]

    def rows(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        with self.sessions() as session:
            return [tuple(row) for row in session.execute(text(statement), values)]


def counts(row: Import) -> tuple[int, int, int, int]:
    return row.new, row.changed, row.unchanged, row.refused
