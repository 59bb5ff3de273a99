"""A circuit breaker: who fails again and again is left alone for a while, then tried once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock


@dataclass
class Breaker:
    """Of one process. While it is open nobody calls; after `pause` one caller tries for all."""

    failures_until_open: int = 5
    pause: timedelta = timedelta(seconds=30)
    _failures: int = field(default=0, init=False)
    _closed_to: datetime | None = field(default=None, init=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    def may_call(self, now: datetime) -> bool:
        with self._lock:
            if self._closed_to is None:
                return True
            if now < self._closed_to:
                return False
            self._closed_to = now + self.pause  # this caller tries; the others wait for it
            return True

    def record(self, *, worked: bool, now: datetime) -> None:
        with self._lock:
            self._failures = 0 if worked else self._failures + 1
            is_open = self._failures >= self.failures_until_open
            self._closed_to = now + self.pause if is_open else None
