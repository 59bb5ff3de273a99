"""Which rows a file has had already, in 20 bytes a row, whatever their number."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

_MOST_IN_ONE = 2_000_000
_NONE = -1


@dataclass(frozen=True)
class _Seen:
    """Sorted by key."""

    keys: npt.NDArray[np.uint64]
    contents: npt.NDArray[np.uint64]
    lines: npt.NDArray[np.int32]

    def joined(self, other: "_Seen") -> "_Seen":
        keys = np.concatenate((self.keys, other.keys))
        order = np.argsort(keys, kind="stable")
        return _Seen(
            keys[order],
            np.concatenate((self.contents, other.contents))[order],
            np.concatenate((self.lines, other.lines))[order],
        )


@dataclass(frozen=True)
class Earlier:
    """For each row the line that had the same key before, or none; and whether it said the same."""

    lines: npt.NDArray[np.int32]
    same: npt.NDArray[np.bool_]

    @property
    def any(self) -> npt.NDArray[np.bool_]:
        return np.not_equal(self.lines, _NONE)


class Repeats:
    """Keys and contents are hashes of 64 bits: among twenty million rows two that differ are
    taken for one once in a hundred thousand files."""

    def __init__(self) -> None:
        self._seen: list[_Seen] = []

    def earlier(self, keys: pl.DataFrame, contents: pl.DataFrame, lines: pl.Series) -> Earlier:
        """Rows are compared with all of earlier calls and with those above them."""
        if not len(lines):
            return Earlier(np.zeros(0, np.int32), np.zeros(0, bool))
        rows = _Seen(
            keys.hash_rows().to_numpy(),
            contents.hash_rows().to_numpy(),
            lines.to_numpy().astype(np.int32),
        )
        found = np.full(len(lines), _NONE, np.int32)
        same = np.zeros(len(lines), bool)
        order = np.argsort(rows.keys, kind="stable")
        here = _Seen(rows.keys[order], rows.contents[order], rows.lines[order])
        for seen in (*self._seen, here):
            place = np.searchsorted(seen.keys, rows.keys)
            place[place == len(seen.keys)] = 0
            hit = (
                (found == _NONE)
                & (seen.keys[place] == rows.keys)
                & (seen.lines[place] < rows.lines)
            )
            found[hit] = seen.lines[place][hit]
            same[hit] = (seen.contents[place] == rows.contents)[hit]
        self._keep(rows, found == _NONE)
        return Earlier(found, same)

    def _keep(self, rows: _Seen, new: npt.NDArray[np.bool_]) -> None:
        order = np.argsort(rows.keys[new], kind="stable")
        kept = _Seen(rows.keys[new][order], rows.contents[new][order], rows.lines[new][order])
        while self._seen and len(self._seen[-1].keys) <= len(kept.keys) < _MOST_IN_ONE:
            kept = self._seen.pop().joined(kept)
        if len(kept.keys):
            self._seen.append(kept)
