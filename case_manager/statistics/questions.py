"""A question as it is shown: its answer, its bars or chart, and the table with all numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from case_manager.cases.filters import filter_query
from case_manager.cases.queues import CaseFilter, Queue
from case_manager.statistics.filters import FigureFilter
from case_manager.ui import formatting
from case_manager.ui.texts import Texts
from case_manager.vocabulary import MovementKind

_MOST_BARS = 12
Cell = str | int | float | None


@dataclass(frozen=True)
class CasesLink:
    """Leads to a list of the desk, which holds `count` cases unless some are not the reader's."""

    address: str
    count: int


@dataclass(frozen=True)
class Row:
    """A line of a table; a cell of None holds too few cases to be shown.

    `links` lead from cells, by their column, to the cases that were counted there.
    """

    cells: Sequence[Cell]
    figures: str | None = None
    links: Mapping[int, CasesLink] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    columns: Sequence[str]
    rows: Sequence[Row]

    @property
    def leads_to_cases(self) -> bool:
        return any(row.links for row in self.rows)


@dataclass(frozen=True)
class Bar:
    """`length` is in hundredths of the longest there can be."""

    name: str
    length: float
    shown: str


@dataclass(frozen=True)
class Card:
    """`key` names it; `change` is against the period before."""

    key: str
    value: int
    change: int
    points: Sequence[int] = ()

    @property
    def spark(self) -> str:
        """A line through `points` in a box of 100 by 24."""
        if len(self.points) < 2:
            return ""
        low, high = min(self.points), max(self.points)
        width, height = 100 / (len(self.points) - 1), (high - low) or 1
        return " ".join(
            f"{number * width:.1f},{22 - 20 * (point - low) / height:.1f}"
            for number, point in enumerate(self.points)
        )


@dataclass(frozen=True)
class Question:
    """`title` is the answer; `chart` is what the script draws; `beside` are this question and those
    that a reader may ask in its place.
    """

    key: str
    title: str
    table: Table
    count: int
    bars: Sequence[Bar] = ()
    chart: Mapping[str, Any] | None = None
    legend: Sequence[str] = ()
    cards: Sequence[Card] = ()
    notes: Sequence[str] = ()
    beside: Sequence[str] = ()


class Words:
    """Texts and numbers in the reader's language, and names of what the figures are told by."""

    def __init__(
        self,
        texts: Texts,
        names: Callable[[str, str], str],
        filter_: FigureFilter,
        fewest: int,
        area: str | None = None,
    ) -> None:
        """`area` is the reader's: what lies outside of it counts nowhere."""
        self.t, self.names, self.filter, self.fewest = texts, names, filter_, fewest
        self._area = area

    def number(self, value: int) -> str:
        return formatting.number(value, self.t.language)

    def day(self, value: date) -> str:
        return formatting.day(value, self.t.language)

    def say(self, key: str, **values: object) -> str:
        counted = {
            name: self.number(value) if isinstance(value, int) else value
            for name, value in values.items()
        }
        return self.t(f"figures.{key}", **counted)

    def columns(self, *names: str) -> list[str]:
        return [self.say(f"column.{name}") for name in names]

    def named(self, by: str, key: str) -> str:
        return self.names(by, key) if key else self.say(f"unknown.{by}")

    def figures(self, **changes: str) -> str:
        return f"/figures?{urlencode(self.filter.query(**changes))}"

    def cases(self, count: int, queue: Queue, **more: Any) -> CasesLink:
        chosen: dict[str, Any] = {"area": self._area} | self.filter.dimensions
        query = filter_query(CaseFilter(queue=queue, **(chosen | more)))
        return CasesLink(f"/cases?{urlencode(query)}", count)

    def balance_cases(self, figure: str, count: int, **more: Any) -> CasesLink:
        """Those that were counted in a figure of the balance, where they stood then."""
        period = self.filter.period
        if figure == "opening":
            more["open_on"] = period.first - timedelta(days=1)
        elif figure == "closing":
            more["open_on"] = period.last
        else:
            days = {"counted_from": period.first, "counted_to": period.last}
            more |= {"counted": MovementKind(figure)} | days
        return self.cases(count, Queue.ALL, **more)

    def bars(self, rows: Sequence[Row], column: int) -> list[Bar]:
        """Of the first rows, as long as this column says."""
        cells = [(str(row.cells[0]), row.cells[column]) for row in rows[:_MOST_BARS]]
        counts = [(name, cell) for name, cell in cells if isinstance(cell, int)]
        longest = max([abs(count) for _, count in counts], default=0) or 1
        return [Bar(name, 100 * abs(n) / longest, self.number(n)) for name, n in counts]

    def percent(self, share: int) -> str:
        return self.say("percent", percent=share)

    def shares(self, named: Sequence[tuple[str, int | None]]) -> list[Bar]:
        """Of a hundred; without those that are of too few."""
        known = [(name, share) for name, share in named if share is not None]
        return [Bar(name, share, self.percent(share)) for name, share in known[:_MOST_BARS]]
