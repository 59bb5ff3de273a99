"""A whole roll against the rules: who seems wrongly in, wrongly out, or due elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from case_manager.entitlements.claims import can_be_claimed, find_claims
from case_manager.entitlements.findings import Finding, by_pattern
from case_manager.entitlements.on_roll import Judged, judge_roll
from case_manager.entitlements.roll_answers import RollAnswers
from case_manager.entitlements.rolls import Marks, Roll, Rows
from case_manager.entitlements.system import EligibilitySystem
from case_manager.programmes.schemas import Programme
from case_manager.vocabulary import Misplacement

_NOBODY = np.zeros(0, np.intp)


@dataclass(frozen=True)
class Screened:
    answers: RollAnswers
    findings: Sequence[Finding]
    judged: Sequence[Judged]

    @property
    def found(self) -> list[str]:
        """The keys of those about whom there is anything to say."""
        rows = np.unique(np.concatenate([_NOBODY, *(each.rows for each in self.findings)]))
        return [self.answers.roll.keys[row] for row in rows]


@dataclass(frozen=True)
class Screening:
    """Of these programmes on one day. With `most_missing`, those are found too who have a claim if
    so many more facts are as a programme wants them.
    """

    system: EligibilitySystem
    programmes: Sequence[Programme]
    day: date
    most_missing: int = 0

    def screen(self, roll: Roll) -> Screened:
        answers = RollAnswers(self.system, self.day, roll, self.programmes)
        judged = [
            judge_roll(programme, answers)
            for programme in self.programmes
            if programme.id in roll.enrolled
        ]
        wrong = {each.programme: each.wrongly_in for each in judged}
        misplaced = np.logical_or.reduce([np.zeros(len(roll), bool), *wrong.values()])
        findings = [finding for each in judged for finding in each.findings]
        findings += self._claims(answers, ~misplaced)
        findings += self._due_elsewhere(roll, wrong, np.flatnonzero(misplaced))
        return Screened(answers, findings, judged)

    def _claims(self, answers: RollAnswers, among: Marks) -> Iterator[Finding]:
        for programme in self._claimable:
            yield from find_claims(programme, answers, among, self.most_missing)

    def _due_elsewhere(
        self, roll: Roll, wrong: Mapping[str, Marks], rows: Rows
    ) -> Iterator[Finding]:
        """What they have a claim to once they leave where they are wrongly."""
        if not rows.size:
            return
        left = {programme: marks[rows] for programme, marks in wrong.items()}
        part = roll.part(rows).without(left)
        answers = RollAnswers(self.system, self.day, part, self._claimable)
        for claim in self._claims(answers, np.ones(len(rows), bool)):
            lines = np.stack([marks[claim.rows] for marks in left.values()])
            for instead_of, places in by_pattern(list(left), lines):
                if claim.programme not in instead_of:
                    yield replace(
                        claim,
                        kind=Misplacement.DUE_ELSEWHERE,
                        rows=rows[claim.rows[places]],
                        instead_of=instead_of,
                    )

    @cached_property
    def _claimable(self) -> list[Programme]:
        return [each for each in self.programmes if can_be_claimed(each, self.system)]
