"""What a page of figures shows, decided beforehand: one question with its answer and its table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from case_manager.cases.filters import filter_query
from case_manager.cases.queues import CaseFilter, Queue
from case_manager.statistics import rules
from case_manager.statistics.filters import FigureFilter
from case_manager.statistics.rules import BacklogPart, Kept, Period, Step
from case_manager.statistics.service import (
    BalanceOfPeriod,
    Deadlines,
    Durations,
    PartOfBalance,
    TrendStep,
)
from case_manager.ui import formatting
from case_manager.ui.texts import Texts

_DISTRICT = 4
_MOST_NAMED = 3
_OLD_WORKING_DAYS = 30
Cell = str | int | None


@dataclass(frozen=True)
class Row:
    """A line of a table; a cell of None holds too few cases to be shown."""

    cells: Sequence[Cell]
    figures: str | None = None
    cases: str | None = None


@dataclass(frozen=True)
class Table:
    """`bar` is the column that is drawn as a bar beside its numbers."""

    columns: Sequence[str]
    rows: Sequence[Row]
    bar: int | None = None

    @property
    def longest(self) -> int:
        cells = [row.cells[self.bar] for row in self.rows] if self.bar is not None else []
        return max([abs(cell) for cell in cells if isinstance(cell, int)], default=0) or 1


@dataclass(frozen=True)
class Card:
    """`key` names it; `change` is against the period before, None where that says nothing."""

    key: str
    value: int | None
    change: int | None
    points: Sequence[int] = ()
    cases: str | None = None

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
    """`title` is the answer; `chart` is what the script draws."""

    key: str
    title: str
    table: Table
    count: int
    chart: Mapping[str, Any] | None = None
    legend: Sequence[str] = ()
    cards: Sequence[Card] = ()
    notes: Sequence[str] = field(default_factory=tuple)


class Words:
    """Texts and numbers in the reader's language, and names of what the figures are told by."""

    def __init__(
        self, texts: Texts, names: Callable[[str, str], str], filter_: FigureFilter, fewest: int
    ) -> None:
        self.t, self.names, self.filter, self.fewest = texts, names, filter_, fewest

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

    def cases(self, queue: Queue, **more: Any) -> str:
        chosen: dict[str, Any] = dict(self.filter.dimensions)
        return f"/cases?{urlencode(filter_query(CaseFilter(queue=queue, **(chosen | more))))}"


def balance(words: Words, found: BalanceOfPeriod, steps: Sequence[TrendStep]) -> Question:
    period = words.filter.period
    before = dict(found.before.figures())
    series = [dict(step.balance.figures()) for step in steps]
    links = {
        "received": words.cases(Queue.OPEN, opened_from=period.first, opened_to=period.last),
        "disposed": words.cases(Queue.CLOSED, closed_from=period.first, closed_to=period.last),
        "closing": words.cases(Queue.OPEN),
    }
    cards = [
        Card(key, value, value - before[key], [one[key] for one in series], links.get(key))
        for key, value in found.now.figures()
        if key in ("received", "reopened", "disposed", "closing")
    ]
    rows = [
        Row([words.say(f"figure.{key}"), value, before[key]], cases=links.get(key))
        for key, value in found.now.figures()
    ]
    change = found.now.flows.net
    return Question(
        "balance",
        words.say(_grown("balance", change), closing=found.now.closing, change=abs(change)),
        Table(words.columns("figure", "now", "before"), rows),
        found.now.closing,
        cards=cards,
        notes=[] if found.counts_confidential else [words.say("without_confidential")],
    )


def trend(words: Words, steps: Sequence[TrendStep]) -> Question:
    step = rules.step_of(words.filter.period)
    received = sum(each.balance.flows.received for each in steps)
    disposed = sum(each.balance.flows.disposed for each in steps)
    labels = [step_label(words, step, each.starts_on) for each in steps]
    rows = [
        Row([label, each.balance.flows.received, each.balance.flows.disposed, each.balance.closing])
        for label, each in zip(labels, steps, strict=True)
    ]
    change = received - disposed
    return Question(
        "trend",
        words.say(_grown("trend", change), received=received, disposed=disposed),
        Table(words.columns(step, "received", "disposed", "closing"), rows),
        received,
        chart={
            "kind": "trend",
            "labels": labels,
            "series": [
                _series(words, number, rows, tone)
                for number, tone in ((1, "received"), (2, "disposed"))
            ],
        },
    )


def areas(words: Words, parts: Sequence[PartOfBalance]) -> Question:
    shares = {part.key: share(part.deadlines, words.fewest) for part in parts}
    most = max(parts, key=lambda part: part.balance.closing, default=None)
    rows = [
        Row(
            [words.named("area", part.key), *_counts(part), shares[part.key]],
            figures=words.figures(area=part.key or "none"),
            cases=words.cases(Queue.OPEN, area=part.key or "none"),
        )
        for part in sorted(parts, key=lambda part: (-part.balance.closing, part.key))
    ]
    columns = words.columns("area", "received", "disposed", "closing", "in_time")
    return Question(
        "areas",
        words.say("answer.areas", name=words.named("area", most.key), count=most.balance.closing)
        if most
        else words.say("answer.nothing"),
        Table(columns, rows, bar=3),
        sum(part.balance.closing for part in parts),
        **_map(words, parts),
    )


def dimension(words: Words, by: str, parts: Sequence[PartOfBalance]) -> Question:
    received = sum(part.balance.flows.received for part in parts)
    rows = [
        Row(
            [words.named(by, part.key), *_counts(part)],
            figures=words.figures(**{by: part.key or "none"}),
            cases=words.cases(Queue.OPEN, **{by: part.key or "none"}),
        )
        for part in parts
    ]
    title = words.say("answer.nothing")
    if received:
        first = parts[0]
        percent = rules.percent(first.balance.flows.received, received)
        title = words.say(f"answer.{by}", name=words.named(by, first.key), percent=percent)
    columns = words.columns(by, "received", "disposed", "closing")
    return Question(by, title, Table(columns, rows, bar=1), received)


def backlog(words: Words, parts: Sequence[BacklogPart]) -> Question:
    total = sum(part.count for part in parts)
    old = sum(part.count for part in parts if part.least > _OLD_WORKING_DAYS)
    rows = [
        Row(
            [_waited(words, part), part.count],
            cases=words.cases(
                Queue.OPEN, opened_from=part.received_from, opened_to=part.received_to
            ),
        )
        for part in parts
    ]
    return Question(
        "backlog",
        words.say("answer.backlog", old=old, total=total),
        Table(words.columns("waited", "open"), rows, bar=1),
        total,
    )


def durations(words: Words, key: str, found: Durations) -> Question:
    count, before = sum(found.now.values()), sum(found.before.values())
    quantiles = [
        [rules.quantile(days, part) if enough else None for part in (0.5, 0.9)]
        for days, enough in (
            (found.now, count >= words.fewest),
            (found.before, before >= words.fewest),
        )
    ]
    (median, p90), (median_before, p90_before) = quantiles
    rows = [
        Row([words.say("figure.median"), median, median_before]),
        Row([words.say("figure.p90"), p90, p90_before]),
        Row([words.say("figure.count"), count, before]),
    ]
    title = words.say("too_few_title")
    if median is not None and p90 is not None:
        title = words.say(f"answer.{key}", median=median, most=p90)
    return Question(key, title, Table(words.columns("figure", "now", "before"), rows), count)


def deadlines(words: Words, found: Deadlines) -> Question:
    now, before = (share(each, words.fewest) for each in (found.now, found.before))
    rows = [
        Row([words.say("figure.in_time"), now, before], cases=words.cases(Queue.OVERDUE)),
        Row([words.say("figure.kept"), found.now.kept, found.before.kept]),
        Row([words.say("figure.fell_due"), found.now.all, found.before.all]),
    ]
    title = words.say("too_few_title")
    if now is not None:
        title = words.say("answer.deadlines", percent=now)
        if before is not None:
            change = now - before
            points = words.say("points_one" if abs(change) == 1 else "points", count=abs(change))
            title = words.say(_grown("deadlines", change), percent=now, points=points)
    return Question(
        "deadlines", title, Table(words.columns("figure", "now", "before"), rows), found.now.all
    )


def share(kept: Kept, fewest: int) -> int | None:
    return rules.percent(kept.kept, kept.all) if kept.all >= fewest else None


def step_label(words: Words, step: Step, day: date) -> str:
    match step:
        case Step.DAY | Step.WEEK:
            return formatting.day_of_month(day, words.t.language)
        case Step.MONTH:
            return formatting.month(day, words.t.language)
        case Step.YEAR:
            return formatting.digits(day.year, words.t.language)


def _counts(part: PartOfBalance) -> list[int]:
    return [part.balance.flows.received, part.balance.flows.disposed, part.balance.closing]


def _series(words: Words, column: int, rows: Sequence[Row], tone: str) -> dict[str, Any]:
    values = [row.cells[column] for row in rows]
    spoken = [words.number(value) for value in values if isinstance(value, int)]
    return {"name": words.say(f"column.{tone}"), "tone": tone, "values": values, "spoken": spoken}


def _map(words: Words, parts: Sequence[PartOfBalance]) -> dict[str, Any]:
    """By district only: below it there are no outlines. Few open cases have no colour."""
    districts = [part for part in parts if len(part.key) == _DISTRICT]
    counts = {part.key: part.balance.closing for part in districts}
    bounds = rules.five_classes([n for n in counts.values() if n >= words.fewest])
    named = sorted(counts, key=lambda key: -counts[key])[:_MOST_NAMED]
    if not districts:
        return {}
    regions = [
        {
            "code": key,
            "name": words.named("area", key),
            "value": words.number(count) if count >= words.fewest else words.say("too_few"),
            "class": next((n for n, bound in enumerate(bounds) if count <= bound), None)
            if count >= words.fewest
            else None,
            "is_named": key in named,
        }
        for key, count in counts.items()
    ]
    lows = [words.fewest, *(bound + 1 for bound in bounds)]
    legend = [
        f"{words.number(low)}–{words.number(high)}" if low < high else words.number(high)
        for low, high in zip(lows, bounds, strict=False)
    ]
    return {"chart": {"kind": "map", "regions": regions}, "legend": legend}


def _waited(words: Words, part: BacklogPart) -> str:
    if part.most is None:
        return words.say("waited_longer", least=part.least)
    return words.say("waited", least=part.least, most=part.most)


def _grown(key: str, change: int) -> str:
    return f"answer.{key}_{'more' if change > 0 else 'less' if change < 0 else 'same'}"


def presets(today: date) -> list[tuple[str, Period]]:
    """Periods that somebody often asks for, by name."""
    month = today.replace(day=1)
    last = month - timedelta(days=1)
    return [
        ("week", Period(today - timedelta(days=6), today)),
        ("usual", Period(today - timedelta(days=29), today)),
        ("month", Period(month, today)),
        ("last_month", Period(last.replace(day=1), last)),
        ("year", Period(today - timedelta(days=364), today)),
    ]
