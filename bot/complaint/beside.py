"""Words that answer no question and still tell something: a caseworker reads them."""

from taken_back import begins_with_no
from turn import Turn

FEWEST_DIGITS = 6  # of a number that somebody may be found by
_NUMBERS = {"phone", "nid"}
_FACTS = {"place", "amount", "period", "role", "age", "provider", "programme"}


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
    is_said = turn.intent == "inform" and turn.is_sentence
    return is_said or turn.takes_back or (begins_with_no(turn.text) and bool(told & _FACTS))
