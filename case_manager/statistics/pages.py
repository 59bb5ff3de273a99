from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from case_manager.accounts.access import CaseworkDep, UserVisit
from case_manager.db import ClockDep, SessionDep
from case_manager.errors import FilterNotYours, FilterRefused, NotFound
from case_manager.kit.calendar import local_date
from case_manager.settings import Settings
from case_manager.statistics import choices, service, tables, views
from case_manager.statistics.filters import FigureFilter, read_filter
from case_manager.statistics.questions import Question, Words
from case_manager.statistics.rules import By
from case_manager.ui.rendering import page
from case_manager.ui.texts import texts

router = APIRouter(include_in_schema=False)


class Figures:
    """What a page of figures works with."""

    def __init__(self, request: Request, session: SessionDep, clock: ClockDep) -> None:
        self.request = request
        self.session = session
        self.now: datetime = clock()
        settings: Settings = request.app.state.settings
        self.fewest = settings.fewest_shown

    def read(self, visit: UserVisit) -> FigureFilter:
        values = dict(self.request.query_params)
        return read_filter(self.session, visit.user, values, today=local_date(self.now))

    def words(self, visit: UserVisit, filter_: FigureFilter) -> Words:
        names = choices.Names(self.session, visit.language)
        return Words(texts(visit.language), names, filter_, self.fewest, area=visit.user.area_code)


FiguresDep = Annotated[Figures, Depends()]
Ask = Callable[[Figures, UserVisit, FigureFilter, Words], Question]


@router.get("/figures")
def show_figures(visit: CaseworkDep, figures: FiguresDep) -> HTMLResponse:
    """The balance at once; the page asks for each of the other figures by itself."""
    try:
        filter_ = figures.read(visit)
    except (FilterRefused, FilterNotYours) as refusal:
        return _refused(figures, visit, refusal)
    words = figures.words(visit, filter_)
    return page(
        figures.request,
        visit.language,
        "figures/figures.html",
        visit=visit,
        question=_balance(figures, visit, filter_, words),
        others=[key for key in QUESTIONS if key not in _NOT_AT_FIRST],
        **_surroundings(figures, visit, filter_),
    )


@router.get("/figures/{key}.csv")
def download(key: str, visit: CaseworkDep, figures: FiguresDep) -> Response:
    ask = _question(key)
    try:
        filter_ = figures.read(visit)
    except (FilterRefused, FilterNotYours) as refusal:
        return _refused(figures, visit, refusal)
    question = ask(figures, visit, filter_, figures.words(visit, filter_))
    period = filter_.period
    return Response(
        tables.as_csv(question.table),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": "attachment; filename="
            f'"{key}-{period.first.isoformat()}-{period.last.isoformat()}.csv"'
        },
    )


@router.get("/figures/{key}")
def show_figure(key: str, visit: CaseworkDep, figures: FiguresDep) -> HTMLResponse:
    """A page of its own, or the part that the page of all figures asks for."""
    ask = _question(key)
    try:
        filter_ = figures.read(visit)
    except (FilterRefused, FilterNotYours) as refusal:
        return _refused(figures, visit, refusal)
    is_part = "hx-request" in figures.request.headers
    return page(
        figures.request,
        visit.language,
        "figures/_question.html" if is_part else "figures/figures.html",
        visit=visit,
        question=ask(figures, visit, filter_, figures.words(visit, filter_)),
        others=[],
        **_surroundings(figures, visit, filter_),
    )


def _balance(figures: Figures, visit: UserVisit, filter_: FigureFilter, words: Words) -> Question:
    found = service.balance(
        figures.session, visit.user, filter_, fewest=figures.fewest, now=figures.now
    )
    steps = service.trend(figures.session, visit.user, filter_, found.now.opening)
    return views.balance(words, found, steps)


def _trend(figures: Figures, visit: UserVisit, filter_: FigureFilter, words: Words) -> Question:
    return views.trend(words, service.trend(figures.session, visit.user, filter_))


def _areas(figures: Figures, visit: UserVisit, filter_: FigureFilter, words: Words) -> Question:
    parts = service.by_area(figures.session, visit.user, filter_, now=figures.now)
    return views.areas(words, parts)


def _areas_in_time(
    figures: Figures, visit: UserVisit, filter_: FigureFilter, words: Words
) -> Question:
    parts = service.by_area(figures.session, visit.user, filter_, now=figures.now)
    return views.areas_in_time(words, parts)


def _by(by: By) -> Ask:
    def ask(figures: Figures, visit: UserVisit, filter_: FigureFilter, words: Words) -> Question:
        parts = service.by_dimension(figures.session, visit.user, filter_, by)
        return views.dimension(words, by, parts)

    return ask


def _backlog(figures: Figures, visit: UserVisit, filter_: FigureFilter, words: Words) -> Question:
    parts = service.backlog(figures.session, visit.user, filter_, now=figures.now)
    return views.backlog(words, parts)


def _first_action(
    figures: Figures, visit: UserVisit, filter_: FigureFilter, words: Words
) -> Question:
    found = service.first_action(figures.session, visit.user, filter_)
    return views.durations(words, "first_action", found)


def _resolution(
    figures: Figures, visit: UserVisit, filter_: FigureFilter, words: Words
) -> Question:
    found = service.resolution(figures.session, visit.user, filter_)
    return views.durations(words, "resolution", found)


def _deadlines(figures: Figures, visit: UserVisit, filter_: FigureFilter, words: Words) -> Question:
    found = service.deadlines(figures.session, visit.user, filter_, now=figures.now)
    return views.deadlines(words, found)


def _satisfaction(
    figures: Figures, visit: UserVisit, filter_: FigureFilter, words: Words
) -> Question:
    return views.satisfaction(words, service.satisfaction(figures.session, visit.user, filter_))


QUESTIONS: Mapping[str, Ask] = {
    "balance": _balance,
    "trend": _trend,
    "areas": _areas,
    "areas_in_time": _areas_in_time,
    "deadlines": _deadlines,
    "backlog": _backlog,
    "first_action": _first_action,
    "resolution": _resolution,
    "satisfaction": _satisfaction,
    "category": _by(By.CATEGORY),
    "programme": _by(By.PROGRAMME),
    "channel": _by(By.CHANNEL),
}
_NOT_AT_FIRST = ("balance", "areas_in_time")  # there already, and asked for in place of areas


def _question(key: str) -> Ask:
    if key not in QUESTIONS:
        raise NotFound("there is no such figure")
    return QUESTIONS[key]


def _surroundings(figures: Figures, visit: UserVisit, filter_: FigureFilter) -> dict[str, Any]:
    return {
        "filter": filter_,
        "choices": choices.choices(figures.session, visit.user, filter_, visit.language),
        "presets": views.presets(local_date(figures.now)),
        "counted_at": figures.now,
        "query": filter_.query(),
    }


def _refused(
    figures: Figures, visit: UserVisit, refusal: FilterRefused | FilterNotYours
) -> HTMLResponse:
    return page(
        figures.request,
        visit.language,
        "figures/refused.html",
        status_code=refusal.status_code,
        visit=visit,
        words=refusal.key,
    )
