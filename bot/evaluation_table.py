"""The summary of an evaluation as people read it."""

from collections.abc import Iterator
from typing import Any

_NAME = 24


def as_table(summary: dict[str, Any]) -> str:
    return "\n".join(_lines(summary))


def _lines(summary: dict[str, Any]) -> Iterator[str]:
    yield f"examples         {summary['n']:>6}"
    yield f"intent accuracy  {summary['intent_accuracy']:>6.3f}"
    yield f"intent macro F1  {summary['intent_macro_f1']:>6.3f}"
    yield (
        f"entity F1        {summary['entity_f1']:>6.3f}"
        f"  (precision {summary['entity_precision']:.3f}, recall {summary['entity_recall']:.3f})"
    )
    for title, key in (("language", "by_lang"), ("style", "by_style")):
        yield from _heading(title, "accuracy")
        for name, group in summary[key].items():
            yield _row(name, group["n"], group["intent_accuracy"])
    yield from _intents(summary)
    yield from _heading("entity", "precision", "recall", "F1")
    for name, scores in summary["by_entity"].items():
        yield _row(name, scores["n"], scores["precision"], scores["recall"], scores["f1"])
    yield from _calibration(summary["calibration"])
    yield ""
    yield "taken for another intent" if summary["confusions"] else "no confusions"
    for pair in summary["confusions"]:
        yield f"{pair['count']:>5}  {pair['expected']} -> {pair['predicted']}"


def _intents(summary: dict[str, Any]) -> Iterator[str]:
    """An intent's recall is its accuracy; the languages' stand beside it."""
    languages = list(summary["by_lang"])
    yield from _heading("intent", "precision", "recall", "F1", *languages)
    for name, scores in summary["by_intent"].items():
        in_languages = (scores["by_lang"].get(each) for each in languages)
        yield _row(
            name,
            scores["n"],
            scores["precision"],
            scores["recall"],
            scores["f1"],
            *(group["intent_accuracy"] if group else None for group in in_languages),
        )


def _calibration(calibration: dict[str, Any]) -> Iterator[str]:
    yield from _heading("confidence from", "on average", "accuracy")
    for step in calibration["steps"]:
        yield _row(f"{step['from']:.1f}", step["n"], step["confidence"], step["intent_accuracy"])
    yield f"calibration error {calibration['error']:.3f} over {calibration['answered']} answered"


def _heading(title: str, *columns: str) -> Iterator[str]:
    yield ""
    yield f"{title:<{_NAME}} {'n':>5}" + "".join(f" {column:>10}" for column in columns)


def _row(name: str, n: int, *values: float | None) -> str:
    shown = ("-" if value is None else f"{value:.3f}" for value in values)
    return f"{name:<{_NAME}} {n:>5}" + "".join(f" {value:>10}" for value in shown)
