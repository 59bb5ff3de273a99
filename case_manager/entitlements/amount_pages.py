"""Confirming or correcting what a programme pays, for administrators."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from case_manager.accounts.access import AdministratorDep, UserVisit
from case_manager.db import ClockDep, SessionDep
from case_manager.entitlements import service
from case_manager.entitlements.pages import group_name, show_programme
from case_manager.errors import AmountInUse
from case_manager.kit.calendar import local_date
from case_manager.programmes import stating
from case_manager.programmes.stating import StateAmount
from case_manager.ui.forms import FormText, Words
from case_manager.ui.rendering import page
from citizen_text.digits import to_latin

router = APIRouter(prefix="/programmes/{programme_id}/amounts", include_in_schema=False)

_FIRST_DAY = date(1971, 12, 16)
_FURTHEST = timedelta(days=2 * 365)
_MOST = 10_000_000
_LONGEST = {"source_title": 200, "reason": 500}
_LONGEST_URL = 500
_FIELDS = (
    "group",
    "first_day",
    "amount",
    "certainty",
    "source_title",
    "source_on",
    "source_url",
    "reason",
)
_CERTAINTIES = ("confirmed", "uncertain")


async def sent_fields(
    group: FormText = "",
    first_day: FormText = "",
    amount: FormText = "",
    certainty: FormText = "",
    source_title: FormText = "",
    source_on: FormText = "",
    source_url: FormText = "",
    reason: FormText = "",
) -> Words:
    sent = (group, first_day, amount, certainty, source_title, source_on, source_url, reason)
    return Words({field: text.strip() for field, text in zip(_FIELDS, sent, strict=True)})


StatedId = Annotated[int, Path(ge=1, le=2**63 - 1)]
FieldsDep = Annotated[Words, Depends(sent_fields)]


@router.get("/new")
def amount_page(
    request: Request,
    programme_id: str,
    visit: AdministratorDep,
    session: SessionDep,
    clock: ClockDep,
    group: Annotated[str, Query(max_length=60)] = "",
    first_day: Annotated[str, Query(alias="from", max_length=10)] = "",
    amount: Annotated[str, Query(max_length=10)] = "",
) -> HTMLResponse:
    fields = Words(group=group, first_day=first_day, amount=amount, certainty="confirmed")
    return _form(request, programme_id, visit, session, clock, fields, Words())


@router.post("")
def state_amount(
    request: Request,
    programme_id: str,
    visit: AdministratorDep,
    session: SessionDep,
    clock: ClockDep,
    fields: FieldsDep,
) -> Response:
    errors = _errors_of(fields, local_date(clock()))
    if errors:
        return _form(request, programme_id, visit, session, clock, fields, errors)
    command = StateAmount(
        programme=programme_id,
        applies_to=fields["group"] or None,
        first_day=date.fromisoformat(to_latin(fields["first_day"])),
        amount=int(_figures(fields["amount"])),
        is_uncertain=fields["certainty"] == "uncertain",
        source_title=fields["source_title"],
        source_on=_day(fields["source_on"]),
        source_url=fields["source_url"] or None,
        reason=fields["reason"],
    )
    stating.state_amount(session, command, actor=visit.user, now=clock())
    return RedirectResponse(f"/programmes/{programme_id}?said=stated", 303)


@router.post("/{stated_id}/undoings")
def take_back(
    request: Request,
    programme_id: str,
    stated_id: StatedId,
    visit: AdministratorDep,
    session: SessionDep,
    clock: ClockDep,
) -> Response:
    try:
        stating.take_back(session, programme_id, stated_id, actor=visit.user, now=clock())
    except AmountInUse as refusal:
        return show_programme(request, programme_id, visit, session, clock, refusal=refusal)
    return RedirectResponse(f"/programmes/{programme_id}?said=taken_back", 303)


def _errors_of(fields: Words, today: date) -> Words:
    errors = Words()
    first_day = _day(fields["first_day"])
    if first_day is None or not _FIRST_DAY <= first_day <= today + _FURTHEST:
        errors["first_day"] = "programmes.wrong.first_day"
    figures = _figures(fields["amount"])
    is_number = figures.isascii() and figures.isdigit() and len(figures) <= len(str(_MOST))
    if not (is_number and 0 < int(figures) <= _MOST):
        errors["amount"] = "programmes.wrong.amount"
    if fields["certainty"] not in _CERTAINTIES:
        errors["certainty"] = "programmes.wrong.certainty"
    for field, longest in _LONGEST.items():
        if not 0 < len(fields[field]) <= longest:
            errors[field] = f"programmes.wrong.{field}"
    source_on = _day(fields["source_on"])
    if fields["source_on"] and (source_on is None or not _FIRST_DAY <= source_on <= today):
        errors["source_on"] = "programmes.wrong.source_on"
    url = fields["source_url"]
    if url and not (url.startswith("https://") and " " not in url and len(url) <= _LONGEST_URL):
        errors["source_url"] = "programmes.wrong.source_url"
    return errors


def _figures(written: str) -> str:
    """Without the commas of lakh grouping, in either script's digits."""
    return to_latin(written).replace(",", "")


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(to_latin(written))
    except ValueError:
        return None


def _form(
    request: Request,
    programme_id: str,
    visit: UserVisit,
    session: SessionDep,
    clock: ClockDep,
    fields: Words,
    errors: Words,
) -> HTMLResponse:
    today = local_date(clock())
    group = fields["group"] or None
    day = _day(fields["first_day"]) or today
    measure = stating.measure_of(session, programme_id, group, day)
    view = service.read_programme(session, programme_id, visit.language, now=clock())
    return page(
        request,
        visit.language,
        "programmes/state_amount.html",
        status_code=422 if errors else 200,
        here=f"/programmes/{programme_id}",
        visit=visit,
        programme_id=programme_id,
        name=view.row.name,
        group=group_name(group, visit.language),
        measure=measure,
        fields=fields,
        errors=errors,
        certainties=_CERTAINTIES,
    )
