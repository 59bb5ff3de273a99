"""Version 7 UUIDs (RFC 9562): the moment of their making is in them, to the millisecond.

So an id alone tells in which month's partition its row lies.
"""

import os
from datetime import UTC, datetime, timedelta
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_LATEST = (datetime(9000, 1, 1, tzinfo=UTC) - _EPOCH) // _MILLISECOND


def uuid7(made_at: datetime) -> UUID:
    number = (made_at - _EPOCH) // _MILLISECOND << 80 | int.from_bytes(os.urandom(10))
    number = number & ~(0xF << 76) | 7 << 76
    number = number & ~(0x3 << 62) | 2 << 62
    return UUID(int=number)


def made_within(made: UUID) -> tuple[datetime, datetime]:
    """From the first of these moments until before the second; a stranger's id may name any."""
    start = _EPOCH + min(made.int >> 80, _LATEST) * _MILLISECOND
    return start, start + _MILLISECOND
