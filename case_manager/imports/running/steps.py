"""The steps of an import, each one transaction of its caller."""

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import polars as pl
from sqlalchemy.orm import Session

from case_manager.audit import service as audit
from case_manager.imports import rules
from case_manager.imports.counts import Counts
from case_manager.imports.fields.columns import lasting
from case_manager.imports.merging.on_the_way import HANDS, on_the_way
from case_manager.imports.portions import Portion, RefusedRow
from case_manager.imports.refusals import FileRefused
from case_manager.imports.repository import ImportRepository
from case_manager.job_queue import defer
from case_manager.kit.keys import Keys
from case_manager.models import Import, ImportMapping, ImportPortion
from case_manager.payments.queue import LEDGER_LOCK, PAYMENTS_CHANGED
from case_manager.payments.queue import QUEUE as PAYMENTS_QUEUE
from case_manager.vocabulary import ImportKind, ImportStatus

_MOST_FAILURES = 3


class Stopped(Exception):
    """Somebody stopped it meanwhile."""


class RowsLost(Exception):
    """The database crashed and emptied what was staged: the file is read anew."""


@dataclass(frozen=True)
class Standing:
    """Where an import goes on: what begins up to this line of the file waits already."""

    row: Import
    staged_to: int


@dataclass(frozen=True)
class Staged:
    """How many rows of a portion wait for which hand, and how many were refused."""

    by_hand: Counter[int]
    refused: int


def take_up(session: Session, import_id: UUID, *, now: datetime) -> Standing:
    """A file of which something was lost is checked from its beginning."""
    repository = ImportRepository(session)
    row = repository.get(import_id)
    if row.status is ImportStatus.QUEUED or not repository.is_whole(row):
        repository.empty_staged()
        repository.drop_remarks(import_id)
        row.status, row.started_at = ImportStatus.CHECKING, row.started_at or now
        row.read_bytes = row.staged = row.new = row.changed = row.unchanged = row.refused = 0
    return Standing(row, repository.last_staged(import_id))


def stage(
    session: Session, row: Import, portion: Portion, *, keys: Keys, closed: Set[str]
) -> Staged:
    """Several portions may be staged side by side; each is noted in its turn."""
    repository = ImportRepository(session)
    repository.look_up_by_index()
    rows, of_peers = _without(portion.rows, closed, row)
    refused = [*portion.refused, *of_peers]
    staged = on_the_way(session, row, keys).stage(rows) if len(rows) else Counter()
    repository.add_remarks(row.id, refused, refused=True)
    repository.add_remarks(row.id, portion.noted, refused=False)
    return Staged(staged, refused=len(refused) + len(rows) - staged.total())


def note_staged(session: Session, row: Import, portion: Portion, staged: Staged) -> None:
    """An import goes on behind the last portion that is noted."""
    repository = ImportRepository(session)
    for hand in range(HANDS[row.kind]):
        repository.add_portion(
            ImportPortion(
                import_id=row.id,
                first_line=portion.first_line,
                last_line=portion.last_line,
                hand=hand,
                staged=staged.by_hand[hand],
            )
        )
    counts = Counts(unchanged=len(portion.repeated), refused=staged.refused)
    waiting = staged.by_hand.total()
    if not repository.count(row.id, counts, staged=waiting, read_bytes=portion.read_bytes):
        raise Stopped


def end_check(session: Session, import_id: UUID, *, keys: Keys) -> None:
    """From here on it is taken over to its end; a file without one good row is refused."""
    repository = ImportRepository(session)
    row = repository.get(import_id)
    if row.status is not ImportStatus.CHECKING:
        raise Stopped
    if not repository.is_whole(row):
        raise RowsLost
    if row.staged == row.unchanged == 0:
        if not row.refused:
            raise FileRefused("no_rows")
        raise FileRefused("no_row_fits", refused=row.refused)
    row.status = ImportStatus.MERGING
    repository.go_through_all()
    way = on_the_way(session, row, keys)
    way.gather()
    if not row.dry_run:
        row.taking_over = True
        way.make_room()


def merge_portion(session: Session, row: Import, hand: int, *, keys: Keys) -> bool:
    """The next one of this hand; False where there is none."""
    repository = ImportRepository(session)
    portion = repository.next_portion(row.id, hand, HANDS[row.kind])
    if portion is None:
        return False
    repository.look_up_by_index()
    way = on_the_way(session, row, keys)
    counts = way.judge(portion) if row.dry_run else way.merge(portion)
    if counts.total != portion.staged:
        raise RowsLost
    repository.remove_portion(portion)
    if not repository.count(row.id, counts, staged=-portion.staged):
        raise Stopped
    return True


def end(session: Session, import_id: UUID, *, now: datetime) -> None:
    repository = ImportRepository(session)
    row = repository.get(import_id)
    if row.status is not ImportStatus.MERGING or repository.has_portions(import_id):
        return
    row.status, row.ended_at = (ImportStatus.DRY if row.dry_run else ImportStatus.DONE), now
    if row.status is ImportStatus.DONE and row.kind is ImportKind.PAYMENTS:
        args = {"import_id": str(row.id)}
        defer(session, PAYMENTS_CHANGED, args, queue=PAYMENTS_QUEUE, lock=LEDGER_LOCK)
    if row.status is ImportStatus.DONE:
        repository.put_mapping(
            ImportMapping(
                kind=row.kind,
                source=row.source,
                mapping=dict(lasting(row.mapping)),
                changed_at=now,
            )
        )
    repository.empty_staged()
    _record(session, row, "import_compared" if row.dry_run else "import_done", now)


def refuse(session: Session, import_id: UUID, refusal: FileRefused, *, now: datetime) -> None:
    repository = ImportRepository(session)
    row = repository.get(import_id)
    repository.empty_staged()
    if row.taking_over:
        halt(session, import_id, now=now)
        return
    if not rules.may_stop(row.status, dry_run=row.dry_run, taking_over=False):
        return
    row.status, row.ended_at = ImportStatus.REFUSED, now
    row.error, row.error_parameters = refusal.code, dict(refusal.parameters)
    row.staged = 0
    _record(session, row, "import_refused", now)


def fail(session: Session, import_id: UUID, *, now: datetime) -> None:
    """It is tried again; the third time it is halted."""
    row = ImportRepository(session).get(import_id)
    row.failures += 1
    if row.failures >= _MOST_FAILURES:
        halt(session, import_id, now=now)


def halt(session: Session, import_id: UUID, *, now: datetime) -> None:
    """It cannot go on; begun anew, what was taken over counts as unchanged."""
    repository = ImportRepository(session)
    row = repository.get(import_id)
    repository.empty_staged()
    if row.status in rules.UNFINISHED:
        row.status, row.ended_at, row.staged = ImportStatus.HALTED, now, 0
        _record(session, row, "import_halted", now)


def forget_rows(session: Session) -> None:
    """Of an import that was stopped."""
    ImportRepository(session).empty_staged()


def _without(
    rows: pl.DataFrame, closed: Set[str], row: Import
) -> tuple[pl.DataFrame, list[RefusedRow]]:
    """Of some programmes only a peer is believed."""
    theirs = rows["programme"].is_in(list(closed))
    column = row.mapping.get("programme", "")
    refused = [
        RefusedRow(line, column, "programme_of_peers", {"programme": programme})
        for line, programme in rows.filter(theirs).select("line", "programme").iter_rows()
    ]
    return rows.filter(~theirs), refused


def _record(session: Session, row: Import, action: str, now: datetime) -> None:
    counts = ("new", "changed", "unchanged", "refused")
    audit.record(
        session,
        action,
        subject_kind="import",
        subject_id=row.id,
        actor=None,
        now=now,
        data={"kind": row.kind.value} | {name: str(getattr(row, name)) for name in counts},
    )
