from datetime import date
from itertools import count
from random import Random

_EPOCH = date(1970, 1, 1)
_MILLISECONDS_A_DAY = 86_400_000
_VARIANT = 0x8000000000000000
_LOW_BITS = 0x3FFFFFFFFFFFFFFF


class Ids:
    """UUIDs of version 7 without hyphens: they grow, so that an index is filled from one end."""

    def __init__(self, today: date, random: Random) -> None:
        self._random = random
        self._moments = count((today - _EPOCH).days * _MILLISECONDS_A_DAY)

    def next(self) -> str:
        chance = self._random.getrandbits(74)
        return f"{next(self._moments):012x}7{chance >> 62:03x}{_VARIANT | chance & _LOW_BITS:016x}"
