"""What an evaluation file says and how well a model did on it. Values in, values out."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EntitySet = frozenset[tuple[str, str]]
Parse = Callable[[str], tuple[str, EntitySet]]


class BadInput(Exception):
    """A sentence for the person who called."""


@dataclass(frozen=True)
class Example:
    text: str
    lang: str
    style: str
    intent: str
    entities: EntitySet


@dataclass(frozen=True)
class Outcome:
    example: Example
    intent: str
    entities: EntitySet

    @property
    def right(self) -> bool:
        return self.intent == self.example.intent


def read_examples(path: Path) -> list[Example]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name} cannot be read: {error}") from error
    examples = [_example(n, line) for n, line in enumerate(lines, 1) if line.strip()]
    if not examples:
        raise BadInput(f"{path.name} has no lines to evaluate")
    return examples


def _example(number: int, line: str) -> Example:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadInput(f"line {number} is not JSON: {error.msg}") from error
    if not isinstance(row, dict):
        raise BadInput(f"line {number} is not an object")
    return Example(
        text=_field(row, "text", number),
        lang=_field(row, "lang", number),
        style=_field(row, "style", number, default="unknown"),
        intent=_field(row, "intent", number),
        entities=frozenset(_entities(row.get("entities", []), number)),
    )


def _field(row: dict[str, Any], name: str, number: int, default: str | None = None) -> str:
    value = row.get(name, default)
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"line {number} needs a text in {name!r}")
    return value


def _entities(rows: object, number: int) -> Iterator[tuple[str, str]]:
    if not isinstance(rows, list):
        raise BadInput(f"line {number}: 'entities' is not a list")
    for row in rows:
        if not isinstance(row, dict):
            raise BadInput(f"line {number}: an entity is not an object")
        yield _field(row, "entity", number), _field(row, "value_text", number).strip()


def summarise(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    wrong = Counter((o.example.intent, o.intent) for o in outcomes if not o.right)
    return {
        "n": len(outcomes),
        "intent_accuracy": _accuracy(outcomes),
        "intent_macro_f1": _macro_f1(outcomes),
        "by_lang": _grouped(outcomes, lambda example: example.lang),
        "by_style": _grouped(outcomes, lambda example: example.style),
        "by_intent": _grouped(outcomes, lambda example: example.intent),
        **_entity_scores(outcomes),
        "confusions": [
            {"expected": expected, "predicted": predicted, "count": count}
            for (expected, predicted), count in wrong.most_common()
        ],
    }


def _accuracy(outcomes: Sequence[Outcome]) -> float:
    return round(sum(o.right for o in outcomes) / len(outcomes), 4)


def _grouped(outcomes: Sequence[Outcome], key: Callable[[Example], str]) -> dict[str, Any]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[key(outcome.example)].append(outcome)
    return {
        name: {"n": len(group), "intent_accuracy": _accuracy(group)}
        for name, group in sorted(groups.items())
    }


def _macro_f1(outcomes: Sequence[Outcome]) -> float:
    """Over the intents of the file; one that the model does not know scores nothing."""
    scores = []
    for intent in {o.example.intent for o in outcomes}:
        found = sum(o.right for o in outcomes if o.example.intent == intent)
        expected = sum(o.example.intent == intent for o in outcomes)
        predicted = sum(o.intent == intent for o in outcomes)
        scores.append(2 * found / (expected + predicted))
    return round(sum(scores) / len(scores), 4)


def _entity_scores(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """A hit has the same name and exactly the same piece of text."""
    hits, found, expected = Counter[str](), Counter[str](), Counter[str]()
    for outcome in outcomes:
        hits.update(name for name, _ in outcome.entities & outcome.example.entities)
        found.update(name for name, _ in outcome.entities)
        expected.update(name for name, _ in outcome.example.entities)
    names = sorted(found | expected)
    return {
        "entity_f1": _f1(hits.total(), found.total(), expected.total()),
        "entity_precision": _share(hits.total(), found.total()),
        "entity_recall": _share(hits.total(), expected.total()),
        "by_entity": {
            n: {"n": expected[n], "f1": _f1(hits[n], found[n], expected[n])} for n in names
        },
    }


def _f1(hits: int, found: int, expected: int) -> float:
    return _share(2 * hits, found + expected)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0


def evaluate(examples: Iterable[Example], parse: Parse) -> list[Outcome]:
    return [Outcome(example, *parse(example.text)) for example in examples]


def as_table(summary: dict[str, Any]) -> str:
    lines = [
        f"examples         {summary['n']:>6}",
        f"intent accuracy  {summary['intent_accuracy']:>6.3f}",
        f"intent macro F1  {summary['intent_macro_f1']:>6.3f}",
        f"entity F1        {summary['entity_f1']:>6.3f}"
        f"  (precision {summary['entity_precision']:.3f}, recall {summary['entity_recall']:.3f})",
    ]
    for title, key in (("language", "by_lang"), ("style", "by_style"), ("intent", "by_intent")):
        lines += ["", f"{title:<24}     n  accuracy"]
        lines += [
            f"{name:<24} {group['n']:>5}  {group['intent_accuracy']:>8.3f}"
            for name, group in summary[key].items()
        ]
    lines += ["", f"{'entity':<24}     n        F1"]
    lines += [f"{n:<24} {g['n']:>5}  {g['f1']:>8.3f}" for n, g in summary["by_entity"].items()]
    lines += ["", "taken for another intent" if summary["confusions"] else "no confusions"]
    lines += [
        f"{pair['count']:>5}  {pair['expected']} -> {pair['predicted']}"
        for pair in summary["confusions"]
    ]
    return "\n".join(lines)
