"""Brings what was begun to its end, portion by portion: each is committed with its place.

Whoever is killed in between leaves what is committed, and the next one goes on behind it. Nothing
of the register changes before the whole file was checked; after that nobody can stop it.
"""

import traceback
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

import polars as pl
import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from case_manager.imports import service
from case_manager.imports.copying import DatabaseRefused
from case_manager.imports.merging.on_the_way import HANDS
from case_manager.imports.portions import Portion
from case_manager.imports.refusals import FileRefused
from case_manager.imports.repository import ImportRepository
from case_manager.imports.running import steps
from case_manager.imports.running.bad_rows import MOST_OF_A_FILE, find_bad_rows, halve_next_portion
from case_manager.imports.running.steps import Stopped
from case_manager.kit.keys import Keys
from case_manager.models import Import
from case_manager.vocabulary import ImportStatus

log = structlog.get_logger()

Reader = Callable[[Import], Iterator[Portion]]

_STAGED_AT_ONCE = 2


class Interrupted(Exception):
    """This process is to end; another one goes on."""


def _never() -> bool:
    return False


def _passes(error: Exception) -> bool:
    """The database is away or has too much to do: nothing is wrong with the import."""
    if isinstance(error, DBAPIError):
        error = DatabaseRefused("", error.orig)
    return isinstance(error, DatabaseRefused) and error.passes


def _nobody(row: Import) -> None:
    pass


def _first() -> None:
    pass


@dataclass(frozen=True)
class Importer:
    """Of `closed` programmes no file is believed; `told` hears of every portion. With more rows
    that the database refuses it breaks off."""

    sessions: sessionmaker[Session]
    reader: Reader
    keys: Keys
    closed: frozenset[str]
    clock: Callable[[], datetime]
    told: Callable[[Import], None] = _nobody
    interrupted: Callable[[], bool] = _never
    most_bad_rows: int = MOST_OF_A_FILE

    def telling(self, told: Callable[[Import], None]) -> "Importer":
        return replace(self, told=told)

    def run_next(self) -> bool:
        """False where nothing is to be done, or another process is doing it."""
        with self.sessions.begin() as turn:
            repository = ImportRepository(turn)
            if not repository.take_turn() or not (found := repository.next_unfinished()):
                return False
            try:
                self._run(found.id)
            except Stopped:
                with self.sessions.begin() as session:
                    steps.forget_rows(session)
            except Interrupted:
                return False
            except Exception as error:
                if _passes(error):
                    raise
                self._log_failed(found, error)
                with self.sessions.begin() as session:
                    steps.fail(session, found.id, now=self.clock())
            return True

    def _run(self, import_id: UUID) -> None:
        try:
            with self.sessions.begin() as session:
                standing = steps.take_up(session, import_id, now=self.clock())
            if standing.row.status is ImportStatus.CHECKING:
                self._check(standing.row, standing.staged_to)
        except FileRefused as refusal:
            with self.sessions.begin() as session:
                steps.refuse(session, import_id, refusal, now=self.clock())
            self._tell(import_id)
        else:
            self._merge(standing.row)

    def _check(self, row: Import, staged_to: int) -> None:
        """The next portion is read while the database takes those before it."""
        with ThreadPoolExecutor(_STAGED_AT_ONCE) as at_the_side:
            staged: deque[Future[None]] = deque()
            for portion in self._read(row):
                if len(staged) == _STAGED_AT_ONCE:
                    self._await(staged.popleft(), row)
                if left := portion.behind(staged_to):
                    turn = staged[-1].result if staged else _first
                    staged.append(at_the_side.submit(self._stage, row, left, turn))
                self._go_on()
            for each in staged:
                self._await(each, row)
        self._go_on()
        with self.sessions.begin() as session:
            steps.end_check(session, row.id, keys=self.keys)

    def _await(self, staged: Future[None], row: Import) -> None:
        staged.result()
        self._tell(row.id)

    def _read(self, row: Import) -> Iterator[Portion]:
        try:
            yield from self.reader(row)
        except (FileRefused, GeneratorExit, OSError):
            raise
        except Exception as error:  # noqa: BLE001 (one file that fails holds up no other)
            self._log_failed(row, error)
            raise FileRefused("failed") from None

    def _stage(self, row: Import, portion: Portion, turn: Callable[[], None]) -> None:
        """`turn` waits until the portion before it is committed, and raises what kept it back: that
        is no fault of this one.
        """
        try:
            self._stage_whole(row, portion, turn)
        except DatabaseRefused as error:
            turn()
            if not error.is_of_the_rows:
                raise
            self._log_failed(row, error)
            self._stage_whole(row, self._without_bad_rows(row, portion), turn)

    def _stage_whole(self, row: Import, portion: Portion, turn: Callable[[], None]) -> None:
        with self.sessions.begin() as session:
            staged = steps.stage(session, row, portion, keys=self.keys, closed=self.closed)
            turn()
            steps.note_staged(session, row, portion, staged)

    def _without_bad_rows(self, row: Import, portion: Portion) -> Portion:
        def attempt(rows: pl.DataFrame) -> None:
            alone = replace(portion, rows=rows, refused=[], noted=[])
            with self.sessions() as undone:
                steps.stage(undone, row, alone, keys=self.keys, closed=self.closed)

        bad = find_bad_rows(portion.rows, attempt)
        left = portion.rows.filter(~pl.col("line").is_in([each.line for each in bad]))
        return replace(portion, rows=left, refused=[*portion.refused, *bad])

    def _merge(self, row: Import) -> None:
        hands = range(HANDS[row.kind])
        with ThreadPoolExecutor(len(hands)) as pool:
            for worked_off in [pool.submit(self._work_off, row, hand) for hand in hands]:
                worked_off.result()
        self._go_on()
        with self.sessions.begin() as session:
            steps.end(session, row.id, now=self.clock())
        self._tell(row.id)

    def _work_off(self, row: Import, hand: int) -> None:
        while not self.interrupted():
            try:
                with self.sessions.begin() as session:
                    if not steps.merge_portion(session, row, hand, keys=self.keys):
                        return
            except DatabaseRefused as error:
                if not error.is_of_the_rows:
                    raise
                with self.sessions.begin() as session:
                    halve_next_portion(session, row, hand, error, self.most_bad_rows)
            self._tell(row.id)

    def _log_failed(self, row: Import, error: Exception) -> None:
        """Where it was and no more: what an error says may hold a name."""
        *_, (frame, line) = traceback.walk_tb(error.__traceback__)
        log.error(
            "import failed",
            import_id=str(row.id),
            error=type(error).__name__,
            rule=getattr(error, "rule", None),
            place=f"{Path(frame.f_code.co_filename).name}:{line}",
        )

    def _go_on(self) -> None:
        if self.interrupted():
            raise Interrupted

    def _tell(self, import_id: UUID) -> None:
        with self.sessions.begin() as session:
            self.told(service.progress(session, import_id))
