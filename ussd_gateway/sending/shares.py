"""How many messages of each kind go next: the urgent ones first, the others never starved."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

LOWER_CHANCE = 0.1  # that something less urgent goes first


@dataclass(frozen=True, order=True)
class Line:
    """The messages that stand behind one another: of one priority, for one budget."""

    priority: int
    cost_tag: str


Waiting = Mapping[Line, Sequence[int]]
"""How many segments the first messages of each line have."""


def share_out(
    waiting: Waiting, *, messages: int, segments: int, draw: Callable[[], float]
) -> Counter[Line]:
    """How many messages of each line go: as many as fit, where the last one may stand out.

    Lines of one priority get equally many segments. `draw` gives evenly spread numbers below 1.
    """
    going: Counter[Line] = Counter()
    spent: Counter[Line] = Counter()
    while going.total() < messages and spent.total() < segments:
        open_lines = [line for line in waiting if going[line] < len(waiting[line])]
        if not open_lines:
            break
        priority = _drawn_priority({line.priority for line in open_lines}, draw)
        same = [line for line in open_lines if line.priority == priority]
        line = min(same, key=lambda line: (spent[line], draw()))
        spent[line] += waiting[line][going[line]]
        going[line] += 1
    return going


def _drawn_priority(priorities: Collection[int], draw: Callable[[], float]) -> int:
    *urgent, least = sorted(priorities)
    for priority in urgent:
        if draw() >= LOWER_CHANCE:
            return priority
    return least
