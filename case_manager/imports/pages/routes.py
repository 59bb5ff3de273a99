"""Lists in a browser: sent, their columns chosen, tried, taken over, and what was refused."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from case_manager.accounts.access import UserVisit
from case_manager.db import ClockDep, SessionDep
from case_manager.errors import AppError, ImportNotStoppable, ImportTriedAnew, ImportUnderWay
from case_manager.imports import rules, service
from case_manager.imports.fields.columns import check_mapping
from case_manager.imports.files.kept_files import KeptFiles
from case_manager.imports.files.tables import Table
from case_manager.imports.pages import views
from case_manager.imports.pages.opening import OpenedDep
from case_manager.imports.pages.sending import (
    ImporterDep,
    KeptListDep,
    SentColumnsDep,
    WatcherDep,
    known_first,
)
from case_manager.imports.refusals import FileRefused
from case_manager.imports.rejects import rejects
from case_manager.imports.wording import words
from case_manager.kit.calendar import local_date
from case_manager.limits import LARGEST_FILE_BYTES
from case_manager.models import Import
from case_manager.ui.forms import Words
from case_manager.ui.rendering import page
from case_manager.ui.texts import texts
from case_manager.vocabulary import ImportKind, ImportStatus

router = APIRouter(prefix="/imports", include_in_schema=False)

_SHOWN = 30
_KNOWN_SOURCES = ("mis.bhata", "dss_payroll", "ibas", "nagad", "bkash")


class Desk:
    """What these pages work with."""

    def __init__(self, request: Request, session: SessionDep, clock: ClockDep) -> None:
        self.request = request
        self.session = session
        self.now = clock()
        self.files = KeptFiles(request.app.state.settings.imports_folder)

    def find(self, import_id: UUID) -> Import:
        return service.progress(self.session, import_id)


DeskDep = Annotated[Desk, Depends()]


@router.get("")
def list_imports(
    visit: ImporterDep,
    desk: DeskDep,
    before: UUID | None = None,
) -> HTMLResponse:
    today = local_date(desk.now).isoformat()
    return _list(desk, visit, Words(kind=ImportKind.PAYMENTS, as_of=today), Words(), before)


@router.post("", dependencies=[Depends(known_first)])
def send_list(kept: KeptListDep, visit: ImporterDep, desk: DeskDep) -> Response:
    sent = kept.sent
    if kept.file is None or sent.as_of is None:
        return _list(desk, visit, sent.fields, kept.errors)
    row = service.receive(
        desk.session,
        ImportKind(sent.fields["kind"]),
        kept.file,
        source=sent.fields["source"],
        as_of=sent.as_of,
        user=visit.user,
        now=desk.now,
    )
    return RedirectResponse(f"/imports/{row.id}/columns", 303)


@router.get("/{import_id}/columns", dependencies=[Depends(known_first)])
def choose_columns(
    opened: OpenedDep, import_id: UUID, visit: ImporterDep, desk: DeskDep
) -> Response:
    row = desk.find(import_id)
    if opened is None or not rules.may_begin(row.status):
        return RedirectResponse(f"/imports/{import_id}", 303)
    if opened.table is None:
        return _not_opened(desk, visit, row, opened.refusal, {})
    return _columns(desk, visit, row, opened.table, row.mapping)


@router.post("/{import_id}/checks", dependencies=[Depends(known_first)])
def check(
    opened: OpenedDep, import_id: UUID, visit: ImporterDep, desk: DeskDep, columns: SentColumnsDep
) -> Response:
    """A dry run comes first: nothing is taken over before somebody has seen what it would do."""
    row = desk.find(import_id)
    if opened is None or not rules.may_begin(row.status):
        return _show(desk, visit, import_id, ImportUnderWay("this import has ended"))
    if opened.table is None:
        return _not_opened(desk, visit, row, opened.refusal, columns)
    try:
        check_mapping(row.kind, columns, opened.table.columns)
        service.begin(
            desk.session, import_id, mapping=columns, dry_run=True, user=visit.user, now=desk.now
        )
    except FileRefused as refusal:
        return _columns(desk, visit, row, opened.table, columns, refusal)
    except ImportUnderWay as refusal:
        return _show(desk, visit, import_id, refusal)
    return RedirectResponse(f"/imports/{import_id}", 303)


@router.get("/{import_id}")
def show_import(import_id: UUID, visit: ImporterDep, desk: DeskDep) -> Response:
    if desk.find(import_id).status is ImportStatus.RECEIVED:
        return RedirectResponse(f"/imports/{import_id}/columns", 303)
    return _show(desk, visit, import_id)


@router.get("/{import_id}/news")
def news(
    import_id: UUID,
    visit: WatcherDep,
    desk: DeskDep,
    status: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """How far it is; once its state is another, the page is opened anew with what can be done."""
    row = desk.find(import_id)
    if row.status != status:
        return Response(headers={"HX-Redirect": f"/imports/{import_id}"})
    view = views.view_of(desk.session, row, visit.language)
    return page(desk.request, visit.language, "imports/_progress.html", view=view)


@router.post("/{import_id}/takeovers")
def take_over(
    import_id: UUID,
    visit: ImporterDep,
    desk: DeskDep,
    tried_at: Annotated[datetime | None, Form()] = None,
) -> Response:
    """What was tried and shown, as it was tried."""
    try:
        service.take_over(desk.session, import_id, tried_at=tried_at, user=visit.user, now=desk.now)
    except (ImportUnderWay, ImportTriedAnew) as refusal:
        return _show(desk, visit, import_id, refusal)
    return RedirectResponse(f"/imports/{import_id}", 303)


@router.post("/{import_id}/resumptions")
def resume(import_id: UUID, visit: ImporterDep, desk: DeskDep) -> Response:
    try:
        service.resume(desk.session, import_id, user=visit.user, now=desk.now)
    except ImportUnderWay as refusal:
        return _show(desk, visit, import_id, refusal)
    return RedirectResponse(f"/imports/{import_id}", 303)


@router.post("/{import_id}/stops")
def stop(import_id: UUID, visit: ImporterDep, desk: DeskDep) -> Response:
    try:
        service.stop(desk.session, import_id, user=visit.user, now=desk.now)
    except ImportNotStoppable as refusal:
        return _show(desk, visit, import_id, refusal)
    return RedirectResponse(f"/imports/{import_id}", 303)


@router.get("/{import_id}/rejects.csv")
def download_rejects(import_id: UUID, visit: ImporterDep, desk: DeskDep) -> StreamingResponse:
    desk.find(import_id)
    sessions = desk.request.app.state.sessions

    def lines() -> Iterator[str]:
        with sessions() as session:
            yield from rejects(session, import_id, visit.language)

    return StreamingResponse(
        lines(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="rejects-{import_id}.csv"'},
    )


def _list(
    desk: Desk, visit: UserVisit, fields: Words, errors: Words, before: UUID | None = None
) -> HTMLResponse:
    found = service.latest_imports(desk.session, before, _SHOWN + 1)
    return page(
        desk.request,
        visit.language,
        "imports/imports.html",
        status_code=422 if errors else 200,
        here="/imports",
        visit=visit,
        imports=[views.listed(row, visit.language) for row in found[:_SHOWN]],
        is_first=before is None,
        next_before=found[_SHOWN - 1].id if len(found) > _SHOWN else None,
        kinds=tuple(ImportKind),
        sources=_KNOWN_SOURCES,
        most_bytes=LARGEST_FILE_BYTES,
        most_gigabytes=LARGEST_FILE_BYTES // 1024**3,
        fields=fields,
        errors=errors,
    )


def _columns(
    desk: Desk,
    visit: UserVisit,
    row: Import,
    table: Table,
    said: Mapping[str, str],
    refusal: FileRefused | None = None,
) -> HTMLResponse:
    service.previewed(desk.session, row, user=visit.user, now=desk.now)
    return page(
        desk.request,
        visit.language,
        "imports/columns.html",
        status_code=422 if refusal else 200,
        here=f"/imports/{row.id}/columns",
        visit=visit,
        row=row,
        table=table,
        choices=views.choices_of(desk.session, row, table, said),
        preview=views.preview_of(table),
        refusal=_words(refusal, visit) if refusal else None,
    )


def _not_opened(
    desk: Desk,
    visit: UserVisit,
    row: Import,
    refusal: FileRefused | None,
    said: Mapping[str, str],
) -> HTMLResponse:
    """It never can be, or not while others are: what was chosen already stays for the next try."""
    if refusal:
        service.refuse_unreadable(desk.session, row.id, refusal, user=visit.user, now=desk.now)
        return _show(desk, visit, row.id, refusal)
    return page(
        desk.request,
        visit.language,
        "imports/others_opened.html",
        status_code=503,
        here=f"/imports/{row.id}/columns",
        visit=visit,
        row=row,
        choices=[choice for choice in views.said_choices(row, said) if choice.column],
    )


def _show(
    desk: Desk, visit: UserVisit, import_id: UUID, refusal: AppError | None = None
) -> HTMLResponse:
    row = desk.find(import_id)
    return page(
        desk.request,
        visit.language,
        "imports/import.html",
        status_code=refusal.status_code if refusal else 200,
        here=f"/imports/{import_id}",
        visit=visit,
        view=views.view_of(desk.session, row, visit.language),
        refusal=_words(refusal, visit) if refusal and not row.is_unreadable else None,
    )


def _words(refusal: AppError, visit: UserVisit) -> str:
    if isinstance(refusal, FileRefused):
        return words(refusal.code, refusal.parameters, visit.language)
    return texts(visit.language)(f"refusal.{type(refusal).__name__}")
