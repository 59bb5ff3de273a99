"""The desk's lists: queues and filters; the other pages of the desk hang below."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from case_manager.accounts.access import CaseworkDep
from case_manager.cases import (
    act_pages,
    case_pages,
    intake_pages,
    live_pages,
    registry_pages,
    search_pages,
    undoing,
    views,
)
from case_manager.cases.desk import DeskDep, find_queues, list_pane
from case_manager.cases.queues import Queue
from case_manager.ui.forms import Words
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
    pane = find_queues(desk, visit)
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


# Last, because any word after /cases/ could be a number.
router.include_router(live_pages.router)
router.include_router(search_pages.router)
router.include_router(intake_pages.router)
router.include_router(registry_pages.router)
router.include_router(case_pages.router)
router.include_router(act_pages.router)
