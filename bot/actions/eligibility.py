"""May I have it? A short interview by the case manager's rules, forgotten when it is over."""

from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import forms
from actions.base import Events, Surroundings, TurnAction, set_slots
from case_manager_client import Malformed
from eligibility.answers import AGAIN, BACK, Unreadable, read_answers
from eligibility.assessment import Question, assessment_from
from eligibility.interview import Interview, interview_from
from turn import CLEAR, Turn

FORM = "eligibility_form"
SLOT = "eligibility"  # asked for by this name, whichever of its questions it is
WISH = "check_eligibility"
ALL = "all"
MARITAL_STATE = "marital_state"  # "my husband died" tells of no payment to be stopped
FEWEST_WORDS = 5  # with fewer an answer is meant, if it is one


class EligibilityAction(TurnAction):
    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__(surroundings)
        self.answers = read_answers()

    async def asking_next(self, turn: Turn, interview: Interview) -> Interview:
        answer = await self.case_manager.eligibility(turn, interview.facts, interview.asked_about)
        return interview.asking(assessment_from(answer).questions)


class ActionBeginEligibility(EligibilityAction):
    """What the message tells already is not asked any more."""

    def name(self) -> str:
        return "action_begin_eligibility"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        found = await self.case_manager.entitlements(turn)
        begun = Interview(
            named=_named(turn),
            main=tuple(each.programme for each in found.programmes),
            facts=self.answers.facts_told(turn),
        )
        try:
            interview = await self.asking_next(turn, begun)
        except Malformed:
            dispatcher.utter_message(response="utter_programme_not_told")
            return []
        slots = set_slots(outcome=None, misread=0, eligibility=interview.as_slot())
        if interview.question is None:
            return [*slots, FollowupAction("action_tell_eligibility")]
        dispatcher.utter_message(response="utter_eligibility_begins")
        return [*slots, FollowupAction(FORM)]


class ValidateEligibilityForm(EligibilityAction, forms.FormValidation):
    def name(self) -> str:
        return f"validate_{FORM}"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        interview = interview_from(tracker.get_slot(SLOT))
        if interview is None or interview.question is None:
            return forms.end("went_home")
        if forms.asked_slot(tracker) is None or forms.comes_back_from_another_wish(tracker, FORM):
            return forms.ask(SLOT)
        if self._is_clear_wish(interview.question, turn):
            return self._follow(turn)
        if self.answers.wants_to_type(interview.question, turn):
            typed = replace(interview, is_typed=True)
            return [*set_slots(eligibility=typed.as_slot()), *forms.ask(SLOT)]
        try:
            value = self.answers.read(interview.question, turn)
        except Unreadable:
            return await self._otherwise(dispatcher, tracker, turn, interview)
        return await self._go_on(turn, interview.answer(value))

    async def _go_on(self, turn: Turn, interview: Interview) -> Events:
        interview = await self.asking_next(turn, interview)
        if interview.question is None:
            return forms.end("assessed", eligibility=interview.as_slot())
        return [*set_slots(misread=0, eligibility=interview.as_slot()), *forms.ask(SLOT)]

    async def _otherwise(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        turn: Turn,
        interview: Interview,
    ) -> Events:
        command = self.answers.command(turn)
        if command == BACK or turn.intent == "go_back":
            earlier = interview.gone_back()
            return await self._go_on(turn, earlier) if earlier else _left("went_home")
        if command == AGAIN:
            return await self._go_on(turn, replace(interview, facts={}, answered=(), left_open=()))
        if left := forms.way_out(turn):
            return _left(left)
        if turn.says(WISH):
            told = interview.with_facts(self.answers.facts_told(turn))
            return await self._go_on(turn, replace(told, named=_named(turn) or interview.named))
        if self._is_another_wish(turn):
            return self._follow(turn)
        return forms.misread(dispatcher, tracker, SLOT)

    def _is_clear_wish(self, question: Question, turn: Turn) -> bool:
        """A number or a yes in a whole sentence may belong to another wish."""
        if not turn.is_written or question.id == MARITAL_STATE:
            return False
        is_sentence = len(turn.text.split()) >= FEWEST_WORDS
        return is_sentence and self._is_another_wish(turn) and turn.confidence >= CLEAR

    def _is_another_wish(self, turn: Turn) -> bool:
        is_beside = turn.intent != WISH and forms.asks_beside(turn)
        is_complaint = turn.says(*self.telling.catalogue.told_here)
        return is_beside or is_complaint or forms.is_new_wish(turn) or forms.wants_a_person(turn)

    def _follow(self, turn: Turn) -> Events:
        """A complaint ends the interview; whatever else is answered, and then the question asked
        again.
        """
        if turn.intent in self.telling.catalogue.told_here:
            return _left("complain")
        return []


class ActionTellEligibility(TurnAction):
    """Nothing that was told is kept."""

    def name(self) -> str:
        return "action_tell_eligibility"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        dispatcher.utter_message(response="utter_eligibility")
        return set_slots(eligibility=None)


def _named(turn: Turn) -> str | None:
    programme = turn.entity("programme")
    return None if programme in (None, ALL) else str(programme)


def _left(outcome: str) -> Events:
    return forms.end(outcome, eligibility=None)
