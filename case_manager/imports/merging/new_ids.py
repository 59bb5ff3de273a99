"""Many UUIDs of version 7 at once: they grow, so that an index is filled from one end."""

import os
from datetime import datetime

_VERSION_7 = 0x7000
_VARIANT = 0x8000


def new_ids(number: int, now: datetime) -> list[str]:
    """As 32 hexadecimal digits. Those of one moment differ by a count and by chance."""
    moment, chance = f"{int(now.timestamp() * 1000):012x}", os.urandom(6 * number).hex()
    return [
        f"{moment}{_VERSION_7 | each >> 12:04x}{_VARIANT | each & 0xFFF:04x}"
        f"{chance[12 * each : 12 * each + 12]}"
        for each in range(number)
    ]
