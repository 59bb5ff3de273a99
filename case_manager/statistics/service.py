"""The figures: each function answers one question, about what its reader may count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from case_manager.cases import clocks
from case_manager.cases import rules as case_rules
from case_manager.kit.calendar import local_date
from case_manager.models import User
from case_manager.statistics import rules
from case_manager.statistics.filters import FigureFilter, confidential_categories
from case_manager.statistics.repository import FiguresRepository, Key, Scope
from case_manager.statistics.rules import BacklogPart, Balance, By, Flows, Kept, Period, Ratings

_ONE_DAY = timedelta(days=1)
_MERGED_AT_ONCE = 20_000


@dataclass(frozen=True)
class BalanceOfPeriod:
    """`counts_confidential`: whether the cases are in it that its reader may not look at."""

    now: Balance
    before: Balance
    counts_confidential: bool


@dataclass(frozen=True)
class TrendStep:
    starts_on: date
    balance: Balance


@dataclass(frozen=True)
class PartOfBalance:
    """`key` is an area's code, a programme, a category or a channel; empty is none, or unknown."""

    key: str
    balance: Balance
    deadlines: Kept

    @property
    def counts_something(self) -> bool:
        return bool(self.balance.opening or self.balance.flows != Flows() or self.deadlines.all)


@dataclass(frozen=True)
class Durations:
    """How many cases took how many whole days, in the period and in the one before."""

    now: Mapping[int, int]
    before: Mapping[int, int]


@dataclass(frozen=True)
class Deadlines:
    now: Kept
    before: Kept


@dataclass(frozen=True)
class Satisfaction:
    now: Ratings
    before: Ratings


def balance(
    session: Session, viewer: User, filter_: FigureFilter, *, fewest: int, now: datetime
) -> BalanceOfPeriod:
    """For whoever may not see confidential cases these count in sums that tell of none of them."""
    repository = FiguresRepository(session)
    scope = _scope(filter_, viewer)
    current, before = _balance(repository, scope, filter_.period, filter_.period.before)
    if not scope.without:
        return BalanceOfPeriod(current, before, counts_confidential=True)
    if filter_.dimensions or not rules.may_count_confidential(
        viewer.area_code, filter_.period, today=local_date(now)
    ):
        return BalanceOfPeriod(current, before, counts_confidential=False)
    confidential = replace(scope, without=frozenset(), within=scope.without)
    added, added_before = _balance(repository, confidential, filter_.period, filter_.period.before)
    if not all(rules.enough_of_each(one, fewest) for one in (added, added_before)):
        return BalanceOfPeriod(current, before, counts_confidential=False)
    return BalanceOfPeriod(current + added, before + added_before, counts_confidential=True)


def trend(
    session: Session, viewer: User, filter_: FigureFilter, opening: int | None = None
) -> list[TrendStep]:
    """Each step with the balance at its beginning and end; `opening` where it is known already."""
    repository, scope, period = FiguresRepository(session), _scope(filter_, viewer), filter_.period
    step = rules.step_of(period)
    by = By.MONTH if step in (rules.Step.MONTH, rules.Step.YEAR) else By.DAY
    flows = dict.fromkeys(step.starts(period), Flows())
    for day, change in repository.flows(scope, period.first, period.last, by).items():
        flows[step.start(_as_date(day))] += change
    opening = _opening(repository, scope, period) if opening is None else opening
    steps = []
    for starts_on, change in flows.items():
        steps.append(TrendStep(starts_on, Balance(opening, change)))
        opening = steps[-1].balance.closing
    return steps


def by_area(
    session: Session, viewer: User, filter_: FigureFilter, *, now: datetime
) -> list[PartOfBalance]:
    """One level below the chosen area, districts of the whole country; nothing below a union."""
    cut_into = rules.child_length(filter_.area or viewer.area_code)
    if cut_into is None:
        return []
    repository, scope = FiguresRepository(session), _scope(filter_, viewer)
    kept = repository.deadlines(scope, _elapsed(filter_.period, now), cut_into)
    return _parts(repository, scope, filter_.period, By.AREA, kept, cut_into)


def by_dimension(
    session: Session, viewer: User, filter_: FigureFilter, by: By
) -> list[PartOfBalance]:
    """The largest first, by what was received."""
    repository, scope = FiguresRepository(session), _scope(filter_, viewer)
    parts = _parts(repository, scope, filter_.period, by, {})
    return sorted(parts, key=lambda part: (-part.balance.flows.received, part.key))


def first_action(session: Session, viewer: User, filter_: FigureFilter) -> Durations:
    repository, scope = FiguresRepository(session), _scope(filter_, viewer)
    return Durations(
        repository.days_to_first_action(scope, filter_.period),
        repository.days_to_first_action(scope, filter_.period.before),
    )


def resolution(session: Session, viewer: User, filter_: FigureFilter) -> Durations:
    repository, scope = FiguresRepository(session), _scope(filter_, viewer)
    return Durations(
        repository.days_to_resolution(scope, filter_.period),
        repository.days_to_resolution(scope, filter_.period.before),
    )


def deadlines(session: Session, viewer: User, filter_: FigureFilter, *, now: datetime) -> Deadlines:
    """Of the deadlines of the period that are over: those that are still to come may be kept."""
    repository, scope = FiguresRepository(session), _scope(filter_, viewer)
    periods = (_elapsed(filter_.period, now), filter_.period.before)
    return Deadlines(*(repository.deadlines(scope, each).get("", Kept()) for each in periods))


def satisfaction(session: Session, viewer: User, filter_: FigureFilter) -> Satisfaction:
    repository, scope = FiguresRepository(session), _scope(filter_, viewer)
    periods = (filter_.period, filter_.period.before)
    return Satisfaction(*(repository.ratings(scope, each) for each in periods))


def backlog(
    session: Session, viewer: User, filter_: FigureFilter, *, now: datetime
) -> list[BacklogPart]:
    """Open cases as they stand now, whatever the period, by how long they have waited."""
    today, calendar = local_date(now), clocks.calendar(session)
    bounds = [rules.waiting_since(days, today, calendar) for days in rules.BACKLOG_WORKING_DAYS]
    counts = FiguresRepository(session).open_since(_scope(filter_, viewer), bounds)
    return rules.backlog(counts, bounds, today)


def merge_sums(session: Session) -> bool:
    """Whether there may be more to merge."""
    return FiguresRepository(session).merge_sums(_MERGED_AT_ONCE) == _MERGED_AT_ONCE


def _scope(filter_: FigureFilter, viewer: User) -> Scope:
    sees_all = case_rules.leads(viewer.role)
    return Scope(
        area=filter_.area or viewer.area_code,
        programme=filter_.programme,
        category=filter_.category,
        channel=filter_.channel,
        without=frozenset() if sees_all else confidential_categories(),
    )


def _balance(
    repository: FiguresRepository, scope: Scope, period: Period, before: Period
) -> tuple[Balance, Balance]:
    opening = _opening(repository, scope, period)
    flows = _flows(repository, scope, before)
    current = Balance(opening, _flows(repository, scope, period))
    return current, Balance(opening - flows.net, flows)


def _flows(repository: FiguresRepository, scope: Scope, period: Period) -> Flows:
    return repository.flows(scope, period.first, period.last, By.NOTHING).get("", Flows())


def _opening(repository: FiguresRepository, scope: Scope, period: Period) -> int:
    return repository.opening(scope, period.first, By.NOTHING).get("", 0)


def _parts(
    repository: FiguresRepository,
    scope: Scope,
    period: Period,
    by: By,
    kept: Mapping[Key, Kept],
    cut_into: int | None = None,
) -> list[PartOfBalance]:
    earlier = repository.opening(scope, period.first, by, cut_into)
    flows = repository.flows(scope, period.first, period.last, by, cut_into)
    keys: Sequence[str] = sorted({str(key) for key in (*earlier, *flows, *kept)})
    parts = [
        PartOfBalance(
            key,
            Balance(earlier.get(key, 0), flows.get(key, Flows())),
            kept.get(key, Kept()),
        )
        for key in keys
    ]
    return [part for part in parts if part.counts_something]


def _elapsed(period: Period, now: datetime) -> Period:
    """Up to yesterday: what is due today may still be done. May be empty, and ends early then."""
    return replace(period, last=min(period.last, local_date(now) - _ONE_DAY))


def _as_date(key: Key) -> date:
    if not isinstance(key, date):
        raise TypeError("days were asked for")
    return key
