"""Working days in Bangladesh: Sunday to Thursday, without the holidays of the gazette."""

from bisect import bisect_right
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DHAKA = ZoneInfo("Asia/Dhaka")
_WEEKEND = frozenset({4, 5})  # Friday and Saturday, counted from Monday


def local_date(moment: datetime) -> date:
    return moment.astimezone(DHAKA).date()


def first_moment(day: date) -> datetime:
    return datetime.combine(day, time(), DHAKA)


@dataclass(frozen=True)
class Calendar:
    """Long spans cost no more: weeks are counted by division and holidays by bisection."""

    holidays: Set[date] = field(default_factory=frozenset)
    _lost: Sequence[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lost = sorted(day.toordinal() for day in self.holidays if day.weekday() not in _WEEKEND)
        object.__setattr__(self, "_lost", lost)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() not in _WEEKEND and day not in self.holidays

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`, which itself never counts."""
        return self.add(day, 1)

    def add(self, day: date, working_days: int) -> date:
        """`working_days` after `day`: what is opened on a Friday begins to count on Sunday."""
        wanted = self._number(day) + working_days
        while missing := wanted - self._number(day):
            day += timedelta(days=missing)  # never too far: no day counts for more than one
        return day

    def between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to `end`, `end` included."""
        return max(self._number(end) - self._number(start), 0)

    def _number(self, day: date) -> int:
        """How many working days there were up to `day`, since the Sunday before the first day."""
        weeks, rest = divmod(day.toordinal(), 7)
        weekdays = weeks * 5 + min(rest + 1, 5)
        return weekdays - bisect_right(self._lost, day.toordinal())
