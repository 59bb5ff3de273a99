"""What a caseworker waits for: the next free words go to the case that was asked about."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import follow_up_words
from actions.base import Events, TurnAction, set_slots
from case_manager_client import Case, CaseAlreadyClosed, UnknownReference
from turn import Turn

REMEDY = "remedy"
LONGEST_OPTION = 2  # digits that only pick something
OPTION_WORDS = {
    "affirm": "button_yes",
    "deny": "button_no",
    "talk_to_human": "button_talk_to_human",
}


async def awaited(
    action: TurnAction, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
) -> Events:
    """Nothing where nobody waits, or where the words are none."""
    if tracker.get_slot("awaiting_case") is None or not turn.is_written:
        return []
    is_option = turn.is_only_digits and len(turn.text) <= LONGEST_OPTION
    if is_option or not follow_up_words.is_readable(turn.text):
        return []
    if is_about_remedy(tracker, turn):
        return await answer_remedy(action, dispatcher, tracker, turn)
    return await pass_on(action, dispatcher, tracker, turn)


def is_about_remedy(tracker: Tracker, turn: Turn) -> bool:
    is_asked = tracker.get_slot("awaited_about") == REMEDY
    return is_asked and follow_up_words.it_came(turn) is not None


async def pass_on(
    action: TurnAction, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
) -> Events:
    reference = tracker.get_slot("awaiting_case")
    try:
        await action.case_manager.append_to_case(turn, reference, words_of(action, turn))
    except (CaseAlreadyClosed, UnknownReference):
        dispatcher.utter_message(response="utter_case_already_closed")
    else:
        dispatcher.utter_message(response="utter_answer_passed_on")
    return set_slots(awaiting_case=None, awaited_about=None)


async def answer_remedy(
    action: TurnAction, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
) -> Events:
    """Whether what was decided has come; what has not opens the case again."""
    reference = tracker.get_slot("awaiting_case")
    came = bool(follow_up_words.it_came(turn))
    words = words_of(action, turn)
    try:
        case = await action.case_manager.answer_remedy(turn, reference, came=came, text=words)
    except UnknownReference:
        dispatcher.utter_message(response="utter_case_already_closed")
    else:
        is_in_form = tracker.active_loop_name is not None
        said = _after(case, came=came, is_in_form=is_in_form)
        dispatcher.utter_message(response=said, **result_of(case))
    return set_slots(awaiting_case=None, awaited_about=None)


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
