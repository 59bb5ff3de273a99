"""Rows that the database does not take: what it refuses is halved until they stand alone.

The others pass. Such rows are few; where they are many, it is no matter of rows.
"""

from collections.abc import Callable, Iterator
from itertools import islice

import polars as pl
import structlog
from sqlalchemy.orm import Session

from case_manager.imports.copying import DatabaseRefused
from case_manager.imports.counts import Counts
from case_manager.imports.merging.on_the_way import HANDS
from case_manager.imports.portions import RefusedRow
from case_manager.imports.repository import ImportRepository
from case_manager.models import Import

log = structlog.get_logger()

_CODE = "not_taken"
_MOST_OF_A_PORTION = 100
MOST_OF_A_FILE = 1_000


def find_bad_rows(rows: pl.DataFrame, attempt: Callable[[pl.DataFrame], None]) -> list[RefusedRow]:
    """Each with what it breaks. `attempt` leaves nothing behind; raises DatabaseRefused where too
    many are bad.
    """
    found = list(islice(_bad(rows, attempt), _MOST_OF_A_PORTION + 1))
    if len(found) > _MOST_OF_A_PORTION:
        attempt(rows)
    return found


def _bad(rows: pl.DataFrame, attempt: Callable[[pl.DataFrame], None]) -> Iterator[RefusedRow]:
    try:
        attempt(rows)
    except DatabaseRefused as error:
        if not error.is_of_the_rows:
            raise
        if len(rows) == 1:
            yield RefusedRow(rows["line"].item(), "", _CODE, {"rule": error.rule})
            return
        half = len(rows) // 2
        yield from _bad(rows[:half], attempt)
        yield from _bad(rows[half:], attempt)


def halve_next_portion(
    session: Session, row: Import, hand: int, error: DatabaseRefused, most: int
) -> None:
    """Which was refused by that error; a row that stands alone is a reject. Raises the error where
    the file has had so many of them already.
    """
    repository = ImportRepository(session)
    portion = repository.next_portion(row.id, hand, HANDS[row.kind])
    line = repository.middle_line(row, portion) if portion else None
    if portion is None or line is None:
        return
    if portion.staged > 1:
        repository.split_portion(portion, line)
        return
    if repository.count_remarks(row.id, _CODE) >= most:
        raise error
    log.warning("row not taken", import_id=str(row.id), line=line, rule=error.rule)
    refused = [RefusedRow(line, "", _CODE, {"rule": error.rule})]
    repository.add_remarks(row.id, refused, refused=True)
    repository.remove_portion(portion)
    repository.count(row.id, Counts(refused=1), staged=-1)
