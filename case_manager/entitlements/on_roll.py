"""Those who are on a programme's roll: whose place the rules do not bear out.

What nobody knows of a person never speaks against them. Nor does what has changed since they came
onto the roll: a condition that was met on that day is met.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from case_manager.entitlements import logic
from case_manager.entitlements.findings import (
    BIRTH_DATE,
    DIED,
    ENROLLED_ON,
    NOT_OPEN,
    Finding,
    by_pattern,
)
from case_manager.entitlements.roll_answers import RollAnswers
from case_manager.entitlements.rolls import Marks, Rows, day_number
from case_manager.programmes.facts import Condition, Operator
from case_manager.programmes.schemas import Programme, WhyNotOpen
from case_manager.vocabulary import Certainty, Misplacement

_HOLDS_FROM_THEN_ON = (Operator.AT_LEAST, Operator.MORE_THAN)  # of an age
_LONGEST_MONTH = 31

Words = NDArray[np.str_]


@dataclass(frozen=True)
class Judged:
    """Of everybody: who is on the roll, and what the rules say of their place."""

    programme: str
    findings: Sequence[Finding]
    on_roll: Marks
    wrongly_in: Marks
    fits: Marks

    @property
    def undecided(self) -> Marks:
        return self.on_roll & ~self.wrongly_in & ~self.fits


@dataclass(frozen=True)
class _Against:
    """What one condition says of those on the roll, or what would tell it."""

    fails: Marks
    needs_birth_date: Marks
    needs_enrolled_on: Marks


def judge_roll(programme: Programme, answers: RollAnswers) -> Judged:
    rows = np.flatnonzero(answers.roll.enrolled[programme.id].active)
    wanted = [each for each in programme.conditions if not _passes_with_time(each, answers)]
    against = [_against(programme, each, answers, rows) for each in wanted]
    fails = _lines([each.fails for each in against], rows)
    ended = _ended(programme, answers, rows)
    wrong = fails.any(axis=0) | (ended != "")
    met = [answers.of(programme, each).agreed[rows] == logic.YES for each in wanted]
    fits = _lines(met, rows).all(axis=0) & ~wrong
    findings = [
        *_ended_findings(programme, rows, ended),
        *_failing(programme, wanted, fails & (ended == ""), rows),
        *_in_doubt(programme, wanted, against, ~wrong, rows),
    ]
    size = len(answers.roll)
    marks = (_marked(rows, size, each) for each in (np.ones(len(rows), bool), wrong, fits))
    return Judged(programme.id, findings, *marks)


def _passes_with_time(condition: Condition, answers: RollAnswers) -> bool:
    facts = answers.system.catalogue.facts
    return any(part.fact and facts[part.fact].only_to_enter for part in condition.parts)


def _against(
    programme: Programme, condition: Condition, answers: RollAnswers, rows: Rows
) -> _Against:
    both = answers.of(programme, condition)
    oldest, youngest = both.oldest[rows] == logic.NO, both.youngest[rows] == logic.NO
    no_day = np.zeros(len(rows), bool)
    if answers.rests_on_age(programme, condition) and _may_have_held(condition):
        no_day = (oldest | youngest) & np.isnan(answers.roll.enrolled[programme.id].since[rows])
        doubted = np.flatnonzero((oldest | youngest) & ~no_day)
        then = answers.on_enrolment(programme, condition, rows[doubted])
        oldest, youngest = oldest & ~no_day, youngest & ~no_day
        oldest[doubted] &= then.oldest == logic.NO
        youngest[doubted] &= then.youngest == logic.NO
    return _Against(oldest & youngest, oldest != youngest, no_day)


def _may_have_held(condition: Condition) -> bool:
    """Whoever is too young for a lower limit was so before."""
    return any(part.operator not in _HOLDS_FROM_THEN_ON for part in condition.parts)


def _ended(programme: Programme, answers: RollAnswers, rows: Rows) -> Words:
    """Why nobody may be on it any more: died, and the months that are paid after it are over; or
    the programme itself is.
    """
    months = programme.on_death.months_paid_after if programme.on_death else 0
    with np.errstate(invalid="ignore"):
        died = answers.roll.died_on[rows] + months * _LONGEST_MONTH < day_number(answers.day)
    closed = programme.not_open
    is_over = closed is not None and closed.because is not WhyNotOpen.FOR_COMMUNITIES
    return np.where(died, DIED, NOT_OPEN if is_over else "")


def _ended_findings(programme: Programme, rows: Rows, ended: Words) -> Iterator[Finding]:
    by_hearsay = programme.not_open is not None and programme.not_open.uncertain
    for why, is_firm in ((DIED, True), (NOT_OPEN, not by_hearsay)):
        if (ended == why).any():
            yield _finding(programme, rows[ended == why], is_firm, (why,))


def _failing(
    programme: Programme, wanted: Sequence[Condition], fails: Marks, rows: Rows
) -> Iterator[Finding]:
    firm = {each.id for each in wanted if not each.uncertain}
    for named, places in by_pattern([each.id for each in wanted], fails):
        if named:
            yield _finding(programme, rows[places], not firm.isdisjoint(named), named)


def _in_doubt(
    programme: Programme,
    wanted: Sequence[Condition],
    against: Sequence[_Against],
    among: Marks,
    rows: Rows,
) -> Iterator[Finding]:
    """What is known speaks against them in part: a birth date would tell, or the day they came."""
    lines = [
        (need, each.id, marks & among)
        for each, doubt in zip(wanted, against, strict=True)
        for need, marks in (
            (BIRTH_DATE, doubt.needs_birth_date),
            (ENROLLED_ON, doubt.needs_enrolled_on),
        )
    ]
    names = [(need, condition) for need, condition, _ in lines]
    for pattern, places in by_pattern(names, _lines([marks for *_, marks in lines], rows)):
        if pattern:
            yield Finding(
                Misplacement.WRONGLY_IN,
                Certainty.NEEDS_FACTS,
                programme.id,
                rows[places],
                tuple(dict.fromkeys(condition for _, condition in pattern)),
                tuple(dict.fromkeys(need for need, _ in pattern)),
            )


def _finding(
    programme: Programme, rows: Rows, is_firm: bool, conditions: tuple[str, ...]
) -> Finding:
    certainty = Certainty.CERTAIN if is_firm else Certainty.RULE_UNCONFIRMED
    return Finding(Misplacement.WRONGLY_IN, certainty, programme.id, rows, conditions)


def _lines(marks: Sequence[Marks], rows: Rows) -> Marks:
    return np.stack(marks) if marks else np.zeros((0, len(rows)), bool)


def _marked(rows: Rows, size: int, marks: Marks) -> Marks:
    found = np.zeros(size, bool)
    found[rows[marks]] = True
    return found
