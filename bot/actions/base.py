"""What every action does: read the turn, do one thing, and never stay silent."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

import logs
from case_manager_client import CaseManager, CaseManagerError
from complaint.telling import Telling
from phrases.people import People
from turn import Turn, read_turn
from wording import Wording

logger = structlog.get_logger(__name__)

Events = list[dict[str, Any]]


@dataclass(frozen=True)
class Surroundings:
    """What actions reach beyond the conversation; `today` is the day in Bangladesh."""

    case_manager: CaseManager
    wording: Wording
    telling: Telling
    today: Callable[[], date]
    people: People = field(default_factory=People)


class TurnAction(Action):
    """A failed call becomes the apology; the channel then takes the turn back and keeps it."""

    def __init__(self, surroundings: Surroundings) -> None:
        self.case_manager = surroundings.case_manager
        self.wording = surroundings.wording
        self.telling = surroundings.telling
        self.today = surroundings.today
        self.people = surroundings.people

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        turn = read_turn(tracker.sender_id, tracker.latest_message)
        logs.follow(turn.traceparent)
        try:
            return await self.perform(dispatcher, tracker, turn)
        except CaseManagerError as error:
            logger.warning("action.failed", action=self.name(), error=type(error).__name__)
            dispatcher.messages.clear()
            dispatcher.utter_message(response="utter_apology")
            return self.after_apology(tracker)

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        raise NotImplementedError

    def after_apology(self, tracker: Tracker) -> Events:
        return []


def set_slots(**values: Any) -> Events:
    return [SlotSet(name, value) for name, value in values.items()]


def go_on_with_what_waits(tracker: Tracker) -> Events:
    """Whatever a wish interrupted is offered again when that wish is done."""
    return [FollowupAction("action_offer_again")] if tracker.get_slot("aside") else []
