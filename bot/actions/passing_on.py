"""What a caseworker waits for: the next free words go to the case that was asked about."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import follow_up_words
from actions.base import Events, TurnAction, set_slots
from awaited import (
    LATELY,
    RATING,
    REMEDY,
    REMEDY_AGAIN,
    REMEDY_HEARD,
    REOPENED,
    TOLD,
)
from case_manager_client import Case, CaseAlreadyClosed, MistypedReference, UnknownReference
from phrases import remedy_words
from turn import CLEAR, Turn

NO_MORE = set_slots(awaiting_case=None, awaited_about=None, settled_at=None)
HANDED_OVER = "handed_over"  # the case that a person has
LONGEST_OPTION = 2  # digits that only pick something
_THEN = {"utter_open_again": REOPENED, "utter_ask_satisfaction": RATING}
OPTION_WORDS = {
    "affirm": "button_yes",
    "deny": "button_no",
    "talk_to_human": "button_talk_to_human",
}


async def awaited(
    action: TurnAction, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
) -> Events:
    """Nothing where nobody waits, or where the words are none."""
    if not is_awaited(tracker) or is_option(turn) or not turn.has_words:
        return []
    return await answer(action, dispatcher, tracker, turn)


def is_awaited(tracker: Tracker) -> bool:
    """Whether a caseworker's question is still open."""
    is_of_case = tracker.get_slot("awaiting_case") is not None
    return is_of_case and tracker.get_slot("awaited_about") not in LATELY


def settled(tracker: Tracker, reference: str, about: str) -> Events:
    """Nobody waits any more, and what follows soon goes along."""
    return set_slots(awaiting_case=reference, awaited_about=about, settled_at=heard_at(tracker))


def is_in_despair(tracker: Tracker, reference: str | None) -> bool:
    """Whether that case is of somebody who wrote of ending their life."""
    kept = tracker.get_slot(HANDED_OVER) or {}
    return kept.get("reference") == reference and bool(kept.get("in_despair"))


def heard_at(tracker: Tracker) -> float:
    """When the message that is being answered came, in seconds since the epoch."""
    heard = (event for event in reversed(tracker.events) if event.get("event") == "user")
    return float(next(heard)["timestamp"])


def is_option(turn: Turn) -> bool:
    return turn.is_only_digits and len(turn.text) <= LONGEST_OPTION


async def answer(
    action: TurnAction, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
) -> Events:
    """Whether something has come is asked again once, and a yes or no that comes later still
    counts; what was said meanwhile is kept. Words that only put off or ask back end no waiting, and
    what follows an answer soon goes along.
    """
    came = _whether_it_came(tracker, turn)
    if came is not None:
        return await answer_remedy(action, dispatcher, tracker, turn, came=came)
    passed = await _pass_on(action, dispatcher, tracker, turn)
    about = tracker.get_slot("awaited_about")
    if not passed:
        return NO_MORE
    if about == REMEDY_AGAIN:
        return set_slots(awaited_about=REMEDY_HEARD)
    if about == REMEDY:
        if tracker.active_loop_name is None:
            dispatcher.utter_message(response="utter_ask_it_came")
        return set_slots(awaited_about=REMEDY_AGAIN)
    if about == REMEDY_HEARD or not follow_up_words.is_yet_to_come(turn):
        return settled(tracker, tracker.get_slot("awaiting_case"), TOLD)
    return []


def _whether_it_came(tracker: Tracker, turn: Turn) -> bool | None:
    """Asked whether all of it came, a part is a no."""
    if not is_about_remedy(tracker):
        return None
    was_asked_for_all = tracker.get_slot("awaited_about") != REMEDY
    if was_asked_for_all and turn.is_written and remedy_words.came_in_part(turn):
        return False
    return remedy_words.it_came(turn)


def ask_again(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """What holds no word uses up no question."""
    if not is_about_remedy(tracker):
        return [FollowupAction("action_not_understood")]
    dispatcher.utter_message(response="utter_misread")
    dispatcher.utter_message(response="utter_ask_it_came")
    return []


def is_about_remedy(tracker: Tracker) -> bool:
    return tracker.get_slot("awaited_about") in (REMEDY, REMEDY_AGAIN, REMEDY_HEARD)


def remind(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Nobody who was just served thinks that nothing is asked of them any more."""
    if is_awaited(tracker) and tracker.get_slot("awaited_about") != REMEDY_HEARD:
        reference = tracker.get_slot("awaiting_case")
        dispatcher.utter_message(response="utter_question_waits", reference=reference)


async def is_of_another_matter(action: TurnAction, tracker: Tracker, turn: Turn) -> bool:
    """Whether words that are clearly a complaint are of another kind than the case that waits:
    "yes, I went there and they refused" is an answer.
    """
    reference = tracker.get_slot("awaiting_case")
    wishes = action.telling.catalogue.wishes
    is_complaint = turn.says(*wishes, at_least=CLEAR) and turn.is_sentence
    if reference is None or not is_complaint or follow_up_words.begins_as_an_answer(turn):
        return False
    if is_about_remedy(tracker) and remedy_words.speaks_of_coming(turn):
        return False
    try:
        case = await action.case_manager.case(turn, reference)
    except (MistypedReference, UnknownReference):
        return False
    about = {name for name, wish in wishes.items() if case.category in wish.kinds}
    return bool(about) and turn.intent not in about


async def _pass_on(
    action: TurnAction, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
) -> bool:
    reference = tracker.get_slot("awaiting_case")
    try:
        await action.case_manager.append_to_case(turn, reference, words_of(action, turn))
    except (CaseAlreadyClosed, UnknownReference):
        dispatcher.utter_message(response="utter_case_already_closed")
        return False
    dispatcher.utter_message(response="utter_answer_passed_on")
    return True


async def answer_remedy(
    action: TurnAction,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    turn: Turn,
    *,
    came: bool,
) -> Events:
    """Whether what was decided has come; what has not opens the case again."""
    reference = tracker.get_slot("awaiting_case")
    words = words_of(action, turn)
    try:
        case = await action.case_manager.answer_remedy(turn, reference, came=came, text=words)
    except UnknownReference:
        dispatcher.utter_message(response="utter_case_already_closed")
        return NO_MORE
    is_in_form = tracker.active_loop_name is not None
    said = _after(case, came=came, is_in_form=is_in_form)
    dispatcher.utter_message(response=said, **result_of(case))
    return settled(tracker, reference, _THEN[said]) if said in _THEN else NO_MORE


def words_of(action: TurnAction, turn: Turn) -> str:
    """What was written; for a picked option, the option's own words."""
    button = OPTION_WORDS.get(turn.intent)
    if turn.is_written or button is None:
        return turn.text
    return action.wording.button(button, turn.language)["title"]


def result_of(case: Case) -> dict[str, Any]:
    due_on = case.resolution_due_on.isoformat()
    return {"reference": case.reference, "resolution_due_on": due_on}


def _after(case: Case, *, came: bool, is_in_form: bool) -> str:
    """Only what is closed can be judged, and nobody in the middle of something else."""
    if not came:
        return "utter_open_again"
    return "utter_remedy_noted" if case.is_open or is_in_form else "utter_ask_satisfaction"
