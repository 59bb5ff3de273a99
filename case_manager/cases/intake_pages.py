"""Staff write down a case of somebody who came, called, wrote on paper or spoke at a hearing."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from case_manager.accounts.access import CaseworkDep, UserVisit
from case_manager.cases import intake, reading, views
from case_manager.cases.desk import Desk, DeskDep
from case_manager.cases.intake import RegisterCase
from case_manager.cases.views import Row
from case_manager.errors import Malformed
from case_manager.kit.calendar import local_date
from case_manager.models import Case
from case_manager.ui.forms import FormText, Words
from case_manager.ui.rendering import page
from case_manager.vocabulary import Channel, Language

router = APIRouter(include_in_schema=False)

CHANNELS = (Channel.WALK_IN, Channel.CALL, Channel.PAPER, Channel.HEARING)
_FIELDS = ("channel", "category", "words", "received_on", "phone", "name", "area", "programme")


@router.get("/cases/new")
def new_case(visit: CaseworkDep, desk: DeskDep) -> HTMLResponse:
    return _form(desk, visit, Words(received_on=local_date(desk.now).isoformat()), Words())


@router.post("/cases")
def register_case(
    visit: CaseworkDep,
    desk: DeskDep,
    channel: FormText = "",
    category: FormText = "",
    words: FormText = "",
    language: FormText = "",
    received_on: FormText = "",
    phone: FormText = "",
    name: FormText = "",
    area: FormText = "",
    programme: FormText = "",
    seen: FormText = "",
    form_id: Annotated[UUID | None, Form()] = None,
) -> Response:
    """`seen` are the open cases of the citizen that its writer has been shown already."""
    form_id = form_id or uuid4()
    sent = (channel, category, words, received_on, phone, name, area, programme)
    fields = Words(zip(_FIELDS, sent, strict=True), language=language)
    try:
        command = _command(fields)
        already_open = intake.already_open(
            desk.session, command, form_id=form_id, actor=visit.user, keys=desk.keys
        )
        if {case.reference for case in already_open} - set(seen.split()):
            return _already_open(desk, visit, fields, already_open)
        case = intake.register_case(
            desk.session,
            command,
            form_id=form_id,
            actor=visit.user,
            keys=desk.keys,
            now=desk.now,
        )
    except Malformed as refusal:
        return _form(desk, visit, fields, _errors(refusal), status_code=422)
    if case.is_visible:
        return RedirectResponse(f"/cases/{case.reference}", 303)
    return page(
        desk.request, visit.language, "cases/registered.html", visit=visit, case=case, here="/cases"
    )


def _already_open(desk: Desk, visit: UserVisit, fields: Words, cases: list[Case]) -> HTMLResponse:
    items = reading.items(desk.session, cases, keys=desk.keys, now=desk.now)
    rows = [views.row(item, visit.language) for item in items]
    intake.record_already_open(desk.session, len(rows), visit.user, now=desk.now)
    return _form(desk, visit, fields, Words(), already_open=rows, status_code=409)


def _command(fields: Words) -> RegisterCase:
    """Raises Malformed with the field's name in front, as the service does."""
    return RegisterCase(
        channel=_channel(fields["channel"]),
        category=fields["category"],
        words=fields["words"],
        language=Language.ENGLISH if fields["language"] == Language.ENGLISH else Language.BANGLA,
        received_on=_day(fields["received_on"]),
        phone=fields["phone"] or None,
        name=fields["name"] or None,
        area_code=fields["area"] or None,
        programme=fields["programme"] or None,
    )


def _channel(channel: str) -> Channel:
    try:
        return Channel(channel)
    except ValueError as error:
        raise Malformed("channel: no such way") from error


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Malformed("received_on: there is no such day") from error


def _errors(refusal: Malformed) -> Words:
    """The service names the field before the colon."""
    name = refusal.detail.partition(":")[0]
    field = name if name in _FIELDS else "words"
    return Words({field: f"intake.wrong.{field}"})


def _form(
    desk: Desk,
    visit: UserVisit,
    fields: Words,
    errors: Words,
    *,
    already_open: Sequence[Row] = (),
    status_code: int = 200,
) -> HTMLResponse:
    return page(
        desk.request,
        visit.language,
        "cases/new.html",
        status_code=status_code,
        here="/cases/new",
        visit=visit,
        fields=fields,
        errors=errors,
        already_open=already_open,
        form_id=uuid4(),
        today=local_date(desk.now),
        channels=[channel.value for channel in CHANNELS],
        areas=views.area_choices(desk.session, visit.user.area_code, visit.language),
        programmes=views.programme_choices(visit.language),
        categories=views.category_choices(visit.language),
    )
