"""A filter as it stands in an address: read, checked against what its reader may ask, and written.

Nothing is passed over: a word that means nothing here, or is not theirs to use, is refused.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.accounts import service as accounts_service
from case_manager.cases import rules
from case_manager.cases.categories import find_category
from case_manager.cases.queues import NONE, CaseFilter, Order, Queue
from case_manager.errors import FilterNotYours, FilterRefused
from case_manager.models import User
from case_manager.people import service as people_service
from case_manager.programmes import service as programmes_service
from case_manager.vocabulary import CaseStatus, Channel, MovementKind

W = TypeVar("W", bound=StrEnum)

ME = "me"
_YES_OR_NO = {"yes": True, "no": False}
_YEARS = range(2000, 2100)
_COUNTED_DAYS = {"counted_from", "counted_to"}
_PERIODS = (
    ("received_from", "received_to"),
    ("opened_from", "opened_to"),
    ("closed_from", "closed_to"),
    ("counted_from", "counted_to"),
)


def read_filter(session: Session, viewer: User, values: Mapping[str, str]) -> CaseFilter:
    """`values` as in the query of an address; what is empty was not chosen."""
    given = {name: value for name, value in values.items() if value}
    if unknown := given.keys() - _READERS.keys():
        raise FilterRefused(f"there is no filter called {min(unknown)[:40]}", "filter.no_such")
    read = {name: _READERS[name](session, viewer, name, value) for name, value in given.items()}
    for start, end in _PERIODS:
        if start in read and end in read and read[end] < read[start]:
            raise FilterRefused(f"{end} lies before {start}", "filter.period_backwards")
    if _COUNTED_DAYS & read.keys() and "counted" not in read:
        raise FilterRefused("counted: of what are these the days?", "filter.counted_unknown")
    return CaseFilter(**read)


def filter_query(filter_: CaseFilter) -> dict[str, str]:
    """What `read_filter` reads as this filter again; what stands for itself is left out."""
    return {
        name: _written(value)
        for name in _READERS
        if (value := getattr(filter_, name)) != getattr(CaseFilter(), name)
    }


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def _word(kind: type[W]) -> Callable[[Session, User, str, str], W]:
    def read(session: Session, viewer: User, name: str, value: str) -> W:
        try:
            return kind(value)
        except ValueError as error:
            raise FilterRefused(f"{name}: no such word", f"filter.{name}_unknown") from error

    return read


def _area(session: Session, viewer: User, name: str, value: str) -> str:
    """Of its reader's area, or one that theirs lies in."""
    if value == NONE:
        return value
    is_code = value.isascii() and value.isdigit()
    if not (is_code and people_service.area_names(session, {value})):
        raise FilterRefused("area: there is no such area", "filter.area_unknown")
    if not rules.overlap(viewer.area_code, value):
        raise FilterNotYours("area: not yours to look into", "filter.area_not_yours")
    return value


def _programme(session: Session, viewer: User, name: str, value: str) -> str:
    if value != NONE and programmes_service.find_programme(value) is None:
        raise FilterRefused("programme: there is no such programme", "filter.programme_unknown")
    return value


def _category(session: Session, viewer: User, name: str, value: str) -> str:
    if find_category(value) is None:
        raise FilterRefused("category: there is no such category", "filter.category_unknown")
    return value


def _assignee(session: Session, viewer: User, name: str, value: str) -> UUID:
    """Somebody whose area has nothing to do with the reader's is not known to them."""
    if value == ME:
        return viewer.id
    user = accounts_service.find_user(session, _uuid(value))
    if user is None or not rules.overlap(viewer.area_code, user.area_code):
        raise FilterRefused("assignee: no such colleague of yours", "filter.assignee_unknown")
    return user.id


def _uuid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError as error:
        raise FilterRefused("assignee: not the id of a user", "filter.assignee_unknown") from error


def _restricted(session: Session, viewer: User, name: str, value: str) -> bool:
    if value not in _YES_OR_NO:
        raise FilterRefused("is_restricted: yes or no", "filter.is_restricted_unknown")
    if not rules.leads(viewer.role):
        raise FilterNotYours("is_restricted: not yours to ask", "filter.is_restricted_not_yours")
    return _YES_OR_NO[value]


def _day(session: Session, viewer: User, name: str, value: str) -> date:
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise FilterRefused(f"{name}: there is no such day", "filter.day_unknown") from error
    if day.year not in _YEARS:
        raise FilterRefused(f"{name}: too far away", "filter.day_unknown")
    return day


_READERS: Mapping[str, Callable[[Session, User, str, str], Any]] = {
    "queue": _word(Queue),
    "order": _word(Order),
    "area": _area,
    "programme": _programme,
    "category": _category,
    "channel": _word(Channel),
    "status": _word(CaseStatus),
    "assignee": _assignee,
    "is_restricted": _restricted,
    "received_from": _day,
    "received_to": _day,
    "opened_from": _day,
    "opened_to": _day,
    "closed_from": _day,
    "closed_to": _day,
    "counted": _word(MovementKind),
    "counted_from": _day,
    "counted_to": _day,
    "open_on": _day,
}
FILTER_NAMES = tuple(_READERS)
