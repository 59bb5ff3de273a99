"""A case is settled, or open again: its state, its clocks and the books, whoever does it."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from case_manager.cases import books, clocks
from case_manager.cases.categories import categories
from case_manager.cases.repository import CaseRepository
from case_manager.cases.rules import Limits
from case_manager.kit.calendar import local_date
from case_manager.models import Case, CasePause
from case_manager.vocabulary import CaseStatus, MovementKind, OfficeDecision


def settle(
    session: Session, case: Case, decision: OfficeDecision, decided_on: date, now: datetime
) -> CasePause | None:
    """Returns the pause that ended with it."""
    repository, calendar = CaseRepository(session), clocks.calendar(session)
    case.office_decision, case.office_decided_on = decision, decided_on
    case.status, case.closed_at = CaseStatus.CLOSED, now
    pause = clocks.resume(repository, case, local_date(now), calendar)
    books.enter(repository, case, MovementKind.DISPOSED, now)
    return pause


def unsettle(session: Session, case: Case, now: datetime) -> None:
    """The solution has its whole time again; how the case was closed is no longer judged."""
    case.status, case.closed_at = CaseStatus.IN_PROGRESS, None
    case.office_decision = case.office_decided_on = None
    case.remedy_confirmed_at = case.satisfaction = case.rated_at = None
    clocks.restart(case, _limits_of(case), local_date(now), clocks.calendar(session))
    books.enter(CaseRepository(session), case, MovementKind.REOPENED, now)


def _limits_of(case: Case) -> Limits:
    """An appeal keeps those of the tier that hears it."""
    limits = categories()[case.category].limits
    return replace(limits, resolve=case.resolution_days) if case.appeal_of else limits
