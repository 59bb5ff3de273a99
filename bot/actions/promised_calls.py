"""The call that somebody was promised, and that is not wanted any more."""

from collections.abc import Mapping

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, TurnAction, set_slots
from case_manager_client import Case, UnknownReference
from complaint.call_wish import is_refused, rings_elsewhere
from complaint.draft import is_written_to
from phrases import despair, giving_up
from turn import Turn

PROMISED = "promised_call"  # the case about which somebody calls


def promised(case: Case, contact: Mapping[str, str]) -> Events:
    """Whoever can be called only is called about their case."""
    is_called = contact.get("contact_safely") == "call"
    return set_slots(**{PROMISED: case.reference}) if is_called else []


def is_taken_back(action: TurnAction, tracker: Tracker, turn: Turn) -> bool:
    """Whether a call that was promised is not wanted any more."""
    if tracker.get_slot(PROMISED) is None or despair.is_told(turn):
        return False
    is_danger = action.telling.tells_of_danger(turn)
    return not is_danger and is_refused(turn, action.telling.call_times, action.today())


def is_taken_back_in_words(action: TurnAction, tracker: Tracker, turn: Turn) -> bool:
    """In the middle of something else, which "leave it" is about."""
    is_of_the_call = turn.is_written and giving_up.told(turn) is None
    return is_of_the_call and is_taken_back(action, tracker, turn)


def is_to_ring_elsewhere(action: TurnAction, tracker: Tracker, turn: Turn) -> bool:
    if tracker.get_slot(PROMISED) is None or despair.is_told(turn):
        return False
    return rings_elsewhere(turn) and not action.telling.tells_of_danger(turn)


async def cancel(
    action: TurnAction,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    turn: Turn,
    *,
    is_written_to_is_asked: bool = False,
) -> Events:
    """Nobody is called about that case any more; whoever could be called only is not reached."""
    reference = tracker.get_slot(PROMISED)
    words = turn.text if turn.is_written else action.wording.say("call_me_never", turn.language)
    try:
        await action.case_manager.cancel_call(turn, reference, words)
    except UnknownReference:
        dispatcher.utter_message(response="utter_case_already_closed")
        return set_slots(**{PROMISED: None})
    contact = tracker.get_slot("safe_contact") or {}
    is_written = is_written_to(contact) and not is_written_to_is_asked
    dispatcher.utter_message(response="utter_no_call" if is_written else "utter_no_call_at_all")
    events = set_slots(misread=0, **{PROMISED: None})
    if contact.get("contact_safely") == "call":
        events += set_slots(safe_contact={"contact_safely": "no"})
    if tracker.get_slot("awaiting_case") == reference:
        events += set_slots(awaiting_case=None, awaited_about=None)
    return events
