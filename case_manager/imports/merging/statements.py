"""Runs what is written for one import, with what every statement may name of it."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from case_manager.imports.copying import DatabaseRefused
from case_manager.models import Import


class Statements:
    """`:import_id`, `:source` and `:as_of` are always there."""

    def __init__(self, session: Session, row: Import) -> None:
        self._session = session
        self._of_the_file = {"import_id": row.id, "source": row.source, "as_of": row.as_of}

    def run(self, statement: str, **values: object) -> CursorResult[Any]:
        try:
            done = self._session.execute(text(statement), self._of_the_file | values)
        except DBAPIError as error:
            raise DatabaseRefused("", error.orig) from None
        return cast(CursorResult[Any], done)

    def number(self, statement: str, **values: object) -> int:
        return int(self.run(statement, **values).scalar() or 0)

    def numbers(self, statement: str, **values: object) -> Mapping[str, int]:
        """By name, from rows of both."""
        return dict(self.rows(statement, **values))

    def rows(self, statement: str, **values: object) -> Sequence[Any]:
        return cast("Sequence[Any]", self.run(statement, **values).all())
