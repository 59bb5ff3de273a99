"""Whether a complaint is surely taken back, where just that is asked. Values in, values out."""

import re
from pathlib import Path

from phrases.nothing_else import said_alone
from phrases.word_lists import lookup_of
from turn import CLEAR, Turn

WORDS = Path(__file__).with_name("withdrawing.yml")
_SOUND = re.compile(r"\W*(?:h+[mu]*m+|u+m+|হুঁ?ম+|উঁ?ম+)\W*", re.IGNORECASE)


def is_sure(turn: Turn) -> bool:
    """By a picked option, a clear yes, or words that mean the complaint and not the question:
    nothing is withdrawn by a guess.
    """
    if not turn.is_written:
        return turn.intent == "affirm"
    if any(span.value == "no" for span in lookup_of(WORDS).find(turn.text)):
        return False
    said = said_alone(lookup_of(WORDS), turn.text)
    is_cancelled = "cancels" in said and not said.isdisjoint({"yes", "matter"})
    return "takes_back" in said or is_cancelled or _is_clear_yes(turn)


def _is_clear_yes(turn: Turn) -> bool:
    """The sound of somebody who thinks is none."""
    return turn.says("affirm", at_least=CLEAR) and not _SOUND.fullmatch(turn.text)
