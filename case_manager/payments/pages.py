"""People of the register, their enrolments and payments. What is looked for never stands in an
address: it may be a name or a number.
"""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from case_manager.accounts.access import CaseworkDep, UserVisit
from case_manager.db import ClockDep, KeysDep, SessionDep
from case_manager.errors import FilterRefused, Malformed
from case_manager.payments import records
from case_manager.people import deaths, search
from case_manager.people import records as people_records
from case_manager.people.records import PersonRecord
from case_manager.programmes import service as programmes_service
from case_manager.ui.forms import FormText
from case_manager.ui.rendering import page
from case_manager.vocabulary import Language, PhoneReason

router = APIRouter(prefix="/people", include_in_schema=False)
ReportId = Annotated[int, Form(ge=1, le=2**63 - 1)]


@router.get("")
def people_page(request: Request, visit: CaseworkDep) -> HTMLResponse:
    return _found(request, visit, "")


@router.post("/searches")
def search_people(
    request: Request,
    visit: CaseworkDep,
    session: SessionDep,
    clock: ClockDep,
    keys: KeysDep,
    words: FormText = "",
) -> Response:
    """Whoever is the only one is shown at once."""
    try:
        found = search.search_people(session, visit.user, words, keys=keys, now=clock())
    except FilterRefused as refusal:
        return _found(request, visit, words, refused=refusal.key, status_code=refusal.status_code)
    if len(found) == 1:
        return RedirectResponse(f"/people/{found[0].id}", 303)
    return _found(request, visit, words, found=found)


@router.get("/{person_id}")
def person_page(
    request: Request,
    person_id: UUID,
    visit: CaseworkDep,
    session: SessionDep,
    clock: ClockDep,
    keys: KeysDep,
) -> HTMLResponse:
    opened = records.open_record(session, person_id, visit.user, keys=keys, now=clock())
    return _person(request, visit, *opened)


@router.post("/{person_id}/number-views")
def show_number(
    request: Request,
    person_id: UUID,
    visit: CaseworkDep,
    session: SessionDep,
    clock: ClockDep,
    keys: KeysDep,
    number: Annotated[int, Form(ge=1, le=2**63 - 1)],
    reason: FormText = "",
) -> HTMLResponse:
    now, user = clock(), visit.user
    opened = records.open_record(session, person_id, user, keys=keys, now=now)
    if reason not in set(PhoneReason):
        return _person(request, visit, *opened, missing_reason=number, status_code=422)
    whole = people_records.reveal_number(
        session, person_id, number, PhoneReason(reason), viewer=user, keys=keys, now=now
    )
    return _person(request, visit, *opened, revealed={number: whole})


@router.post("/{person_id}/death-confirmations")
def confirm_death(
    request: Request,
    person_id: UUID,
    visit: CaseworkDep,
    session: SessionDep,
    clock: ClockDep,
    keys: KeysDep,
    report: ReportId,
    died_on: FormText = "",
) -> Response:
    now, user = clock(), visit.user
    try:
        deaths.confirm_death(session, person_id, report, _day(died_on), viewer=user, now=now)
    except Malformed as refusal:
        opened = records.open_record(session, person_id, user, keys=keys, now=now)
        return _person(request, visit, *opened, wrong_day=report, status_code=refusal.status_code)
    return RedirectResponse(f"/people/{person_id}", 303)


@router.post("/{person_id}/death-denials")
def deny_death(
    person_id: UUID, visit: CaseworkDep, session: SessionDep, clock: ClockDep, report: ReportId
) -> Response:
    deaths.deny_death(session, person_id, report, viewer=visit.user, now=clock())
    return RedirectResponse(f"/people/{person_id}", 303)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _found(
    request: Request, visit: UserVisit, words: str, *, status_code: int = 200, **what: object
) -> HTMLResponse:
    shown = {"found": None, "refused": None, "most": search.MOST_FOUND} | what
    return page(
        request,
        visit.language,
        "people/people.html",
        status_code=status_code,
        here="/people",
        visit=visit,
        words=words,
        **shown,
    )


def _person(
    request: Request,
    visit: UserVisit,
    record: PersonRecord,
    ledger: records.Ledger,
    *,
    status_code: int = 200,
    **what: object,
) -> HTMLResponse:
    shown = {"revealed": {}, "missing_reason": None, "wrong_day": None} | what
    return page(
        request,
        visit.language,
        "people/person.html",
        status_code=status_code,
        here=f"/people/{record.person.id}",
        visit=visit,
        record=record,
        ledger=ledger,
        person=record.person,
        reasons=list(PhoneReason),
        may_ask=request.app.state.interoperability.may_be_asked,
        programme_name=lambda programme: _programme_name(programme, visit.language),
        **shown,
    )


def _programme_name(programme: str, language: Language) -> str:
    return programmes_service.programme_names(programme)[language]
