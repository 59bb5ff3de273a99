"""`nalish import holidays`: the list of a year into the calendar, and open cases after it."""

from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from case_manager.cases import holidays
from case_manager.cases.holidays import HolidayLine
from case_manager.db import make_engine, make_sessions
from case_manager.errors import Malformed
from nalish.databases import reachable_postgres
from nalish.refusals import Refusal


def import_holidays(state_dir: Path, file: Path, console: Console, *, dry_run: bool) -> None:
    lines = _read(file)
    with reachable_postgres(state_dir) as url:
        engine = make_engine(url, pool_size=1)
        try:
            sessions = make_sessions(engine)
            with sessions.begin() as session:
                new = holidays.new_days(session, lines)
                if not dry_run:
                    holidays.add_holidays(session, lines)
            console.print(f"{len(lines)} holidays read, {len(new)} of them new", highlight=False)
            if dry_run:
                console.print("Nothing was changed.")
                return
            moved = _recompute(sessions, console)
            console.print(f"✓ deadlines of {moved} open cases moved later", highlight=False)
        except SQLAlchemyError as error:
            raise Refusal(f"The database did not take it ({type(error).__name__}).") from None
        finally:
            engine.dispose()


def _recompute(sessions: sessionmaker[Session], console: Console) -> int:
    with Progress(console=console, transient=True) as bars:
        bar = bars.add_task("open cases", total=None)
        after, moved = None, 0
        while True:
            with sessions.begin() as session:
                done = holidays.recompute_deadlines(session, after, now=datetime.now(UTC))
            bars.advance(bar, done.looked_at)
            after, moved = done.last, moved + done.moved
            if after is None:
                return moved


def _read(file: Path) -> list[HolidayLine]:
    try:
        return holidays.read_holidays(file.read_text(encoding="utf-8-sig").splitlines())
    except UnicodeDecodeError:
        raise Refusal("The file is not in UTF-8.") from None
    except Malformed as refusal:
        raise Refusal(refusal.detail) from None
