"""Maps of the districts: below these there are no outlines."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from case_manager.statistics import rules
from case_manager.statistics.questions import Words
from case_manager.statistics.service import PartOfBalance

_DISTRICT = 4
_MOST_NAMED = 3

Map = tuple[Mapping[str, Any] | None, Sequence[str]]  # what is drawn, and its legend


def of_open_cases(words: Words, parts: Sequence[PartOfBalance]) -> Map:
    """Few have no colour. `parts` are in their order: the first are named on the map."""
    counts = {part.key: part.balance.closing for part in parts}
    many = {key: count for key, count in counts.items() if count >= words.fewest}
    return _map(words, parts, many, words.number)


def of_shares_in_time(words: Words, parts: Sequence[PartOfBalance]) -> Map:
    shares = {part.key: rules.share(part.deadlines, words.fewest) for part in parts}
    known = {key: percent for key, percent in shares.items() if percent is not None}
    return _map(words, parts, known, words.percent)


def _map(
    words: Words,
    parts: Sequence[PartOfBalance],
    values: Mapping[str, int],
    spoken: Callable[[int], str],
) -> Map:
    keys = [part.key for part in parts if len(part.key) == _DISTRICT]
    if not keys:
        return None, ()
    coloured = [values[key] for key in keys if key in values]
    bounds = rules.five_classes(coloured)
    regions = [
        {
            "code": key,
            "name": words.named("area", key),
            "value": spoken(values[key]) if key in values else words.say("too_few"),
            "class": rules.class_of(values[key], bounds) if key in values else None,
            "is_named": place < _MOST_NAMED and key in values,
        }
        for place, key in enumerate(keys)
    ]
    lows = [min(coloured, default=0), *(bound + 1 for bound in bounds)]
    legend = [
        f"{words.number(low)}–{spoken(high)}" if low < high else spoken(high)
        for low, high in zip(lows, bounds, strict=False)
    ]
    return {"kind": "map", "regions": regions}, legend
