"""What the rules say of a whole roll, where of some only the year of birth is known.

They are then two people: one born on the first day of the year and one on the last. What is so of
both is so; what is so of one is not known.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from case_manager.entitlements import logic
from case_manager.entitlements.assessing import assess_roll, rests_on
from case_manager.entitlements.logic import Answers, Values
from case_manager.entitlements.rolls import Marks, Roll, Rows, day_number
from case_manager.entitlements.system import EligibilitySystem
from case_manager.entitlements.variables import AGE, BIRTH_DAY, SEX
from case_manager.programmes.facts import Condition
from case_manager.programmes.schemas import Programme

_AGES = frozenset({AGE, BIRTH_DAY})


@dataclass(frozen=True)
class Both:
    """An answer for each person, born on the first and on the last day that may be."""

    oldest: Answers
    youngest: Answers

    @property
    def agreed(self) -> Answers:
        return np.where(self.oldest == self.youngest, self.oldest, logic.UNKNOWN)

    @property
    def differs(self) -> Marks:
        """The birth date would decide it."""
        split: Marks = self.oldest != self.youngest
        return split


@dataclass(frozen=True)
class RollAnswers:
    system: EligibilitySystem
    day: date
    roll: Roll
    programmes: Sequence[Programme]

    def of(self, programme: Programme, condition: Condition) -> Both:
        variable = self.system.variable_of(programme, condition)
        oldest = self._oldest[variable]
        return Both(oldest, self._youngest.get(variable, oldest))

    def on_enrolment(self, programme: Programme, condition: Condition, rows: Rows) -> Both:
        """As old as these were when they came onto the programme's roll."""
        if not rows.size:
            return Both(np.zeros(0, int), np.zeros(0, int))
        then = self.roll.part(rows).as_on_enrolment(programme.id, day_number(self.day))
        variable = self.system.variable_of(programme, condition)
        oldest, youngest = (
            assess_roll(self.system, then.inputs(born), self.day, [variable], len(then))[variable]
            for born in (then.oldest, then.youngest)
        )
        return Both(oldest, youngest)

    def fact(self, fact_id: str) -> Values:
        """As of the oldest that somebody may be."""
        return self._oldest[self.system.reading(fact_id)]

    def rests_on_age(self, programme: Programme, condition: Condition) -> bool:
        """What holds of those who are not asked speaks against nobody, whatever their age."""
        facts = self.system.catalogue.facts
        if any(part.fact and facts[part.fact].otherwise is not None for part in condition.parts):
            return False
        return rests_on(self.system, self.system.variable_of(programme, condition), _AGES, self.day)

    @cached_property
    def _oldest(self) -> dict[str, Values]:
        return self._reckoned(self.roll.oldest, list(dict.fromkeys(self._variables())))

    @cached_property
    def _youngest(self) -> dict[str, Values]:
        """Only what may differ."""
        if np.array_equal(self.roll.oldest, self.roll.youngest, equal_nan=True):
            return {}
        moving = [
            name
            for name in self._oldest
            if rests_on(self.system, name, frozenset({BIRTH_DAY}), self.day)
        ]
        return self._reckoned(self.roll.youngest, moving)

    def _reckoned(self, born: Values, variables: Sequence[str]) -> dict[str, Values]:
        return assess_roll(self.system, self.roll.inputs(born), self.day, variables, len(self.roll))

    def _variables(self) -> Iterator[str]:
        yield self.system.reading(SEX)
        for programme in self.programmes:
            for condition in programme.conditions:
                yield self.system.variable_of(programme, condition)
                for part in condition.parts:
                    yield self.system.variable_of(programme, part)
                    if part.fact:
                        yield self.system.reading(part.fact)
