"""What nobody understands outside of forms: asked otherwise, then choices, then a person."""

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, TurnAction
from turn import Turn

NAME = "action_not_understood"
ONCE, TWICE = "utter_ask_rephrase", "utter_offer_choices"
OF_A_NUMBER = "utter_misread"  # who writes numbers has the menu below it at once


class ActionNotUnderstood(TurnAction):
    """The third time in a row a person has it, and when to call is asked."""

    def name(self) -> str:
        return NAME

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        before = _said_before(tracker)
        if TWICE in before:
            return [FollowupAction("action_hand_over")]
        if before & {ONCE, OF_A_NUMBER}:
            dispatcher.utter_message(response=TWICE)
        elif turn.is_only_digits:
            dispatcher.utter_message(response=OF_A_NUMBER)
            dispatcher.utter_message(response="utter_menu")
        else:
            dispatcher.utter_message(response=ONCE)
        return []


def _said_before(tracker: Tracker) -> set[str]:
    """The names of what the message before this one was answered."""
    said: set[str] = set()
    messages = 0
    for event in reversed(tracker.events):
        messages += event.get("event") == "user"
        if messages > 1:
            break
        if messages == 1 and event.get("event") == "bot":
            said.add(event.get("metadata", {}).get("said", ""))
    return said
