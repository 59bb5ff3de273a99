"""Why somebody may have a programme or not: condition by condition, in three languages."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from case_manager.entitlements import logic
from case_manager.entitlements.assessing import Assessment
from case_manager.entitlements.variables import SEX
from case_manager.programmes.facts import Benefit, Condition, Fact, FactType, Operator
from case_manager.programmes.schemas import Catalogue, Programme
from case_manager.vocabulary import ConditionState, Language, Verdict
from citizen_text import money
from citizen_text.digits import to_bangla

ReasonValue = bool | int | float | str | None
Texts = Mapping[Language, str]

ALREADY = "already"
NOT_OPEN = "not_open"
_STATES = {
    logic.YES: ConditionState.MET,
    logic.NO: ConditionState.NOT_MET,
    logic.UNKNOWN: ConditionState.UNKNOWN,
}
_DECIDES = {
    Verdict.ELIGIBLE: logic.YES,
    Verdict.NOT_ELIGIBLE: logic.NO,
    Verdict.NEEDS: logic.UNKNOWN,
}


@dataclass(frozen=True)
class Reason:
    """`told` is what is known of the fact, `needed` what the programme wants of it, since a day."""

    condition: str
    state: ConditionState
    fact: str | None
    told: ReasonValue
    needed: Sequence[ReasonValue]
    since: date | None
    source: str | None
    is_uncertain: bool
    words: Texts


@dataclass(frozen=True)
class Needed:
    values: Sequence[ReasonValue]
    since: date | None
    source: str
    words: Texts


@dataclass(frozen=True)
class Reasons:
    """Of one person on one day; those that rest on nothing told are `kept` from one to the next."""

    catalogue: Catalogue
    assessment: Assessment
    told: Collection[str]
    day: date
    kept: dict[tuple[str, str], Reason]

    def of(self, programme: Programme, verdict: Verdict) -> list[Reason]:
        """Those that decide: what is not met, what is not known, or all that is met."""
        if programme.not_open:
            return [self._not_open(programme)]
        received = self.assessment.received(programme.id)
        if received == 1:
            return [self._already(programme, ConditionState.NOT_MET)]
        decides = _DECIDES[verdict]
        found = [
            self._reason(programme, part)
            for condition in programme.conditions
            if self.assessment.condition(programme, condition) == decides
            for part in condition.parts
            if self.assessment.condition(programme, part) == decides
        ]
        if math.isnan(received) and verdict is Verdict.NEEDS:
            found.append(self._already(programme, ConditionState.UNKNOWN))
        return found

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
        fact = self.catalogue.facts[condition.fact or ""]
        value = self.assessment.fact(fact.id)
        if state is ConditionState.MET and fact.assumed is not None and fact.id not in self.told:
            state = ConditionState.ASSUMED
        needed = self._needed(condition, fact)
        return Reason(
            condition=condition.id,
            state=state,
            fact=fact.asked_as or fact.id,
            told=_plain(fact, value),
            needed=needed.values,
            since=needed.since,
            source=needed.source,
            is_uncertain=condition.uncertain,
            words=self._words(
                condition.operator,
                label=fact.label,
                told=self._value(fact, value),
                needed=needed.words,
            ),
        )

    def _needed(self, condition: Condition, fact: Fact) -> Needed:
        source = condition.source
        match condition.operator:
            case Operator.IS:
                values: list[ReasonValue] = [condition.is_]
            case Operator.ONE_OF:
                values = list(condition.one_of or ())
            case Operator.BETWEEN:
                low, high = condition.between or (0, 0)
                words = self._range(self._number(low), self._quantity(fact, high))
                return Needed([_short(low), _short(high)], None, source, words)
            case _:
                return self._limit(condition, fact)
        return Needed(values, None, source, _joined([self._option(fact, one) for one in values]))

    def _limit(self, condition: Condition, fact: Fact) -> Needed:
        limit = condition.limit
        if limit is None:
            raise ValueError(f"{condition.id} has no limit")
        if limit.by_sex:
            sex = self.catalogue.facts[SEX]
            known = _plain(sex, self.assessment.fact(SEX))
            by_sex = {one: value for one, value in limit.by_sex.items() if known in (None, one)}
            words = [
                _with(self._quantity(fact, value), self._option(sex, one))
                for one, value in by_sex.items()
            ]
            return Needed(
                [_short(value) for value in by_sex.values()], None, condition.source, _joined(words)
            )
        dated = [one for one in limit.dated if (one.first_day or date.min) <= self.day][-1]
        return Needed(
            [_short(dated.value)],
            dated.first_day,
            dated.source or condition.source,
            self._quantity(fact, dated.value),
        )

    def _receiving(self, condition: Condition, state: ConditionState) -> Reason:
        named = condition.receives_none_of or ()
        programmes = [
            programme
            for programme in self.catalogue.programmes.values()
            if programme.id in named or programme.counts_as in named
        ]
        received = [each for each in programmes if self.assessment.received(each.id) == 1]
        answers = self.catalogue.words["answers"]
        words = [each.short_names for each in received]
        if not words and state is not ConditionState.NOT_MET:
            words = [answers["nothing" if state is ConditionState.MET else "unknown"]]
        return Reason(
            condition=condition.id,
            state=state,
            fact=self._question_of(programmes),
            told=", ".join(each.id for each in received) or None,
            needed=list(named),
            since=None,
            source=condition.source,
            is_uncertain=condition.uncertain,
            words=self._words(
                Operator.RECEIVES_NONE_OF,
                label={},
                told=_joined(words or [answers["another"]]),
                needed=_joined([self._named(each) for each in named]),
            ),
        )

    def _question_of(self, programmes: Sequence[Programme]) -> str | None:
        classes = {programme.counts_as for programme in programmes}
        facts = self.catalogue.facts.values()
        return next((fact.id for fact in facts if fact.receives and fact.receives in classes), None)

    def _named(self, named: str) -> Texts:
        if named in set(Benefit):
            return self.catalogue.words["answers"][named]
        return self.catalogue.programmes[named].short_names

    def _already(self, programme: Programme, state: ConditionState) -> Reason:
        is_known = state is ConditionState.NOT_MET
        return Reason(
            condition=ALREADY,
            state=state,
            fact=self._question_of([programme]),
            told=programme.id if is_known else None,
            needed=[],
            since=None,
            source=None,
            is_uncertain=False,
            words=self.catalogue.words["reasons"][ALREADY if is_known else "perhaps_already"],
        )

    def _not_open(self, programme: Programme) -> Reason:
        closed = programme.not_open
        if closed is None:
            raise ValueError(f"{programme.id} is open")
        into = self.catalogue.programmes[closed.into].short_names if closed.into else {}
        texts = self.catalogue.words["not_open"][closed.because]
        return Reason(
            condition=NOT_OPEN,
            state=ConditionState.NOT_MET,
            fact=None,
            told=None,
            needed=[],
            since=None,
            source=closed.source,
            is_uncertain=closed.uncertain,
            words={
                language: texts[language].format(into=into.get(language, ""))
                for language in Language
            },
        )

    def _words(self, operator: Operator, label: Texts, told: Texts, needed: Texts) -> Texts:
        texts = self.catalogue.words["reasons"][operator]
        return {
            language: texts[language].format(
                label=label.get(language, ""), told=told[language], needed=needed[language]
            )
            for language in Language
        }

    def _value(self, fact: Fact, value: float) -> Texts:
        plain = _plain(fact, value)
        if plain is None:
            return self.catalogue.words["answers"]["unknown"]
        if isinstance(plain, bool | str):
            return self._option(fact, plain)
        return self._quantity(fact, plain)

    def _option(self, fact: Fact, value: ReasonValue) -> Texts:
        if isinstance(value, bool):
            return self.catalogue.words["answers"]["yes" if value else "no"]
        return next(option.names for option in fact.options if option.id == value)

    def _quantity(self, fact: Fact, value: float) -> Texts:
        number = self._number(value)
        unit = self.catalogue.units[fact.unit] if fact.unit else {}
        return {
            language: f"{number[language]} {unit.get(language, '')}".strip()
            for language in Language
        }

    def _number(self, value: float) -> Texts:
        short = _short(value)
        text = money.grouped(short) if isinstance(short, int) else f"{short:.2f}"
        return {
            language: to_bangla(text) if language is Language.BANGLA else text
            for language in Language
        }

    def _range(self, low: Texts, high: Texts) -> Texts:
        texts = self.catalogue.words["answers"]["range"]
        return {
            language: texts[language].format(low=low[language], high=high[language])
            for language in Language
        }


def _plain(fact: Fact, value: float) -> ReasonValue:
    if math.isnan(value):
        return None
    if fact.type is FactType.YES_NO:
        return value == 1
    if fact.type is FactType.CHOICE:
        return fact.options[int(value)].id
    return _short(value)


def _short(value: float) -> int | float:
    return int(value) if value == int(value) else round(value, 2)


def _joined(texts: Sequence[Texts]) -> Texts:
    return {language: ", ".join(each[language] for each in texts) for language in Language}


def _with(texts: Texts, beside: Texts) -> Texts:
    return {language: f"{texts[language]} ({beside[language]})" for language in Language}
