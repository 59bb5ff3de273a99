from dataclasses import dataclass, field

_LEAST_PART = 1 / 64  # of the full rate
_RECOVERY_SECONDS = 60.0  # from nothing to the full rate
_ONE_CUT_SECONDS = 1.0


@dataclass
class Pace:
    """How many messages a second: halved when the other side is overrun, then growing evenly.

    The refusals that a full window brings at once count as one. Times are seconds of any clock
    that only goes forward.
    """

    per_second: float
    _base: float = field(init=False)
    _cut_at: float = field(init=False, default=float("-inf"))
    _next_at: float = field(init=False, default=float("-inf"))

    def __post_init__(self) -> None:
        self._base = self.per_second

    def rate(self, now: float) -> float:
        recovered = (now - self._cut_at) * self.per_second / _RECOVERY_SECONDS
        return min(self.per_second, self._base + recovered)

    def wait(self, now: float) -> float:
        """How many seconds the next slot is away."""
        return max(self._next_at - now, 0.0)

    def reserve(self, now: float) -> float:
        """Takes it as well."""
        slot = max(now, self._next_at)
        self._next_at = slot + 1 / self.rate(slot)
        return slot - now

    def slow_down(self, now: float) -> None:
        if now - self._cut_at < _ONE_CUT_SECONDS:
            return
        self._base = max(self.per_second * _LEAST_PART, self.rate(now) / 2)
        self._cut_at = now
        self._next_at = max(self._next_at, now + 1 / self._base)
