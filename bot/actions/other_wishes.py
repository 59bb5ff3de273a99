"""Whether what is said while a complaint is told is another wish."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions import forms
from complaint.catalogue import Wish
from complaint.closing import Change
from complaint.consent import Consent
from complaint.draft import Draft
from complaint.facts import RoleQuestion
from complaint.telling import WANTED, Telling
from phrases import asides, nameless, staff
from phrases.spoken_of import HOW_TO_APPLY
from turn import CLEAR, SURE, Turn


def complaint_of(telling: Telling, turn: Turn, at_least: float) -> Wish | None:
    wishes = telling.catalogue.wishes
    return wishes[turn.intent] if turn.says(*wishes, at_least=at_least) else None


def is_another_wish(telling: Telling, draft: Draft, turn: Turn) -> bool:
    """In the middle of a story it must be clear; what is told in danger leads to no other, and
    a word of what is to be changed ("the money") or done ("stop it") is none.
    """
    if is_named(telling, draft, turn):
        return False
    if telling.is_correction(draft, turn) or nameless.is_wished(turn):
        return False
    is_story = draft.asked == "story" and turn.is_written
    if telling.tells_of_danger(turn) or (is_story and draft.is_guarded):
        return draft.is_guarded and turn.says("talk_to_human", at_least=CLEAR)
    is_clear = turn.says(*forms.SOUND_LIKE_ANSWERS, at_least=CLEAR)
    if is_clear and draft.asked != "programme" and turn.is_sentence:
        return True
    if telling.ways_told(turn):
        return False
    is_clear_alone = is_story or (draft.asked == RoleQuestion.name and turn.is_written)
    return forms.is_new_wish(turn, CLEAR if is_clear_alone else sure_of(draft))


def is_named(telling: Telling, draft: Draft, turn: Turn) -> bool:
    is_asked = draft.asked in (Change.name, Consent.name, WANTED)
    is_asked = is_asked or (draft.asked == RoleQuestion.name and staff.is_named(turn.text))
    return is_asked and telling.question_of(draft).answered(draft, turn) is not None


def asked_of_an_allowance(telling: Telling, draft: Draft, turn: Turn) -> Turn | None:
    """A question about an allowance by its name, as the wish that answers it: it tells nothing
    of the complaint. None where it may be an answer ("the widow's, how ..."), a story or a
    correction.
    """
    is_story = draft.takes_any_words or turn.says(*telling.catalogue.wishes)
    is_told = turn.takes_back or is_story or telling.tells_of_danger(turn)
    named = next((each for each in turn.entities if each["entity"] == "programme"), None)
    if not turn.is_written or named is None or is_told or _stands_apart(turn.text, named):
        return None
    wish = asides.asked_of_an_allowance(turn.text)
    if wish is None and turn.says(HOW_TO_APPLY) and asides.ways_asked(turn.text):
        wish = HOW_TO_APPLY
    return replace(turn, intent=wish, confidence=CLEAR) if wish else None


def other_complaint(telling: Telling, draft: Draft, turn: Turn, at_least: float) -> Wish | None:
    """Danger is heard in a story, too; whoever tells of it goes on telling of the same, as does
    whoever takes back a word: "not the broker, the dealer".
    """
    wish = None if nameless.is_wished(turn) else complaint_of(telling, turn, at_least)
    is_correction = turn.takes_back and (turn.is_short or telling.is_correction(draft, turn))
    if wish is None or wish.id == draft.wish.id or is_correction:
        return None
    is_story = draft.asked == "story" and turn.is_written
    if draft.wish.is_always_guarded:
        is_same = wish.guarded or is_story or telling.tells_of_danger(turn)
        return None if is_same else wish
    return None if is_story and not wish.is_always_guarded else wish


def clear_complaint(telling: Telling, draft: Draft, turn: Turn) -> Wish | None:
    """ "No, the chairman" sounds like another one, too."""
    return other_complaint(telling, draft, turn, CLEAR) if turn.is_sentence else None


def sure_of(draft: Draft) -> float:
    """How sure another wish has to be: nobody is led away from danger by a guess."""
    return CLEAR if draft.is_guarded else SURE


def _stands_apart(text: str, named: Mapping[str, Any]) -> bool:
    """Whether a message begins with it, cut off from what follows."""
    before, behind = text[: named["start"]].strip(), text[named["end"] :].lstrip()
    return not before and behind.startswith((",", ".", ";", "\u0964"))
