"""When somebody who is called back can be reached: asked after the case is there already."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import answers, forms, passing_on
from actions.base import Events, TurnAction, go_on_with_what_waits, set_slots
from actions.promised_calls import PROMISED, cancel
from awaited import CALL
from case_manager_client import CallBack, CaseAlreadyClosed, UnknownReference, WishedCall
from complaint.call_wish import (
    UnclearTime,
    UnusableTime,
    as_slot,
    is_refused,
    read_call,
    wished_from,
)
from complaint.draft import ANY_TIME
from turn import CLEAR, Turn

FORM = "call_form"
SLOT = "call_back"  # the case of which it is asked when somebody calls
WISHED = "wished_call"


class ValidateCallForm(forms.FormValidation):
    form = FORM
    remembers = (SLOT,)
    back = "utter_back_to_call"
    is_about_a_call = True

    def question(self, tracker: Tracker) -> str:
        return SLOT

    def given_up(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events | None:
        """Such words want no call."""
        return None

    async def hear(self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn) -> Events:
        """Whoever answers something else, and again when the times were offered, is called at any
        time, but nobody who names one that is not clear or cannot be; a complaint is none.
        """
        if tracker.get_slot(SLOT) is None:
            return self.over(dispatcher, tracker, "utter_menu")
        if self.telling.tells_of_danger(turn):
            return self.put_aside(dispatcher, tracker, turn, "action_begin_complaint")
        in_despair = passing_on.is_in_despair(tracker, tracker.get_slot(SLOT))
        is_told_to_us = in_despair and turn.is_written and not self._is_served(turn)
        if self._is_clear_complaint(turn) and not is_told_to_us:
            return await self.follow(dispatcher, tracker, turn)
        try:
            wished = self._told(turn)
        except UnclearTime:
            if is_told_to_us:
                return await self._stayed_with(dispatcher, tracker, turn)
            return await self.misread(dispatcher, tracker, turn)
        except UnusableTime as refused:
            if is_told_to_us and not turn.is_short:
                return await self._stayed_with(dispatcher, tracker, turn)
            dispatcher.utter_message(response=refused.said)
            return self.asked_again(tracker)
        if wished is not None:
            return self._agreed(dispatcher, tracker, wished)
        if self._is_refused(turn):
            if in_despair:
                self._say_numbers(dispatcher, tracker)
            promised = {PROMISED: tracker.get_slot(SLOT)}
            return self.over(dispatcher, tracker, "action_cancel_call", **promised)
        if is_told_to_us:
            return await self._stayed_with(dispatcher, tracker, turn)
        return await self._told_no_time(dispatcher, tracker, turn)

    async def _stayed_with(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        """Who wrote of ending their life is led into nothing else: a person reads their words, and
        whom to ring is told again.
        """
        try:
            await self.case_manager.append_to_case(turn, tracker.get_slot(SLOT), turn.text)
        except (CaseAlreadyClosed, UnknownReference):
            return self.over(dispatcher, tracker, "action_hand_over")
        self._say_numbers(dispatcher, tracker)
        return self.asked_again(tracker)

    def _say_numbers(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        reference = tracker.get_slot(SLOT)
        dispatcher.utter_message(response="utter_still_not_alone", reference=reference)

    def _is_served(self, turn: Turn) -> bool:
        """Whether words leave, are a courtesy, or want another language."""
        kinds = (*forms.WAYS_OUT, *forms.COURTESIES, forms.CHANGE_LANGUAGE)
        return turn.says(*kinds, at_least=CLEAR) or not turn.has_words

    async def _told_no_time(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        if left := self.way_out(dispatcher, tracker, turn):
            return left
        if _tells_who(turn, self.today().year):
            return await self._kept(dispatcher, tracker, turn)
        if self._is_another_wish(turn):
            return await self.follow(dispatcher, tracker, turn)
        is_negated = self.telling.call_times.is_negated(turn)
        count = int(tracker.get_slot("misread") or 0) + 1
        if not is_negated and count >= forms.MISREADINGS_BEFORE_A_HUMAN:
            return self._agreed(dispatcher, tracker, WishedCall())
        if turn.intent != "talk_to_human":
            return await self.misread(dispatcher, tracker, turn)
        dispatcher.utter_message(response="utter_person_calls")
        return [*set_slots(misread=count), *forms.ask(SLOT)]

    async def _kept(self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn) -> Events:
        """Who they are goes to the case that a person has."""
        try:
            await self.case_manager.append_to_case(turn, tracker.get_slot(SLOT), turn.text)
        except (CaseAlreadyClosed, UnknownReference):
            return self.over(dispatcher, tracker, "action_hand_over")
        dispatcher.utter_message(response="utter_answer_passed_on")
        return self.asked_again(tracker)

    def _agreed(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, wished: WishedCall
    ) -> Events:
        slots = {SLOT: tracker.get_slot(SLOT), WISHED: as_slot(wished)}
        return self.over(dispatcher, tracker, "action_ask_for_call", **slots)

    def _told(self, turn: Turn) -> WishedCall | None:
        """Who tells another number to ring and no time is called there at any."""
        times = self.telling.call_times
        told = read_call(turn, times, self.today())
        is_elsewhere = turn.entity("phone") and not times.is_doubtful(turn)
        is_any = is_elsewhere or (turn.intent == "affirm" and _is_bare(turn))
        return WishedCall() if told is None and is_any and not self._is_refused(turn) else told

    def _is_refused(self, turn: Turn) -> bool:
        return is_refused(turn, self.telling.call_times, self.today()) or (
            turn.intent == "deny" and _is_bare(turn)
        )

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
        wished = wished_from(tracker.get_slot(WISHED))
        words = self._words(turn, wished)
        case, ring_at = tracker.get_slot(SLOT), turn.entity("phone")
        call = await self.case_manager.ask_for_call(turn, case, wished, words, ring_at)
        dispatcher.utter_message(
            response=_answer(wished, call),
            reference=call.reference,
            first_answer_on=call.first_answer_on.isoformat(),
            call_on=call.on.isoformat(),
            call_after=call.after.isoformat(),
            call_time=wished.part or ANY_TIME,
            why_not_then=call.why_not_then,
        )
        if ring_at is not None:
            dispatcher.utter_message(response="utter_rings_there")
        forgotten = set_slots(misread=0, **{SLOT: None, PROMISED: call.reference})
        if not passing_on.is_awaited(tracker):
            forgotten += passing_on.settled(tracker, call.reference, CALL)
        return [*forgotten, *go_on_with_what_waits(tracker)]

    def _words(self, turn: Turn, wished: WishedCall) -> str:
        """The own ones, where a day, an hour, a number to ring or who they are stands in them."""
        words = [self.wording.say(f"call_me_{wished.part or ANY_TIME}", turn.language)]
        if wished.is_at_a_moment or turn.entity("phone") or _tells_who(turn, self.today().year):
            words.insert(0, turn.text)
        if turn.entity("phone"):
            words.insert(0, self.wording.say("ring_the_number_told", turn.language))
        return "\n".join(words)


class ActionCancelCall(TurnAction):
    def name(self) -> str:
        return "action_cancel_call"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        cancelled = await cancel(self, dispatcher, tracker, turn)
        return [*cancelled, *go_on_with_what_waits(tracker)]


def _answer(wished: WishedCall, call: CallBack) -> str:
    if wished.is_at_a_moment:
        return "utter_call_back_instead" if call.why_not_then else "utter_call_back_on"
    return "utter_call_back_at" if call.is_office_open else "utter_call_back_closed"


def _tells_who(turn: Turn, this_year: int) -> bool:
    is_other_number = turn.entity("reference") or turn.entity("phone")
    return turn.is_written and not is_other_number and answers.tells_who(turn.text, this_year)


def _is_bare(turn: Turn) -> bool:
    return len(turn.text.split()) == 1
