"""May I have it? A short interview by the case manager's rules, forgotten when it is over."""

from collections.abc import Sequence
from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import forms
from actions.base import (
    Events,
    Surroundings,
    TurnAction,
    go_on_with_what_waits,
    set_slots,
)
from case_manager_client import Malformed
from eligibility.answers import NOTHING, Unreadable, read_answers, refusals_from
from eligibility.assessment import NEEDS, Question, assessment_from
from eligibility.interview import FactValue, Interview, interview_from
from eligibility.told import ALLOWANCE, AREA, MARITAL_STATE, NAMED, SEX, WIDOWED, read_told
from eligibility.wanted import read_wanted
from phrases import may_get
from turn import CLEAR, Turn

FORM = "eligibility_form"
SLOT = "eligibility"  # asked for by this name, whichever of its questions it is
WISH = "check_eligibility"
ALL = "all"
OTHERS = "others"  # beside the main ones, as an option offers them
FEWEST_WORDS = 5  # with fewer an answer is meant, if it is one


class EligibilityAction(TurnAction):
    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__(surroundings)
        self.answers = read_answers()
        self.told = read_told()
        self.wanted = read_wanted()

    def _named(self, turn: Turn) -> str | None:
        """The programme that is asked for, which is not the one that comes already."""
        named = [found["value"] for found in turn.entities if found["entity"] == "programme"]
        received = self.told.received(turn)
        return next((str(each) for each in named if each not in (ALL, received)), None)

    async def asking_next(self, turn: Turn, interview: Interview) -> Interview:
        answer = await self.case_manager.eligibility(turn, interview.facts, interview.asked_about)
        return interview.asking(assessment_from(answer))


class ActionBeginEligibility(EligibilityAction):
    """What the message tells already is not asked any more."""

    def name(self) -> str:
        return "action_begin_eligibility"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        if refusals_from(turn) is not None and tracker.get_slot(SLOT):
            return [FollowupAction("action_tell_eligibility")]
        found = await self.case_manager.entitlements(turn)
        home = (await self.case_manager.identity(turn)).home
        main = tuple(each.programme for each in found.programmes)
        is_about_others = turn.entity("part") == OTHERS
        spoken_of = self.answers.spoken_of(turn)
        beside = (each for each in spoken_of if each not in main)  # a freedom fighter's
        begun = Interview(
            named=self._named(turn) or next(beside, None),
            main=await self._beside(main, turn) if is_about_others else main,
            facts={**({AREA: home} if home else {}), **self.told.at_first(turn, home)},
            is_about_others=is_about_others,
            spoken_of=spoken_of,
        )
        if before := _just_over(tracker):
            begun = self._after(before, begun, turn)
        try:
            interview = await self.asking_next(turn, begun)
        except Malformed:
            dispatcher.utter_message(response="utter_programme_not_told")
            return go_on_with_what_waits(tracker)
        slots = set_slots(misread=0, eligibility=interview.as_slot())
        if interview.question is None:
            return [*slots, FollowupAction("action_tell_eligibility")]
        dispatcher.utter_message(response="utter_eligibility_begins")
        return [*slots, FollowupAction(FORM)]

    def _after(self, before: Interview, begun: Interview, turn: Turn) -> Interview:
        """Who picks an option of an interview's answer, or tells more or puts something right, is
        the one who gave the answers.
        """
        if not turn.is_written:
            return replace(begun, facts=before.facts, left_open=before.left_open)
        right = self.told.put_right(turn, before, self.today().year)
        if not (right or self.told.says_only(turn)):
            return begun
        return replace(before, facts={**before.facts, **(right or self.told.at_first(turn))})

    async def _beside(self, main: Sequence[str], turn: Turn) -> tuple[str, ...]:
        """What is open and hangs on answers."""
        found = assessment_from(await self.case_manager.eligibility(turn, {}, ()))
        undecided = (each.programme for each in found.verdicts if each.state == NEEDS)
        return tuple(programme for programme in undecided if programme not in main)


class ValidateEligibilityForm(EligibilityAction, forms.FormValidation):
    form = FORM
    remembers = (SLOT,)
    back = "utter_back_to_eligibility"

    def question(self, tracker: Tracker) -> str:
        return SLOT

    async def hear(self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn) -> Events:
        interview = interview_from(tracker.get_slot(SLOT))
        if interview is None or interview.question is None:
            return self.over(dispatcher, tracker, "utter_menu")
        if right := self._put_right(interview, turn):
            dispatcher.utter_message(response="utter_put_right")
            return await self._go_on(dispatcher, tracker, turn, right)
        if self._is_clear_wish(interview.question, turn):
            return await self.follow(dispatcher, tracker, turn)
        if self.answers.wants_to_type(interview.question, turn):
            return forms.asking(SLOT, eligibility=replace(interview, is_typed=True).as_slot())
        if told := self._told(interview, interview.question, turn):
            self._note(dispatcher, turn, interview, told)
            return await self._go_on(dispatcher, tracker, turn, told)
        if left := self.way_out(dispatcher, tracker, turn):
            return left
        if self._is_another_wish(turn) and not self.told.says_only(turn):
            return await self.follow(dispatcher, tracker, turn)
        return await self.misread(dispatcher, tracker, turn)

    def _put_right(self, interview: Interview, turn: Turn) -> Interview | None:
        if self.telling.tells_of_danger(turn):
            return None
        right = self.told.put_right(turn, interview, self.today().year)
        return interview.with_facts(right) if right else None

    def _told(self, interview: Interview, question: Question, turn: Turn) -> Interview | None:
        """The answer, and what is told beside it; or one of the two; or what it is told instead."""
        if question.id == MARITAL_STATE and self.told.widowed_by(turn, interview.facts.get(SEX)):
            return interview.answer(WIDOWED)
        if question.id == ALLOWANCE and self._asks_for_another(turn):
            return self._told_otherwise(turn, interview)
        if question.id == ALLOWANCE and (asked := self._asked_for(interview, question, turn)):
            return asked
        heard = self.told.beside(question, turn, interview.facts)
        known = interview.with_facts(heard.facts)
        try:
            return known.answer(self._read(question, heard.rest))
        except Unreadable:
            return known if heard.facts else self._told_otherwise(turn, interview)

    def _asks_for_another(self, turn: Turn) -> bool:
        """ "Can I get the widow's?" tells of none that comes."""
        return turn.is_written and self._named(turn) is not None and may_get.asks(turn.text)

    def _asked_for(self, interview: Interview, question: Question, turn: Turn) -> Interview | None:
        """The allowance that is meant, named where those that come already are asked for: what is
        asked again. One that is named by itself is believed the second time.
        """
        named = self._chosen(question, turn)
        if named is None or self.told.received(turn):
            return None
        if self.wanted.is_denied(turn):
            return interview.answer(NOTHING)
        is_again = named == interview.named and not interview.is_doubted
        if self.wanted.is_told(turn.text) or (is_again and not self.wanted.comes(turn.text)):
            asked = replace(interview, named=named, is_doubted=True)
            return asked.answer(NOTHING) if self.told.gets_none(turn) else asked
        return None

    def _chosen(self, question: Question, turn: Turn) -> str | None:
        """The programme that a written message names."""
        if not turn.is_written:
            return None
        try:
            named = self._read(question, turn)
        except Unreadable:
            named = self._named(turn)
        return str(named) if named in NAMED else None

    def _note(
        self,
        dispatcher: CollectingDispatcher,
        turn: Turn,
        interview: Interview,
        told: Interview,
    ) -> None:
        """Says that a fact is written down where it was not the one that is asked."""
        if told.is_doubted:
            dispatcher.utter_message(response="utter_wanted_noted")
            return
        is_more = interview.facts != told.facts and {*interview.facts} <= {*told.facts}
        is_noted = is_more or (interview == told and self.told.says_only(turn))
        if is_noted and told.answered == interview.answered:
            dispatcher.utter_message(response="utter_noted_unspoken")

    def _read(self, question: Question, turn: Turn) -> FactValue | None:
        return self.answers.read(question, turn, self.today().year)

    async def _go_on(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        turn: Turn,
        told: Interview,
    ) -> Events:
        interview = await self.asking_next(turn, told)
        if interview.question is None:
            slots = {SLOT: interview.as_slot()}
            return self.over(dispatcher, tracker, "action_tell_eligibility", **slots)
        return forms.asking(SLOT, eligibility=interview.as_slot())

    def _told_otherwise(self, turn: Turn, interview: Interview) -> Interview | None:
        """Back, again, or more facts for the same wish."""
        if turn.intent == "go_back":
            return interview.gone_back()
        if self.answers.begins_again(turn):
            return replace(interview, facts={}, answered=(), left_open=())
        if turn.place() is not None and not turn.says(WISH):
            home = str(interview.facts.get(AREA, ""))
            return interview.with_facts({AREA: str(turn.place(home))})
        if turn.says(WISH):
            told = interview.with_facts(self.told.at_first(turn))
            return replace(told, named=self._named(turn) or interview.named)
        return None

    def _is_clear_wish(self, question: Question, turn: Turn) -> bool:
        """A number or a yes in a whole sentence may belong to another wish."""
        if not turn.is_written or question.id == MARITAL_STATE or self.told.says_only(turn):
            return False
        is_sentence = len(turn.text.split()) >= FEWEST_WORDS
        return is_sentence and self._is_another_wish(turn) and turn.confidence >= CLEAR

    def _is_another_wish(self, turn: Turn) -> bool:
        catalogue = self.telling.catalogue
        is_beside = turn.intent != WISH and forms.is_beside(turn)
        is_complaint = turn.says(*catalogue.wishes)
        return is_beside or is_complaint or forms.is_new_wish(turn)


class ActionTellEligibility(TurnAction):
    """What was told is kept for the next message alone, which may ask for more of the answer; the
    store of conversations forgets it then.
    """

    def name(self) -> str:
        return "action_tell_eligibility"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        dispatcher.utter_message(response="utter_eligibility")
        if tracker.get_slot("aside"):
            return [*set_slots(eligibility=None), *go_on_with_what_waits(tracker)]
        return []


def _just_over(tracker: Tracker) -> Interview | None:
    interview = interview_from(tracker.get_slot(SLOT))
    return interview if interview is not None and interview.question is None else None
