"""Decisions on cases: deadlines, and what may be done in which state by whom."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from case_manager.errors import CaseAlreadyAssigned, CaseAlreadyClosed, NotYoursToDo
from case_manager.kit.calendar import Calendar
from case_manager.vocabulary import CaseStatus, Role

_LEADING = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})

TRANSITIONS: dict[CaseStatus, frozenset[CaseStatus]] = {
    CaseStatus.NEW: frozenset(
        {
            CaseStatus.IN_PROGRESS,
            CaseStatus.WITH_OFFICE,
            CaseStatus.WAITING_FOR_CITIZEN,
            CaseStatus.CLOSED,
        }
    ),
    CaseStatus.IN_PROGRESS: frozenset(
        {CaseStatus.WITH_OFFICE, CaseStatus.WAITING_FOR_CITIZEN, CaseStatus.CLOSED}
    ),
    CaseStatus.WITH_OFFICE: frozenset(
        {CaseStatus.IN_PROGRESS, CaseStatus.WAITING_FOR_CITIZEN, CaseStatus.CLOSED}
    ),
    CaseStatus.WAITING_FOR_CITIZEN: frozenset(
        {CaseStatus.IN_PROGRESS, CaseStatus.WITH_OFFICE, CaseStatus.CLOSED}
    ),
    CaseStatus.CLOSED: frozenset(),
}

SOON_WORKING_DAYS = 3
LONGEST_NOTE = 4000
LONGEST_SMS = 1600  # characters the gateway takes at once


def longest_text(way: str) -> int:
    """In characters, for what is written as a `note`, a `reply` or a `close`."""
    return LONGEST_NOTE if way == "note" else LONGEST_SMS


def leads(role: Role) -> bool:
    return role in _LEADING


def overlap(one: str | None, other: str | None) -> bool:
    """Whether two areas have anything in common; none is the whole country."""
    return one is None or other is None or one.startswith(other) or other.startswith(one)


class Clock(StrEnum):
    FIRST_ACTION = "first_action"
    RESOLUTION = "resolution"


@dataclass(frozen=True)
class Limits:
    """A category's standard in working days; `office` is the government's own and runs apart."""

    first_action: int
    resolve: int
    office: int
    is_same_day: bool


@dataclass(frozen=True)
class DueDates:
    first_action_on: date
    resolution_on: date
    office_on: date


@dataclass(frozen=True)
class Deadline:
    """The nearest of the organisation's running clocks; negative days left are days late."""

    clock: Clock
    due_on: date
    working_days_left: int

    @property
    def is_overdue(self) -> bool:
        return self.working_days_left < 0


def due_dates(limits: Limits, opened_on: date, calendar: Calendar) -> DueDates:
    """The charter counts from the next working day, so the day of opening is day zero."""
    return DueDates(
        first_action_on=_first_action_on(limits, opened_on, calendar),
        resolution_on=calendar.add(opened_on, limits.resolve),
        office_on=calendar.add(opened_on, limits.office),
    )


def _first_action_on(limits: Limits, opened_on: date, calendar: Calendar) -> date:
    """A person cannot promise the same day to somebody who writes in the evening, except for P0."""
    if limits.is_same_day and calendar.is_working_day(opened_on):
        return opened_on
    return calendar.add(opened_on, max(limits.first_action, 1))


def deadline(
    *,
    first_action_due_on: date,
    first_action_done: bool,
    resolution_due_on: date,
    closed: bool,
    today: date,
    calendar: Calendar,
) -> Deadline | None:
    if closed:
        return None
    running = [(resolution_due_on, Clock.RESOLUTION)]
    if not first_action_done:
        running.append((first_action_due_on, Clock.FIRST_ACTION))
    due_on, clock = min(running)
    if due_on >= today:
        return Deadline(clock, due_on, calendar.between(today, due_on))
    # Late is late from the first calendar day, also on a Friday.
    return Deadline(clock, due_on, -max(calendar.between(due_on, today), 1))


def check_open(status: CaseStatus) -> None:
    if status is CaseStatus.CLOSED:
        raise CaseAlreadyClosed("this case is closed")


def check_may_assign(
    role: Role, actor_id: UUID, assignee_id: UUID, current_assignee_id: UUID | None
) -> None:
    if role in _LEADING:
        return
    if assignee_id != actor_id:
        raise NotYoursToDo("a caseworker assigns cases to themselves only")
    if current_assignee_id not in (None, actor_id):
        raise CaseAlreadyAssigned("somebody else is already working on this case")


def check_may_act(role: Role, actor_id: UUID, assignee_id: UUID | None) -> None:
    if assignee_id != actor_id and role not in _LEADING:
        raise NotYoursToDo("assign the case to yourself first")


def may_move(current: CaseStatus, wanted: CaseStatus) -> bool:
    return wanted in TRANSITIONS[current]


def after_reply(current: CaseStatus, *, expects_reply: bool) -> CaseStatus:
    if expects_reply:
        return CaseStatus.WAITING_FOR_CITIZEN
    return CaseStatus.IN_PROGRESS if current is CaseStatus.NEW else current


def after_citizen_wrote(current: CaseStatus) -> CaseStatus:
    """An answer ends the waiting; words that come after the closing are kept and change nothing."""
    return CaseStatus.IN_PROGRESS if current is CaseStatus.WAITING_FOR_CITIZEN else current
