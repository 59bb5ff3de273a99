"""Whether words right behind a complaint that was filed put it right. Values in, values out."""

import re

from citizen_text.normalisation import fold
from citizen_text.patterns import RIGHT, any_of, words
from complaint.facts import number_alone
from phrases.spoken_of import SAY_NOTHING
from phrases.taken_back import begins_with_no, is_own_mistake
from turn import CLEAR, Turn

MOST_WORDS = 10
_FACTS = {"amount", "period", "place", "programme", "role", "provider", "phone"}
_ASKED_ABOUT = {"programme"}  # whose name alone is a question
_SOUND_LIKE_CORRECTIONS = (*SAY_NOTHING, "affirm", "deny", "goodbye", "go_back")
_PHRASES = (
    *("vul", "bhul", "bul", "thik nai", "thik na", "thik noy", "thik hoy nai", "thik hoini"),
    *("ভুল", "ঠিক নাই", "ঠিক না", "ঠিক নয়", "ঠিক হয় নাই", "ঠিক হয়নি"),
    *("wrong", "is wrong", "was wrong", "mistake", "a mistake", "incorrect", "is incorrect"),
    *("not right", "is not right", "not correct", "is not correct"),
)
_IT_IS_WRONG = re.compile(
    rf"\W*(?:{words('na no sorry eta ota this that it its না সরি এটা ওটা')}\W+)*"
    rf"{any_of(_PHRASES)}{RIGHT}"
)


def corrects(turn: Turn) -> bool:
    """A fact behind a no, a fact that takes another back, a fact and nothing else, or that
    something in it is wrong. A clear wish is none, unless it is called one's own mistake.
    """
    if not turn.is_written or turn.is_only_digits or len(turn.text.split()) > MOST_WORDS:
        return False
    told = {found["entity"] for found in turn.entities} & _FACTS
    is_told = bool(told) or number_alone(turn) is not None
    if is_own_mistake(turn.text) or (told and turn.takes_back and turn.is_short):
        return True
    if _is_wish(turn):
        return False
    if _IT_IS_WRONG.match(fold(turn.text).text):
        return True
    is_fact_alone = turn.intent in SAY_NOTHING or not (turn.is_sentence or told & _ASKED_ABOUT)
    return is_told and (
        begins_with_no(turn.text) or turn.takes_back or (turn.is_short and is_fact_alone)
    )


def _is_wish(turn: Turn) -> bool:
    is_other = turn.intent not in _SOUND_LIKE_CORRECTIONS
    return is_other and turn.is_sentence and turn.confidence >= CLEAR
