"""How somebody says how a case was handled, by a number or in words. Values in, values out."""

import re
from pathlib import Path

from citizen_text.digits import to_latin
from phrases.remedy_words import is_not, words_of
from phrases.word_lists import lookup_of
from turn import Turn

WORDS = Path(__file__).with_name("ratings.yml")
MOST_WORDS = 8
_NUMBER = re.compile(r"(?<!\d)\d+(?!\d)")
_DENIED = {1: 3, 2: 3, 4: 2, 5: 2}  # not bad is so-so, not good is bad


def score(turn: Turn) -> int | None:
    """None where nothing is said of it, or two different things."""
    text = to_latin(turn.text)
    if not turn.is_written or len(text.split()) > MOST_WORDS:
        return None
    numbers = {int(number) for number in _NUMBER.findall(text)}
    said = {int(span.value) for span in lookup_of(WORDS).find(turn.text)}
    if any(map(is_not, words_of(turn))):
        said = {_DENIED.get(each, each) for each in said}
    scores = numbers | said
    return scores.pop() if len(scores) == 1 and scores <= {1, 2, 3, 4, 5} else None
