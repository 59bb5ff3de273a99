"""The desk's lists: queues, filters and the way to a case by its number."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from case_manager.accounts.access import CaseworkDep, UserVisit
from case_manager.cases import (
    act_pages,
    case_pages,
    intake_pages,
    live_pages,
    search,
    undoing,
    views,
)
from case_manager.cases.desk import Desk, DeskDep, list_pane
from case_manager.cases.queues import Queue
from case_manager.cases.reading import CasePage
from case_manager.errors import FilterRefused
from case_manager.ui.forms import FormText, Words
from case_manager.ui.rendering import page
from case_manager.vocabulary import CaseStatus, Channel

router = APIRouter(include_in_schema=False)


@router.get("/cases")
def inbox(
    visit: CaseworkDep, desk: DeskDep, left: Annotated[str, Query(pattern="^[0-9]{0,10}$")] = ""
) -> HTMLResponse:
    """`left` is a case that its reader has just given out of their sight."""
    pane = list_pane(desk, visit, own=("left",))
    act = undoing.last_act(
        desk.session, left, actor=visit.user, now=desk.now, window=desk.undo_window
    )
    return page(
        desk.request,
        visit.language,
        "cases/inbox.html",
        status_code=pane.status_code,
        visit=visit,
        pane=pane,
        act=act if left else None,
        reference=left,
    )


@router.get("/cases/filters")
def show_filters(visit: CaseworkDep, desk: DeskDep) -> HTMLResponse:
    """A form on a page of its own: its many choices would weigh on every other page."""
    pane = list_pane(desk, visit)
    return page(
        desk.request,
        visit.language,
        "cases/filters.html",
        visit=visit,
        pane=pane,
        given=Words(desk.request.query_params),
        queues=list(Queue),
        channels=list(Channel),
        statuses=list(CaseStatus),
        choices=views.filter_choices(desk.session, visit.user, visit.language),
    )


@router.post("/cases/searches")
def search_cases(
    visit: CaseworkDep, desk: DeskDep, words: FormText = "", after: FormText = ""
) -> Response:
    """Not in the address: what is looked for may be somebody's name. A number leads to its case."""
    try:
        found = search.search_cases(
            desk.session, visit.user, words, after or None, keys=desk.keys, now=desk.now
        )
    except FilterRefused as refusal:
        return _found(desk, visit, words, refused=refusal)
    search.record_search(desk.session, len(found.items), visit.user, now=desk.now)
    if len(found.items) == 1 and search.is_number(words):
        return RedirectResponse(f"/cases/{found.items[0].reference}", 303)
    return _found(desk, visit, words, found)


def _found(
    desk: Desk,
    visit: UserVisit,
    words: str,
    found: CasePage | None = None,
    refused: FilterRefused | None = None,
) -> HTMLResponse:
    return page(
        desk.request,
        visit.language,
        "cases/found.html",
        status_code=refused.status_code if refused else 200,
        here="/cases",
        visit=visit,
        pane=list_pane(desk, visit),
        words=words,
        refused=refused.key if refused else None,
        found=[views.row(item, visit.language) for item in found.items] if found else [],
        next_cursor=found.next_cursor if found else None,
    )


# Last, because any word after /cases/ could be a number.
router.include_router(live_pages.router)
router.include_router(intake_pages.router)
router.include_router(case_pages.router)
router.include_router(act_pages.router)
