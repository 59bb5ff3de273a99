from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Session

from case_manager.cases.queues import NONE
from case_manager.kit.calendar import DHAKA, first_moment
from case_manager.models import Case, CaseMovement, MovementSum, MovementTotal
from case_manager.statistics.rules import (
    DIMENSIONS,
    TOTALS_BY_DAY,
    TOTALS_BY_MONTH,
    By,
    Flows,
    Kept,
    Period,
    Ratings,
    folded,
    has_sums,
    parts,
    totals_for,
)
from case_manager.vocabulary import Channel, MovementKind

Key = str | date | None

_KINDS = (
    MovementKind.RECEIVED,
    MovementKind.REOPENED,
    MovementKind.DISPOSED,
    MovementKind.MOVED_IN,
    MovementKind.MOVED_OUT,
)
_FAR_AWAY = date(2999, 12, 31)
_ADDED_UP = (MovementSum, MovementTotal)
_KEY = ("month", *DIMENSIONS)
_TOTAL_KEY = ("folded", '"on"', *DIMENSIONS)
_SUMS = ", ".join(f"sum({kind}) AS {kind}" for kind in _KINDS)
_SETS = ", ".join(
    f"({day}, {', '.join(sorted(told_apart))})"
    for day, kept in (('"on"', TOTALS_BY_DAY), ("month", TOTALS_BY_MONTH))
    for told_apart in kept
)


def _added(table: str) -> str:
    return ", ".join(f"{kind} = {table}.{kind} + excluded.{kind}" for kind in _KINDS)


_MERGE = text(
    f"""
    WITH taken AS (
        DELETE FROM cases.movement_sums WHERE id IN (
            SELECT id FROM cases.movement_sums WHERE NOT is_merged ORDER BY id LIMIT :at_most
            FOR UPDATE SKIP LOCKED
        ) RETURNING *
    ), merged AS (
        INSERT INTO cases.movement_sums ({", ".join((*_KEY, *_KINDS))}, is_merged)
        SELECT {", ".join(_KEY)}, {_SUMS}, true
        FROM taken GROUP BY {", ".join(_KEY)} ORDER BY {", ".join(_KEY)}
        ON CONFLICT ({", ".join(_KEY)}) WHERE is_merged DO UPDATE SET {_added("movement_sums")}
    ), added AS (
        INSERT INTO cases.movement_totals ({", ".join((*_TOTAL_KEY, *_KINDS))})
        SELECT grouping({", ".join(DIMENSIONS)}), coalesce("on", month),
            {", ".join(f"coalesce({name}, '')" for name in DIMENSIONS)}, {_SUMS}
        FROM taken GROUP BY GROUPING SETS ({_SETS}) ORDER BY 1, 2, 3, 4, 5, 6
        ON CONFLICT ({", ".join(_TOTAL_KEY)}) DO UPDATE SET {_added("movement_totals")}
    )
    SELECT count(*) FROM taken
    """  # noqa: S608 (every word is our own)
)


@dataclass(frozen=True)
class Scope:
    """Which cases count; `within` and `without` are about categories."""

    area: str | None = None
    programme: str | None = None
    category: str | None = None
    channel: Channel | None = None
    within: frozenset[str] | None = None
    without: frozenset[str] = frozenset()


class FiguresRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def flows(
        self, scope: Scope, start: date, end: date, by: By, cut_into: int | None = None
    ) -> dict[Key, Flows]:
        sources = _changes(scope, start, end, by, cut_into)
        found: defaultdict[Key, Flows] = defaultdict(Flows)
        for key, *counts in self._session.execute(union_all(*sources)):
            found[key] += Flows(*counts)
        return found

    def opening(
        self, scope: Scope, first: date, by: By, cut_into: int | None = None
    ) -> dict[Key, int]:
        """Backwards from what is open now: most questions are about the last days. In one
        statement, so that no case changes between the two counts.
        """
        since = _changes(scope, first, _FAR_AWAY, by, cut_into)
        changed = [each.add_columns(literal(-1).label("sign")) for each in since]
        statement = union_all(_open_now(scope, by, cut_into), *changed)
        found: defaultdict[Key, int] = defaultdict(int)
        for key, *counts, sign in self._session.execute(statement):
            found[key] += sign * Flows(*counts).net
        return found

    def days_to_first_action(self, scope: Scope, period: Period) -> dict[int, int]:
        return self._days_until(Case.first_action_at, scope, period)

    def days_to_resolution(self, scope: Scope, period: Period) -> dict[int, int]:
        return self._days_until(Case.closed_at, scope, period)

    def ratings(self, scope: Scope, period: Period) -> Ratings:
        """What citizens gave for cases closed in the period, and how many of these there are."""
        rows = self._session.execute(
            select(Case.satisfaction, func.count())
            .where(Case.satisfaction.is_not(None), *_within(Case.closed_at, period))
            .where(*_in_scope(scope, Case))
            .group_by(Case.satisfaction)
        )
        scores = {int(row.satisfaction): row[1] for row in rows}
        closed = (
            select(func.count())
            .where(*_within(Case.closed_at, period), *_in_scope(scope, Case))
            .select_from(Case)
        )
        return Ratings(scores, self._session.execute(closed).scalar_one())

    def deadlines(
        self, scope: Scope, period: Period, cut_into: int | None = None
    ) -> dict[Key, Kept]:
        """Of those in the period; a clock that stands has none that could be missed."""
        key = _key(By.AREA, Case, cut_into) if cut_into else _nothing()
        kept = _day_of(Case.closed_at) <= Case.resolution_due_on
        rows = self._session.execute(
            select(key.label("key"), func.count().filter(kept), func.count())
            .where(
                Case.resolution_due_on.between(period.first, period.last),
                Case.paused_on.is_(None),
                *_in_scope(scope, Case),
            )
            .group_by("key")
        )
        return {where: Kept(in_time, all_) for where, in_time, all_ in rows}

    def open_since(self, scope: Scope, bounds: Iterable[date]) -> list[int]:
        """How many open cases were received on the first of the days or later, then on the second
        or later but before the first, and so on; the last are older than every bound.
        """
        bounds = list(bounds)
        bucket = case(
            *((Case.received_on >= bound, number) for number, bound in enumerate(bounds)),
            else_=len(bounds),
        )
        rows = self._session.execute(
            select(bucket.label("bucket"), func.count())
            .where(Case.closed_at.is_(None), *_in_scope(scope, Case))
            .group_by("bucket")
        )
        counts = {row.bucket: row[1] for row in rows}
        return [counts.get(number, 0) for number in range(len(bounds) + 1)]

    def merge_sums(self, at_most: int) -> int:
        """Makes one line of those that stand for one place; returns how many were taken up."""
        return int(self._session.execute(_MERGE, {"at_most": at_most}).scalar_one())

    def _days_until(self, moment: Any, scope: Scope, period: Period) -> dict[int, int]:
        days = func.greatest(_day_of(moment) - Case.received_on, literal_column("0"))
        rows = self._session.execute(
            select(days.label("days"), func.count())
            .where(*_within(moment, period), *_in_scope(scope, Case))
            .group_by("days")
        )
        return {row.days: row[1] for row in rows}


def _within(moment: Any, period: Period) -> Iterator[ColumnElement[bool]]:
    yield moment >= first_moment(period.first)
    yield moment < first_moment(period.last + timedelta(days=1))


def _open_now(scope: Scope, by: By, cut_into: int | None) -> Select[Any]:
    """In the columns of the movements, as if all had just been received."""
    others = (literal(0).label(kind) for kind in _KINDS[1:])
    return (
        select(
            _key(by, Case, cut_into).label("key"),
            func.count().label("received"),
            *others,
            literal(1).label("sign"),
        )
        .where(Case.closed_at.is_(None), *_in_scope(scope, Case))
        .group_by("key")
    )


def _changes(
    scope: Scope, first: date, last: date, by: By, cut_into: int | None
) -> list[Select[Any]]:
    """What changed in these days, in pieces to be added up: from the shortest sums that tell
    enough apart, and from the books where there are none. In one statement they are exact.
    """
    if not has_sums(scope.area, cut_into):
        return [_movements(scope, first, last, by, cut_into)]
    needed = frozenset(_told_apart(scope, by))
    if told_apart := totals_for(needed, TOTALS_BY_DAY):
        return _totals(told_apart, scope, first, last, by, cut_into)
    cut = parts(first, last, by_month=by is not By.DAY)
    pieces = [_movements(scope, start, end, by, cut_into) for start, end in cut.days]
    if cut.months:
        start, end = cut.months[0], cut.months[1] - timedelta(days=1)
        told_apart = totals_for(needed, TOTALS_BY_MONTH)
        pieces += _totals(told_apart, scope, start, end, by, cut_into)
    return pieces


def _told_apart(scope: Scope, by: By) -> Iterator[str]:
    if scope.area or by is By.AREA:
        yield "district"
    if scope.programme or by is By.PROGRAMME:
        yield "programme"
    if scope.category or scope.within is not None or scope.without or by is By.CATEGORY:
        yield "category"
    if scope.channel or by is By.CHANNEL:
        yield "channel"


def _totals(
    told_apart: frozenset[str] | None,
    scope: Scope,
    first: date,
    last: date,
    by: By,
    cut_into: int | None,
) -> list[Select[Any]]:
    """Of what is merged, None where all has to be told apart, and of the few lines that are not."""
    if told_apart:
        merged = _sums(MovementTotal, scope, by, cut_into).where(
            MovementTotal.folded == folded(told_apart), MovementTotal.on.between(first, last)
        )
    else:
        merged = _sums(MovementSum, scope, by, cut_into).where(
            MovementSum.is_merged, MovementSum.month.between(first, last)
        )
    waiting = _sums(MovementSum, scope, by, cut_into).where(
        ~MovementSum.is_merged, MovementSum.on.between(first, last)
    )
    return [merged, waiting]


def _sums(source: Any, scope: Scope, by: By, cut_into: int | None) -> Select[Any]:
    counts = (func.sum(getattr(source, kind)).label(kind) for kind in _KINDS)
    statement = select(_key(by, source, cut_into).label("key"), *counts)
    return statement.where(*_in_scope(scope, source)).group_by("key")


def _movements(scope: Scope, first: date, last: date, by: By, cut_into: int | None) -> Select[Any]:
    total = func.sum(CaseMovement.count)
    counts = (
        func.coalesce(total.filter(CaseMovement.kind == kind), 0).label(kind) for kind in _KINDS
    )
    statement = select(_key(by, CaseMovement, cut_into).label("key"), *counts).where(
        CaseMovement.on.between(first, last), *_in_scope(scope, CaseMovement)
    )
    return statement.group_by("key")


def _key(by: By, source: Any, cut_into: int | None) -> ColumnElement[Any]:
    match by:
        case By.NOTHING:
            return _nothing()
        case By.DAY:
            return cast(source.on, Date)
        case By.MONTH:
            if source is MovementSum:
                return cast(MovementSum.month, Date)
            return cast(func.date_trunc("month", source.on), Date)
        case By.AREA:
            return func.coalesce(func.left(_area(source), cut_into), "")
        case By.PROGRAMME | By.CATEGORY | By.CHANNEL:
            return func.coalesce(getattr(source, by), "")


def _nothing() -> ColumnElement[Any]:
    return func.coalesce("", "")


def _area(source: Any) -> Any:
    return source.district if source in _ADDED_UP else source.area_code


def _in_scope(scope: Scope, source: Any) -> Iterator[ColumnElement[bool]]:
    area = _area(source)
    if scope.area == NONE:
        yield _is_unknown(area, source)
    elif scope.area:
        yield area.startswith(scope.area)
    if scope.programme == NONE:
        yield _is_unknown(source.programme, source)
    elif scope.programme:
        yield source.programme == scope.programme
    if scope.category:
        yield source.category == scope.category
    if scope.channel:
        yield source.channel == scope.channel
    if scope.within is not None:
        yield source.category.in_(scope.within)
    if scope.without:
        yield source.category.not_in(scope.without)


def _is_unknown(column: Any, source: Any) -> ColumnElement[bool]:
    unknown: ColumnElement[bool] = column == "" if source in _ADDED_UP else column.is_(None)
    return unknown


def _day_of(moment: Any) -> ColumnElement[date]:
    return cast(func.timezone(literal_column(f"'{DHAKA}'"), moment), Date)
