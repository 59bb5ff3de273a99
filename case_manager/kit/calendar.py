"""Working days in Bangladesh: Sunday to Thursday, without the holidays of the gazette."""

from collections.abc import Set
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
    holidays: Set[date] = field(default_factory=frozenset)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() not in _WEEKEND and day not in self.holidays

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`, which itself never counts."""
        day += timedelta(days=1)
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def add(self, day: date, working_days: int) -> date:
        """`working_days` after `day`: what is opened on a Friday begins to count on Sunday."""
        for _ in range(working_days):
            day = self.next_working_day(day)
        return day

    def between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to `end`, `end` included."""
        days = (start + timedelta(days=step) for step in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in days)
