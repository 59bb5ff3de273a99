"""A citizen who wants to be called: when it suits them, and when the office can do it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from case_manager.cases import clocks, service
from case_manager.cases.repository import CaseRepository
from case_manager.cases.schemas import AskForCall
from case_manager.cases.told import Told, told_of
from case_manager.kit.keys import Keys
from case_manager.kit.office_hours import OfficeHours
from case_manager.models import Case
from case_manager.vocabulary import SafeContact


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
    """The wish stands with what was told of the case; its words are in the thread."""
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
    wished = Told(contact_safely=SafeContact.CALL, call_time=command.call_time)
    case.told = {
        **told_of(case).model_dump(mode="json", exclude_none=True, exclude={"call_time"}),
        **wished.model_dump(mode="json", exclude_none=True),
    }
    calendar = clocks.calendar(session)
    return CallBack(
        case,
        is_office_open=hours.is_open(now, calendar),
        call_at=hours.next_call(now, calendar, command.call_time),
    )
