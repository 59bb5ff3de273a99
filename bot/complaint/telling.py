"""How a complaint is told: what a message changes in it, and what is asked next."""

from collections.abc import Iterator
from dataclasses import replace

from complaint.catalogue import Catalogue, Wish
from complaint.closing import Change, Consent, ReadBack, in_this_way
from complaint.draft import Draft
from complaint.facts import (
    AmountQuestion,
    ChoiceQuestion,
    DestinationQuestion,
    KindQuestion,
    PaymentQuestion,
    PlaceQuestion,
    ProgrammeQuestion,
    SinceQuestion,
    StoryQuestion,
)
from complaint.question import Question
from turn import Turn

CHOSEN_FROM_A_LIST = ("role", "provider", "detail", "wanted")


class Telling:
    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        listed = [ChoiceQuestion(name, catalogue.choices[name]) for name in CHOSEN_FROM_A_LIST]
        facts = [
            *(KindQuestion(), PaymentQuestion(), ProgrammeQuestion(catalogue.programmes)),
            *(SinceQuestion(), AmountQuestion(), PlaceQuestion(), DestinationQuestion()),
            *(StoryQuestion(), *listed),
        ]
        self.questions: dict[str, Question] = {question.name: question for question in facts}
        closing = [
            *(ReadBack(self.questions), Change(self.questions)),
            Consent(),
        ]
        self.questions |= {question.name: question for question in closing}

    def begun(self, wish: Wish, turn: Turn) -> Draft:
        """With what its first message already says."""
        return self.told_again(Draft(wish), turn)

    def told_again(self, draft: Draft, turn: Turn) -> Draft:
        """More words and facts for the same complaint."""
        return self.asking_next((self._facts(draft, turn) or draft).with_words(turn))

    def heard(self, draft: Draft, turn: Turn) -> Draft | None:
        """None where the words mean nothing to this complaint.

        An answer comes first, then facts that were asked before or not yet, then a bare yes or no,
        then the same complaint in other words.
        """
        question = self.question_of(draft)
        before = replace(draft, asked=None)
        told = question.answered(before, turn)
        told = self._facts(told or before, turn, question) or told
        told = in_this_way(told or before, self.way_told(turn)) or told
        is_bare = told is None and turn.says("affirm", "deny")
        if told is None:
            told = question.otherwise(before, turn)
        if told is None and turn.says(draft.wish.id):
            told = before
        if told is None:
            return None
        is_number = turn.is_only_digits and not question.keeps_digits
        told = told if is_bare or is_number else told.with_words(turn)
        return replace(told, asked=told.asked or self._next_question(told)).after(draft)

    def question_of(self, draft: Draft) -> Question:
        """The one that is asked; of a draft that another version asked otherwise, the next one."""
        return self.questions.get(draft.asked or "") or self.questions[self._next_question(draft)]

    def asking_next(self, draft: Draft) -> Draft:
        return replace(draft, asked=self._next_question(draft))

    def way_told(self, turn: Turn) -> str | None:
        """For whom, or without a name."""
        ways = self.catalogue.choices[ReadBack.name]
        return ways.told(turn.text) if turn.is_written else None

    def _next_question(self, draft: Draft) -> str:
        if draft.kind is None:
            return KindQuestion.name
        opened = (name for name in draft.kind.ask if self.questions[name].is_open(draft))
        return next(opened, ReadBack.name)

    def _facts(self, draft: Draft, turn: Turn, asked: Question | None = None) -> Draft | None:
        """What a message tells beside the answer; None where it tells nothing."""
        if not turn.is_written or turn.is_only_digits:
            return None
        covered = {asked.name, *asked.covers} if asked else ()
        told = None
        for name in self._tellable(draft, asked):
            value = None if name in covered else self.questions[name].told(told or draft, turn)
            if value is not None:
                told = self.questions[name].write(told or draft, value)
        return told

    def _tellable(self, draft: Draft, asked: Question | None) -> Iterator[str]:
        """Of a known kind only a correction tells another: an answer may hold a word of it."""
        if draft.kind is None or (asked and asked.name in (ReadBack.name, Change.name)):
            yield KindQuestion.name
        yield from draft.asks
