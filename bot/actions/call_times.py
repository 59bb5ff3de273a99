"""When somebody who is called back can be reached: asked after the case is there already."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import forms, passing_on
from actions.base import Events, TurnAction, go_on_with_what_waits, set_slots
from awaited import CALL
from turn import CLEAR, Turn

FORM = "call_form"
SLOT = "call_back"  # the case about which somebody calls
WISHED = "call_time"
ANY_TIME, NEVER = "any_time", "never"


class ValidateCallForm(forms.FormValidation):
    form = FORM
    remembers = (SLOT,)
    back = "utter_back_to_call"

    def question(self, tracker: Tracker) -> str:
        return SLOT

    def given_up(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events | None:
        """Such words want no call."""
        return None

    async def hear(self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn) -> Events:
        """Whoever answers something else, and again when the times were offered, is called at any
        time, but nobody who names one that is not clear; a complaint is none.
        """
        if tracker.get_slot(SLOT) is None:
            return self.over(dispatcher, tracker, "utter_menu")
        if self.telling.tells_of_danger(turn):
            return self.put_aside(dispatcher, tracker, turn, "action_begin_complaint")
        if self._is_clear_complaint(turn):
            return await self.follow(dispatcher, tracker, turn)
        time = self._time_told(turn)
        if time == NEVER:
            return self.over(dispatcher, tracker, "utter_no_call")
        if time is None and self.telling.call_times.is_unclear(turn):
            return await self.misread(dispatcher, tracker, turn)
        if time is None and (left := self.way_out(dispatcher, tracker, turn)):
            return left
        if time is None and self._is_another_wish(turn):
            return await self.follow(dispatcher, tracker, turn)
        is_negated = self.telling.call_times.is_negated(turn)
        count = int(tracker.get_slot("misread") or 0) + 1
        if time is None and (is_negated or count < forms.MISREADINGS_BEFORE_A_HUMAN):
            if turn.intent != "talk_to_human":
                return await self.misread(dispatcher, tracker, turn)
            dispatcher.utter_message(response="utter_person_calls")
            return [*set_slots(misread=count), *forms.ask(SLOT)]
        slots = {SLOT: tracker.get_slot(SLOT), WISHED: time or ANY_TIME}
        return self.over(dispatcher, tracker, "action_ask_for_call", **slots)

    def _time_told(self, turn: Turn) -> str | None:
        """Who tells another number to ring and no time is called there at any."""
        told = self.telling.call_times.told(turn)
        if told is None and turn.entity("phone") and not self.telling.call_times.is_doubtful(turn):
            return ANY_TIME
        is_bare = len(turn.text.split()) == 1
        return told or ({"affirm": ANY_TIME, "deny": NEVER}.get(turn.intent) if is_bare else None)

    def _is_clear_complaint(self, turn: Turn) -> bool:
        wishes = self.telling.catalogue.wishes
        return turn.says(*wishes, at_least=CLEAR) and turn.is_sentence

    def _is_another_wish(self, turn: Turn) -> bool:
        catalogue = self.telling.catalogue
        if turn.intent == "talk_to_human":
            return False
        is_complaint = turn.says(*catalogue.wishes)
        is_beside = turn.says(*forms.SOUND_LIKE_ANSWERS, at_least=CLEAR)
        return is_complaint or is_beside or forms.is_new_wish(turn)


class ActionAskForCall(TurnAction):
    """The case manager, which knows the office's hours, says when."""

    def name(self) -> str:
        return "action_ask_for_call"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        wished = tracker.get_slot(WISHED)
        words = self.wording.say(f"call_me_{wished}", turn.language)
        ring_at = turn.entity("phone")
        if ring_at:
            elsewhere = self.wording.say("ring_the_number_told", turn.language)
            words = "\n".join([elsewhere, turn.text, words])
        time = None if wished == ANY_TIME else wished
        case = tracker.get_slot(SLOT)
        call = await self.case_manager.ask_for_call(turn, case, time, words, ring_at)
        dispatcher.utter_message(
            response="utter_call_back_at" if call.is_office_open else "utter_call_back_closed",
            reference=call.reference,
            first_answer_on=call.first_answer_on.isoformat(),
            call_on=call.on.isoformat(),
            call_after=call.after.isoformat(),
            call_time=wished,
        )
        forgotten = set_slots(misread=0, **{SLOT: None, WISHED: None})
        if not passing_on.is_awaited(tracker):
            forgotten += set_slots(awaiting_case=call.reference, awaited_about=CALL)
        return [*forgotten, *go_on_with_what_waits(tracker)]
