"""The books of open cases: every change of the balance is one line, written with the change."""

from datetime import datetime

from case_manager.cases.repository import CaseRepository
from case_manager.kit.calendar import local_date
from case_manager.models import Case, CaseMovement
from case_manager.vocabulary import MovementKind


def enter(
    repository: CaseRepository, case: Case, kind: MovementKind, now: datetime, *, count: int = 1
) -> None:
    """Where the case stands at this moment; with a `count` of -1 an earlier line is taken back."""
    repository.add(
        CaseMovement(
            case_id=case.id,
            kind=kind,
            count=count,
            at=now,
            on=local_date(now),
            area_code=case.area_code,
            programme=case.programme,
            category=case.category,
            channel=case.channel,
        )
    )
