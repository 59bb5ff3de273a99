"""People of a roll in arrays: what is known of all of them, and nothing of who they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from case_manager.entitlements.logic import Values
from case_manager.entitlements.variables import AGE, BIRTH_DAY, other_variable, received_variable
from case_manager.programmes.facts import Benefit

Rows = NDArray[np.intp]
Marks = NDArray[np.bool_]

_EPOCH = 1970
_UPAZILA = 6
_DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class OnRoll:
    """Who is on one programme's roll; whether paid at present, and since when, where that is known.

    Days are counted from 1970 and not a number where nobody knows.
    """

    programme: str
    active: Marks
    since: Values


@dataclass(frozen=True)
class Roll:
    """`keys` lead back to the people; `receives` is 1, 0, or not a number where it is not known.

    Of whom only the year of birth is known there are two first days: `oldest` and `youngest`.
    """

    keys: Sequence[str]
    areas: Sequence[str]
    facts: Mapping[str, Values]
    receives: Mapping[str, Values]
    enrolled: Mapping[str, OnRoll]
    oldest: Values
    youngest: Values
    died_on: Values
    knows_all_benefits: bool = True

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def upazilas(self) -> list[str]:
        """Empty where the place is not known so closely."""
        return [code[:_UPAZILA] if len(code) >= _UPAZILA else "" for code in self.areas]

    def inputs(self, born: Values) -> dict[str, Values]:
        """What the rules are told, with everybody born on these days."""
        told = {received_variable(programme): each for programme, each in self.receives.items()}
        if self.knows_all_benefits:
            told |= {other_variable(benefit): np.zeros(len(self)) for benefit in Benefit}
        return {**self.facts, **told, BIRTH_DAY: written_days(born)}

    def part(self, rows: Rows) -> "Roll":
        return replace(
            self,
            keys=[self.keys[row] for row in rows],
            areas=[self.areas[row] for row in rows],
            facts={name: each[rows] for name, each in self.facts.items()},
            receives={name: each[rows] for name, each in self.receives.items()},
            enrolled={
                name: OnRoll(name, each.active[rows], each.since[rows])
                for name, each in self.enrolled.items()
            },
            oldest=self.oldest[rows],
            youngest=self.youngest[rows],
            died_on=self.died_on[rows],
        )

    def without(self, left: Mapping[str, Marks]) -> "Roll":
        """As if these people did not get these programmes."""
        return replace(
            self,
            receives={
                name: np.where(left[name], 0.0, each) if name in left else each
                for name, each in self.receives.items()
            },
        )

    def as_on_enrolment(self, programme: str, today: int) -> "Roll":
        """Everybody as old as on the day on which they came onto this roll."""
        passed = np.maximum(today - self.enrolled[programme].since, 0.0)
        facts = dict(self.facts)
        if AGE in facts:
            facts[AGE] = facts[AGE] - np.ceil(passed / _DAYS_A_YEAR)
        return replace(
            self, facts=facts, oldest=self.oldest + passed, youngest=self.youngest + passed
        )


def day_number(day: date) -> int:
    return day.toordinal() - date(_EPOCH, 1, 1).toordinal()


def written_days(days: Values) -> Values:
    """As 19610630; 0 where the day is not known."""
    known = ~np.isnan(days)
    moments = np.where(known, days, 0.0).astype(np.int64).astype("datetime64[D]")
    months = moments.astype("datetime64[M]")
    year = moments.astype("datetime64[Y]").astype(np.int64) + _EPOCH
    month = months.astype(np.int64) % 12 + 1
    day = (moments - months).astype(np.int64) + 1
    return np.where(known, year * 10_000 + month * 100 + day, 0)
