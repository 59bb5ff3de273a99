"""The hours in which nobody is written to who did not ask, in Bangladesh's time."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from ussd_gateway.costs import BANGLADESH


@dataclass(frozen=True)
class QuietHours:
    """They may go over midnight; from and to the same moment are none."""

    start: time
    end: time

    def next_allowed(self, now: datetime) -> datetime:
        """Now, or when the quiet that it is in ends."""
        local = now.astimezone(BANGLADESH)
        for day in (local.date() - timedelta(days=1), local.date()):
            start = datetime.combine(day, self.start, BANGLADESH)
            end = datetime.combine(day, self.end, BANGLADESH)
            if self.end < self.start:
                end += timedelta(days=1)
            if start <= local < end:
                return end.astimezone(now.tzinfo)
        return now
