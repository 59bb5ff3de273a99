"""`nalish import beneficiaries` and `nalish import payments`: a file into register or ledger.

It works in this process, and the worker goes on with it should this one end before.
"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from signal import SIGINT, signal
from threading import Event
from types import FrameType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from case_manager.db import make_engine, make_sessions, utc_now
from case_manager.errors import ImportNotStoppable, Malformed, NoRoom
from case_manager.imports import service
from case_manager.imports.copying import DatabaseRefused
from case_manager.imports.fields.columns import check_mapping
from case_manager.imports.files.kept_files import KeptFiles, chunks_of
from case_manager.imports.files.tables import open_table
from case_manager.imports.lists.reading_files import reader_of
from case_manager.imports.refusals import FileRefused
from case_manager.imports.rejects import rejects
from case_manager.imports.rules import UNFINISHED
from case_manager.imports.running.importer import Importer
from case_manager.imports.wording import words
from case_manager.interoperability.file import load_interoperability
from case_manager.kit.calendar import local_date
from case_manager.models import Import
from case_manager.settings import load_settings
from case_manager.vocabulary import ImportKind, ImportStatus, Language
from nalish.databases import reachable_postgres
from nalish.environment import assumed, describe
from nalish.refusals import Refusal

ALL_TAKEN, SOME_REFUSED = 0, 3
_LOOKED_AT_SECONDS = 0.5


@dataclass(frozen=True)
class Wish:
    """Which file, whose, and how its columns are read where that was said."""

    kind: ImportKind
    file: Path
    source: str
    as_of: date | None = None
    columns: Sequence[str] = ()
    mapping: Path | None = None
    dry_run: bool = False
    rejects: Path | None = None
    language: Language = Language.ENGLISH


def import_file(state_dir: Path, wish: Wish, *, as_json: bool) -> int:
    """The exit code."""
    now = utc_now()
    as_of = wish.as_of or local_date(now)
    try:
        service.check_origin(wish.source, as_of, now=now)
    except Malformed as refusal:
        raise Refusal(f"{refusal.detail[0].upper()}{refusal.detail[1:]}.") from None
    if wish.rejects:
        _begin_file(wish.rejects)
    try:
        return _taken_over(state_dir, wish, as_of, as_json=as_json)
    finally:
        if wish.rejects and not wish.rejects.stat().st_size:
            wish.rejects.unlink()


def _begin_file(rejects: Path) -> None:
    """Before anything is taken over: what cannot be written would be lost."""
    try:
        rejects.touch(exist_ok=False)
    except FileExistsError:
        raise Refusal(f"{rejects} is there already; nothing is written over.") from None
    except OSError as error:
        raise Refusal(f"{rejects} cannot be written: {error.strerror}.") from None


def _write(path: Path, lines: Iterator[str]) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines)
    except OSError as error:
        raise Refusal(
            f"{path} cannot be written: {error.strerror}. The list is through, and what was taken"
            " over stays; the page Lists has the refused rows."
        ) from None


def _taken_over(state_dir: Path, wish: Wish, as_of: date, *, as_json: bool) -> int:
    with _house(state_dir) as house:
        row = house.begin(wish, as_of)
        begun = time.monotonic()
        row = house.bring_to_its_end(row)
        report = house.report(row, wish) | {"seconds": round(time.monotonic() - begun, 1)}
    if as_json:
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        _tell(report, Console())
    if row.status not in (ImportStatus.DONE, ImportStatus.DRY):
        raise Refusal(report["error"] or _ended(row))
    return SOME_REFUSED if row.refused else ALL_TAKEN


@dataclass(frozen=True)
class _House:
    sessions: sessionmaker[Session]
    files: KeptFiles
    importer: Importer

    def begin(self, wish: Wish, as_of: date) -> Import:
        try:
            columns = open_table(wish.file).columns
            with self.sessions.begin() as session:
                mapping = _mapping(session, wish, columns)
            check_mapping(wish.kind, mapping, columns)
        except FileRefused as refusal:
            raise Refusal(words(refusal.code, refusal.parameters, wish.language)) from None
        try:
            kept = self.files.keep(wish.file.name, chunks_of(wish.file))
        except NoRoom:
            raise Refusal(
                f"{self.files.folder} has no room for a copy of the file; nothing was changed."
            ) from None
        now = utc_now()
        with self.sessions.begin() as session:
            row = service.receive(
                session,
                wish.kind,
                kept,
                source=wish.source,
                as_of=as_of,
                user=None,
                now=now,
            )
            return service.begin(
                session, row.id, mapping=mapping, dry_run=wish.dry_run, user=None, now=now
            )

    def bring_to_its_end(self, row: Import) -> Import:
        """What was begun before it goes first. Ctrl-C ends it behind the portion it is at."""
        with _Bars() as bars, _stop_asked() as asked:
            importer = replace(self.importer, told=bars.tell, interrupted=asked.is_set)
            while (row := self._now(row)).status in UNFINISHED:
                if asked.is_set():
                    raise Refusal(self._stop(row))
                if not importer.run_next():
                    bars.tell(row)
                    asked.wait(_LOOKED_AT_SECONDS)
        return row

    def report(self, row: Import, wish: Wish) -> dict[str, Any]:
        with self.sessions() as session:
            before = service.taken_over_before(session, row)
            if wish.rejects and row.refused:
                _write(wish.rejects, rejects(session, row.id, wish.language))
        return {
            "id": str(row.id),
            "kind": row.kind.value,
            "status": row.status.value,
            "source": row.source,
            "as_of": row.as_of.isoformat(),
            "columns": row.mapping,
            "new": row.new,
            "changed": row.changed,
            "unchanged": row.unchanged,
            "refused": row.refused,
            "rejects": str(wish.rejects) if wish.rejects and row.refused else None,
            "same_file_taken_over_at": before and before.ended_at and before.ended_at.isoformat(),
            "error": words(row.error, row.error_parameters, wish.language) if row.error else None,
        }

    def _now(self, row: Import) -> Import:
        with self.sessions() as session:
            return service.progress(session, row.id)

    def _stop(self, row: Import) -> str:
        try:
            with self.sessions.begin() as session:
                service.stop(session, row.id, user=None, now=utc_now())
        except ImportNotStoppable:
            return (
                "It is being taken over, and what is taken over stays. The worker of `nalish run`"
                " brings it to its end; so does the same command, run again."
            )
        return "It was stopped; nothing was changed."


@contextmanager
def _stop_asked() -> Iterator[Event]:
    """Set by Ctrl-C; pressed again, it ends the command at once."""
    asked = Event()

    def ask(signal_number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    before = signal(SIGINT, ask)
    try:
        yield asked
    finally:
        signal(SIGINT, before)


class _Bars:
    """Bytes while the file is checked, rows while it is taken over."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %  {task.fields[rows]:,} rows"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> "_Bars":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def tell(self, row: Import) -> None:
        what = "comparing" if row.dry_run and row.status is ImportStatus.MERGING else row.status
        if what not in self._tasks:
            self._tasks[what] = self._progress.add_task(what, total=1.0, rows=0)
        self._progress.update(self._tasks[what], completed=row.share, rows=row.read)


def _mapping(session: Session, wish: Wish, columns: Sequence[str]) -> Mapping[str, str]:
    said = _from_file(wish.mapping) if wish.mapping else {}
    for column in wish.columns:
        field, equals, name = column.partition("=")
        if not equals:
            raise Refusal('A column is said as FIELD=NAME, such as nid="NID No".')
        said[field] = name
    return {**service.mapping_for(session, wish.kind, wish.source, columns), **said}


def _from_file(path: Path) -> dict[str, str]:
    try:
        said = json.loads(path.read_text("utf-8"))
    except ValueError:
        said = None
    if not isinstance(said, dict) or not all(isinstance(name, str) for name in said.values()):
        raise Refusal(f'{path} is no JSON such as {{"nid": "NID No", "programme": "=oaa"}}.')
    return said


@contextmanager
def _house(state_dir: Path) -> Iterator[_House]:
    with reachable_postgres(state_dir) as url:
        with assumed(describe(state_dir) | {"DATABASE_URL": url}):
            settings = load_settings()
            interoperability = load_interoperability(settings.interoperability_file)
        engine = make_engine(url, pool_size=5)
        sessions, files = make_sessions(engine), KeptFiles(settings.imports_folder)
        importer = Importer(
            sessions,
            reader_of(files, settings.keys),
            settings.keys,
            interoperability.from_peers_alone(),
            lambda: datetime.now(UTC),
        )
        try:
            yield _House(sessions, files, importer)
        except (SQLAlchemyError, DatabaseRefused) as error:
            raise Refusal(
                f"The database did not take it ({type(error).__name__}): has `nalish run` set it up"
                " yet?"
            ) from None
        finally:
            engine.dispose()


def _ended(row: Import) -> str:
    if row.status is ImportStatus.STOPPED:
        return "It was stopped; nothing was changed."
    changed = "what was taken over stays" if row.taking_over else "nothing was changed"
    return (
        f"It broke off and cannot go on by itself: {changed}, and the log has why."
        " Run the same command again to go on: what is known by then counts as unchanged."
    )


def _tell(report: Mapping[str, Any], console: Console) -> None:
    if report["error"]:
        return
    if report["status"] == ImportStatus.DRY:
        console.print("A dry run: nothing was changed.")
    if report["same_file_taken_over_at"]:
        console.print(f"The same file was taken over before: {report['same_file_taken_over_at']}")
    for name in ("new", "changed", "unchanged", "refused"):
        console.print(f"{report[name]:>12,} {name}", highlight=False)
    if report["rejects"]:
        console.print(f"✓ {report['rejects']}", highlight=False, soft_wrap=True)
    console.print(f"{report['seconds']} s", highlight=False)
