"""What a list of cases holds, and in which order, as conditions for the repository's queries."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, true, tuple_

from case_manager.cases.counted import as_counted, in_place, inside
from case_manager.cases.queues import CaseFilter, Days, Position, Queue
from case_manager.kit.calendar import first_moment
from case_manager.models import Case, User
from case_manager.vocabulary import CaseStatus, Role


def visible_to(viewer: User) -> ColumnElement[bool]:
    """What is of a viewer's area, and what is assigned to them."""
    return or_(Case.assignee_id == viewer.id, in_area_of(viewer))


def in_area_of(viewer: User) -> ColumnElement[bool]:
    """Of restricted cases only the leading see those of their area. A case of nowhere belongs to
    those who see the whole country.
    """
    in_area = inside(Case, viewer.area_code) if viewer.area_code else true()
    leads = viewer.role in (Role.SUPERVISOR, Role.ADMINISTRATOR)
    return and_(in_area, true() if leads else Case.is_restricted.is_(False))


def in_queue(queue: Queue, viewer: User, days: Days) -> ColumnElement[bool]:
    is_open = Case.closed_at.is_(None)
    match queue:
        case Queue.OPEN:
            return is_open
        case Queue.MINE:
            return and_(is_open, Case.assignee_id == viewer.id)
        case Queue.UNASSIGNED:
            return and_(is_open, Case.assignee_id.is_(None))
        case Queue.DUE_SOON:
            return and_(is_open, Case.next_due_on.between(days.today, days.soon))
        case Queue.OVERDUE:
            return and_(is_open, Case.next_due_on < days.today)
        case Queue.WAITING_FOR_CITIZEN:
            return and_(is_open, Case.status == CaseStatus.WAITING_FOR_CITIZEN)
        case Queue.ANSWERED:
            return and_(Case.has_unread_answer)  # "IS true" would pass its index by
        case Queue.CLOSED:
            return Case.closed_at.is_not(None)
        case Queue.ALL:
            return true()


def chosen(filter_: CaseFilter, viewer: User) -> Iterator[ColumnElement[bool]]:
    if filter_.is_of_the_books:
        yield from as_counted(filter_, viewer)
    else:
        yield from in_place(filter_, Case)
    equal = (
        (Case.status, filter_.status),
        (Case.assignee_id, filter_.assignee),
        (Case.is_restricted, filter_.is_restricted),
    )
    for column, value in equal:
        if value is not None:
            yield column == value
    if filter_.received_from:
        yield Case.received_on >= filter_.received_from
    if filter_.received_to:
        yield Case.received_on <= filter_.received_to
    yield from _within(Case.opened_at, filter_.opened_from, filter_.opened_to)
    yield from _within(Case.closed_at, filter_.closed_from, filter_.closed_to)


def _within(column: Any, start: date | None, end: date | None) -> Iterator[ColumnElement[bool]]:
    if start:
        yield column >= first_moment(start)
    if end:
        yield column < first_moment(end + timedelta(days=1))


def ordered(statement: Select[Case], filter_: CaseFilter, after: Position | None) -> Select[Case]:
    sorting = filter_.sorting
    column: Any = getattr(Case, sorting.column)
    place = tuple_(column, Case.id)
    if sorting.descending:
        if after:
            statement = statement.where(place < tuple_(after.on, after.id))
        return statement.order_by(column.desc(), Case.id.desc())
    if after:
        statement = statement.where(place > tuple_(after.on, after.id))
    return statement.order_by(column, Case.id)
