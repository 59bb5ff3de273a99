"""Which row names the columns, as titles often stand above it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from case_manager.imports.portions import FileRefused

_AMONG_FIRST = 20
_FEWEST_COLUMNS = 2


IsKnown = Callable[[str], bool]


@dataclass(frozen=True)
class Heading:
    line: int
    names: Sequence[str]


def find_heading(records: Sequence[tuple[int, Sequence[str]]], is_known: IsKnown) -> Heading:
    """The row with most names that are known, or else with most names. Raises FileRefused."""
    best, most = None, (0, 0)
    for line, cells in records[:_AMONG_FIRST]:
        weight = (sum(map(is_known, cells)), len({*cells} - {""}))
        if weight > most:
            best, most = Heading(line, _named(cells)), weight
    if best is None or len(best.names) < _FEWEST_COLUMNS:
        raise FileRefused("no_columns")
    return best


def _named(cells: Sequence[str]) -> list[str]:
    """Each name once: who has none is called by its place, and the second of a name is its (2)."""
    names: list[str] = []
    for place, cell in enumerate(cells, 1):
        name = cell or f"#{place}"
        same = sum(each == name or each.startswith(f"{name} (") for each in names)
        names.append(f"{name} ({same + 1})" if same else name)
    return names
