"""What a page of figures shows, decided beforehand: each question with its answer."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from case_manager.cases.queues import Queue
from case_manager.statistics import maps, rules
from case_manager.statistics.questions import Card, CasesLink, Question, Row, Table, Words
from case_manager.statistics.rules import BacklogPart, Period, Ratings, Step, share
from case_manager.statistics.service import (
    BalanceOfPeriod,
    Deadlines,
    Durations,
    PartOfBalance,
    Satisfaction,
    TrendStep,
)
from case_manager.ui import formatting

_OLD_WORKING_DAYS = 30
_DAYS = {"first_action": (0, 1, 3, 7, 14), "resolution": (7, 15, 30, 60)}
_AREAS = ("areas", "areas_in_time")


def balance(words: Words, found: BalanceOfPeriod, steps: Sequence[TrendStep]) -> Question:
    before = dict(found.before.figures())
    series = [dict(step.balance.figures()) for step in steps]
    cards = [
        Card(key, value, value - before[key], [one[key] for one in series])
        for key, value in found.now.figures()
        if key in ("received", "reopened", "disposed", "closing")
    ]
    rows = [
        Row(
            [words.say(f"figure.{key}"), value, before[key]],
            links={1: words.balance_cases(key, value)},
        )
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
    first = words.filter.period.first
    labels = [step_label(words, step, max(each.starts_on, first)) for each in steps]
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
    parts = sorted(parts, key=lambda part: (-part.balance.closing, part.key))
    rows = _area_rows(words, parts)
    chart, legend = maps.of_open_cases(words, parts)
    title = words.say("answer.nothing_open")
    if parts and parts[0].balance.closing > 0:
        most = parts[0]
        title = words.say(
            "answer.areas", name=words.named("area", most.key), count=most.balance.closing
        )
    return Question(
        "areas",
        title,
        _area_table(words, rows),
        sum(part.balance.closing for part in parts),
        bars=words.bars(rows, 3),
        chart=chart,
        legend=legend,
        beside=_AREAS,
    )


def areas_in_time(words: Words, parts: Sequence[PartOfBalance]) -> Question:
    """The lowest share first, those of too few last."""
    shares = {part.key: share(part.deadlines, words.fewest) for part in parts}
    known = {key: percent for key, percent in shares.items() if percent is not None}
    parts = sorted(parts, key=lambda part: (part.key not in known, known.get(part.key), part.key))
    chart, legend = maps.of_shares_in_time(words, parts)
    title = words.say("too_few_title")
    if known:
        lowest = parts[0].key
        title = words.say(
            "answer.areas_in_time", name=words.named("area", lowest), percent=known[lowest]
        )
    return Question(
        "areas_in_time",
        title,
        _area_table(words, _area_rows(words, parts)),
        sum(part.deadlines.all for part in parts),
        bars=words.shares([(words.named("area", part.key), shares[part.key]) for part in parts]),
        chart=chart,
        legend=legend,
        beside=_AREAS,
    )


def dimension(words: Words, by: str, parts: Sequence[PartOfBalance]) -> Question:
    received = sum(part.balance.flows.received for part in parts)
    rows = [
        Row(
            [words.named(by, part.key), *_counts(part)],
            figures=words.figures(**{by: part.key or "none"}),
            links=_counted(words, part, by),
        )
        for part in parts
    ]
    title = words.say("answer.nothing")
    if received:
        first = parts[0]
        percent = rules.percent(first.balance.flows.received, received)
        title = words.say(f"answer.{by}", name=words.named(by, first.key), percent=percent)
    columns = words.columns(by, "received", "disposed", "closing")
    return Question(by, title, Table(columns, rows), received, bars=words.bars(rows, 1))


def backlog(words: Words, parts: Sequence[BacklogPart]) -> Question:
    total = sum(part.count for part in parts)
    old = sum(part.count for part in parts if part.least > _OLD_WORKING_DAYS)
    rows = [
        Row(
            [_waited(words, part), part.count],
            links={
                1: words.cases(
                    part.count,
                    Queue.OPEN,
                    received_from=part.received_from,
                    received_to=part.received_to,
                )
            },
        )
        for part in parts
    ]
    return Question(
        "backlog",
        words.say("answer.backlog", old=old, total=total),
        Table(words.columns("waited", "open"), rows),
        total,
        bars=words.bars(rows, 1),
    )


def durations(words: Words, key: str, found: Durations) -> Question:
    counts = [sum(days.values()) for days in (found.now, found.before)]
    enough = [
        days if count >= words.fewest else {}
        for days, count in zip((found.now, found.before), counts, strict=True)
    ]
    median, p90 = ([rules.quantile(days, part) for days in enough] for part in (0.5, 0.9))
    nothing = [None] * (len(_DAYS[key]) + 1)
    classes = [rules.in_classes(days, _DAYS[key]) if days else nothing for days in enough]
    by_days = [
        Row([name, *of_both])
        for name, *of_both in zip(_took(words, _DAYS[key]), *classes, strict=True)
    ]
    rows = [
        Row([words.say("figure.median"), *median]),
        Row([words.say("figure.p90"), *p90]),
        Row([words.say("figure.count"), *counts]),
        *by_days,
    ]
    title = words.say("too_few_title")
    if enough[0]:
        title = words.say(f"answer.{key}", median=median[0], most=p90[0])
    table = Table(words.columns("figure", "now", "before"), rows)
    return Question(key, title, table, counts[0], bars=words.bars(by_days, 1))


def deadlines(words: Words, found: Deadlines) -> Question:
    now, before = (share(each, words.fewest) for each in (found.now, found.before))
    columns = words.columns("figure", "now", "before")
    rows = [
        Row([words.say("figure.in_time"), now, before]),
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
    bars = words.shares(list(zip(columns[1:], (now, before), strict=True)))
    return Question("deadlines", title, Table(columns, rows), found.now.all, bars=bars)


def satisfaction(words: Words, found: Satisfaction) -> Question:
    """Mean and response rate together: a mean of few answers says little of the many."""
    both = (found.now, found.before)
    enough = [each if each.answers.kept >= words.fewest else Ratings() for each in both]
    rates = [share(each.answers, words.fewest) for each in both]
    by_score: list[Row] = [
        Row(
            [
                words.say("score", score=score),
                *(each.scores.get(score, 0) if each.scores else None for each in enough),
            ]
        )
        for score in (5, 4, 3, 2, 1)
    ]
    rows = [
        Row([words.say("figure.mean"), *(each.mean for each in enough)]),
        Row([words.say("figure.response_rate"), *rates]),
        Row([words.say("figure.answers"), *(each.answers.kept for each in both)]),
        Row(
            [words.say("figure.disposed"), *(each.closed for each in both)],
            links={1: _closed(words, found.now.closed)},
        ),
        *by_score,
    ]
    mean, rate = enough[0].mean, rates[0]
    title = words.say("too_few_title")
    if mean is not None and rate is not None:
        shown = formatting.decimal(mean, words.t.language)
        title = words.say("answer.satisfaction", mean=shown, percent=rate)
    table = Table(words.columns("figure", "now", "before"), rows)
    bars = words.bars(by_score, 1)
    return Question("satisfaction", title, table, found.now.answers.kept, bars=bars)


def _closed(words: Words, count: int) -> CasesLink:
    period = words.filter.period
    return words.cases(count, Queue.CLOSED, closed_from=period.first, closed_to=period.last)


def step_label(words: Words, step: Step, day: date) -> str:
    match step:
        case Step.DAY | Step.WEEK:
            return formatting.day_of_month(day, words.t.language)
        case Step.MONTH:
            return formatting.month(day, words.t.language)
        case Step.YEAR:
            return formatting.digits(day.year, words.t.language)


def _area_table(words: Words, rows: Sequence[Row]) -> Table:
    return Table(words.columns("area", "received", "disposed", "closing", "in_time"), rows)


def _area_rows(words: Words, parts: Sequence[PartOfBalance]) -> list[Row]:
    return [
        Row(
            [
                words.named("area", part.key),
                *_counts(part),
                share(part.deadlines, words.fewest),
            ],
            figures=words.figures(area=part.key or "none"),
            links={} if _is_above(part, parts) else _counted(words, part, "area"),
        )
        for part in parts
    ]


def _is_above(part: PartOfBalance, parts: Sequence[PartOfBalance]) -> bool:
    """What is known only to lie somewhere in a larger area: no list tells it from the rest."""
    return any(each.key != part.key and each.key.startswith(part.key) for each in parts if part.key)


def _counted(words: Words, part: PartOfBalance, by: str) -> dict[int, CasesLink]:
    """In the columns of `_counts`."""
    figures = zip(("received", "disposed", "closing"), _counts(part), strict=True)
    where = {by: part.key or "none"}
    return {
        column: words.balance_cases(figure, count, **where)
        for column, (figure, count) in enumerate(figures, 1)
    }


def _counts(part: PartOfBalance) -> list[int]:
    return [part.balance.flows.received, part.balance.flows.disposed, part.balance.closing]


def _series(words: Words, column: int, rows: Sequence[Row], tone: str) -> dict[str, Any]:
    values = [row.cells[column] for row in rows]
    spoken = [words.number(value) for value in values if isinstance(value, int)]
    return {"name": words.say(f"column.{tone}"), "tone": tone, "values": values, "spoken": spoken}


def _waited(words: Words, part: BacklogPart) -> str:
    if part.most is None:
        return words.say("waited_longer", least=part.least)
    return words.say("waited", least=part.least, most=part.most)


def _took(words: Words, bounds: Sequence[int]) -> list[str]:
    least = (0, *(bound + 1 for bound in bounds))
    within = [_took_within(words, *span) for span in zip(least[:-1], bounds, strict=True)]
    return [*within, words.say("took_longer", least=least[-1])]


def _took_within(words: Words, least: int, most: int) -> str:
    if most == 0:
        return words.say("took_none")
    if least == most:
        return words.say("took_one", count=most)
    return words.say("took", least=least, most=most)


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
        ("year", Period(rules.eleven_months_before(month), today)),
    ]
