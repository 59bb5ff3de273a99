"""How well a pace is kept, as the tests and the benchmark of the outbox judge it."""

MOST_OFF_PACE = 0.05
LONG_TEXT = "Apnar nalish 48210934 er uttor esheche. " * 11  # three segments
LONG_SEGMENTS = 3


def off_pace(segments: float, seconds: float, per_second: float) -> float:
    """0.02 is two per cent too fast, -0.02 too slow."""
    return segments / (seconds * per_second) - 1
