"""What is still to be asked: first what decides the programmes that most of what was told speaks
for, and of that the question that most of them wait for.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from case_manager.entitlements import logic
from case_manager.entitlements.assessing import Assessment
from case_manager.entitlements.formulas import is_firm
from case_manager.entitlements.variables import SEX
from case_manager.programmes.facts import Benefit, Condition, Fact, FactType, Option
from case_manager.programmes.schemas import Catalogue, Programme
from case_manager.vocabulary import Language


@dataclass(frozen=True)
class Question:
    """Its id is the fact that the answer tells; `decides` counts programmes that wait for it."""

    id: str
    type: str
    words: Mapping[Language, str]
    options: Sequence[Option]
    lowest: int | None
    highest: int | None
    decides: int


@dataclass(frozen=True)
class Interview:
    """With one person, of whom this much was told."""

    catalogue: Catalogue
    assessment: Assessment

    def waits_for(self, programme: Programme) -> list[str]:
        """What can be asked that may decide it, in the order of the questions.

        Nothing, where one of its conditions cannot be asked about any more: it stays open.
        """
        wanted = [set(facts) for facts in self._wanted(programme)]
        if not all(wanted) or self._is_left_to_the_office(programme):
            return []
        together = set().union(*wanted)
        return [fact_id for fact_id in self.catalogue.facts if fact_id in together]

    def _is_left_to_the_office(self, programme: Programme) -> bool:
        """Closed by hearsay, or a condition that is not firm is not met: no answer decides it."""
        return programme.not_open is not None or any(
            self.assessment.condition(programme, condition) == logic.NO
            for condition in programme.conditions
        )

    def next_questions(self, waiting: Mapping[str, Sequence[str]]) -> list[Question]:
        """By programme, what each waits for."""
        counted = Counter(chain.from_iterable(waiting.values()))
        nearest = dict.fromkeys(counted, 0)
        for programme_id, facts in waiting.items():
            near = self._told_for(self.catalogue.programmes[programme_id]) if facts else 0
            nearest |= {each: max(nearest[each], near) for each in facts}
        order = list(self.catalogue.facts)
        first = sorted(
            counted, key=lambda each: (-nearest[each], -counted[each], order.index(each))
        )
        return [_question(self.catalogue.facts[each], counted[each]) for each in first]

    def _told_for(self, programme: Programme) -> int:
        """How many of its conditions are met by what was told of who somebody is; a number, such as
        an age, is that of many.
        """
        return sum(
            is_firm(programme, condition)
            and self.assessment.condition(programme, condition) == logic.YES
            and self.assessment.rests_on_told(programme, condition)
            for condition in programme.conditions
            if condition.fact and self.catalogue.facts[condition.fact].type is FactType.CHOICE
        )

    def _wanted(self, programme: Programme) -> Iterator[Iterable[str]]:
        if math.isnan(self.assessment.received(programme.id)):
            yield self._of_benefits([programme.counts_as])
        for condition in programme.conditions:
            if self.assessment.condition(programme, condition) == logic.UNKNOWN:
                yield chain.from_iterable(self._of_condition(part) for part in condition.parts)

    def _of_condition(self, condition: Condition) -> Iterator[str]:
        if condition.receives_none_of is not None:
            yield from self._of_benefits(
                [
                    programme.counts_as
                    for programme in self.catalogue.programmes.values()
                    if {programme.id, programme.counts_as} & set(condition.receives_none_of)
                    and math.isnan(self.assessment.received(programme.id))
                ]
            )
        elif condition.fact:
            yield from self._asked(condition.fact)
            if condition.limit and condition.limit.by_sex:
                yield from self._asked(SEX)
            for test in condition.open_if:
                yield from self._asked(test.fact)

    def _of_benefits(self, benefits: Sequence[Benefit | None]) -> Iterator[str]:
        """Once it was answered, nothing more can be asked of a class."""
        for fact in self.catalogue.facts.values():
            if fact.receives and fact.receives in benefits and not self.assessment.knows(fact):
                yield from self._if_it_makes_sense(fact)

    def _asked(self, fact_id: str) -> Iterator[str]:
        if math.isnan(self.assessment.fact(fact_id)):
            fact = self.catalogue.facts[fact_id]
            yield from self._if_it_makes_sense(self.catalogue.facts[fact.asked_as or fact_id])

    def _if_it_makes_sense(self, fact: Fact) -> Iterator[str]:
        """Where that is not known yet, what would tell is asked in its place."""
        sense = self.assessment.is_asked(fact.id) if fact.asked_if else logic.YES
        if sense == logic.YES:
            yield fact.id
        elif sense == logic.UNKNOWN:
            for test in fact.asked_if:
                yield from self._asked(test.fact)


def _question(fact: Fact, decides: int) -> Question:
    if fact.question is None:
        raise ValueError(f"{fact.id} has no question")
    return Question(
        id=fact.id,
        type=fact.type,
        words=fact.question,
        options=fact.options,
        lowest=fact.lowest,
        highest=fact.highest,
        decides=decides,
    )
