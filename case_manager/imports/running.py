"""Brings what was begun to its end, portion by portion: each is committed with its place.

Whoever is killed in between leaves what is committed, and the next one goes on behind it. Nothing
of the register changes before the whole file was checked; after that nobody can stop it.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.orm import Session, sessionmaker

from case_manager.imports import service, steps
from case_manager.imports.copying import DatabaseRefused
from case_manager.imports.on_the_way import HANDS
from case_manager.imports.portions import FileRefused, Portion
from case_manager.imports.repository import ImportRepository
from case_manager.imports.steps import RowsLost, Stopped
from case_manager.kit.keys import Keys
from case_manager.models import Import
from case_manager.vocabulary import ImportStatus

log = structlog.get_logger()

Reader = Callable[[Import], Iterator[Portion]]


class Interrupted(Exception):
    """This process is to end; another one goes on."""


def _never() -> bool:
    return False


def _nobody(row: Import) -> None:
    pass


@dataclass(frozen=True)
class Importer:
    """Of `closed` programmes no file is believed; `told` hears of every portion."""

    sessions: sessionmaker[Session]
    reader: Reader
    keys: Keys
    closed: frozenset[str]
    clock: Callable[[], datetime]
    told: Callable[[Import], None] = _nobody
    interrupted: Callable[[], bool] = _never

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
            except RowsLost:
                log.warning("staged rows lost", import_id=str(found.id))
            except DatabaseRefused as error:
                if not error.is_of_the_rows:
                    raise
                self._log_failed(found, error)
                with self.sessions.begin() as session:
                    steps.halt(session, found.id, now=self.clock())
            except Interrupted:
                return False
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
        """The next portion is read while the database takes the one before it."""
        with ThreadPoolExecutor(1) as at_the_side:
            staged: Future[None] | None = None
            for portion in self._read(row):
                if staged:
                    staged.result()
                if portion.first_line > staged_to:
                    staged = at_the_side.submit(self._stage, row, portion)
                self._go_on()
            if staged:
                staged.result()
        with self.sessions.begin() as session:
            steps.end_check(session, row.id, keys=self.keys)

    def _read(self, row: Import) -> Iterator[Portion]:
        try:
            yield from self.reader(row)
        except (FileRefused, GeneratorExit, OSError):
            raise
        except Exception as error:  # noqa: BLE001 (one file that fails holds up no other)
            self._log_failed(row, error)
            raise FileRefused("failed") from None

    def _stage(self, row: Import, portion: Portion) -> None:
        try:
            with self.sessions.begin() as session:
                steps.stage(session, row, portion, keys=self.keys, closed=self.closed)
        except DatabaseRefused as error:
            if not error.is_of_the_rows:
                raise
            self._log_failed(row, error)
            raise FileRefused("failed") from None
        self._tell(row.id)

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
            with self.sessions.begin() as session:
                if not steps.merge_portion(session, row, hand, keys=self.keys):
                    return
            self._tell(row.id)

    def _log_failed(self, row: Import, error: Exception) -> None:
        log.error("import failed", import_id=str(row.id), error=type(error).__name__)

    def _go_on(self) -> None:
        if self.interrupted():
            raise Interrupted

    def _tell(self, import_id: UUID) -> None:
        with self.sessions.begin() as session:
            self.told(service.progress(session, import_id))
