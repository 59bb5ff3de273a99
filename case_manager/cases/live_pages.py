"""What an open desk asks for by itself: news of changes, and the panes that changed."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event

from case_manager.accounts.access import RefreshDep
from case_manager.cases import reading, views
from case_manager.cases.desk import (
    DeskDep,
    Reference,
    Seen,
    address_of,
    find_list,
    record_list,
)
from case_manager.cases.live import LiveDesks, Watcher
from case_manager.ui.rendering import page

router = APIRouter(include_in_schema=False)


@router.get("/cases/live")
def follow_changes(request: Request, visit: RefreshDep) -> StreamingResponse:
    """Events say which case to ask for again. Nothing of what is in it travels here."""
    desks: LiveDesks = request.app.state.live_desks
    return StreamingResponse(
        _events(desks, Watcher.of(visit.user), comes_back="last-event-id" in request.headers),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


async def _events(desks: LiveDesks, watcher: Watcher, *, comes_back: bool) -> AsyncIterator[bytes]:
    """The id makes a browser say that it was here before."""
    yield format_sse_event(event="open", data_str="open", id="1")
    async for reference in desks.changes(watcher, comes_back=comes_back):
        if reference is None:
            yield KEEPALIVE_COMMENT
        else:
            yield format_sse_event(event="changed", data_str=reference or "all")


@router.get("/cases/list")
def refresh_list(
    visit: RefreshDep,
    desk: DeskDep,
    seen: Seen = "",
    reference: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """`reference` is the case beside it; nothing to say when the page has seen it all."""
    pane = find_list(desk, visit, own=("seen", "reference"))
    if pane.version == seen:
        return Response(status_code=204)
    record_list(desk, visit, pane)
    return page(
        desk.request,
        visit.language,
        "cases/_list_news.html",
        visit=visit,
        pane=pane,
        reference=reference,
    )


@router.get("/cases/{reference}/thread")
def refresh_thread(
    reference: Reference, visit: RefreshDep, desk: DeskDep, seen: Seen = ""
) -> Response:
    case = reading.find_case(desk.session, reference, visit.user)
    thread = views.thread(desk.session, case, visit.user, visit.language, keys=desk.keys)
    if seen == thread.version:
        return Response(status_code=204)
    response = page(
        desk.request,
        visit.language,
        "cases/_thread_news.html",
        visit=visit,
        beside=address_of(desk, ""),
        case=case,
        view=views.case_view(
            desk.session, case, visit.user, visit.language, keys=desk.keys, now=desk.now
        ),
        reference=reference,
        thread=thread,
    )
    reading.record_look(desk.session, case, visit.user, now=desk.now)
    return response
