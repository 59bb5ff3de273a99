"""A citizen who wants to be called: when it suits them, and when the office can do it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from case_manager.cases import clocks, records, service
from case_manager.cases.repository import CaseRepository
from case_manager.cases.schemas import AskForCall, CancelCall
from case_manager.cases.told import ToldOfCase, told_of
from case_manager.errors import Malformed
from case_manager.kit.calendar import local_date
from case_manager.kit.keys import Keys
from case_manager.kit.office_hours import NotThen, OfficeHours
from case_manager.models import Case
from case_manager.vocabulary import EventKind, SafeContact

_WITHIN = timedelta(days=366)


@dataclass(frozen=True)
class CallBack:
    """`call_at` is the earliest moment of a call, in Bangladesh's time."""

    case: Case
    is_office_open: bool
    why_not_then: NotThen | None
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
    """When somebody calls stands with what was told of the case, the wish itself in the thread.

    How the citizen may be reached without harm stays as they said: a call is wanted this once.
    """
    if command.call_on and abs(command.call_on - local_date(now)) > _WITHIN:
        raise Malformed("call_on: no call is kept in mind for so long")
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
    records.keep_number(repository, case, command.ring_at, keys, now)
    calendar = clocks.calendar(session)
    call_at = hours.next_call(now, calendar, command.wished)
    case.told = _with_the_call(told_of(case), command, call_at)
    return CallBack(
        case,
        is_office_open=hours.is_open(now, calendar),
        why_not_then=hours.why_not_then(now, calendar, command.wished),
        call_at=call_at,
    )


def cancel_call(
    session: Session,
    reference: str,
    command: CancelCall,
    *,
    source_key: str,
    keys: Keys,
    now: datetime,
) -> Case:
    """Whoever could be called only is not reached at all from now on: a call may harm them too."""
    repository = CaseRepository(session)
    found = service.case_of_citizen(session, reference, command.conversation_id, keys=keys, now=now)
    words = (command.text, command.language)
    case = service.add_citizen_words(
        session, repository, found.id, *words, source_key, keys=keys, now=now
    )
    told = told_of(case)
    is_by_call = told.contact_safely is SafeContact.CALL
    changed = {
        **dict.fromkeys(("call_time", "call_on", "call_after")),
        "no_call": True,
        "contact_safely": SafeContact.NO if is_by_call else told.contact_safely,
    }
    case.told = told.model_copy(update=changed).model_dump(mode="json", exclude_none=True)
    records.record(repository, case, EventKind.CALL_CANCELLED, now)
    return case


def _with_the_call(told: ToldOfCase, command: AskForCall, call_at: datetime) -> dict[str, Any]:
    """The day and the hour that the citizen is told, where they named one."""
    moment = call_at if command.call_on or command.call_after else None
    call = {
        "call_time": command.call_time,
        "call_on": moment.date() if moment else None,
        "call_after": f"{moment:%H:%M}" if moment else None,
        "no_call": None,
    }
    return told.model_copy(update=call).model_dump(mode="json", exclude_none=True)
