"""The desk's lists: queues, filters and the way to a case by its number."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from case_manager.accounts.access import CaseworkDep
from case_manager.cases import act_pages, case_pages, live_pages, reading, undoing, views
from case_manager.cases.desk import DeskDep, list_pane
from case_manager.cases.queues import Queue
from case_manager.ui.forms import Words
from case_manager.ui.rendering import page
from case_manager.vocabulary import CaseStatus, Channel
from citizen_text.digits import to_latin

router = APIRouter(include_in_schema=False)


@router.get("/cases")
def inbox(
    visit: CaseworkDep, desk: DeskDep, left: Annotated[str, Query(max_length=20)] = ""
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


@router.get("/cases/by-number")
def find_case(visit: CaseworkDep, desk: DeskDep, number: str = "") -> Response:
    """A number as it is read out or copied: spaces and Bangla digits do not matter."""
    reference = "".join(filter(str.isdigit, to_latin(number)))
    found = reading.find_case(desk.session, reference, visit.user)
    return RedirectResponse(f"/cases/{found.reference}", 303)


# Last, because any word after /cases/ could be a number.
router.include_router(live_pages.router)
router.include_router(case_pages.router)
router.include_router(act_pages.router)
