"""Staff write down a case of somebody who came, called, wrote on paper or spoke at a hearing."""

from datetime import date
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from case_manager.accounts.access import CaseworkDep, UserVisit
from case_manager.cases import intake, views
from case_manager.cases.desk import Desk, DeskDep
from case_manager.cases.intake import RegisterCase
from case_manager.errors import Malformed
from case_manager.kit.calendar import local_date
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
    form_id: Annotated[UUID | None, Form()] = None,
) -> Response:
    sent = (channel, category, words, received_on, phone, name, area, programme)
    fields = Words(zip(_FIELDS, sent, strict=True)) | {"language": language}
    try:
        command = RegisterCase(
            channel=_channel(channel),
            category=category,
            words=words,
            language=Language.ENGLISH if language == Language.ENGLISH else Language.BANGLA,
            received_on=_day(received_on),
            phone=phone or None,
            name=name or None,
            area_code=area or None,
            programme=programme or None,
        )
        case = intake.register_case(
            desk.session,
            command,
            form_id=form_id or uuid4(),
            actor=visit.user,
            keys=desk.keys,
            now=desk.now,
        )
    except Malformed as refusal:
        return _form(desk, visit, Words(fields), _errors(refusal), status_code=422)
    if case.is_visible:
        return RedirectResponse(f"/cases/{case.reference}", 303)
    return page(
        desk.request, visit.language, "cases/registered.html", visit=visit, case=case, here="/cases"
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
    desk: Desk, visit: UserVisit, fields: Words, errors: Words, *, status_code: int = 200
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
        form_id=uuid4(),
        today=local_date(desk.now),
        channels=[channel.value for channel in CHANNELS],
        areas=views.area_choices(desk.session, visit.user.area_code, visit.language),
        programmes=views.programme_choices(visit.language),
        categories=views.category_choices(visit.language),
    )
