"""Words that answer no question and still tell something: a caseworker reads them."""

import re

from citizen_text.normalisation import fold
from citizen_text.patterns import LEFT, RIGHT, words
from phrases import homes
from phrases.spoken_of import SAY_NOTHING
from phrases.taken_back import begins_with_no
from turn import Turn

FEWEST_DIGITS = 6  # of a number that somebody may be found by
_NUMBERS = {"phone", "nid"}
_FACTS = {"place", "amount", "period", "role", "age", "provider", "programme"}
_NAMED = re.compile(  # who somebody is, as a card says it
    LEFT
    + words(
        "name father mother husband village nam naam pita mata swami shami gram নাম পিতা মাতা স্বামী গ্রাম"
    )
    + RIGHT
)


def names_somebody(turn: Turn) -> bool:
    """By more than one line of a card: "Rahima, father Kadam, village Charadi"."""
    return turn.is_written and len(set(_NAMED.findall(fold(turn.text).text))) > 1


def tells_something(turn: Turn, *, of_who: bool = False) -> bool:
    """Where it is asked who somebody is (`of_who`), a number that did not fit tells nothing."""
    if not turn.has_words:
        return False
    told = {found["entity"] for found in turn.entities}
    if turn.is_only_digits:
        digits = sum(letter.isdigit() for letter in turn.text)
        return digits >= FEWEST_DIGITS and not of_who
    if told & _NUMBERS:
        return not of_who
    is_named = turn.intent in SAY_NOTHING and _NAMED.search(fold(turn.text).text) is not None
    is_said = turn.is_sentence and (turn.intent == "inform" or is_named)
    return (
        is_said
        or names_somebody(turn)
        or homes.are_of_a_relative(turn.text)
        or turn.takes_back
        or (begins_with_no(turn.text) and bool(told & _FACTS))
    )
