"""Search on the desk. What is looked for may be a name, so it never stands in an address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from case_manager.accounts.access import CaseworkDep, RefreshDep, UserVisit
from case_manager.cases import search, views
from case_manager.cases.desk import Desk, DeskDep, ListPane, find_queues
from case_manager.cases.reading import CasePage
from case_manager.errors import FilterRefused
from case_manager.ui.forms import FormText
from case_manager.ui.rendering import page
from case_manager.vocabulary import Language

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class FoundPane:
    """What was asked and one page of what was found at that moment."""

    words: str
    after: str
    at: datetime
    rows: Sequence[views.Row] = ()
    next_cursor: str | None = None
    version: str = ""
    refused: str | None = None

    @property
    def references(self) -> str:
        return " ".join(row.item.reference for row in self.rows)


@router.post("/cases/searches")
def search_cases(
    visit: CaseworkDep, desk: DeskDep, words: FormText = "", after: FormText = ""
) -> Response:
    """A number leads to its case."""
    queues = find_queues(desk, visit)
    try:
        found = _search(desk, visit, words, after)
    except FilterRefused as refusal:
        refused = FoundPane(words, after, desk.now, refused=refusal.key)
        return _page(desk, visit, "cases/found.html", queues, refused, refusal.status_code)
    search.record_search(desk.session, len(found.items), visit.user, now=desk.now)
    if len(found.items) == 1 and search.is_number(words):
        return RedirectResponse(f"/cases/{found.items[0].reference}", 303)
    pane = _pane(desk, words, after, found, queues, visit.language)
    return _page(desk, visit, "cases/found.html", queues, pane)


@router.post("/cases/searches/news")
def refresh_found(
    visit: RefreshDep,
    desk: DeskDep,
    words: FormText = "",
    after: FormText = "",
    seen: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """The same search again, after something in its rows has changed."""
    queues = find_queues(desk, visit)
    found = _search(desk, visit, words, after)
    pane = _pane(desk, words, after, found, queues, visit.language)
    if pane.version == seen:
        return Response(status_code=204)
    search.record_search(desk.session, len(found.items), visit.user, now=desk.now)
    return _page(desk, visit, "cases/_found_news.html", queues, pane)


def _search(desk: Desk, visit: UserVisit, words: str, after: str) -> CasePage:
    return search.search_cases(
        desk.session, visit.user, words, after or None, keys=desk.keys, now=desk.now
    )


def _pane(
    desk: Desk, words: str, after: str, found: CasePage, queues: ListPane, language: Language
) -> FoundPane:
    rows = [views.row(item, language) for item in found.items]
    version = views.list_version(rows, queues.counts, found.next_cursor, language)
    return FoundPane(words, after, desk.now, rows, found.next_cursor, version)


def _page(
    desk: Desk,
    visit: UserVisit,
    template: str,
    queues: ListPane,
    found: FoundPane,
    status_code: int = 200,
) -> HTMLResponse:
    return page(
        desk.request,
        visit.language,
        template,
        status_code=status_code,
        here="/cases",
        visit=visit,
        pane=queues,
        found=found,
    )
