"""Whether somebody tells that others draw the allowance of a relative who has died."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from citizen_text.spans import Span
from phrases.word_lists import lookup_of
from turn import Turn

WORDS = Path(__file__).with_name("drawn_for_the_dead.yml")
_MOST_WORDS_BETWEEN = 3  # "his old age allowance"
_OF_THE_DEAD = {  # who died, and how many words may stand between
    ("kin", "died"): _MOST_WORDS_BETWEEN,
    ("kin", "late"): _MOST_WORDS_BETWEEN,
    ("late", "kin"): 0,
}


def is_told(turn: Turn) -> bool:
    """ "Father died, the member draws the money in his name", "they draw my dead mother's money";
    a widow's own money is not the dead man's.
    """
    spans = lookup_of(WORDS).find(turn.text) if turn.is_written else []
    dead = [pair for pair in pairwise(spans) if _is_dead(turn.text, *pair)]
    is_drawn = any(span.value == "draws" for span in spans)
    return is_drawn and any(_is_theirs(turn.text, pair, spans) for pair in dead)


def _is_dead(text: str, first: Span[str], second: Span[str]) -> bool:
    within = _OF_THE_DEAD.get((first.value, second.value))
    return within is not None and _words_between(text, first, second) <= within


def _is_theirs(text: str, dead: Sequence[Span[str]], spans: Sequence[Span[str]]) -> bool:
    last = dead[-1]
    behind = [last, *(span for span in spans if span.start >= last.end)]
    owners = {"their", "kin"} if last.value == "kin" else {"their"}
    return any(
        owner.value in owners
        and owned.value == "money"
        and _words_between(text, owner, owned) <= _MOST_WORDS_BETWEEN
        for owner, owned in pairwise(behind)
    )


def _words_between(text: str, first: Span[str], second: Span[str]) -> int:
    return len(text[first.end : second.start].split())
