"""The list of incidents, one of them, and the form for a new one."""

from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel

from case_manager.accounts import service as accounts_service
from case_manager.accounts.access import CaseworkDep, RefreshDep, UserVisit
from case_manager.cases import views as case_views
from case_manager.db import ClockDep, KeysDep, SessionDep
from case_manager.errors import Forbidden, Malformed
from case_manager.incidents import reading, rules, service, views
from case_manager.incidents.rules import Fault
from case_manager.incidents.service import OpenIncident
from case_manager.models import User
from case_manager.programmes import service as programmes_service
from case_manager.ui.forms import Field, Words, Written
from case_manager.ui.rendering import page
from case_manager.ui.texts import texts
from case_manager.vocabulary import IncidentKind, Provider, ReturnReason

router = APIRouter(prefix="/incidents", include_in_schema=False)

Number = Annotated[int, Path(ge=1, lt=2**63)]
Cursor = Annotated[str | None, Query(max_length=100)]


class Incidents:
    """What every page of incidents works with."""

    def __init__(
        self, request: Request, session: SessionDep, clock: ClockDep, keys: KeysDep
    ) -> None:
        self.request, self.session, self.keys = request, session, keys
        self.now = clock()


IncidentsDep = Annotated[Incidents, Depends()]


class NewIncident(BaseModel):
    """The form for a new one, as it was sent."""

    kind: Field = ""
    programme: Field = ""
    provider: Field = ""
    batch: Field = ""
    return_reason: Field = ""
    area: Field = ""
    concerns: Field = ""
    words: Written = ""


@dataclass
class Draft:
    """A form as it was sent: it comes back with its errors when it cannot be accepted."""

    way: str = ""
    fields: Words = field(default_factory=Words)
    errors: Words = field(default_factory=Words)

    def check_words(self, name: str, longest: int) -> None:
        if not self.fields[name].strip():
            self.errors[name] = "form.text_missing"
        elif len(self.fields[name]) > longest:
            self.errors[name] = "form.note_too_long"


@router.get("")
def incidents_page(
    visit: CaseworkDep, incidents: IncidentsDep, state: str = "open", after: Cursor = None
) -> HTMLResponse:
    state = state if state in ("open", "mended") else "open"
    found = reading.list_incidents(
        incidents.session,
        visit.user,
        is_mended=state == "mended",
        cursor=after,
        now=incidents.now,
    )
    return page(
        incidents.request,
        visit.language,
        "incidents/incidents.html",
        visit=visit,
        state=state,
        rows=views.rows(found, visit.language),
        next_cursor=found.next_cursor,
        after=after,
    )


@router.get("/new")
def new_incident_page(visit: CaseworkDep, incidents: IncidentsDep) -> HTMLResponse:
    return _form(incidents, visit, Draft(fields=Words(kind=IncidentKind.AGENT)))


@router.post("")
def open_incident(
    visit: CaseworkDep, incidents: IncidentsDep, sent: Annotated[NewIncident, Form()]
) -> Response:
    draft = Draft(fields=Words(sent.model_dump()))
    draft.check_words("words", rules.LONGEST_WORDS)
    command = _command(draft)
    if command is None or draft.errors:
        return _form(incidents, visit, draft, status_code=422)
    try:
        opened = service.open_by_hand(
            incidents.session, command, actor=visit.user, keys=incidents.keys, now=incidents.now
        )
    except Malformed as refusal:
        field = refusal.detail.partition(":")[0]
        draft.errors[field] = f"incidents.form.{field}"
        return _form(incidents, visit, draft, status_code=422)
    except Forbidden as refusal:
        draft.errors["kind"] = "incidents.form.beyond"
        return _form(incidents, visit, draft, status_code=refusal.status_code)
    return RedirectResponse(f"/incidents/{opened.number}", 303)


@router.get("/{number}")
def incident_page(
    number: Number, visit: CaseworkDep, incidents: IncidentsDep, after: UUID | None = None
) -> HTMLResponse:
    return show(incidents, visit, number, Draft(), after=after)


@router.get("/{number}/news")
def news(number: Number, visit: RefreshDep, incidents: IncidentsDep) -> Response:
    """While it is counted; then the page is opened anew with what was found."""
    incident = reading.find_incident(incidents.session, number, visit.user)
    if not incident.is_counting:
        return Response(headers={"HX-Redirect": f"/incidents/{number}"})
    return page(
        incidents.request,
        visit.language,
        "incidents/_counting.html",
        visit=visit,
        incident=incident,
    )


def show(
    incidents: Incidents,
    visit: UserVisit,
    number: int,
    draft: Draft,
    *,
    after: UUID | None = None,
    refusal: str | None = None,
    status_code: int = 200,
) -> HTMLResponse:
    shown = reading.show_incident(
        incidents.session, number, visit.user, after=after, keys=incidents.keys, now=incidents.now
    )
    response = page(
        incidents.request,
        visit.language,
        "incidents/incident.html",
        status_code=status_code,
        here=f"/incidents/{number}",
        visit=visit,
        shown=shown,
        row=views.one(incidents.session, shown, visit.language),
        place=views.place_of(incidents.session, shown.listed.incident.area_code, visit.language),
        cases=views.case_rows(shown, visit.language),
        draft=draft,
        errors=draft.errors,
        refusal=refusal,
        form_id=uuid4(),
        longest_note=rules.LONGEST_NOTE,
        longest_words=rules.LONGEST_WORDS,
    )
    reading.record_look(incidents.session, shown, visit.user, now=incidents.now)
    return response


def _form(
    incidents: Incidents, visit: UserVisit, draft: Draft, *, status_code: int = 200
) -> HTMLResponse:
    session, language = incidents.session, visit.language
    t = texts(language)
    return page(
        incidents.request,
        language,
        "incidents/new.html",
        status_code=status_code,
        here="/incidents/new",
        visit=visit,
        fields=draft.fields,
        errors=draft.errors,
        kinds=list(IncidentKind),
        programmes=case_views.programme_choices(language),
        area_options=[
            (code, name)
            for code, name, _ in case_views.area_choices(session, visit.user.area_code, language)
        ],
        provider_choices=[(each, t(f"provider.{each}")) for each in (*Provider, "bank")],
        reason_choices=[(each, t(f"return_reason.{each}")) for each in ReturnReason],
        colleagues=_colleagues(incidents, visit.user),
        longest_words=rules.LONGEST_WORDS,
    )


def _colleagues(incidents: Incidents, user: User) -> list[tuple[str, str]]:
    return [
        (str(each.id), each.name)
        for each in accounts_service.colleagues(incidents.session, user)
        if each.id != user.id
    ]


def _command(draft: Draft) -> OpenIncident | None:
    """None, with its errors, where a choice is none of those that were offered."""
    fields = draft.fields
    try:
        fault = Fault(
            IncidentKind(fields["kind"]),
            programme=_programme(fields["programme"]),
            provider=fields["provider"][:20] or None,
            batch=fields["batch"].strip()[:40] or None,
            return_reason=ReturnReason(fields["return_reason"])
            if fields["return_reason"]
            else None,
            area_code=fields["area"] or None,
        )
        concerns = UUID(fields["concerns"]) if fields["concerns"] else None
    except ValueError:
        draft.errors["kind"] = "incidents.form.choose_kind"
        return None
    needs = {
        IncidentKind.BATCH: ("batch",),
        IncidentKind.PROVIDER: ("provider", "programme", "return_reason"),
        IncidentKind.UNION: ("area", "programme"),
    }.get(fault.kind, ())
    draft.errors.update({name: f"incidents.form.{name}" for name in needs if not fields[name]})
    return OpenIncident(fault, fields["words"], concerns)


def _programme(programme: str) -> str | None:
    if programme and programmes_service.find_programme(programme) is None:
        raise ValueError("no such programme")
    return programme or None
