"""What an evaluation file says and how well a model did on it. Values in, values out."""

import json
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NOT_UNDERSTOOD = "nlu_fallback"
_STEPS_OF_CONFIDENCE = 10
EntitySet = frozenset[tuple[str, str]]


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
class Understood:
    intent: str
    confidence: float
    entities: EntitySet


@dataclass(frozen=True)
class Outcome:
    example: Example
    understood: Understood

    @property
    def right(self) -> bool:
        return self.understood.intent == self.example.intent


Parse = Callable[[str], Understood]


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


def evaluate(examples: Iterable[Example], parse: Parse) -> list[Outcome]:
    return [Outcome(example, parse(example.text)) for example in examples]


def summarise(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    wrong = Counter((o.example.intent, o.understood.intent) for o in outcomes if not o.right)
    by_intent = _by_intent(outcomes)
    summary = {
        "n": len(outcomes),
        "intent_accuracy": _accuracy(outcomes),
        "intent_macro_f1": statistics.fmean(scores["f1"] for scores in by_intent.values()),
        "by_lang": _grouped(outcomes, lambda example: example.lang),
        "by_style": _grouped(outcomes, lambda example: example.style),
        "by_intent": by_intent,
        **_entity_scores(outcomes),
        "confusions": [
            {"expected": expected, "predicted": predicted, "count": count}
            for (expected, predicted), count in wrong.most_common()
        ],
        "calibration": _calibration(outcomes),
    }
    rounded: dict[str, Any] = _rounded(summary)
    return rounded


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    return round(value, 4) if isinstance(value, float) else value


def _accuracy(outcomes: Sequence[Outcome]) -> float:
    return sum(o.right for o in outcomes) / len(outcomes)


def _groups(
    outcomes: Sequence[Outcome], key: Callable[[Example], str]
) -> list[tuple[str, list[Outcome]]]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[key(outcome.example)].append(outcome)
    return sorted(groups.items())


def _grouped(outcomes: Sequence[Outcome], key: Callable[[Example], str]) -> dict[str, Any]:
    return {
        name: {"n": len(group), "intent_accuracy": _accuracy(group)}
        for name, group in _groups(outcomes, key)
    }


def _by_intent(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Over the intents of the file; one that the model does not know scores nothing."""
    predicted = Counter(o.understood.intent for o in outcomes)
    scores = {}
    for intent, group in _groups(outcomes, lambda example: example.intent):
        hits = sum(o.right for o in group)
        scores[intent] = {
            **_scores(hits, predicted[intent], len(group)),
            "by_lang": _grouped(group, lambda example: example.lang),
        }
    return scores


def _entity_scores(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """A hit has the same name and exactly the same piece of text."""
    hits, found, expected = Counter[str](), Counter[str](), Counter[str]()
    for outcome in outcomes:
        entities = outcome.understood.entities
        hits.update(name for name, _ in entities & outcome.example.entities)
        found.update(name for name, _ in entities)
        expected.update(name for name, _ in outcome.example.entities)
    overall = _scores(hits.total(), found.total(), expected.total())
    return {
        "entity_f1": overall["f1"],
        "entity_precision": overall["precision"],
        "entity_recall": overall["recall"],
        "by_entity": {
            name: _scores(hits[name], found[name], expected[name])
            for name in sorted(found | expected)
        },
    }


def _scores(hits: int, found: int, expected: int) -> dict[str, Any]:
    return {
        "n": expected,
        "precision": _share(hits, found, expected),
        "recall": _share(hits, expected, found),
        "f1": _share(2 * hits, found + expected, 0),
    }


def _share(part: int, whole: int, wanted: int) -> float:
    """Of nothing: perfect where nothing was to be found either."""
    return part / whole if whole else float(not wanted)


def _calibration(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """How often a confidence is right; the error is the mean distance of the two.

    What was not understood has a confidence of its own making and stays out.
    """
    answered = [o for o in outcomes if o.understood.intent != NOT_UNDERSTOOD]
    steps: dict[int, list[Outcome]] = defaultdict(list)
    for outcome in answered:
        step = int(outcome.understood.confidence * _STEPS_OF_CONFIDENCE)
        steps[min(step, _STEPS_OF_CONFIDENCE - 1)].append(outcome)
    table = [
        {
            "from": step / _STEPS_OF_CONFIDENCE,
            "n": len(group),
            "confidence": statistics.fmean(o.understood.confidence for o in group),
            "intent_accuracy": _accuracy(group),
        }
        for step, group in sorted(steps.items())
    ]
    distance = sum(row["n"] * abs(row["confidence"] - row["intent_accuracy"]) for row in table)
    return {
        "answered": len(answered),
        "error": distance / len(answered) if answered else 0.0,
        "steps": table,
    }
