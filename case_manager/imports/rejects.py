"""The rejects of a file, for those who mend it: line, column and reason, in their language."""

import csv
import io
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.imports import service
from case_manager.imports.wording import words
from case_manager.kit.spreadsheets import BYTE_ORDER_MARK, harmless
from case_manager.models import ImportRemark
from case_manager.ui.texts import texts
from case_manager.vocabulary import Language

_HEADINGS = ("line", "column", "reason")


def rejects(session: Session, import_id: UUID, language: Language) -> Iterator[str]:
    """As CSV, part by part; rows that were taken and are worth a look come after the others."""
    say = texts(language)
    yield BYTE_ORDER_MARK + _csv([tuple(say(f"imports.{name}") for name in _HEADINGS)])
    for find in (service.refused_rows, service.noted_rows):
        after = None
        while found := find(session, import_id, after):
            yield _csv([_row(each, language) for each in found])
            after = found[-1].line, found[-1].id


def _row(remark: ImportRemark, language: Language) -> tuple[str, ...]:
    reason = words(remark.code, remark.parameters, language)
    return str(remark.line), harmless(remark.column), harmless(reason)


def _csv(rows: list[tuple[str, ...]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()
