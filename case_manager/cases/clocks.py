"""A case's clocks: set at its opening, stopped while the citizen is asked, set anew when they must.

The limits that applied stay on the case, so its deadlines can be computed again at any time.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from case_manager.cases import rules
from case_manager.cases.repository import CaseRepository
from case_manager.cases.rules import Deadline, Limits, Pause
from case_manager.kit.calendar import Calendar, local_date
from case_manager.models import Case, CasePause


def calendar(session: Session) -> Calendar:
    return Calendar(CaseRepository(session).holidays())


def start(case: Case, limits: Limits, received_on: date, calendar: Calendar) -> None:
    case.received_on = case.resolution_from_on = received_on
    set_limits(case, limits)
    set_due_dates(case, (), calendar)


def set_limits(case: Case, limits: Limits) -> None:
    case.first_action_days = limits.first_action_days
    case.resolution_days = limits.resolve
    case.office_days = limits.office


def restart(case: Case, limits: Limits, today: date, calendar: Calendar) -> None:
    """The resolution clock of a reopened case; the others stay where they are."""
    case.resolution_from_on, case.resolution_days = today, limits.resolve
    case.resolution_due_on = calendar.add(today, limits.resolve)


def pause(case: Case, today: date) -> None:
    case.paused_on = case.paused_on or today


def resume(
    repository: CaseRepository, case: Case, today: date, calendar: Calendar
) -> CasePause | None:
    """What the citizen's time cost is added to the deadline; None if the clock was running."""
    if case.paused_on is None:
        return None
    ended = CasePause(case_id=case.id, from_on=case.paused_on, to_on=max(today, case.paused_on))
    case.paused_on = None
    repository.add(ended)
    set_due_dates(case, pauses_of(repository, case), calendar)
    return ended


def set_due_dates(case: Case, pauses: tuple[Pause, ...], calendar: Calendar) -> None:
    case.first_action_due_on = rules.first_action_due_on(
        case.received_on, case.first_action_days, calendar
    )
    case.resolution_due_on = rules.resolution_due_on(
        case.resolution_from_on, case.resolution_days, pauses, calendar
    )
    case.office_due_on = calendar.add(case.received_on, case.office_days)


def pauses_of(repository: CaseRepository, case: Case) -> tuple[Pause, ...]:
    return tuple(Pause(row.from_on, row.to_on) for row in repository.pauses(case.id))


def deadline(case: Case, today: date, calendar: Calendar) -> Deadline | None:
    return rules.deadline(
        first_action_due_on=case.first_action_due_on,
        first_action_done=case.first_action_at is not None,
        resolution_due_on=case.resolution_due_on,
        closed=case.closed_at is not None,
        today=today,
        calendar=calendar,
        paused_on=case.paused_on,
    )


def deadline_of(session: Session, case: Case, *, now: datetime) -> Deadline | None:
    return deadline(case, local_date(now), calendar(session))
