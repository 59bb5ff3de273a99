"""Writing a notice to many, reading what it would do, releasing it, and how far it has got."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from case_manager.accounts.access import AdministratorDep, SignedIn, UserVisit
from case_manager.db import ClockDep, SessionDep
from case_manager.errors import AppError, Malformed, NoticeNotThere, OwnNotice
from case_manager.kit.calendar import local_date
from case_manager.notices import forms, rules, service, views
from case_manager.notices.forms import NoticeForm, Reader
from case_manager.notices.views import Pace
from case_manager.settings import Settings
from case_manager.ui.forms import Words
from case_manager.ui.rendering import page
from case_manager.vocabulary import Language, NoticeStatus, Role

router = APIRouter(prefix="/notices", include_in_schema=False)
RefreshDep = Annotated[
    UserVisit, Depends(SignedIn(frozenset({Role.ADMINISTRATOR}), is_activity=False))
]
Sent = Annotated[NoticeForm, Form()]
_SHOWN = 50
_MOVING = (NoticeStatus.COUNTING, NoticeStatus.SENDING)


class Desk:
    """What these pages work with."""

    def __init__(self, request: Request, session: SessionDep, clock: ClockDep) -> None:
        self.request = request
        self.session = session
        self.now = clock()
        self.today = local_date(self.now)
        self.gateway = request.app.state.gateway
        settings: Settings = request.app.state.settings
        self.pace = Pace(
            settings.sms_segment_paisa, settings.sms_segments_per_second, settings.restraint
        )


DeskDep = Annotated[Desk, Depends()]


@router.get("")
def list_notices(
    visit: AdministratorDep,
    desk: DeskDep,
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> HTMLResponse:
    found = service.latest_notices(desk.session, visit.user, before, _SHOWN + 1)
    return page(
        desk.request,
        visit.language,
        "notices/notices.html",
        visit=visit,
        notices=found[:_SHOWN],
        before=before,
        next_before=found[_SHOWN - 1].number if len(found) > _SHOWN else None,
        reached=rules.REACHED,
        programme_name=lambda one: views.programme_name(one, visit.language),
    )


@router.get("/new")
def new_notice(
    visit: AdministratorDep,
    desk: DeskDep,
    like: UUID | None = None,
) -> HTMLResponse:
    fields = Words()
    if like:
        notice = service.find_notice(desk.session, like, visit.user)
        fields = forms.like(notice)
    return _form(desk, visit, fields, Words())


@router.post("/drafts")
def take_template(visit: AdministratorDep, desk: DeskDep, sent: Sent) -> HTMLResponse:
    """Nothing is kept: the form comes back with the words of the template."""
    return _form(desk, visit, forms.with_template(sent.fields, visit.language), Words())


@router.post("/previews")
def preview(visit: AdministratorDep, desk: DeskDep, sent: Sent) -> HTMLResponse:
    """Of the text in one language while it is written; nothing is kept of it."""
    language = Language(sent.language) if sent.language in set(Language) else Language.BANGLA
    field = forms.TEXT_FIELDS[language]
    return page(
        desk.request,
        visit.language,
        "notices/_preview.html",
        preview=_preview_of(sent.fields, language, desk),
        pace=desk.pace,
        field=field,
    )


@router.post("")
def write_notice(visit: AdministratorDep, desk: DeskDep, sent: Sent) -> Response:
    reader = Reader(sent.fields, desk.today)
    command = reader.read()
    if command is None:
        return _form(desk, visit, sent.fields, reader.errors, sent.form_id)
    try:
        notice = service.write_notice(
            desk.session, command, form_id=sent.form_id or uuid4(), actor=visit.user, now=desk.now
        )
    except Malformed as refusal:
        name = refusal.detail.partition(":")[0]
        errors = Words({name: f"notices.wrong.{name}"})
        return _form(desk, visit, sent.fields, errors, sent.form_id)
    return RedirectResponse(f"/notices/{notice.id}", 303)


@router.get("/{notice_id}")
def show_notice(notice_id: UUID, visit: AdministratorDep, desk: DeskDep) -> HTMLResponse:
    return _show(desk, visit, notice_id)


@router.get("/{notice_id}/news")
def news(
    notice_id: UUID,
    visit: RefreshDep,
    desk: DeskDep,
    status: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """How far it is; once its state is another, the page is opened anew with what can be done."""
    notice = service.find_notice(desk.session, notice_id, visit.user)
    if notice.status != status:
        return Response(headers={"HX-Redirect": f"/notices/{notice_id}"})
    return page(
        desk.request,
        visit.language,
        "notices/_progress.html",
        **_progress(desk, notice_id, visit),
    )


@router.post("/{notice_id}/releases")
def release(notice_id: UUID, visit: AdministratorDep, desk: DeskDep) -> Response:
    return _done(desk, visit, notice_id, service.release)


@router.post("/{notice_id}/pauses")
def pause(notice_id: UUID, visit: AdministratorDep, desk: DeskDep) -> Response:
    return _done(desk, visit, notice_id, service.pause)


@router.post("/{notice_id}/continuations")
def go_on(notice_id: UUID, visit: AdministratorDep, desk: DeskDep) -> Response:
    return _done(desk, visit, notice_id, service.go_on)


@router.post("/{notice_id}/stops")
def stop(notice_id: UUID, visit: AdministratorDep, desk: DeskDep) -> Response:
    return _done(desk, visit, notice_id, service.stop)


def _done(desk: Desk, visit: UserVisit, notice_id: UUID, act: Callable[..., None]) -> Response:
    try:
        act(desk.session, notice_id, actor=visit.user, now=desk.now)
    except (NoticeNotThere, OwnNotice) as refusal:
        return _show(desk, visit, notice_id, refusal)
    return RedirectResponse(f"/notices/{notice_id}", 303)


def _show(
    desk: Desk, visit: UserVisit, notice_id: UUID, refusal: AppError | None = None
) -> HTMLResponse:
    notice = service.find_notice(desk.session, notice_id, visit.user)
    return page(
        desk.request,
        visit.language,
        "notices/notice.html",
        status_code=refusal.status_code if refusal else 200,
        here=f"/notices/{notice_id}",
        visit=visit,
        refusal=f"refusal.{type(refusal).__name__}" if refusal else None,
        audience=views.audience(desk.session, notice, visit.language, now=desk.now),
        previews=views.previews(notice),
        shared_previews=views.shared_previews(notice),
        may_release=views.may_release(notice, visit.user, now=desk.now),
        is_outdated=views.is_outdated(notice, now=desk.now),
        cost_paisa=views.cost(desk.gateway, notice, now=desk.now),
        may_stop=views.may_stop(notice),
        **_progress(desk, notice_id, visit),
    )


def _progress(desk: Desk, notice_id: UUID, visit: UserVisit) -> dict[str, Any]:
    notice = service.find_notice(desk.session, notice_id, visit.user)
    return {
        "notice": notice,
        "is_moving": notice.status in _MOVING,
        "estimate": views.estimate(notice, desk.pace, now=desk.now),
        "report": views.report(desk.session, notice) if notice.released_at else None,
        "pace": desk.pace,
    }


def _preview_of(fields: Words, language: Language, desk: Desk) -> views.Preview:
    """With what the form gives so far; what is missing is said when it is sent."""
    reader = Reader(fields, desk.today)
    first, last = reader.month("period_from"), reader.month("period_to")
    return views.preview_of(
        fields[forms.TEXT_FIELDS[language]],
        language,
        programme=fields["topic"] or fields["programme"] or None,
        last_day=reader.day("last_day"),
        period=(first or desk.today, last or first or desk.today),
    )


def _form(
    desk: Desk, visit: UserVisit, fields: Words, errors: Words, form_id: UUID | None = None
) -> HTMLResponse:
    return page(
        desk.request,
        visit.language,
        "notices/write.html",
        status_code=422 if errors else 200,
        here="/notices/new",
        visit=visit,
        fields=fields,
        errors=errors,
        form_id=form_id or uuid4(),
        text_fields=forms.TEXT_FIELDS,
        previews={
            field: _preview_of(fields, language, desk)
            for language, field in forms.TEXT_FIELDS.items()
        },
        pace=desk.pace,
        choices=views.choices(desk.session, visit.user, visit.language),
        longest_text=rules.LONGEST_TEXT,
        longest_title=rules.LONGEST_TITLE,
    )
