"""The interview while it goes on: what was told so far. Values in, values out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from eligibility.assessment import Assessment, Question, question_from

MOST_QUESTIONS = 8

FactValue = bool | int | str


@dataclass(frozen=True)
class Interview:
    """`named` is the programme that was asked about, `main` those that everybody hears of, or
    all others for whom `is_about_others`.

    `spoken_of` are programmes that nobody named, but whose people were spoken of.
    `answered` holds the questions in the order of their answers, `left_open` those of them that the
    citizen could not answer. `is_typed` is true once a caller has chosen to type the number that
    `question` asks for: until then digits choose whether there is any. `is_doubted` is true where
    the allowance that is asked for was named when it was asked which one comes already.
    """

    named: str | None
    main: tuple[str, ...]
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    answered: tuple[str, ...] = ()
    left_open: tuple[str, ...] = ()
    question: Question | None = None
    is_typed: bool = False
    is_about_others: bool = False
    spoken_of: tuple[str, ...] = ()
    is_doubted: bool = False

    @property
    def asked_about(self) -> list[str]:
        return [self.named] if self.named else [*self.main]

    @property
    def about(self) -> str | None:
        """The one programme that is named or whose people are spoken of, while it is asked."""
        spoken_of = (self.named,) if self.named else self.spoken_of
        return spoken_of[0] if self.question and len(spoken_of) == 1 else None

    @property
    def told_about(self) -> list[str]:
        """At the end, what fits by chance is told beside the programme that was asked about."""
        return [*dict.fromkeys([*self.asked_about, *self.main])]

    def with_facts(self, facts: Mapping[str, FactValue]) -> "Interview":
        return replace(self, facts={**self.facts, **facts})

    def answer(self, value: FactValue | None) -> "Interview":
        """None where the citizen does not know."""
        assert self.question is not None  # noqa: S101 - only a question is answered
        asked = self.question.id
        told = replace(self, answered=(*self.answered, asked), is_doubted=False)
        if value is None:
            return replace(told, left_open=(*self.left_open, asked))
        return told.with_facts({asked: value})

    def asking(self, assessment: Assessment) -> "Interview":
        """The first that is not left open, of what was spoken of before; nothing after so many."""
        spoken = [each for each in assessment.verdicts if each.programme in self.spoken_of]
        wanted = {fact for verdict in spoken for fact in verdict.waits_for}
        questions = sorted(assessment.questions, key=lambda each: each.id not in wanted)
        may_ask = len(self.answered) < MOST_QUESTIONS
        still = (each for each in questions if may_ask and each.id not in self.left_open)
        return replace(self, question=next(still, None), is_typed=False)

    def gone_back(self) -> "Interview | None":
        """As it was before the last answer; None at the first question."""
        if self.is_typed:
            return replace(self, is_typed=False)
        if not self.answered:
            return None
        *before, last = self.answered
        return replace(
            self,
            facts={fact: value for fact, value in self.facts.items() if fact != last},
            answered=tuple(before),
            left_open=tuple(each for each in self.left_open if each != last),
        )

    def as_slot(self) -> dict[str, Any]:
        return {
            "named": self.named,
            "main": [*self.main],
            "facts": {**self.facts},
            "answered": [*self.answered],
            "left_open": [*self.left_open],
            "question": self.question.as_slot() if self.question else None,
            "is_typed": self.is_typed,
            "is_about_others": self.is_about_others,
            "spoken_of": [*self.spoken_of],
            "is_doubted": self.is_doubted,
        }


def interview_from(slot: Mapping[str, Any] | None) -> Interview | None:
    if slot is None:
        return None
    question = slot["question"]
    return Interview(
        named=slot["named"],
        main=tuple(slot["main"]),
        facts=slot["facts"],
        answered=tuple(slot["answered"]),
        left_open=tuple(slot["left_open"]),
        question=question_from(question) if question else None,
        is_typed=slot.get("is_typed", False),
        is_about_others=slot.get("is_about_others", False),
        spoken_of=tuple(slot.get("spoken_of", ())),
        is_doubted=slot.get("is_doubted", False),
    )
