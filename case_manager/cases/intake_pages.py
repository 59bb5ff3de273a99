"""Staff write down a case of somebody who came, called, wrote on paper or spoke at a hearing."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel

from case_manager.accounts.access import CaseworkDep, UserVisit
from case_manager.cases import intake, reading, rules, views
from case_manager.cases.desk import Desk, DeskDep
from case_manager.cases.intake import RegisterCase
from case_manager.cases.told import Told
from case_manager.cases.views import Row
from case_manager.errors import Malformed
from case_manager.kit.calendar import local_date
from case_manager.models import Case
from case_manager.ui.forms import Field, Words
from case_manager.ui.rendering import page
from case_manager.vocabulary import (
    AccusedRole,
    CallTime,
    Channel,
    ForOther,
    Language,
    Provider,
    SafeContact,
    Wanted,
    WrongDetail,
)

router = APIRouter(include_in_schema=False)

CHANNELS = (Channel.WALK_IN, Channel.CALL, Channel.PAPER, Channel.HEARING)
_CHOICES: Mapping[str, type[StrEnum]] = {
    "role": AccusedRole,
    "provider": Provider,
    "detail": WrongDetail,
    "wanted": Wanted,
    "for_other": ForOther,
    "contact_safely": SafeContact,
    "call_time": CallTime,
}

_MORE = ("amount", "provider", "role", "detail", "wanted", "for_other")


class IntakeForm(BaseModel):
    """As it was sent; `seen` are the open cases of the citizen that its writer has been shown."""

    channel: Field = ""
    category: Field = ""
    words: Field = ""
    language: Field = ""
    received_on: Field = ""
    phone: Field = ""
    name: Field = ""
    is_anonymous: Field = ""
    area: Field = ""
    programme: Field = ""
    amount: Field = ""
    role: Field = ""
    provider: Field = ""
    detail: Field = ""
    wanted: Field = ""
    for_other: Field = ""
    contact_safely: Field = ""
    call_time: Field = ""
    seen: Field = ""
    form_id: UUID | None = None

    @property
    def fields(self) -> Words:
        return Words(self.model_dump(exclude={"seen", "form_id"}))


@router.get("/cases/new")
def new_case(visit: CaseworkDep, desk: DeskDep) -> HTMLResponse:
    return _form(desk, visit, Words(received_on=local_date(desk.now).isoformat()), Words())


@router.post("/cases")
def register_case(
    visit: CaseworkDep, desk: DeskDep, sent: Annotated[IntakeForm, Form()]
) -> Response:
    form_id, fields = sent.form_id or uuid4(), sent.fields
    try:
        command = _command(fields)
        already_open = intake.already_open(
            desk.session, command, form_id=form_id, actor=visit.user, keys=desk.keys
        )
        if {case.reference for case in already_open} - set(sent.seen.split()):
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
        told=_told(fields),
        is_anonymous=bool(fields["is_anonymous"]),
    )


def _told(fields: Words) -> Told:
    amount = rules.read_taka(fields["amount"]) if fields["amount"].strip() else None
    chosen = {name: _one_of(name, fields[name]) for name in _CHOICES if fields[name]}
    return Told.model_validate({"amount_paisa": amount} | chosen)


def _one_of(name: str, value: str) -> StrEnum:
    try:
        return _CHOICES[name](value)
    except ValueError as error:
        raise Malformed(f"{name}: no such choice") from error


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
    if name in _CHOICES:
        return Words({name: "intake.wrong.choice"})
    field = name if name in IntakeForm.model_fields else "words"
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
        told_is_open=any(fields[name] or errors[name] for name in _MORE),
        told_choices={name: list(words) for name, words in _CHOICES.items()},
    )
