"""Cases as the books of open cases counted them: each where it stood then, wherever it is now."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, func, literal, or_, select

from case_manager.cases.categories import categories
from case_manager.cases.queues import NONE, CaseFilter
from case_manager.cases.rules import leads
from case_manager.kit.calendar import first_moment
from case_manager.models import Case, CaseMovement, User
from case_manager.vocabulary import MovementKind

_ADDS = (MovementKind.RECEIVED, MovementKind.REOPENED, MovementKind.MOVED_IN)
_UPAZILA = 6  # digits
_TOLD_BY_THE_CASE = (MovementKind.RECEIVED, MovementKind.DISPOSED)


def as_counted(filter_: CaseFilter, viewer: User) -> Iterator[ColumnElement[bool]]:
    """What the books say of a case: which movement it made, and whether it stood open on a day."""
    if filter_.counted:
        yield _moved(filter_, viewer)
    if filter_.open_on:
        yield _stood_open(filter_.open_on, filter_, viewer)


def in_place(filter_: CaseFilter, source: Any) -> Iterator[ColumnElement[bool]]:
    """The area and what else figures are told apart by; `source` is the case or its movements."""
    if filter_.area == NONE:
        yield source.area_code.is_(None)
    elif filter_.area:
        yield inside(source, filter_.area)
    for name in ("programme", "category", "channel"):
        value = getattr(filter_, name)
        if value == NONE:
            yield getattr(source, name).is_(None)
        elif value is not None:
            yield getattr(source, name) == value


def inside(source: Any, area_code: str) -> ColumnElement[bool]:
    """Written into the statement: a plan that is to fit every area walks all of the country."""
    within: ColumnElement[bool] = source.area_code.like(
        literal(f"{area_code}%", String, literal_execute=True)
    )
    return within


def _moved(filter_: CaseFilter, viewer: User) -> ColumnElement[bool]:
    """Received is never taken back; of the others what is left of them has to be added up."""
    within = [CaseMovement.kind == filter_.counted, *_scope(filter_, viewer, CaseMovement)]
    if filter_.counted_from:
        within.append(CaseMovement.on >= filter_.counted_from)
    if filter_.counted_to:
        within.append(CaseMovement.on <= filter_.counted_to)
    found = Case.id.in_(select(CaseMovement.case_id).where(*within))
    if filter_.counted is MovementKind.RECEIVED:
        return found
    return and_(found, _sum_of_case(CaseMovement.count, *within) > 0)


def _stood_open(day: date, filter_: CaseFilter, viewer: User) -> ColumnElement[bool]:
    """The case itself tells it unless the books have moved it, or taken something back, since."""
    after = first_moment(day + timedelta(days=1))
    unsettled = select(CaseMovement.case_id).where(
        CaseMovement.on > day,
        or_(CaseMovement.kind.not_in(_TOLD_BY_THE_CASE), CaseMovement.count < 0),
    )
    told_by_the_case = and_(
        Case.opened_at < after,
        or_(Case.closed_at.is_(None), Case.closed_at >= after),
        Case.id.not_in(unsettled),
        *_scope(filter_, viewer, Case),
    )
    signed = case((CaseMovement.kind.in_(_ADDS), CaseMovement.count), else_=-CaseMovement.count)
    stood = _sum_of_case(signed, CaseMovement.on <= day, *_scope(filter_, viewer, CaseMovement))
    stood_open = or_(told_by_the_case, and_(Case.id.in_(unsettled), stood > 0))
    return and_(stood_open, *_near(filter_.area, day))


def _near(area_code: str | None, day: date) -> Iterator[ColumnElement[bool]]:
    """In a small place it is faster to begin with the cases that ever came there."""
    if area_code and area_code != NONE and len(area_code) >= _UPAZILA:
        came = (CaseMovement.on <= day, inside(CaseMovement, area_code))
        yield Case.id.in_(select(CaseMovement.case_id).where(*came))


def _sum_of_case(figure: Any, *where: ColumnElement[bool]) -> ColumnElement[int]:
    return (
        select(func.coalesce(func.sum(figure), 0))
        .where(CaseMovement.case_id == Case.id, *where)
        .correlate(Case)
        .scalar_subquery()
    )


def _scope(filter_: CaseFilter, viewer: User, source: Any) -> Iterator[ColumnElement[bool]]:
    """Confidential cases count for those only who may see them, as in the figures."""
    yield from in_place(filter_, source)
    if not leads(viewer.role):
        confidential = [each.id for each in categories().values() if each.is_sensitive]
        yield source.category.not_in(confidential)
