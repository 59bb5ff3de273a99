"""Why somebody may have a programme or not: condition by condition, in three languages."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from case_manager.entitlements import logic
from case_manager.entitlements.assessing import Assessment
from case_manager.entitlements.formulas import is_firm
from case_manager.entitlements.variables import SEX
from case_manager.entitlements.wording import Plain, Texts, Wording, joined, plain_value
from case_manager.programmes.facts import Condition
from case_manager.programmes.schemas import NotOpen, Programme
from case_manager.vocabulary import ConditionState, Verdict

ALREADY = "already"
NOT_OPEN = "not_open"
_STATES = {
    logic.YES: ConditionState.MET,
    logic.NO: ConditionState.NOT_MET,
    logic.UNKNOWN: ConditionState.UNKNOWN,
}
_COMING = {
    ConditionState.MET: "nothing",
    ConditionState.NOT_MET: "another",
    ConditionState.UNKNOWN: "unknown",
}
_DECIDES = {
    Verdict.ELIGIBLE: logic.YES,
    Verdict.NOT_ELIGIBLE: logic.NO,
    Verdict.NEEDS: logic.UNKNOWN,
}


@dataclass(frozen=True)
class Reason:
    """`told` is what is known of the fact, `needed` what the programme wants of it, since a day.

    `to_get` says what to do first and where, of what is missing and can be got.
    """

    condition: str
    state: ConditionState
    fact: str | None
    told: Plain
    needed: Sequence[Plain]
    since: date | None
    source: str | None
    is_uncertain: bool
    words: Texts
    to_get: Texts | None = None


@dataclass(frozen=True)
class Reasons:
    """Of one person on one day; those that rest on nothing told are `kept` from one to the next."""

    wording: Wording
    assessment: Assessment
    told: Collection[str]
    kept: dict[tuple[str, str], Reason]

    def of(self, programme: Programme, verdict: Verdict) -> list[Reason]:
        """Those that decide: what is not met, what is not known, or all that is met."""
        if programme.not_open:
            return [self._not_open(programme.not_open)]
        received = self.assessment.received(programme.id)
        if received == 1:
            return [self._already(programme, ConditionState.NOT_MET)]
        found = [
            self._reason(programme, part)
            for condition in programme.conditions
            if (state := self._decides(programme, condition, verdict)) is not None
            for part in condition.parts
            if self.assessment.condition(programme, part) == state
        ]
        found.sort(key=lambda reason: reason.is_uncertain and verdict is Verdict.NOT_ELIGIBLE)
        if math.isnan(received) and verdict is Verdict.NEEDS:
            found.append(self._already(programme, ConditionState.UNKNOWN))
        return found

    def _decides(self, programme: Programme, condition: Condition, verdict: Verdict) -> int | None:
        """Its state, where that makes the verdict; what is not met and not firm leaves it open."""
        state = self.assessment.condition(programme, condition)
        is_open = state == logic.NO and not is_firm(programme, condition)
        leaves_open = verdict is Verdict.NEEDS and is_open
        return state if state == _DECIDES[verdict] or leaves_open else None

    def _reason(self, programme: Programme, condition: Condition) -> Reason:
        if self.assessment.rests_on_told(programme, condition):
            return self._made(programme, condition)
        key = (programme.id, condition.id)
        if key not in self.kept:
            self.kept[key] = self._made(programme, condition)
        return self.kept[key]

    def _made(self, programme: Programme, condition: Condition) -> Reason:
        state = _STATES[self.assessment.condition(programme, condition)]
        if condition.receives_none_of is not None:
            return self._receiving(condition, state)
        fact = self.wording.catalogue.facts[condition.fact or ""]
        told = plain_value(fact, self.assessment.fact(fact.id))
        is_taken_so = fact.assumed is not None or fact.otherwise is not None
        if state is ConditionState.MET and is_taken_so and fact.id not in self.told:
            state = ConditionState.ASSUMED
        needed = self.wording.needed(condition, self._sex())
        return Reason(
            condition=condition.id,
            state=state,
            fact=fact.asked_as or fact.id,
            told=told,
            needed=needed.values,
            since=needed.since,
            source=needed.source,
            is_uncertain=condition.uncertain,
            words=self.wording.reason(
                condition, fact.label, self.wording.value(fact, told), needed.words
            ),
            to_get=self.wording.to_get(fact) if state is ConditionState.NOT_MET else None,
        )

    def _sex(self) -> Plain:
        return plain_value(self.wording.catalogue.facts[SEX], self.assessment.fact(SEX))

    def _receiving(self, condition: Condition, state: ConditionState) -> Reason:
        named = condition.receives_none_of or ()
        programmes = [
            programme
            for programme in self.wording.catalogue.programmes.values()
            if programme.id in named or programme.counts_as in named
        ]
        received = [each for each in programmes if self.assessment.received(each.id) == 1]
        needed = self.wording.needed(condition)
        return Reason(
            condition=condition.id,
            state=state,
            fact=self._question_of(programmes),
            told=", ".join(each.id for each in received) or None,
            needed=needed.values,
            since=None,
            source=condition.source,
            is_uncertain=condition.uncertain,
            words=self.wording.reason(
                condition, {}, self._said_to_come(received, state), needed.words
            ),
        )

    def _said_to_come(self, received: Sequence[Programme], state: ConditionState) -> Texts:
        """By name where that is known; there may be another that has none here."""
        if received:
            return joined([programme.short_names for programme in received])
        return self.wording.catalogue.words["answers"][_COMING[state]]

    def _question_of(self, programmes: Sequence[Programme]) -> str | None:
        classes = {programme.counts_as for programme in programmes}
        facts = self.wording.catalogue.facts.values()
        return next((fact.id for fact in facts if fact.receives and fact.receives in classes), None)

    def _already(self, programme: Programme, state: ConditionState) -> Reason:
        is_known = state is ConditionState.NOT_MET
        texts = self.wording.catalogue.words["reasons"]
        return Reason(
            condition=ALREADY,
            state=state,
            fact=self._question_of([programme]),
            told=programme.id if is_known else None,
            needed=[],
            since=None,
            source=None,
            is_uncertain=False,
            words=texts[ALREADY if is_known else "perhaps_already"],
        )

    def _not_open(self, closed: NotOpen) -> Reason:
        return Reason(
            condition=NOT_OPEN,
            state=ConditionState.NOT_MET,
            fact=None,
            told=None,
            needed=[],
            since=None,
            source=closed.source,
            is_uncertain=closed.uncertain,
            words=self.wording.not_open(closed),
        )
