"""Words for people: an answer to a caseworker's question, a wish for a person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

import own_data
from actions import drafts, lately, passing_on, promised_calls
from actions.base import Events, TurnAction, go_on_with_what_waits, set_slots
from actions.passing_on import HANDED_OVER, is_in_despair
from actions.wishes import clear_wish
from case_manager_client import Case, Complaint, MistypedReference, UnknownReference
from complaint.closing import Meant
from complaint.description import description_of
from complaint.draft import NO_SMS, Draft, is_written_to
from phrases import despair
from turn import Turn, read_turn

WORDS_HANDED_OVER = 4
ORDINARY = "information"
IN_DESPAIR = "threat"  # looked after the same day, by people alone, seen by few
OWN_DATA = "data_request"


class ActionAppendToCase(TurnAction):
    """While an answer is awaited: a clear new wish is followed, everything else is the answer."""

    def name(self) -> str:
        return "action_append_to_case"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        if not passing_on.is_awaited(tracker):
            return await lately.hear(self, dispatcher, tracker, turn)
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
    """A case for a person: the complaint that was not understood, what the citizen wrote last, or
    the wish to be called back. Of somebody in danger it says nothing, and whom to ring. Who wishes
    for a person again, while that case is open, is heard there.
    """

    def name(self) -> str:
        return "action_hand_over"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        if promised_calls.is_taken_back(self, tracker, turn):
            return [FollowupAction("action_cancel_call")]
        if promised_calls.is_to_ring_elsewhere(self, tracker, turn):
            promised = tracker.get_slot(promised_calls.PROMISED)
            return lately.ring_elsewhere(self, tracker, turn, promised)
        guarded = drafts.guarded(tracker, self.telling.catalogue)
        contact = _contact(tracker, turn, guarded)
        complaint = self._complaint(tracker, turn)
        complaint = replace(complaint, told={**complaint.told, **contact})
        case = await self._added(tracker, turn, complaint, contact)
        if case is None:
            case = await self.case_manager.open_case(turn, complaint, "hand_over")
        is_open = guarded is None and is_written_to(contact)
        said = _said_of(turn) if is_open else "utter_matter_opened"
        is_called = _is_talked_to(turn) and is_written_to(contact) and not complaint.is_anonymous
        dispatcher.utter_message(
            response="utter_not_alone" if despair.is_told(turn) else said,
            reference=case.reference,
            first_answer_on=max(case.first_answer_on, self.today()).isoformat(),
            goes_on=is_called,
            contact=contact,
            helplines=self.telling.helplines_of(guarded) if guarded else (),
        )
        slots = set_slots(misread=0, complaint=None)
        if guarded is not None or despair.is_told(turn):
            slots += set_slots(heard_too=None)
        if _is_talked_to(turn) and not complaint.is_anonymous:
            handed_over = _handed_over(case, contact, turn)
            handed_over["in_despair"] |= is_in_despair(tracker, case.reference)
            slots += set_slots(**{HANDED_OVER: handed_over})
        slots += promised_calls.promised(case, contact)
        if not is_called:
            return [*slots, *go_on_with_what_waits(tracker)]
        called = set_slots(call_back=case.reference, aside=_without_call(tracker, case.reference))
        return [*slots, *called, FollowupAction("call_form")]

    async def _added(
        self, tracker: Tracker, turn: Turn, complaint: Complaint, contact: Mapping[str, str]
    ) -> Case | None:
        """To the case that a person has already; None where it is closed, or not of the kind."""
        kept = tracker.get_slot(HANDED_OVER)
        is_again = turn.intent == "talk_to_human" and _is_talked_to(turn)
        if kept is None or not is_again or not _fits(kept, complaint, contact):
            return None
        words = "\n".join(
            dict.fromkeys(said.text for said in _written_since(tracker, kept["until"]))
        )
        try:
            case = await self.case_manager.case(turn, kept["reference"])
            if not case.is_open:
                return None
            if words:
                await self.case_manager.append_to_case(turn, case.reference, words)
        except (MistypedReference, UnknownReference):
            return None
        return case

    def _complaint(self, tracker: Tracker, turn: Turn) -> Complaint:
        if turn.entity("contact_by") == "call":
            words = self.wording.say("complaint_call_back", turn.language)
            return Complaint(category=ORDINARY, description=words)
        if wished := own_data.wished(turn):
            words = self.wording.say(f"own_data_{wished}", turn.language)
            return Complaint(category=OWN_DATA, description=words)
        written = [*_written_last(tracker)]
        if despair.is_told(turn):
            first = self.wording.say("in_despair", turn.language)
            known = [first, *dict.fromkeys(said.text for said in written)]
            return Complaint(category=IN_DESPAIR, description="\n".join(known))
        told = next(drafts.told(tracker, self.telling.catalogue, waiting=False), None)
        is_guess = told is not None and told.asked == Meant.name
        if told is None or told.kind is None or is_guess or _is_wished(turn):
            return self._of_last_words(tracker, turn, written)
        lines = dict.fromkeys([*told.description.splitlines(), *(said.text for said in written)])
        whole = replace(told, description="\n".join(lines))
        return whole.as_complaint(description_of(whole, self.wording, turn.language))

    def _of_last_words(self, tracker: Tracker, turn: Turn, written: Sequence[Turn]) -> Complaint:
        """Restricted where any of the words are."""
        begun = [_restricted(draft) for draft in drafts.told(tracker, self.telling.catalogue)]
        of_words = [self._restricted_by(said) for said in (*written, turn)]
        words = dict.fromkeys(said.text for said in written)
        return Complaint(
            category=next(filter(None, [*begun, *of_words]), ORDINARY),
            description="\n".join(words) or passing_on.words_of(self, turn),
        )

    def _restricted_by(self, said: Turn) -> str | None:
        if despair.is_told(said):
            return IN_DESPAIR
        catalogue, is_danger = self.telling.catalogue, self.telling.tells_of_danger(said)
        return catalogue.restricted(catalogue.danger.id if is_danger else said.intent)


def _is_talked_to(turn: Turn) -> bool:
    """Everybody but who asks for own data: that is no talk, and whoever reads along learns nothing
    from the question when to call.
    """
    return own_data.wished(turn) is None


def _said_of(turn: Turn) -> str:
    if turn.entity("contact_by") == "call":
        return "utter_call_back"
    if own_data.wished(turn):
        return "utter_own_data_asked"
    return "utter_handed_over" if _is_wished(turn) else "utter_handed_over_not_understood"


def _restricted(draft: Draft) -> str | None:
    """The category that keeps its words from most, where what is told needs that."""
    kind = draft.kind
    return kind.id if kind and kind.is_sensitive else draft.wish.restricted


def _is_wished(turn: Turn) -> bool:
    return turn.intent in ("talk_to_human", "report_abuse")


def _handed_over(case: Case, contact: Mapping[str, str], turn: Turn) -> dict[str, Any]:
    return {
        "reference": case.reference,
        "category": case.category,
        "contact": {**contact},
        "until": turn.message_id,
        "in_despair": despair.is_told(turn),
    }


def _fits(kept: Mapping[str, Any], complaint: Complaint, contact: Mapping[str, str]) -> bool:
    """Nothing comes to where more people read it, and nobody is answered in another way."""
    may_read = complaint.category in (ORDINARY, kept["category"]) or kept["category"] == IN_DESPAIR
    return may_read and bool(kept["contact"] == contact)


def _without_call(tracker: Tracker, reference: str) -> list[dict[str, Any]] | None:
    """When to call about a case is asked once."""
    waiting = tracker.get_slot("aside") or []
    return [form for form in waiting if form["slots"].get("call_back") != reference] or None


def _written_last(tracker: Tracker) -> Iterator[Turn]:
    return filter(_is_told, _heard_last(tracker))


def _written_since(tracker: Tracker, message_id: str) -> Iterator[Turn]:
    """After that message, or as much as is remembered."""
    heard = [*_heard_last(tracker)]
    since = takewhile(lambda said: said.message_id != message_id, reversed(heard))
    return filter(_is_told, reversed([*since]))


def _heard_last(tracker: Tracker) -> Iterator[Turn]:
    heard = [event for event in tracker.events if event.get("event") == "user"]
    for event in heard[-WORDS_HANDED_OVER:]:
        yield read_turn(tracker.sender_id, event.get("parse_data") or {})


def _is_told(said: Turn) -> bool:
    return said.is_written and not said.is_only_digits


def _contact(tracker: Tracker, turn: Turn, guarded: Draft | None) -> dict[str, str]:
    """As somebody in danger said it a moment ago, or when they filed it. Who wants no messages and
    asks for a person is called.
    """
    if guarded is None:
        return tracker.get_slot("safe_contact") or {}
    is_to_be_called = guarded.answers.get("safety") == NO_SMS and "call_time" not in guarded.answers
    if is_to_be_called and turn.intent == "talk_to_human":
        return {**guarded.contact, "contact_safely": "call"}
    return guarded.contact
