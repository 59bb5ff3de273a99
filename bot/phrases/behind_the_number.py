"""What a message right behind the number of a complaint is to that complaint. Values in, values
out.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import own_data
from citizen_text.normalisation import fold
from citizen_text.patterns import words
from follow_up import UPDATE, WITHDRAW
from phrases import asides, corrections
from phrases.people import People
from phrases.remedy_words import tells_it_came
from phrases.spoken_of import CASE, NOT_UNDERSTOOD, SAY_NOTHING, WITHDRAWN, SpokenOf
from phrases.word_lists import lookups_of
from turn import CLEAR, Turn

WORDS = Path(__file__).with_name("behind_the_number.yml")
TOLD = "to_the_case"  # the entity that says how the words are for it
MORE, GOES_ON, OWN_NAME = "more", "goes_on", "own_name"
MOST_WORDS = 12
FEWEST_WORDS = 3
_OF_A_NAME = frozenset({"keep_name", "name_told"})
_WHAT_COMES = frozenset({"what_now", "where_to", "if_nothing"})
_COMPLAINS = ("report_", "request_")
_NO = words("na nah নাহ না")
_ENDS_IT = re.compile(
    rf"(?:tul|tol|তুল|তোল|withdraw|cancel|ক্যানসেল|batil|বাতিল|ba+d|বাদ|bondho|বন্ধ|delete|ডিলিট"
    rf"|m[uo]i?(?:chh?|s)|মুছ|মুইছ|মোছ)\S*(?:\s\S+)?\s{_NO}(?!\S)"
    rf"|(?:not|don't|dont|never)\s(?:\S+\s)?(?:withdraw|cancel|delete|erase|remove|close|drop)"
)


class BehindTheNumber:
    def __init__(self, people: People) -> None:
        self._people = people

    def read(self, heard: Mapping[str, Any], turn: Turn, before: SpokenOf) -> Mapping[str, Any]:
        """The message as it is meant; itself where it is another wish."""
        if not turn.is_written or turn.is_only_digits or before.reference is None:
            return heard
        if before.ending and _is_to_go_on(turn):
            how = GOES_ON if before.ending == WITHDRAWN else MORE
            return _to_the_case(heard, before.reference, how)
        if before.ending == WITHDRAWN:
            return heard
        if not before.is_guarded and tells_it_came(turn) and _is_short(turn):
            return of_the_case(heard, WITHDRAW, before.reference)
        if _guards_the_name(turn):
            return _to_the_case(heard, before.reference, OWN_NAME)
        if _only_asks(turn):
            return {**heard, "intent": {"name": NOT_UNDERSTOOD, "confidence": turn.confidence}}
        if _asks_for_the_number(turn):
            return of_the_case(heard, CASE, before.reference)
        if self._is_more(turn):
            return _to_the_case(heard, before.reference, MORE)
        if corrections.corrects(turn):
            return of_the_case(heard, UPDATE, before.reference)
        return heard

    def _is_more(self, turn: Turn) -> bool:
        """What follows on, and is no other matter that is clear."""
        text = turn.text
        if {*_said(text, "still"), *_said(text, "back")} == {"still", "back"}:
            return len(text.split()) <= MOST_WORDS
        if _said(text, "not_mine") and self._people.named(text) and _is_short(turn):
            return True
        is_other = turn.intent not in (*SAY_NOTHING, UPDATE) and turn.confidence >= CLEAR
        if is_other or "?" in text or len(text.split()) < FEWEST_WORDS:
            return False
        names_somebody = bool(turn.entity("role") and _said(text, "name")) and _is_short(turn)
        return _begins(text, "more") or _begins(text, "they") or names_somebody


def _is_to_go_on(turn: Turn) -> bool:
    return _is_short(turn) and (
        bool(_said(turn.text, "goes_on")) or _ENDS_IT.search(fold(turn.text).text) is not None
    )


def _guards_the_name(turn: Turn) -> bool:
    text = turn.text
    if not _is_short(turn) or asides.asked_in(text) == "name_told":
        return False
    is_taken_off = _said(text, "name") and _said(text, "off") and not turn.entity("role")
    return bool(is_taken_off and not _said(text, "elsewhere")) or asides.only_guards_the_name(text)


def _only_asks(turn: Turn) -> bool:
    """Whether the name is told, what to do, where to go: whatever it is guessed to be about."""
    asked = asides.asked_in(turn.text)
    is_complaint = turn.intent.startswith(_COMPLAINS) and turn.confidence >= CLEAR
    is_of_an_allowance = turn.entity("programme") is not None
    return asked in _OF_A_NAME or (
        asked in _WHAT_COMES and not is_complaint and not is_of_an_allowance
    )


def _asks_for_the_number(turn: Turn) -> bool:
    text = turn.text
    is_asked = _said(text, "number") and _said(text, "which") and not _said(text, "no_number")
    return bool(is_asked) and _is_short(turn) and own_data.wished(turn) is None


def _is_short(turn: Turn) -> bool:
    return len(turn.text.split()) <= MOST_WORDS


def _to_the_case(heard: Mapping[str, Any], reference: str, how: str) -> Mapping[str, Any]:
    meant = of_the_case(heard, UPDATE, reference)
    return {**meant, "entities": [{"entity": TOLD, "value": how}, *meant["entities"]]}


def of_the_case(heard: Mapping[str, Any], wish: str, reference: str) -> Mapping[str, Any]:
    intent = {"name": wish, "confidence": 1.0}
    meant = {"entity": "reference", "value": reference}
    return {**heard, "intent": intent, "entities": [meant, *heard["entities"]]}


def _begins(text: str, name: str) -> bool:
    """Behind no more than a courtesy."""
    spans = lookups_of(WORDS)[name].find(text)
    return any(len(text[: span.start].split()) <= 1 for span in spans)


def _said(text: str, name: str) -> list[str]:
    return [span.value for span in lookups_of(WORDS)[name].find(text)]
