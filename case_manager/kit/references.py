"""Case references: short numbers that say nothing of how many cases there are or which is next."""

import hashlib
import hmac
import re
from dataclasses import dataclass

# Damm's quasigroup of order 10: finds every single wrong digit and every swap of neighbours.
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_SHORT, _LONG = 7, 9
_ROUNDS = 8
_WRITTEN = re.compile(r"[0-9]{8}(?:[0-9]{2})?")


def check_digit(digits: str) -> str:
    state = 0
    for digit in digits:
        state = _DAMM[state][int(digit)]
    return str(state)


def is_reference(text: str) -> bool:
    """Eight or ten digits whose last one fits the others; it need not exist."""
    return bool(_WRITTEN.fullmatch(text)) and check_digit(text) == "0"


@dataclass(frozen=True)
class References:
    """A keyed permutation of a sequence: ten million numbers of eight digits, then of ten."""

    key: bytes

    def nth(self, position: int) -> str:
        """The reference of the sequence's `position`, counted from 0; never the same one twice."""
        digits = _SHORT if position < 10**_SHORT else _LONG
        offset = 0 if digits == _SHORT else 10**_SHORT
        if position - offset >= 10**digits:
            raise OverflowError("every case reference has been given out")
        body = f"{self._permuted(position - offset, 10**digits):0{digits}d}"
        return body + check_digit(body)

    def _permuted(self, number: int, size: int) -> int:
        """Walks the cycle of a Feistel network over a power of two until it is back in range."""
        half = ((size - 1).bit_length() + 1) // 2
        number = self._feistel(number, half)
        while number >= size:
            number = self._feistel(number, half)
        return number

    def _feistel(self, number: int, half: int) -> int:
        mask = (1 << half) - 1
        left, right = number >> half, number & mask
        for turn in range(_ROUNDS):
            left, right = right, left ^ (self._round(turn, half, right) & mask)
        return left << half | right

    def _round(self, turn: int, half: int, value: int) -> int:
        digest = hmac.digest(self.key, f"{half}:{turn}:{value}".encode(), hashlib.sha256)
        return int.from_bytes(digest[:8], "big")
