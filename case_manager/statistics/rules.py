"""What the figures mean: periods, balances, quantiles, and what is too few to be shown."""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate, combinations
from math import ceil

from case_manager.kit.calendar import Calendar

BACKLOG_WORKING_DAYS = (10, 30, 40, 60)
_ONE_DAY = timedelta(days=1)
_LONGEST_BY_DAY = 45
_LONGEST_BY_WEEK = 190
_LONGEST_BY_MONTH = 1850
_DISTRICT = 4
_CHILDREN = {0: 4, 2: 4, 4: 6, 6: 10}
DIMENSIONS = ("district", "programme", "category", "channel")
_FEWEST_FIRST = tuple(reversed(DIMENSIONS))
TOTALS_BY_DAY = tuple(map(frozenset, combinations(_FEWEST_FIRST, 1)))
TOTALS_BY_MONTH = tuple(map(frozenset, combinations(_FEWEST_FIRST, 2)))


@dataclass(frozen=True)
class Period:
    """Both of its days are in it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Period":
        """As many days, right before it; a whole month is compared with a whole month."""
        last = self.first - _ONE_DAY
        if self.is_one_month:
            return Period(last.replace(day=1), last)
        return Period(last - timedelta(days=self.days - 1), last)

    @property
    def is_one_month(self) -> bool:
        return self.first.day == 1 and self.last == next_month(self.first) - _ONE_DAY


class Step(StrEnum):
    """How a trend cuts its period; a week begins on Sunday, as work does."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"

    def start(self, day: date) -> date:
        match self:
            case Step.DAY:
                return day
            case Step.WEEK:
                return day - timedelta(days=day.isoweekday() % 7)
            case Step.MONTH:
                return day.replace(day=1)
            case Step.YEAR:
                return day.replace(month=1, day=1)

    def starts(self, period: Period) -> list[date]:
        days = (period.first + timedelta(days=number) for number in range(period.days))
        return sorted({self.start(day) for day in days})


def step_of(period: Period) -> Step:
    if period.days <= _LONGEST_BY_DAY:
        return Step.DAY
    if period.days <= _LONGEST_BY_WEEK:
        return Step.WEEK
    return Step.MONTH if period.days <= _LONGEST_BY_MONTH else Step.YEAR


def next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def eleven_months_before(day: date) -> date:
    """The first day of the twelve months of which the last is this day's."""
    return next_month(day).replace(year=day.year - (day.month < 12))


@dataclass(frozen=True)
class Parts:
    """A span cut into whole months, whose sums are there, and the days around them.

    `months` holds the first days of the first month and of the one after the last.
    """

    months: tuple[date, date] | None
    days: tuple[tuple[date, date], ...]


def parts(start: date, end: date, *, by_month: bool) -> Parts:
    """`by_month` is False where sums of districts and months say too little."""
    if not by_month:
        return Parts(None, ((start, end),))
    after = next_month(end) if next_month(end) - _ONE_DAY == end else end.replace(day=1)
    first = start if start.day == 1 else next_month(start)
    if first >= after:
        return Parts(None, ((start, end),))
    head = [(start, first - _ONE_DAY)] if start < first else []
    tail = [(after, end)] if after <= end else []
    return Parts((first, after), (*head, *tail))


class By(StrEnum):
    """What figures are told apart by; `AREA` needs to be told how long the codes are."""

    NOTHING = "nothing"
    DAY = "day"
    MONTH = "month"
    AREA = "area"
    PROGRAMME = "programme"
    CATEGORY = "category"
    CHANNEL = "channel"


@dataclass(frozen=True)
class Flows:
    """What changed the balance of open cases during a span."""

    received: int = 0
    reopened: int = 0
    disposed: int = 0
    moved_in: int = 0
    moved_out: int = 0

    def __add__(self, other: "Flows") -> "Flows":
        names = (field.name for field in fields(self))
        return Flows(*(getattr(self, name) + getattr(other, name) for name in names))

    @property
    def net(self) -> int:
        return self.received + self.reopened + self.moved_in - self.disposed - self.moved_out


@dataclass(frozen=True)
class Balance:
    opening: int
    flows: Flows

    @property
    def closing(self) -> int:
        return self.opening + self.flows.net

    def __add__(self, other: "Balance") -> "Balance":
        return Balance(self.opening + other.opening, self.flows + other.flows)

    def figures(self) -> Iterator[tuple[str, int]]:
        """By name, in the order in which they are added up."""
        yield "opening", self.opening
        yield "received", self.flows.received
        yield "reopened", self.flows.reopened
        yield "moved_in", self.flows.moved_in
        yield "moved_out", self.flows.moved_out
        yield "disposed", self.flows.disposed
        yield "closing", self.closing


@dataclass(frozen=True)
class Kept:
    """Of so many deadlines, how many were kept."""

    kept: int = 0
    all: int = 0


@dataclass(frozen=True)
class Ratings:
    """`scores` are how many gave which from 1 to 5, for so many `closed` cases."""

    scores: Mapping[int, int] = field(default_factory=dict)
    closed: int = 0

    @property
    def answers(self) -> Kept:
        return Kept(sum(self.scores.values()), self.closed)

    @property
    def mean(self) -> float | None:
        """To a tenth, rounded half up; None of nothing."""
        count = self.answers.kept
        total = sum(score * given for score, given in self.scores.items())
        return (20 * total + count) // (2 * count) / 10 if count else None


@dataclass(frozen=True)
class BacklogPart:
    """Open cases that have waited for `least` to `most` working days; the last has no most.

    `received` are the days on which they came; of the last part, up to that day.
    """

    least: int
    most: int | None
    received_from: date | None
    received_to: date
    count: int


def waiting_since(working_days: int, today: date, calendar: Calendar) -> date:
    """The first day from which no more than so many working days have passed."""
    day = today
    while calendar.between(day - _ONE_DAY, today) <= working_days:
        day -= _ONE_DAY
    return day


def backlog(counts: Sequence[int], bounds: Sequence[date], today: date) -> list[BacklogPart]:
    """`bounds` are those of BACKLOG_WORKING_DAYS, with a count for each and one for the rest."""
    least = (0, *(days + 1 for days in BACKLOG_WORKING_DAYS))
    most = (*BACKLOG_WORKING_DAYS, None)
    last = (today, *(bound - _ONE_DAY for bound in bounds))
    return [
        BacklogPart(*part) for part in zip(least, most, (*bounds, None), last, counts, strict=True)
    ]


def child_length(area_code: str | None) -> int | None:
    """How long the codes of the areas are into which this one is cut; None for a union.

    The whole country is cut into districts.
    """
    return _CHILDREN.get(len(area_code or ""))


def totals_for(needed: Set[str], kept: Sequence[frozenset[str]]) -> frozenset[str] | None:
    """The first of the totals kept, the shortest first, that tell apart what is needed."""
    return next((each for each in kept if needed <= each), None)


def folded(told_apart: Set[str]) -> int:
    """A bit for each dimension that is not told apart, the last the lowest, as GROUPING has it."""
    return sum(
        2**place for place, name in enumerate(reversed(DIMENSIONS)) if name not in told_apart
    )


def has_sums(area_code: str | None, cut_into: int | None = None) -> bool:
    return max(len(area_code or ""), cut_into or 0) <= _DISTRICT


def may_count_confidential(area_code: str | None, period: Period, *, today: date) -> bool:
    """Whoever may not see confidential cases learns their number for a district or more and one
    whole month that is over: no two such figures differ by a few cases only.
    """
    over = period.is_one_month and period.last < today
    return over and len(area_code or "") <= _DISTRICT


def enough_of_each(balance: Balance, fewest: int) -> bool:
    return all(count == 0 or count >= fewest for _, count in balance.figures())


def quantile(histogram: Mapping[int, int], share: float) -> int | None:
    """The smallest value that at least this share of all does not exceed; None of nothing."""
    total = sum(histogram.values())
    if not total:
        return None
    values = sorted(histogram)
    wanted = max(ceil(total * share), 1)
    reached = accumulate(histogram[value] for value in values)
    return next(value for value, count in zip(values, reached, strict=True) if count >= wanted)


def percent(part: int, whole: int) -> int:
    """Rounded half up, as people do."""
    return (200 * part + whole) // (2 * whole)


def share(kept: Kept, fewest: int) -> int | None:
    """In percent; None of too few."""
    return percent(kept.kept, kept.all) if kept.all >= fewest else None


def in_classes(histogram: Mapping[int, int], bounds: Sequence[int]) -> list[int]:
    """How many lie within each bound and above the one before; the last lie above all."""
    counts = [0] * (len(bounds) + 1)
    for value, count in histogram.items():
        counts[class_of(value, bounds)] += count
    return counts


def class_of(value: int, bounds: Sequence[int]) -> int:
    """The first whose bound it does not exceed, or the one after the last."""
    return bisect_left(bounds, value)


def five_classes(values: list[int]) -> list[int]:
    """The upper bounds of five classes of about the same size, for a map.

    Where many values are alike the different ones are divided; of fewer than five each has its own.
    """
    return max(_fifths(values), _fifths(set(values)), key=len)


def _fifths(values: Collection[int]) -> list[int]:
    ordered = sorted(values)
    bounds = {ordered[ceil(len(ordered) * part / 5) - 1] for part in range(1, 6) if ordered}
    return sorted(bounds)
