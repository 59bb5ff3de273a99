"""Whether somebody gives up what they are asked about, in words that say nothing else. Values in,
values out.
"""

from pathlib import Path

from phrases.nothing_else import said_alone
from phrases.word_lists import lookup_of
from turn import Turn

WORDS = Path(__file__).with_name("giving_up.yml")
LEAVES, REFUSES, UNSENT, ASKED = "leaves", "refuses", "unsent", "asked"
LONGEST = 60  # characters
_MATTER, _OF_A_MATTER = "matter", "of_a_matter"


def told(turn: Turn) -> str | None:
    return told_in(turn.text) if turn.is_written else None


def told_in(text: str) -> str | None:
    """LEAVES what goes on, REFUSES the complaint by its name, wants it UNSENT, or only ASKED."""
    said = said_alone(lookup_of(WORDS), text) if len(text) <= LONGEST else set()
    if _MATTER in said and not said.isdisjoint({LEAVES, UNSENT, _OF_A_MATTER}):
        return REFUSES
    return next((how for how in (REFUSES, UNSENT, LEAVES, ASKED) if how in said), None)
