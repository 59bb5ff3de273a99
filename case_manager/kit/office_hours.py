"""When somebody of the office calls: within its hours, on a working day, at the time wished for."""

from dataclasses import dataclass
from datetime import date, datetime, time

from case_manager.kit.calendar import DHAKA, Calendar
from case_manager.vocabulary import CallTime

_NOON, _AFTERNOON = time(12), time(15)
_BEGIN = {CallTime.MIDDAY: _NOON, CallTime.AFTERNOON: _AFTERNOON}
_END = {CallTime.MORNING: _NOON, CallTime.MIDDAY: _AFTERNOON}


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

    def next_call(self, moment: datetime, calendar: Calendar, wanted: CallTime | None) -> datetime:
        """The earliest moment, in Bangladesh's time. A wish for hours in which the office is closed
        is one for any hour.
        """
        local = moment.astimezone(DHAKA)
        begin, end = self._span(wanted)
        if calendar.is_working_day(local.date()) and local.time() < end:
            return max(local, _at(local.date(), begin))
        return _at(calendar.next_working_day(local.date()), begin)

    def _span(self, wanted: CallTime | None) -> tuple[time, time]:
        begin = max(_BEGIN.get(wanted, self.opens), self.opens) if wanted else self.opens
        end = min(_END.get(wanted, self.closes), self.closes) if wanted else self.closes
        return (begin, end) if begin < end else (self.opens, self.closes)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, DHAKA)
