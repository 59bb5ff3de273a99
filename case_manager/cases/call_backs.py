"""A citizen who wants to be called: when it suits them, and when the office can do it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from case_manager.cases import clocks, records, service
from case_manager.cases.repository import CaseRepository
from case_manager.cases.schemas import AskForCall
from case_manager.cases.told import told_of
from case_manager.kit.keys import Keys
from case_manager.kit.office_hours import OfficeHours
from case_manager.models import Case


@dataclass(frozen=True)
class CallBack:
    """`call_at` is the earliest moment of a call, in Bangladesh's time."""

    case: Case
    is_office_open: bool
    call_at: datetime


def ask_for_call(
    session: Session,
    reference: str,
    command: AskForCall,
    hours: OfficeHours,
    *,
    source_key: str,
    keys: Keys,
    now: datetime,
) -> CallBack:
    """The hour stands with what was told of the case, the wish itself in the thread.

    How the citizen may be reached without harm stays as they said: a call is wanted this once.
    """
    repository = CaseRepository(session)
    found = service.case_of_citizen(session, reference, command.conversation_id, keys=keys, now=now)
    case = service.add_citizen_words(
        session,
        repository,
        found.id,
        command.text,
        command.language,
        source_key,
        keys=keys,
        now=now,
    )
    told = told_of(case).model_copy(update={"call_time": command.call_time})
    case.told = told.model_dump(mode="json", exclude_none=True)
    records.keep_number(case, command.ring_at, keys)
    calendar = clocks.calendar(session)
    return CallBack(
        case,
        is_office_open=hours.is_open(now, calendar),
        call_at=hours.next_call(now, calendar, command.call_time),
    )
