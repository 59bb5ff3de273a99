from rasa_sdk.events import ActionExecuted, SessionStarted
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.base import Events, TurnAction, set_slots
from turn import Turn

LASTING_SLOTS = (
    *("awaiting_case", "awaited_about", "settled_at"),
    *("heard_events", "safe_contact", "handed_over", "promised_call"),
)


class ActionSessionStart(TurnAction):
    """A half-told complaint ends with its session; an awaited answer does not."""

    def name(self) -> str:
        return "action_session_start"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        lasting = {name: tracker.get_slot(name) for name in LASTING_SLOTS}
        kept = {name: value for name, value in lasting.items() if value is not None}
        return [SessionStarted(), *set_slots(**kept), ActionExecuted("action_listen")]
