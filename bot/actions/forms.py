"""What all forms do alike: follow another wish in their middle, be offered again, and end."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

import own_data
from actions import drafts, passing_on, promised_calls
from actions.base import Events, TurnAction, set_slots
from case_manager_client import ASKABLE
from complaint.draft import LATER, Draft
from follow_up import WISHES
from phrases import asides, despair, elsewhere, giving_up
from phrases.people import is_another_asked_for
from phrases.secret_told import ENTITY as SECRET
from turn import CLEAR, SURE, Turn

CHANGE_LANGUAGE = "change_language"
ANSWERED_BESIDE: Mapping[str, str] = {
    "ask_about_service": "utter_ask_about_service",
    "ask_complaints": "utter_menu_in_form",
    "ask_how_to_apply": "utter_how_to_apply",
    "ask_menu": "utter_menu_in_form",
    CHANGE_LANGUAGE: "utter_change_language",
    "check_entitlement": "utter_entitlements",
    "check_payment": "utter_payments",
    "start_messages": "utter_start_messages",
    "track_case": "utter_case_status",
}
BEGUN_BESIDE: Mapping[str, str] = {
    **dict.fromkeys(WISHES, "action_begin_follow_up"),
    "check_eligibility": "action_begin_eligibility",
    "talk_to_human": "action_hand_over",
}
NEW_WISHES = frozenset({*ANSWERED_BESIDE, "talk_to_human"}) - {"ask_how_to_apply"}
OF_A_PERSON = ("check_payment", "check_entitlement")
SOUND_LIKE_ANSWERS = frozenset({"ask_how_to_apply", "check_eligibility", *WISHES})
WAYS_OUT = {
    "go_home": "utter_menu",
    "go_back": "utter_menu",
    "goodbye": "utter_goodbye",
    "stop_messages": "utter_stop_messages",
}
COURTESIES = {"greet": "", "thank": "utter_thank"}
ASIDE = "aside"  # the question whether to go on with a form that was put aside
MOST_ASIDE = 4
FORMS = ("call_form", "complaint_form", "eligibility_form", "follow_up_form", "identity_form")
MISREADINGS_BEFORE_A_HUMAN = 3


class FormValidation(TurnAction):
    """Rasa asks this action what each message did to the form; it decides everything itself, so
    that no rule is needed for what happens in the middle of a form.

    `remembers` are the slots by which the form goes on where it was put aside.
    """

    form: ClassVar[str]
    remembers: ClassVar[tuple[str, ...]]
    back: ClassVar[str]
    dropped: ClassVar[str] = "utter_all_right"
    left: ClassVar[str | None] = None  # said to who leaves it unfinished
    is_about_a_call: ClassVar[bool] = False

    def name(self) -> str:
        return f"validate_{self.form}"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        asked = asked_slot(tracker)
        if asked is not None and despair.is_told(turn):
            return self.put_aside(dispatcher, tracker, turn, "action_hand_over")
        is_of_another = asked is not None and not self.is_about_a_call
        if is_of_another and promised_calls.is_taken_back_in_words(self, tracker, turn):
            return await self._without_call(dispatcher, tracker, turn)
        if asked is not None and (left := self.given_up(dispatcher, tracker, turn)):
            return left
        if asked is None:
            return ask(ASIDE if tracker.get_slot("offered") else self.question(tracker))
        if asked == ASIDE and turn.is_yes:
            return await self.taken_up(dispatcher, tracker, turn)
        if asked == ASIDE and (turn.is_no or turn.intent == "go_back"):
            guarded = drafts.guarded(tracker, self.telling.catalogue, waiting=False)
            dropped = self.over(dispatcher, tracker, self.dropped)
            return until_it_is_safe(guarded) if guarded else dropped
        if turn.entity(SECRET) is not None:
            return self._without_secret(dispatcher, tracker, turn)
        if self.advises(dispatcher, tracker, turn):
            return self.asked_again(tracker)
        if said := self._said_to_aside(tracker, turn):
            dispatcher.utter_message(response=said)
            return self.asked_again(tracker)
        return await self.hear(dispatcher, tracker, turn)

    async def _without_call(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        """A call that was promised about another case; how to talk of this one is heard as well."""
        is_heard = self.is_about_safety(tracker)
        cancelled = await promised_calls.cancel(
            self, dispatcher, tracker, turn, is_written_to_is_asked=is_heard
        )
        heard = (
            await self.hear(dispatcher, tracker, turn) if is_heard else self.asked_again(tracker)
        )
        return [*cancelled, *heard]

    def _without_secret(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        """It answers nothing; the warning, where it comes, says enough."""
        if not turn.is_warned:
            dispatcher.utter_message(response="utter_secret_heard")
        return self.asked_again(tracker)

    def _said_to_aside(self, tracker: Tracker, turn: Turn) -> str | None:
        """The answer to a question about what the form asks ("why?", "will you tell my name?");
        None where the same words tell of something that matters more.
        """
        aside = asides.asked_in(turn.text)
        is_story = turn.says(*self.telling.catalogue.wishes, at_least=CLEAR)
        is_story = is_story and aside != asides.ARREARS  # which sounds like too little money
        is_answer = self.takes_any_words(tracker) or self.is_about_safety(tracker)
        is_of_us = turn.says("ask_about_service") and asides.asks_what_it_costs(turn.text)
        is_of_us = is_of_us and f"utter_{asides.APPLY_COST}_{self.form}" not in self.wording.texts
        if is_story or is_answer or is_of_us or self.telling.tells_of_danger(turn):
            return None
        guarded = drafts.guarded(tracker, self.telling.catalogue, waiting=False)
        own = f"utter_{aside}_{'in_danger' if guarded else self.form}"
        of_matter = f"utter_{aside}_{self.matter(tracker)}"
        names = (of_matter, own, f"utter_{aside}")
        return next((said for said in names if said in self.wording.texts), None)

    def advises(self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn) -> bool:
        """Whether who asks why, how or what now was told what is known of the matter."""
        return False

    def matter(self, tracker: Tracker) -> str | None:
        """The wish that the form is about, where it may be spoken of."""
        return None

    def takes_any_words(self, tracker: Tracker) -> bool:
        """Whether whatever is written may be the answer."""
        return False

    def is_about_safety(self, tracker: Tracker) -> bool:
        """Whether it is asked how somebody can talk: "no, they will know" is no question there."""
        draft = drafts.told(tracker, self.telling.catalogue, waiting=False)
        return any(self.telling.question_of(each).comes_first for each in draft)

    def question(self, tracker: Tracker) -> str:
        """The slot by whose name the form asks now."""
        raise NotImplementedError

    async def hear(self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn) -> Events:
        raise NotImplementedError

    async def taken_up(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        """Goes on where it was put aside."""
        return asking(self.question(tracker))

    async def follow(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        """Another wish: answered and the question asked again, or begun while this waits. Where a
        caseworker waits for an answer, what sounds like a complaint may be that.
        """
        if await self._is_of_another(tracker, turn):
            dispatcher.utter_message(response="utter_one_person_at_a_time")
            return self.asked_again(tracker)
        if turn.intent == "check_payment" and await self._must_say_who(tracker, turn):
            return self.put_aside(dispatcher, tracker, turn, "action_check_payment")
        begun = self._begun_by(turn)
        is_told = begun == "action_begin_complaint" and turn.is_written
        is_told = is_told and self.may_be_passed_on(tracker, turn)
        if is_told and await passing_on.is_of_another_matter(self, tracker, turn):
            is_told = False
        if is_told and (passed := await passing_on.awaited(self, dispatcher, tracker, turn)):
            return [*passed, *self.asked_again(tracker)]
        if begun is not None:
            return self.put_aside(dispatcher, tracker, turn, begun)
        said = ANSWERED_BESIDE.get(turn.intent)
        if said is not None:
            dispatcher.utter_message(response=said)
        if turn.intent != CHANGE_LANGUAGE:  # the question itself comes in the new one
            dispatcher.utter_message(response=self.back)
        return self.asked_again(tracker)

    def asks_who(self, tracker: Tracker) -> bool:
        """Whether the form itself finds out who is asking."""
        return False

    def may_be_passed_on(self, tracker: Tracker, turn: Turn) -> bool:
        """Danger is never told to a case that any caseworker reads."""
        return not self._is_danger(turn)

    def asked_again(self, tracker: Tracker, **slots: Any) -> Events:
        return [*set_slots(misread=0, **slots), *ask(asked_slot(tracker))]

    async def misread(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        """Asks once more, then points to the options, and then a person takes over. Free words that
        answer nothing here are what a caseworker waits for.

        Who greets, thanks or dials again in the middle was understood.
        """
        if turn.says(*COURTESIES):
            dispatcher.utter_message(response=COURTESIES[turn.intent] or self.back)
            return self.asked_again(tracker)
        if self.telling.tells_of_danger(turn):
            return self.put_aside(dispatcher, tracker, turn, "action_begin_complaint")
        if elsewhere.tells_of_hunger(turn):
            dispatcher.utter_message(response="utter_hunger_heard")
            return self.asked_again(tracker)
        is_free = self.may_be_passed_on(tracker, turn)
        if is_free and (passed := await passing_on.awaited(self, dispatcher, tracker, turn)):
            return [*passed, *self.asked_again(tracker)]
        return self.not_understood(dispatcher, tracker, once=self.said_to(tracker, turn))

    def said_to(self, tracker: Tracker, turn: Turn) -> str:
        """What words that answer nothing hear the first time, before the question again."""
        return "utter_misread"

    def not_understood(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, once: str = "utter_misread"
    ) -> Events:
        count = int(tracker.get_slot("misread") or 0) + 1
        if count >= MISREADINGS_BEFORE_A_HUMAN:
            return end("action_hand_over")
        dispatcher.utter_message(response=once if count == 1 else "utter_misread_again")
        return [*set_slots(misread=count), *ask(asked_slot(tracker))]

    def way_out(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events | None:
        """For who clearly leaves: back from a first question leads to what waits, home leaves all.
        Danger that was told is kept all the same, and a goodbye in danger hears whom to ring. Any
        other goodbye leaves what was told of a complaint to wait.
        """
        if not turn.says(*WAYS_OUT, at_least=CLEAR):
            return None
        leads_back = turn.intent == "go_back" and bool(tracker.get_slot("aside"))
        left = [*drafts.told(tracker, self.telling.catalogue, waiting=not leads_back)]
        is_key = turn.intent in ("go_home", "go_back")
        in_danger = (draft for draft in left if draft.is_guarded)
        guarded = next((draft for draft in in_danger if draft.description or not is_key), None)
        if guarded is not None:
            if turn.intent == "stop_messages":
                dispatcher.utter_message(response="utter_stop_messages")
            return until_it_is_safe(guarded)
        forgotten = dict.fromkeys(self.remembers)
        if leads_back:
            return end("action_offer_again", **forgotten)
        all_forms = [*(tracker.get_slot("aside") or ()), self._as_it_is(tracker)]
        is_goodbye = turn.intent == "goodbye"
        waiting = drafts.worth_keeping(all_forms, self.telling.catalogue) if is_goodbye else []
        if said := _said_to_who_leaves(self.left, left, waiting):
            dispatcher.utter_message(response=said)
        return end(WAYS_OUT[turn.intent], aside=waiting or None, heard_too=None, **forgotten)

    def _as_it_is(self, tracker: Tracker) -> dict[str, Any]:
        slots = {name: tracker.get_slot(name) for name in self.remembers}
        return {"form": self.form, "slots": slots}

    def given_up(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events | None:
        """For who gives this up in words; what waits is offered again."""
        gives_up = giving_up.told(turn) in (giving_up.LEAVES, giving_up.ASKED)
        return self.over(dispatcher, tracker, self.dropped) if gives_up else None

    def over(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, then: str, **slots: Any
    ) -> Events:
        """Ends with a text or an action; all is forgotten but what the action needs. An action
        offers again itself what waits.
        """
        if then.startswith("utter_") and tracker.get_slot("aside"):
            dispatcher.utter_message(response=then)
            then = "action_offer_again"
        return end(then, **{**dict.fromkeys(self.remembers), **slots})

    def after_apology(self, tracker: Tracker) -> Events:
        return [*set_slots(misread=tracker.get_slot("misread")), *ask(asked_slot(tracker))]

    def _begun_by(self, turn: Turn) -> str | None:
        catalogue = self.telling.catalogue
        if turn.intent in catalogue.wishes:
            return "action_begin_complaint"
        if own_data.wished(turn):
            return "action_hand_over"
        if begun := BEGUN_BESIDE.get(turn.intent):
            return begun
        return "action_begin_complaint" if self.telling.tells_of_danger(turn) else None

    def put_aside(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn, begun: str
    ) -> Events:
        """With its slots: what begins now has its own. Where too much waits already, only danger
        and the wish for a person are followed.
        """
        waiting = [*(tracker.get_slot("aside") or []), self._as_it_is(tracker)]
        is_ordinary = begun != "action_hand_over" and not self._is_danger(turn)
        if is_ordinary and len(waiting) > MOST_ASIDE:
            dispatcher.utter_message(response="utter_too_much_waits")
            return self.asked_again(tracker)
        if begun != "action_hand_over":
            dispatcher.utter_message(response="utter_this_one_first")
        return end(begun, aside=waiting, **dict.fromkeys(self.remembers))

    def _is_danger(self, turn: Turn) -> bool:
        is_wish = turn.intent == self.telling.catalogue.danger.id
        return is_wish or self.telling.tells_of_danger(turn)

    async def _is_of_another(self, tracker: Tracker, turn: Turn) -> bool:
        """What a form has found out of one person is never mixed with what another is asked of."""
        wish = self.telling.catalogue.wishes.get(turn.intent)
        if turn.intent not in OF_A_PERSON and not (wish and wish.asks_who):
            return False
        of = tracker.get_slot("identity_of")
        if self.people.whose(turn) == of:
            return False
        return await is_another_asked_for(self.people, self.case_manager, turn, of)

    async def _must_say_who(self, tracker: Tracker, turn: Turn) -> bool:
        if self.asks_who(tracker):
            return False
        return (await self.case_manager.identity(turn)).state in ASKABLE


class ActionOfferAgain(TurnAction):
    """The form that was put aside last, where this version still knows it."""

    def name(self) -> str:
        return "action_offer_again"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        waiting = [form for form in tracker.get_slot("aside") or () if form["form"] in FORMS]
        if not waiting:
            return set_slots(aside=None, offered=None)
        *others, latest = waiting
        slots = {**latest["slots"], "offered": latest["form"], "aside": others or None}
        return [*set_slots(misread=0, **slots), FollowupAction(latest["form"])]


def asked_slot(tracker: Tracker) -> str | None:
    slot: str | None = tracker.get_slot("requested_slot")
    return slot


def ask(slot: str | None) -> Events:
    """Asks this next; None ends the form."""
    return set_slots(requested_slot=slot)


def asking(slot: str, **slots: Any) -> Events:
    """The next question of a form that was understood."""
    return [*set_slots(misread=0, offered=None, **slots), *ask(slot)]


def end(then: str, **slots: Any) -> Events:
    return [*set_slots(misread=0, offered=None, **slots), *ask(None), FollowupAction(then)]


def _said_to_who_leaves(
    otherwise: str | None, left: Collection[Draft], waiting: Collection[Any]
) -> str | None:
    if waiting:
        return "utter_kept_for_now"
    return "utter_nothing_filed" if left else otherwise


def until_it_is_safe(draft: Draft) -> Events:
    """What was told is kept, nobody is written to or called, and nothing else is offered."""
    if not draft.description:
        return end("utter_come_back", aside=None, complaint=None, heard_too=None)
    kept = replace(draft, asked=LATER)
    return end("action_open_case", aside=None, complaint=kept.as_slot(), heard_too=None)


def is_new_wish(turn: Turn, at_least: float = SURE) -> bool:
    return turn.says(*NEW_WISHES, at_least=at_least)


def is_beside(turn: Turn, at_least: float = SURE) -> bool:
    """Much that is said in a form sounds like these: followed where it answers nothing."""
    return turn.says(*SOUND_LIKE_ANSWERS, at_least=at_least)
