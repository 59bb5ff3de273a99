"""How long to wait before the next try, with a little chance so that retries spread out."""

import random
from datetime import timedelta

_SENDING_SECONDS = (5, 30, 120, 300, 900, 1800, 3600)
MOST_SENDING_ATTEMPTS = len(_SENDING_SECONDS) + 1


def for_calls(attempts: int) -> timedelta:
    """To our own parts, which come back within minutes: 2, 4, 8 … 60 seconds."""
    return _spread(min(60, 2 ** min(attempts, 6)))


def for_sending(attempts: int) -> timedelta:
    return _spread(_SENDING_SECONDS[min(attempts, len(_SENDING_SECONDS)) - 1])


def _spread(seconds: float) -> timedelta:
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 (no secret)
