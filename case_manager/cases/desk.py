"""What every page of the desk works with: the request's tools, and the place it stands at."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, Query, Request
from sqlalchemy.orm import Session

from case_manager.accounts import service as accounts_service
from case_manager.accounts.access import UserVisit
from case_manager.cases import filters, reading, views
from case_manager.cases.queues import NONE, CaseFilter, Queue
from case_manager.db import ClockDep, KeysDep, SessionDep
from case_manager.errors import FilterNotYours, FilterRefused, UnknownReference
from case_manager.interoperability.config import Interoperability
from case_manager.models import User
from case_manager.people import service as people_service
from case_manager.settings import Settings
from case_manager.ui.formatting import day
from case_manager.ui.texts import texts
from case_manager.vocabulary import Language

_PAGE = "after"
_ALWAYS_THERE = ("queue", "order")


class Desk:
    def __init__(
        self, request: Request, session: SessionDep, clock: ClockDep, keys: KeysDep
    ) -> None:
        self.request = request
        self.session = session
        self.keys = keys
        self.now: datetime = clock()
        self.interoperability: Interoperability = request.app.state.interoperability
        settings: Settings = request.app.state.settings
        self.undo_window = settings.undo_window
        self.sms_segment_paisa = settings.sms_segment_paisa


DeskDep = Annotated[Desk, Depends()]


async def reference_in_path(reference: str) -> str:
    """What is not even a number is nobody's case; it never reaches the database."""
    if not (reference.isascii() and reference.isdigit()):
        raise UnknownReference("no case of yours has this number")
    return reference


Reference = Annotated[str, Depends(reference_in_path)]
Seen = Annotated[str, Query(max_length=64)]


@dataclass(frozen=True)
class Place:
    """The list that is open beside a case, as it stands in every address of the desk."""

    filter_: CaseFilter
    after: str | None = None

    def query(self, **changes: str | None) -> str:
        """`?…`, or nothing. A change to None leaves that filter out, and any change the page."""
        values = filters.filter_query(self.filter_) | changes
        return _written(values if changes else values | {_PAGE: self.after})

    def with_own(self, **own: str) -> str:
        """With what the page beside the list asks for itself."""
        return _written(filters.filter_query(self.filter_) | {_PAGE: self.after} | own)

    def next_page(self, cursor: str) -> str:
        return _written(filters.filter_query(self.filter_) | {_PAGE: cursor})

    def first_page(self) -> str:
        return Place(self.filter_).query()

    def cleared(self) -> str:
        return Place(CaseFilter(self.filter_.queue, self.filter_.order)).query()


def _written(values: Mapping[str, str | None]) -> str:
    chosen = {name: value for name, value in values.items() if value}
    return f"?{urlencode(chosen)}" if chosen else ""


@dataclass(frozen=True)
class Chip:
    """A filter that is set, in words, and the address without it."""

    name: str
    words: str
    without: str


def address_of(desk: Desk, path: str, **own: str) -> str:
    """A page of the desk with the list that was open beside the last one."""
    asked = desk.request.query_params
    kept = {name: asked.get(name) for name in (*filters.FILTER_NAMES, _PAGE)}
    return path + _written(kept | own)


def find_place(desk: Desk, viewer: User, *, own: tuple[str, ...] = ()) -> Place:
    """Raises FilterRefused or FilterNotYours."""
    asked = desk.request.query_params
    values = {name: value for name, value in asked.items() if name not in (_PAGE, *own)}
    return Place(filters.read_filter(desk.session, viewer, values), asked.get(_PAGE))


@dataclass(frozen=True)
class ListPane:
    """Queues with counts and one page of the list. `refused` names the words of a refused filter,
    which stand where the list would be.
    """

    counts: list[tuple[Queue, int]]
    place: Place
    rows: list[views.Row] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)
    next_cursor: str | None = None
    refused: str | None = None
    status_code: int = 200
    version: str = ""
    counted_up_to: int = reading.COUNTED_UP_TO


def list_pane(desk: Desk, visit: UserVisit, *, own: tuple[str, ...] = ()) -> ListPane:
    """`own` are parameters of the page itself. The look is recorded."""
    pane = find_list(desk, visit, own=own)
    record_list(desk, visit, pane)
    return pane


def find_queues(desk: Desk, visit: UserVisit, *, own: tuple[str, ...] = ()) -> ListPane:
    """Without a list: nobody's name or words."""
    counts = list(reading.count_queues(desk.session, visit.user, now=desk.now).items())
    try:
        return ListPane(counts, find_place(desk, visit.user, own=own))
    except (FilterRefused, FilterNotYours) as refusal:
        nowhere = Place(CaseFilter())
        return ListPane(counts, nowhere, refused=refusal.key, status_code=refusal.status_code)


def find_list(desk: Desk, visit: UserVisit, *, own: tuple[str, ...] = ()) -> ListPane:
    pane = find_queues(desk, visit, own=own)
    if pane.refused:
        return pane
    place = pane.place
    found = reading.list_cases(
        desk.session, visit.user, place.filter_, place.after, keys=desk.keys, now=desk.now
    )
    rows = [views.row(item, visit.language) for item in found.items]
    return replace(
        pane,
        rows=rows,
        chips=chips(desk.session, place, visit.language),
        next_cursor=found.next_cursor,
        version=views.list_version(rows, pane.counts, found.next_cursor, visit.language),
    )


def record_list(desk: Desk, visit: UserVisit, pane: ListPane) -> None:
    if pane.refused is None:
        reading.record_list(
            desk.session, pane.place.filter_, len(pane.rows), visit.user, now=desk.now
        )


def chips(session: Session, place: Place, language: Language) -> list[Chip]:
    return [
        Chip(name, _in_words(session, name, value, language), place.query(**_without(name)))
        for name, value in filters.filter_query(place.filter_).items()
        if name not in _ALWAYS_THERE
    ]


def _without(name: str) -> dict[str, None]:
    """The days of what was counted mean nothing without it."""
    return dict.fromkeys((name, "counted_from", "counted_to") if name == "counted" else (name,))


def _in_words(session: Session, name: str, value: str, language: Language) -> str:
    t = texts(language)
    if value == NONE:
        return t(f"filter.{name}_none")
    match name:
        case "area":
            area = people_service.area_names(session, {value})[value]
            return views.area_name(area, language)
        case "programme":
            return views.programme_name(value, language)
        case "category":
            return views.category_name(value, language)
        case "assignee":
            user = accounts_service.find_user(session, UUID(value))
            return user.name if user else value
        case "channel" | "status":
            return t(f"{name}.{value}")
        case "counted":
            return t(f"figures.figure.{value}")
        case "is_restricted":
            return t(f"filter.restricted_{value}")
    return day(date.fromisoformat(value), language)
