"""`nalish eligibility screen`: a roll against the rules, into a folder of CSV files."""

import gc
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from case_manager.audit import service as audit
from case_manager.db import make_engine, make_sessions
from case_manager.entitlements.register_rolls import RegisterRolls
from case_manager.entitlements.roll_files import RollFile
from case_manager.entitlements.screening import Screening
from case_manager.entitlements.screening_files import FINDINGS, REFUSED, SUMMARY
from case_manager.entitlements.screening_run import ScreeningRun, upazilas
from case_manager.entitlements.screening_sums import COUNTS, FITS, ON_ROLL, UNDECIDED, Sums
from case_manager.entitlements.system import system
from case_manager.errors import AppError
from case_manager.kit.calendar import local_date
from case_manager.kit.keys import Keys
from case_manager.programmes.schemas import Programme
from case_manager.settings import load_settings
from case_manager.vocabulary import Certainty, Misplacement
from nalish.databases import reachable_postgres
from nalish.environment import assumed, describe
from nalish.refusals import Refusal

_AREA = re.compile(r"\d{2,10}")
_MOST_ROWS = 25
_OBJECTS_BETWEEN_COLLECTIONS = 100_000


@dataclass(frozen=True)
class Wish:
    """What to screen; without a file, the register."""

    output: Path
    file: Path | None = None
    programmes: Sequence[str] = ()
    area: str = ""
    missing_facts: int = 0


def screen(state_dir: Path, wish: Wish, *, as_json: bool) -> None:
    if wish.area and not _AREA.fullmatch(wish.area):
        raise Refusal("An area is a code of 2 to 10 digits.")
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)  # people of a roll are many, and no cycles
    now = datetime.now(UTC)
    screening = Screening(system(), _programmes(wish), local_date(now), wish.missing_facts)
    try:
        if wish.file:
            run, unread = _screen_file(wish.file, wish, screening)
        else:
            run, unread = _screen_register(state_dir, wish, screening, now), []
    except AppError as error:
        raise Refusal(f"{error.detail[0].upper()}{error.detail[1:]}.") from None
    told = _summary(run, wish, unread)
    if as_json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _tell(told, run.sums, Console())


def _programmes(wish: Wish) -> list[Programme]:
    known = system().catalogue.programmes
    if unknown := sorted(set(wish.programmes) - set(known)):
        raise Refusal(f"There is no programme {unknown[0]}: {', '.join(known)}.")
    return [each for each in known.values() if not wish.programmes or each.id in wish.programmes]


def _screen_file(
    file: Path, wish: Wish, screening: Screening
) -> tuple[ScreeningRun, Sequence[str]]:
    source = RollFile(file, screening.system.catalogue, screening.day, wish.area)
    with _progress(file.stat().st_size) as (bars, bar):
        run = ScreeningRun(
            screening,
            source,
            source.refused,
            told=lambda people: bars.update(bar, completed=source.read_bytes, people=people),
        )
        run.write(wish.output)
    return run, source.unread


def _screen_register(
    state_dir: Path, wish: Wish, screening: Screening, now: datetime
) -> ScreeningRun:
    """The audit trail has it before the folder is there."""
    with _database(state_dir) as (engine, keys):
        at_one_moment = engine.execution_options(isolation_level="REPEATABLE READ")
        with make_sessions(at_one_moment).begin() as session:
            source = RegisterRolls(
                session, keys, screening.system.catalogue, screening.day, wish.area
            )

            def record(sums: Sums) -> None:
                with make_sessions(engine).begin() as trail:
                    _record(trail, wish, sums, now)

            with _progress(source.count()) as (bars, bar):
                run = ScreeningRun(
                    screening,
                    source,
                    told=lambda people: bars.update(bar, completed=people, people=people),
                )
                run.write(wish.output, before=record)
    return run


@contextmanager
def _database(state_dir: Path) -> Iterator[tuple[Engine, Keys]]:
    with reachable_postgres(state_dir) as url:
        with assumed(describe(state_dir) | {"DATABASE_URL": url}):
            keys = load_settings().keys
        engine = make_engine(url, pool_size=2)
        try:
            yield engine, keys
        except SQLAlchemyError as error:
            reason = type(error).__name__
            raise Refusal(
                f"The database did not give it ({reason}): has `nalish run` set it up yet?"
            ) from None
        finally:
            engine.dispose()


def _record(session: Session, wish: Wish, sums: Sums, now: datetime) -> None:
    audit.record(
        session,
        "register_screened",
        subject_kind="area",
        subject_id=wish.area or "all",
        actor=None,
        now=now,
        data={"people": str(sums.people.total()), "programmes": " ".join(wish.programmes) or "all"},
    )


@contextmanager
def _progress(total: int) -> Iterator[tuple[Progress, Any]]:
    columns = (
        TextColumn("screening: {task.fields[people]:,} people"),
        BarColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bars:
        yield bars, bars.add_task("screening", total=total, people=0)


def _summary(run: ScreeningRun, wish: Wish, unread: Sequence[str]) -> dict[str, Any]:
    names = upazilas()
    return {
        "on": run.screening.day.isoformat(),
        "people": run.sums.people.total(),
        "refused_lines": len(run.refused),
        "columns_not_read": list(unread),
        "files": {
            name.removesuffix(".csv"): str(wish.output / name)
            for name in (FINDINGS, SUMMARY, REFUSED)
        },
        "counts": _counts(run.sums.total),
        "upazilas": [
            {
                "upazila": code,
                "name_en": names[code].name_en if code in names else "",
                "name_bn": names[code].name_bn if code in names else "",
                "people": run.sums.people[code],
                **_counts(counts),
            }
            for code, counts in run.sums.by_upazila().items()
        ],
    }


def _counts(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in COUNTS}


def _tell(told: Mapping[str, Any], sums: Sums, console: Console) -> None:
    headings = ("people", "on a roll", "fits", "undecided")
    kinds = ("wrongly in", "wrongly out", "due elsewhere", "needs facts")
    table = Table("upazila", title=f"screened on {told['on']}", title_justify="left")
    for heading in (*headings, *kinds):
        table.add_column(heading, justify="right")
    rows = sorted(told["upazilas"], key=lambda row: -_found(row, Misplacement.WRONGLY_IN))
    for row in rows[:_MOST_ROWS]:
        table.add_row(row["name_en"] or row["upazila"] or "not known", *_figures(row))
    table.add_section()
    table.add_row("all", *_figures({**told["counts"], "people": told["people"]}))
    console.print(table)
    if len(rows) > _MOST_ROWS:
        console.print(f"The first {_MOST_ROWS} of {len(rows)} upazilas.", highlight=False)
    if told["columns_not_read"]:
        console.print("Not read:", ", ".join(told["columns_not_read"]), markup=False)
    if told["refused_lines"]:
        console.print(f"Lines set aside: {told['refused_lines']:,}", highlight=False)
    for path in told["files"].values():
        console.print(f"✓ {path}", highlight=False, soft_wrap=True)


def _figures(row: Mapping[str, int]) -> list[str]:
    numbers = [row["people"], row[ON_ROLL], row[FITS], row[UNDECIDED]]
    numbers += [_found(row, kind) for kind in Misplacement]
    numbers.append(sum(row[f"{kind}_{Certainty.NEEDS_FACTS}"] for kind in Misplacement))
    return [f"{number:,}" for number in numbers]


def _found(row: Mapping[str, int], kind: Misplacement) -> int:
    """By rules, confirmed or not; without those of whom facts are missing."""
    return row[f"{kind}_{Certainty.CERTAIN}"] + row[f"{kind}_{Certainty.RULE_UNCONFIRMED}"]
