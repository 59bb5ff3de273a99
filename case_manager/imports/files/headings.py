"""Which row names the columns, as titles often stand above it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from case_manager.imports.refusals import FileRefused

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


def told_apart(names: Iterable[str]) -> list[str]:
    """Each name once: the second of a name is its (2), or the next that is free."""
    taken: dict[str, None] = {}
    seen: Counter[str] = Counter()
    for name in names:
        seen[name] += 1
        once = name
        while once in taken:
            seen[name] += once != name
            once = f"{name} ({max(seen[name], 2)})"
        taken[once] = None
    return list(taken)


def _named(cells: Sequence[str]) -> list[str]:
    """Who has none is called by its place; `=` before a name says that it is a value."""
    named = (
        cell.replace("\0", "").lstrip("=") or f"#{place}" for place, cell in enumerate(cells, 1)
    )
    return told_apart(named)
