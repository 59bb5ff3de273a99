"""When and how often citizens are written to who did not just write themselves."""

from dataclasses import dataclass
from typing import TypedDict

QuietHours = TypedDict("QuietHours", {"from": str, "to": str})


@dataclass(frozen=True)
class Restraint:
    quiet_hours: QuietHours | None = None
    daily_limit: int | None = None


NO_RESTRAINT = Restraint()
