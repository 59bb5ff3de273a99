"""Words for people: an answer to a caseworker's question, a wish for a person."""

from collections.abc import Collection
from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import follow_up_words
from actions.base import Events, TurnAction, set_slots
from actions.forms import wants_a_person
from case_manager_client import CaseAlreadyClosed, Complaint, UnknownReference
from complaint.draft import Draft, draft_from
from turn import CLEAR, Turn, read_turn

WORDS_HANDED_OVER = 4
CALL_TIMES = ("morning", "midday", "evening")
OF_OWN_DATA = ("know", "delete")
ORDINARY = "information"
REMEDY = "remedy"
OWN_DATA = "privacy"
CLEAR_WISHES = {
    "appeal_case": "action_begin_follow_up",
    "ask_about_service": "utter_ask_about_service",
    "ask_complaints": "utter_complaints",
    "ask_how_to_apply": "utter_how_to_apply",
    "ask_menu": "utter_menu",
    "change_language": "utter_change_language",
    "check_eligibility": "action_begin_eligibility",
    "check_entitlement": "utter_entitlements",
    "check_payment": "action_check_payment",
    "go_back": "utter_menu",
    "go_home": "utter_menu",
    "greet": "utter_greet",
    "report_abuse": "action_hand_over",  # never into a case that any caseworker reads
    "start_messages": "utter_start_messages",
    "stop_messages": "utter_stop_messages",
    "talk_to_human": "action_hand_over",
    "track_case": "utter_case_status",
    "withdraw_case": "action_begin_follow_up",
}
PICKED_WISHES = {
    "goodbye": "utter_goodbye",
    "update_case": "action_begin_follow_up",
}
OPTION_WORDS = {
    "affirm": "button_yes",
    "deny": "button_no",
    "talk_to_human": "button_talk_to_human",
}


class ActionAppendToCase(TurnAction):
    """While an answer is awaited: a clear new wish is followed, everything else is the answer."""

    def name(self) -> str:
        return "action_append_to_case"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        wish = clear_wish(turn, self.telling.catalogue.told_here)
        if wish is not None:
            return [FollowupAction(wish)]
        is_about_remedy = tracker.get_slot("awaited_about") == REMEDY
        if is_about_remedy and follow_up_words.it_came(turn) is not None:
            return [FollowupAction("action_answer_remedy")]
        reference = tracker.get_slot("awaiting_case")
        try:
            await self.case_manager.append_to_case(turn, reference, words_of(self, turn))
        except (CaseAlreadyClosed, UnknownReference):
            dispatcher.utter_message(response="utter_case_already_closed")
        else:
            dispatcher.utter_message(response="utter_answer_passed_on")
        return set_slots(awaiting_case=None, awaited_about=None)


class ActionHandOver(TurnAction):
    """A case for a person, with what the citizen wrote last, or the wish to be called back."""

    def name(self) -> str:
        return "action_hand_over"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        complaint = self._complaint(tracker, turn)
        case = await self.case_manager.open_case(turn, complaint, "hand_over")
        after = self._complaint_after(tracker)
        dispatcher.utter_message(
            response=_said_of(turn),
            reference=case.reference,
            first_answer_on=case.first_answer_on.isoformat(),
            goes_on=after is not None,
            call_time=complaint.told.get("call_time"),
        )
        if tracker.active_loop_name is not None:
            return set_slots(misread=0)
        slots = set_slots(misread=0, complaint=after.as_slot() if after else None)
        return [*slots, FollowupAction("complaint_form")] if after else slots

    def _complaint(self, tracker: Tracker, turn: Turn) -> Complaint:
        if turn.entity("contact_by") == "call":
            words = self.wording.say("complaint_call_back", turn.language)
            return Complaint(category=ORDINARY, description=words)
        if turn.entity("own_data") in OF_OWN_DATA:
            words = self.wording.say(f"own_data_{turn.entity('own_data')}", turn.language)
            return Complaint(category=OWN_DATA, description=words)
        complaint = self._of_last_words(tracker, turn)
        if turn.entity("call_time") not in CALL_TIMES:
            return complaint
        told = {"contact_safely": "call", "call_time": turn.entity("call_time")}
        return replace(complaint, told=told)

    def _complaint_after(self, tracker: Tracker) -> Draft | None:
        """The one that waits for one that a person took over."""
        draft = draft_from(tracker.get_slot("complaint"), self.telling.catalogue)
        return self.telling.resumed(draft) if draft else None

    def _of_last_words(self, tracker: Tracker, turn: Turn) -> Complaint:
        """Restricted where any of the words are."""
        heard = [event for event in tracker.events if event.get("event") == "user"]
        turns = [
            read_turn(tracker.sender_id, event.get("parse_data") or {})
            for event in heard[-WORDS_HANDED_OVER:]
        ]
        written = [said for said in turns if said.is_written and not said.is_only_digits]
        complaint = tracker.get_slot("complaint") or {}
        wishes = [complaint.get("wish"), *(said.intent for said in (*written, turn))]
        categories = map(self.telling.catalogue.restricted, wishes)
        return Complaint(
            category=[ORDINARY, *filter(None, categories)][-1],
            description="\n".join(said.text for said in written) or words_of(self, turn),
        )


def _said_of(turn: Turn) -> str:
    if turn.entity("contact_by") == "call":
        return "utter_call_back"
    if turn.entity("own_data") in OF_OWN_DATA:
        return "utter_own_data_asked"
    if turn.entity("call_time") in CALL_TIMES:
        return "utter_call_back_at"
    is_wished = turn.intent == "talk_to_human" or wants_a_person(turn)
    return "utter_handed_over" if is_wished else "utter_handed_over_not_understood"


def clear_wish(turn: Turn, complaints: Collection[str]) -> str | None:
    """The action of a wish that cannot be meant as an answer; that one is still awaited then."""
    if not turn.is_written and turn.intent in complaints:
        return "action_begin_complaint"
    if not turn.is_written and turn.intent in PICKED_WISHES:
        return PICKED_WISHES[turn.intent]
    return CLEAR_WISHES[turn.intent] if turn.says(*CLEAR_WISHES, at_least=CLEAR) else None


def words_of(action: TurnAction, turn: Turn) -> str:
    """What was written; for a picked option, the option's own words."""
    button = OPTION_WORDS.get(turn.intent)
    if turn.is_written or button is None:
        return turn.text
    return action.wording.button(button, turn.language)["title"]
