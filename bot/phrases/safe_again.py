"""Whether somebody who had to leave says that they can talk now. Values in, values out."""

from pathlib import Path

from phrases.taken_back import is_taken_back
from phrases.word_lists import lookup_of
from turn import Turn

WORDS = Path(__file__).with_name("safe_again.yml")
MOST_WORDS = 10  # who writes more tells something


def is_told(turn: Turn) -> bool:
    text = turn.text
    if not turn.is_written or len(text.split()) > MOST_WORDS:
        return False
    spans = lookup_of(WORDS).find(text)
    return any(not is_taken_back(text, span.start, span.end) for span in spans)
