"""Words for people: an answer to a caseworker's question, a wish for a person."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import passing_on
from actions.base import Events, TurnAction, go_on_with_what_waits, set_slots
from case_manager_client import Complaint
from complaint.draft import contact_of, is_written_to
from turn import CLEAR, Turn, read_turn

WORDS_HANDED_OVER = 4
OF_OWN_DATA = ("know", "delete")
ORDINARY = "information"
OWN_DATA = "data_request"
CLEAR_WISHES = {
    "appeal_case": "action_begin_follow_up",
    "ask_about_service": "utter_ask_about_service",
    "ask_complaints": "utter_complaints",
    "ask_how_to_apply": "utter_how_to_apply",
    "ask_menu": "utter_menu",
    "change_language": "utter_change_language",
    "check_eligibility": "action_begin_eligibility",
    "check_entitlement": "action_check_entitlement",
    "check_payment": "action_check_payment",
    "go_back": "utter_menu",
    "go_home": "utter_menu",
    "goodbye": "utter_goodbye",
    "greet": "utter_greet",
    "report_abuse": "action_begin_complaint",  # never into a case that any caseworker reads
    "start_messages": "utter_start_messages",
    "stop_messages": "utter_stop_messages",
    "talk_to_human": "action_hand_over",
    "track_case": "utter_case_status",
    "withdraw_case": "action_begin_follow_up",
}
PICKED_WISHES = {"update_case": "action_begin_follow_up"}


class ActionAppendToCase(TurnAction):
    """While an answer is awaited: a clear new wish is followed, everything else is the answer."""

    def name(self) -> str:
        return "action_append_to_case"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        wish = clear_wish(turn, self.telling.catalogue.wishes)
        if wish is not None:
            return [FollowupAction(wish)]
        if self.telling.tells_of_danger(turn):
            return [FollowupAction("action_begin_complaint")]
        if turn.is_written and not turn.has_words:
            return passing_on.ask_again(dispatcher, tracker)
        if await passing_on.is_of_another_matter(self, tracker, turn):
            return [FollowupAction("action_begin_complaint")]
        return await passing_on.answer(self, dispatcher, tracker, turn)


class ActionHandOver(TurnAction):
    """A case for a person, with what the citizen wrote last, or the wish to be called back."""

    def name(self) -> str:
        return "action_hand_over"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        contact = _safe_contact(tracker)
        complaint = replace(self._complaint(tracker, turn), told=contact)
        case = await self.case_manager.open_case(turn, complaint, "hand_over")
        is_called = _is_called(turn) and is_written_to(contact)
        dispatcher.utter_message(
            response=_said_of(turn) if is_written_to(contact) else "utter_matter_opened",
            reference=case.reference,
            first_answer_on=case.first_answer_on.isoformat(),
            goes_on=is_called,
            contact=contact,
            helplines=(),
        )
        slots = set_slots(misread=0, complaint=None)
        if not is_called:
            return [*slots, *go_on_with_what_waits(tracker)]
        return [*slots, *set_slots(call_back=case.reference), FollowupAction("call_form")]

    def _complaint(self, tracker: Tracker, turn: Turn) -> Complaint:
        if turn.entity("contact_by") == "call":
            words = self.wording.say("complaint_call_back", turn.language)
            return Complaint(category=ORDINARY, description=words)
        if turn.entity("own_data") in OF_OWN_DATA:
            words = self.wording.say(f"own_data_{turn.entity('own_data')}", turn.language)
            return Complaint(category=OWN_DATA, description=words)
        return self._of_last_words(tracker, turn)

    def _of_last_words(self, tracker: Tracker, turn: Turn) -> Complaint:
        """Restricted where any of the words are."""
        heard = [event for event in tracker.events if event.get("event") == "user"]
        turns = [
            read_turn(tracker.sender_id, event.get("parse_data") or {})
            for event in heard[-WORDS_HANDED_OVER:]
        ]
        written = [said for said in turns if said.is_written and not said.is_only_digits]
        wishes = [*_complaints_begun(tracker), *(said.intent for said in (*written, turn))]
        categories = map(self.telling.catalogue.restricted, wishes)
        words = dict.fromkeys(
            [*_words_of_complaint(tracker, turn), *(said.text for said in written)]
        )
        return Complaint(
            category=[ORDINARY, *filter(None, categories)][-1],
            description="\n".join(words) or passing_on.words_of(self, turn),
        )


def _is_called(turn: Turn) -> bool:
    """Everybody but who asks for own data: whoever reads along learns nothing from the question."""
    return turn.entity("own_data") not in OF_OWN_DATA


def _said_of(turn: Turn) -> str:
    if turn.entity("contact_by") == "call":
        return "utter_call_back"
    if turn.entity("own_data") in OF_OWN_DATA:
        return "utter_own_data_asked"
    is_wished = turn.intent in ("talk_to_human", "report_abuse")
    return "utter_handed_over" if is_wished else "utter_handed_over_not_understood"


def _words_of_complaint(tracker: Tracker, turn: Turn) -> list[str]:
    """Of one that is handed over itself, instead of waiting until it goes on."""
    if _said_of(turn) != "utter_handed_over_not_understood":
        return []
    draft = tracker.get_slot("complaint") or {}
    return str(draft.get("description", "")).splitlines()


def _safe_contact(tracker: Tracker) -> dict[str, str]:
    """As somebody in danger said it a moment ago, or when they filed it."""
    said = (contact_of(draft["answers"]) for draft in _drafts(tracker))
    return next(filter(None, said), tracker.get_slot("safe_contact") or {})


def _complaints_begun(tracker: Tracker) -> Iterator[str]:
    yield from (draft["wish"] for draft in _drafts(tracker))


def _drafts(tracker: Tracker) -> Iterator[Mapping[str, Any]]:
    waiting = [form["slots"] for form in tracker.get_slot("aside") or ()]
    for slots in (*waiting, tracker.slots):
        if slots.get("complaint"):
            yield slots["complaint"]


def clear_wish(turn: Turn, complaints: Collection[str]) -> str | None:
    """The action of a wish that cannot be meant as an answer; that one is still awaited then."""
    if not turn.is_written and turn.intent in complaints:
        return "action_begin_complaint"
    if not turn.is_written and turn.intent in PICKED_WISHES:
        return PICKED_WISHES[turn.intent]
    if turn.says("thank", at_least=CLEAR) and not turn.is_sentence:
        return "utter_thank"
    return CLEAR_WISHES[turn.intent] if turn.says(*CLEAR_WISHES, at_least=CLEAR) else None
