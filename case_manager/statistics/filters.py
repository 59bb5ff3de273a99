"""What a page of figures is about, as it stands in its address: read, checked and written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from case_manager.cases import filters as case_filters
from case_manager.cases import rules as case_rules
from case_manager.cases.categories import categories
from case_manager.cases.queues import NONE
from case_manager.errors import FilterNotYours, FilterRefused
from case_manager.models import User
from case_manager.statistics.rules import Period
from case_manager.vocabulary import Channel

_USUAL_DAYS = 30
_DIMENSIONS = ("area", "programme", "category", "channel")
_DAYS = {"from": "opened_from", "to": "opened_to"}
FIGURE_FILTER_NAMES = frozenset((*_DIMENSIONS, *_DAYS))


@dataclass(frozen=True)
class FigureFilter:
    """`area` is a code of any level or NONE; None is all that its reader looks after."""

    period: Period
    area: str | None = None
    programme: str | None = None
    category: str | None = None
    channel: Channel | None = None

    @property
    def dimensions(self) -> dict[str, str]:
        chosen = {name: getattr(self, name) for name in _DIMENSIONS}
        return {name: str(value) for name, value in chosen.items() if value is not None}

    def query(self, **changes: str | None) -> dict[str, str]:
        """What `read_filter` reads as this filter; a change to None takes one out."""
        days = {"from": self.period.first.isoformat(), "to": self.period.last.isoformat()}
        values = days | self.dimensions | changes
        return {name: value for name, value in values.items() if value}


def read_filter(
    session: Session, viewer: User, values: Mapping[str, str], *, today: date
) -> FigureFilter:
    """The last thirty days unless a period is given; its days to come are left out."""
    given = {name: value for name, value in values.items() if value}
    if unknown := given.keys() - FIGURE_FILTER_NAMES:
        raise FilterRefused(f"there is no filter called {min(unknown)[:40]}", "filter.no_such")
    asked = {_DAYS.get(name, name): value for name, value in given.items()}
    read = case_filters.read_filter(session, viewer, asked)
    if read.area:
        _check_area(read.area, viewer)
    if read.category:
        _check_category(read.category, viewer)
    return FigureFilter(
        period=_period(read.opened_from, read.opened_to, today),
        area=read.area,
        programme=read.programme,
        category=read.category,
        channel=read.channel,
    )


def confidential_categories() -> frozenset[str]:
    return frozenset(each.id for each in categories().values() if each.is_sensitive)


def _check_area(area: str, viewer: User) -> None:
    """Cases of nowhere belong to those who look after the whole country."""
    theirs = viewer.area_code is None or (
        area != NONE and case_rules.lies_in(area, viewer.area_code)
    )
    if not theirs:
        raise FilterNotYours("area: not yours to count in", "filter.area_not_yours")


def _check_category(category: str, viewer: User) -> None:
    if category in confidential_categories() and not case_rules.leads(viewer.role):
        raise FilterNotYours("category: not yours to count", "filter.category_not_yours")


def _period(first: date | None, last: date | None, today: date) -> Period:
    last = min(last or today, today)
    first = first or last - timedelta(days=_USUAL_DAYS - 1)
    if first > today:
        raise FilterRefused("from: this day is still to come", "filter.period_to_come")
    if last < first:
        raise FilterRefused("to lies before from", "filter.period_backwards")
    return Period(first, last)
