"""When somebody of the office calls: within its hours, on a working day, at the time wished for."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from case_manager.kit.calendar import DHAKA, Calendar
from case_manager.vocabulary import CallTime

_NOON, _AFTERNOON = time(12), time(15)
_BEGIN = {CallTime.MIDDAY: _NOON, CallTime.AFTERNOON: _AFTERNOON}
_END = {CallTime.MORNING: _NOON, CallTime.MIDDAY: _AFTERNOON}


@dataclass(frozen=True)
class WishedCall:
    """What is None is left to the office: the part of the day, the day, the earliest hour."""

    part: CallTime | None = None
    on: date | None = None
    after: time | None = None


class NotThen(StrEnum):
    """Why nobody calls when it was wished: the office is closed, or that time of today is over."""

    CLOSED = "closed"
    OVER = "over"


@dataclass(frozen=True)
class OfficeHours:
    opens: time
    closes: time

    @classmethod
    def read(cls, text: str) -> "OfficeHours":
        """09:00-17:00"""
        opens, _, closes = text.partition("-")
        return cls(time.fromisoformat(opens), time.fromisoformat(closes))

    def is_open(self, moment: datetime, calendar: Calendar) -> bool:
        local = moment.astimezone(DHAKA)
        is_within = self.opens <= local.time() < self.closes
        return is_within and calendar.is_working_day(local.date())

    def next_call(self, moment: datetime, calendar: Calendar, wished: WishedCall) -> datetime:
        """The earliest moment, in Bangladesh's time. A wish for hours in which the office is closed
        is one for any hour, and one for a day on which it is, for the next.
        """
        local = moment.astimezone(DHAKA)
        begin, end = self._span(wished) if self._has(wished) else (self.opens, self.closes)
        day = max(local.date(), wished.on or local.date())
        is_over = day == local.date() and local.time() >= end
        if is_over or not calendar.is_working_day(day):
            return _at(calendar.next_working_day(day), begin)
        return max(local, _at(day, begin))

    def why_not_then(
        self, moment: datetime, calendar: Calendar, wished: WishedCall
    ) -> NotThen | None:
        """None where the next call is as it was wished."""
        is_working_day = wished.on is None or calendar.is_working_day(wished.on)
        if not (is_working_day and self._has(wished)):
            return NotThen.CLOSED
        call = self.next_call(moment, calendar, wished)
        return None if wished.on in (None, call.date()) else NotThen.OVER

    def _has(self, wished: WishedCall) -> bool:
        """No office has an hour outside the part of the day that it is said to be in."""
        begin, end = self._span(wished)
        return begin < end and (wished.after is None or self.opens <= wished.after)

    def _span(self, wished: WishedCall) -> tuple[time, time]:
        begin, end = self.opens, self.closes
        if wished.part:
            begin = max(begin, _BEGIN.get(wished.part, begin))
            end = min(end, _END.get(wished.part, end))
        if wished.after:
            begin = max(begin, wished.after)
        return begin, end


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, DHAKA)
