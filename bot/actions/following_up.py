"""What a citizen does to a case of theirs: tell it more, withdraw it, appeal, judge it."""

from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import follow_up_words, forms
from actions.base import Events, TurnAction, set_slots
from actions.cases import words_of
from case_manager_client import (
    Case,
    CaseAlreadyClosed,
    CaseManager,
    CaseStillOpen,
    MistypedReference,
    NoHigherTier,
    NotDecidedYet,
    TooLateToRate,
    UnknownReference,
)
from citizen_text.digits import to_latin
from follow_up import APPEAL, SLOT, UPDATE, WISHES, WITHDRAW, FollowUp, OwnCase, fitting, own_case
from turn import CLEAR, SURE, Turn

FORM = "follow_up_form"
NOTHING = "nothing"
SAYINGS = ("not_solved", "got_worse", "wants_call", "not_heard", "no_reason_told")
FREE = ("more", "reason")
SCORES = range(1, 6)


class NoSuchCase(Exception):
    """`said` is the text that tells the citizen."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


class ActionBeginFollowUp(TurnAction):
    """Finds the case that is meant, keeps the words, and asks for what is missing."""

    def name(self) -> str:
        return "action_begin_follow_up"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        try:
            follow_up = await begun(self.case_manager, turn)
        except NoSuchCase as none:
            dispatcher.utter_message(response=none.said)
            return []
        following = FORM if follow_up.asked else "action_follow_up"
        return [
            *set_slots(outcome=None, misread=0, **{SLOT: follow_up.slot}),
            FollowupAction(following),
        ]


class ValidateFollowUpForm(forms.FormValidation):
    def name(self) -> str:
        return f"validate_{FORM}"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        if forms.asked_slot(tracker) is None or forms.comes_back_from_another_wish(tracker, FORM):
            return forms.ask(SLOT)
        follow_up = FollowUp.of(tracker.slots)
        try:
            if _is_wish(turn, *{*WISHES} - {follow_up.wish}, asked=follow_up.asked):
                return _go_on(await begun(self.case_manager, turn))
            if left := self._way_out(turn, follow_up):
                return forms.end(left, **{SLOT: None})
            if _is_wish(turn, *forms.NEW_WISHES, "greet", asked=follow_up.asked):
                return []
            if _drops(turn, follow_up):
                return forms.end("dropped", **{SLOT: None})
            told = await self._answered(turn, follow_up)
        except NoSuchCase as none:
            dispatcher.utter_message(response=none.said)
            return forms.ask(SLOT)
        if told is None:
            return forms.misread(dispatcher, tracker, SLOT)
        return _go_on(told)

    async def _answered(self, turn: Turn, follow_up: FollowUp) -> FollowUp | None:
        """With the answer in it; None where the words answer nothing that was asked."""
        if follow_up.asked == "which_case":
            case = await self._picked(turn, follow_up)
            return follow_up.about(case) if case else None
        if follow_up.asked == "sure":
            is_sure = turn.intent in ("affirm", WITHDRAW)
            return replace(follow_up, is_sure=True) if is_sure else None
        option = turn.entity("said")
        if option in SAYINGS:
            return follow_up.saying(self.wording.button(f"button_{option}", turn.language)["title"])
        is_said = turn.is_written and follow_up_words.is_readable(turn.text)
        return follow_up.saying(turn.text) if is_said else None

    def _way_out(self, turn: Turn, follow_up: FollowUp) -> str | None:
        """How the form ends for somebody who wants something else."""
        catalogue, asked = self.telling.catalogue, follow_up.asked
        if _is_wish(turn, *forms.WAYS_OUT, asked=asked):
            return forms.WAYS_OUT[turn.intent]
        if _is_wish(turn, *catalogue.for_a_person, asked=asked):
            return "hand_over"  # never into a case that any caseworker reads
        is_free = asked in FREE and turn.is_written
        is_complaint = not is_free and _is_wish(turn, *catalogue.told_here, asked=asked)
        return "complain" if is_complaint else None

    async def _picked(self, turn: Turn, follow_up: FollowUp) -> OwnCase | None:
        reference = turn.entity("reference")
        if reference is not None:
            known = [case for case in follow_up.offered if case.reference == reference]
            return known[0] if known else await _case(self.case_manager, turn, follow_up.wish)
        number = to_latin(turn.text).strip(" .)(")
        is_offered = number.isdecimal() and 1 <= int(number) <= len(follow_up.offered)
        return follow_up.offered[int(number) - 1] if is_offered else None


class ActionFollowUp(TurnAction):
    """Nothing is said to be done before the case manager has done it."""

    def name(self) -> str:
        return "action_follow_up"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        follow_up = FollowUp.of(tracker.slots)
        act = {UPDATE: self._update, WITHDRAW: self._withdraw, APPEAL: self._appeal}
        try:
            said, values = await act[follow_up.wish](turn, follow_up)
        except (CaseAlreadyClosed, UnknownReference):
            said, values = "utter_case_already_closed", {}
        dispatcher.utter_message(response=said, **values)
        return set_slots(misread=0, **{SLOT: None})

    async def _update(self, turn: Turn, follow_up: FollowUp) -> tuple[str, dict[str, str]]:
        reference = follow_up.case.reference
        await self.case_manager.append_to_case(turn, reference, follow_up.words)
        return "utter_words_passed_on", {"reference": reference}

    async def _withdraw(self, turn: Turn, follow_up: FollowUp) -> tuple[str, dict[str, str]]:
        """The same words also where the case stays open: nobody who pressed for it learns that."""
        reference = follow_up.case.reference
        await self.case_manager.withdraw_case(turn, reference, follow_up.words or None)
        return "utter_withdrawal_noted", {"reference": reference}

    async def _appeal(self, turn: Turn, follow_up: FollowUp) -> tuple[str, dict[str, str]]:
        reference = follow_up.case.reference
        words = follow_up.words or self.wording.button("button_appeal_case", turn.language)["title"]
        try:
            appeal = await self.case_manager.appeal_case(turn, reference, words)
        except NotDecidedYet as error:
            due_on = error.decision_due_on.isoformat()
            return "utter_not_decided_yet", {"reference": reference, "decision_due_on": due_on}
        except NoHigherTier:
            return "utter_no_higher_tier", {}
        return "utter_appeal_opened", _result_of(appeal)


class ActionAnswerRemedy(TurnAction):
    """Whether what was decided has come; what has not opens the case again."""

    def name(self) -> str:
        return "action_answer_remedy"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        reference = tracker.get_slot("awaiting_case")
        came = bool(follow_up_words.it_came(turn))
        words = words_of(self, turn)
        try:
            case = await self.case_manager.answer_remedy(turn, reference, came=came, text=words)
        except UnknownReference:
            dispatcher.utter_message(response="utter_case_already_closed")
        else:
            dispatcher.utter_message(response=_after(case, came=came), **_result_of(case))
        return set_slots(awaiting_case=None, awaited_about=None)


class ActionRateCase(TurnAction):
    """By the digit that was picked; nobody is asked twice."""

    def name(self) -> str:
        return "action_rate_case"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        reference, score = turn.entity("reference"), str(turn.entity("score"))
        if reference is None or score not in map(str, SCORES):
            dispatcher.utter_message(response="utter_menu")
            return []
        try:
            await self.case_manager.rate_case(turn, reference, int(score))
        except (CaseStillOpen, TooLateToRate, UnknownReference, MistypedReference):
            dispatcher.utter_message(response="utter_not_rated")
        else:
            dispatcher.utter_message(response="utter_rated")
        return []


async def begun(case_manager: CaseManager, turn: Turn) -> FollowUp:
    is_words = turn.is_written and not turn.is_only_digits
    if turn.entity("reference") is not None:
        offered: tuple[OwnCase, ...] = (await _case(case_manager, turn, turn.intent),)
    else:
        offered = await _cases(case_manager, turn)
    return FollowUp(
        wish=turn.intent,
        offered=offered,
        words=turn.text if is_words else "",
        says_enough=follow_up_words.says_more(turn),
    )


async def _case(case_manager: CaseManager, turn: Turn, wish: str) -> OwnCase:
    """The one whose reference was said."""
    try:
        case = own_case(await case_manager.case(turn, turn.entity("reference")))
    except (MistypedReference, UnknownReference) as error:
        raise NoSuchCase("utter_case_status") from error
    if not fitting(wish, [case]):
        raise NoSuchCase("utter_case_already_closed")
    return case


async def _cases(case_manager: CaseManager, turn: Turn) -> tuple[OwnCase, ...]:
    cases = [own_case(case) for case in await case_manager.cases(turn)]
    found = fitting(turn.intent, cases)
    if not found:
        raise NoSuchCase("utter_case_already_closed" if cases else "utter_no_cases")
    return found


def _go_on(follow_up: FollowUp) -> Events:
    if follow_up.asked is None:
        return forms.end("followed", **{SLOT: follow_up.slot})
    return [*set_slots(misread=0, **{SLOT: follow_up.slot}), *forms.ask(SLOT)]


def _is_wish(turn: Turn, *wishes: str, asked: str | None) -> bool:
    """Where free words are asked for, most of what sounds like a wish is the answer."""
    return turn.says(*wishes, at_least=CLEAR if asked in FREE else SURE)


def _drops(turn: Turn, follow_up: FollowUp) -> bool:
    """A bare no; one with reasons behind it is words for the case."""
    if turn.entity("said") == NOTHING:
        return True
    return turn.intent == "deny" and not (follow_up.asked in FREE and len(turn.text.split()) > 1)


def _after(case: Case, *, came: bool) -> str:
    """Only what is closed can be judged."""
    if not came:
        return "utter_open_again"
    return "utter_remedy_noted" if case.is_open else "utter_ask_satisfaction"


def _result_of(case: Case) -> dict[str, Any]:
    due_on = case.resolution_due_on.isoformat()
    return {"reference": case.reference, "resolution_due_on": due_on}
