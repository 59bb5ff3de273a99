"""Answers to a form's questions, and what counts as a new wish instead of an answer."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, TurnAction, set_slots
from turn import Turn

NEW_WISHES = frozenset(
    {
        *("check_entitlement", "check_payment", "track_case", "talk_to_human", "ask_menu"),
        *("ask_about_service", "ask_complaints", "change_language", "start_messages"),
    }
)
FOR_A_PERSON = frozenset({"report_abuse", "update_case", "appeal_case", "withdraw_case"})
ASKED_BESIDE = frozenset({"check_eligibility", "ask_how_to_apply"})
WAYS_OUT = {
    "go_home": "went_home",
    "go_back": "went_home",
    "goodbye": "said_goodbye",
    "stop_messages": "stopped_messages",
}
COURTESIES = frozenset({"greet", "thank"})
MISREADINGS_BEFORE_A_HUMAN = 3


class FormValidation(TurnAction):
    """Rasa asks this action what each message did to the form.

    No slot in the answer means: not for the form, so that the rule of the new wish runs.
    """

    def after_apology(self, tracker: Tracker) -> Events:
        return [*set_slots(misread=tracker.get_slot("misread")), *ask(asked_slot(tracker))]


def asked_slot(tracker: Tracker) -> str | None:
    slot: str | None = tracker.get_slot("requested_slot")
    return slot


def ask(slot: str | None) -> Events:
    """Asks this next; None ends the form."""
    return set_slots(requested_slot=slot)


def is_new_wish(turn: Turn) -> bool:
    return turn.intent in NEW_WISHES and not turn.is_only_digits


def wants_a_person(turn: Turn) -> bool:
    return turn.says(*FOR_A_PERSON)


def asks_beside(turn: Turn) -> bool:
    """Much that is said in a form sounds like these: followed where it answers nothing."""
    return turn.says(*ASKED_BESIDE)


def way_out(turn: Turn) -> str | None:
    """How the form ends for somebody who leaves it."""
    return None if turn.is_only_digits else WAYS_OUT.get(turn.intent)


def comes_back_from_another_wish(tracker: Tracker, form: str) -> bool:
    """True when, since the citizen's message, the form let another rule act first."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action_execution_rejected" and event.get("name") == form:
            return True
    return False


def misread(dispatcher: CollectingDispatcher, tracker: Tracker, asked: str) -> Events:
    """Asks once more, then points to the options, and then a person takes over.

    Who greets, thanks or dials again in the middle was understood: a rule answers, and the question
    is repeated as it was.
    """
    if tracker.get_intent_of_latest_message() in COURTESIES:
        return ask(asked)
    count = int(tracker.get_slot("misread") or 0) + 1
    if count >= MISREADINGS_BEFORE_A_HUMAN:
        return end("hand_over")
    dispatcher.utter_message(response="utter_misread" if count == 1 else "utter_misread_again")
    return [*set_slots(misread=count), *ask(asked)]


def end(outcome: str, **slots: Any) -> Events:
    return [*set_slots(outcome=outcome, misread=0, **slots), *ask(None)]
