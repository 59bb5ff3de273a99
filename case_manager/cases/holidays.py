"""Takes up an office's list of holidays, and gives open cases the days that they lose by it."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.cases import clocks, records, rules
from case_manager.cases.repository import CaseRepository
from case_manager.errors import Malformed
from case_manager.kit.calendar import Calendar
from case_manager.models import Case, Holiday
from case_manager.vocabulary import ActorKind, EventKind

COLUMNS = ("date", "name", "source")
BATCH = 500
_YEARS = range(2000, 2100)
_LONGEST = 200
_DUE = ("first_action_due_on", "resolution_due_on", "office_due_on")


@dataclass(frozen=True)
class HolidayLine:
    on: date
    name: str
    source: str


@dataclass(frozen=True)
class Recomputed:
    """`last` is where the next batch begins; None at the end."""

    looked_at: int
    moved: int
    last: UUID | None


def read_holidays(lines: Iterable[str]) -> list[HolidayLine]:
    """CSV with the columns date (ISO), name and source. Raises Malformed with every wrong line."""
    reader = csv.DictReader(lines)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise Malformed("line 1: the columns are date,name,source")
    read: dict[date, HolidayLine] = {}
    wrong = []
    for row in reader:
        try:
            line = _line(row)
            if line.on in read:
                raise ValueError(f"{line.on} stands in the file twice")
            read[line.on] = line
        except ValueError as error:
            wrong.append(f"line {reader.line_num}: {error}")
    if wrong:
        raise Malformed("\n".join(wrong))
    if not read:
        raise Malformed("line 2: there is no holiday in this file")
    return list(read.values())


def new_days(session: Session, lines: Sequence[HolidayLine]) -> list[date]:
    known = CaseRepository(session).holidays()
    return sorted(line.on for line in lines if line.on not in known)


def add_holidays(session: Session, lines: Sequence[HolidayLine]) -> None:
    """What was there gets the name and source of the list; nothing is taken away."""
    CaseRepository(session).put_holidays(
        [Holiday(on=one.on, name_en=one.name, name_bn=one.name, source=one.source) for one in lines]
    )


def recompute_deadlines(
    session: Session, after: UUID | None, *, now: datetime, limit: int = BATCH
) -> Recomputed:
    """Of the next open cases in order of id. No deadline ever moves earlier."""
    repository = CaseRepository(session)
    cases = repository.lock_open(after, limit)
    pauses = repository.pauses_of([case.id for case in cases])
    calendar = clocks.calendar(session)
    moved = 0
    for case in cases:
        spans = tuple(rules.Pause(one.from_on, one.to_on) for one in pauses.get(case.id, ()))
        moved += _move(repository, case, spans, calendar, now)
    return Recomputed(len(cases), moved, cases[-1].id if len(cases) == limit else None)


def _move(
    repository: CaseRepository,
    case: Case,
    pauses: tuple[rules.Pause, ...],
    calendar: Calendar,
    now: datetime,
) -> bool:
    before = {name: getattr(case, name) for name in _DUE}
    clocks.set_due_dates(case, pauses, calendar)
    for name, due_on in before.items():
        setattr(case, name, max(due_on, getattr(case, name)))
    changed = {name: on.isoformat() for name, on in before.items() if getattr(case, name) != on}
    if changed:
        records.record(
            repository, case, EventKind.DEADLINE_MOVED, now, ActorKind.SYSTEM, {"was": changed}
        )
    return bool(changed)


def _line(row: dict[str, str]) -> HolidayLine:
    if None in row or None in row.values():
        raise ValueError("three columns are wanted")
    on, name, source = (row[column].replace("\x00", "").strip() for column in COLUMNS)
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise ValueError(f"there is no day {on[:20]!r}; write it as 2026-12-16") from None
    if day.year not in _YEARS:
        raise ValueError(f"the year {day.year} is too far away")
    for column, value in (("name", name), ("source", source)):
        if not 0 < len(value) <= _LONGEST:
            raise ValueError(f"{column}: write 1 to {_LONGEST} characters")
    return HolidayLine(day, name, source)
