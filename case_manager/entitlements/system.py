"""The catalogue as a tax-benefit system: dated parameters, one variable for each condition.

Programmes that want the very same share the variable.

Facts are numbers: 1 and 0 for yes and no, the place of an option for a choice, not a number where
nothing was told. What follows from them is NO, UNKNOWN or YES.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from openfisca_core.entities import SingleEntity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from case_manager.entitlements import formulas
from case_manager.entitlements.formulas import Formula
from case_manager.entitlements.variables import (
    BIRTH_DAY,
    SEX,
    asked_variable,
    group_variable,
    other_variable,
    received_variable,
    verdict_variable,
)
from case_manager.programmes import service as programmes_service
from case_manager.programmes.facts import Benefit, Condition, Fact, FactType, Operator, Test
from case_manager.programmes.schemas import Catalogue, Programme
from case_manager.vocabulary import Language

_ALWAYS = "1971-12-16"  # the first day of a value whose own is not known
_NOT_WANTED = {"id", "note", "source", "uncertain"}  # what a condition says besides
_MONTHS = 12


@cache
def system() -> "EligibilitySystem":
    return EligibilitySystem(programmes_service.catalogue())


class EligibilitySystem(TaxBenefitSystem):  # type: ignore[misc]  # the library has no types
    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__(
            [SingleEntity("person", "persons", "A person", "Of whom little is known.")]
        )
        self.catalogue = catalogue
        self._variables: dict[tuple[str, str], str] = {}
        self._same: dict[str, str] = {}
        self.parameters = ParameterNode("", data=_parameters(catalogue))
        self._add_facts()
        for name, test in catalogue.groups.items():
            self._answer(group_variable(name), self._test(test), f"In the group {name}")
        for programme in catalogue.programmes.values():
            self._add_programme(programme)

    def variable_of(self, programme: Programme, condition: Condition) -> str:
        return self._variables[programme.id, condition.id]

    def reading(self, fact_id: str) -> str:
        """The variable that says what is known of a fact, told or derived."""
        name = f"known_{fact_id}"
        return name if name in self.variables else fact_id

    def members(self, benefit: Benefit) -> list[str]:
        programmes = self.catalogue.programmes.values()
        return [programme.id for programme in programmes if programme.counts_as is benefit]

    def _add_facts(self) -> None:
        facts = self.catalogue.facts
        for fact in facts.values():
            if fact.type in (FactType.YES_NO, FactType.NUMBER, FactType.CHOICE):
                default = np.nan if fact.assumed is None else float(fact.assumed)
                self._input(fact.id, default, fact.label[Language.ENGLISH])
        self._input(BIRTH_DAY, 0, "Birth date as a number", value_type=int)
        self._derive("known_age", formulas.age(lambda period: period.start))
        self._derive("known_age_on_30_june", formulas.age(formulas.last_30_june))
        for fact in facts.values():
            if fact.type is FactType.NUMBER and fact.asked_as:
                month, year = fact.asked_as, fact.id
                self._derive(f"known_{month}", formulas.either(month, year, 1 / _MONTHS))
                self._derive(f"known_{year}", formulas.either(year, month, _MONTHS))
        for programme in self.catalogue.programmes.values():
            default = np.nan if programme.counts_as else 0
            self._input(received_variable(programme.id), default, f"Receives {programme.id}")
        for benefit in Benefit:
            self._input(other_variable(benefit), np.nan, f"Receives another {benefit}")
            members = [received_variable(each) for each in self.members(benefit)]
            formula = formulas.receives([other_variable(benefit), *members])
            self._answer(received_variable(benefit), formula, f"Receives any {benefit}")
        for fact in facts.values():
            if fact.asked_if:
                tests = [self._test(test) for test in fact.asked_if]
                self._answer(asked_variable(fact.id), formulas.all_hold(tests), "Is asked for")
            if fact.otherwise is not None:
                formula = formulas.unless_asked(fact.id, float(fact.otherwise))
                self._derive(f"known_{fact.id}", formula)

    def _add_programme(self, programme: Programme) -> None:
        for condition in programme.conditions:
            self._add_condition(programme, condition)
        names = [self.variable_of(programme, condition) for condition in programme.conditions]
        name = verdict_variable(programme.id)
        self._answer(name, formulas.verdict(programme, names), f"Is eligible for {programme.id}")

    def _add_condition(self, programme: Programme, condition: Condition) -> None:
        for part in condition.any_ or ():
            self._add_condition(programme, part)
        wanted = condition.model_dump_json(exclude=_NOT_WANTED)
        if self._is_of_its_own_class(programme, condition):
            wanted = f"{wanted} besides {programme.id}"
        name = self._same.setdefault(wanted, f"{programme.id}__{condition.id}")
        self._variables[programme.id, condition.id] = name
        if name not in self.variables:
            formula = self._formula(programme, condition)
            if condition.open_if:
                tests = [self._test(test) for test in condition.open_if]
                formula = formulas.open_where(formula, tests)
            reference = self.catalogue.sources[condition.source].url
            self._answer(name, formula, f"{programme.id}: {condition.id}", reference)

    def _formula(self, programme: Programme, condition: Condition) -> Formula:
        if condition.any_:
            return formulas.any_of([self.variable_of(programme, part) for part in condition.any_])
        if condition.receives_none_of is not None:
            return self._receives_none(programme, condition.receives_none_of)
        fact = self.catalogue.facts[condition.fact or ""]
        name = self.reading(fact.id)
        if condition.operator in (Operator.IS, Operator.ONE_OF):
            return formulas.one_of(name, _wanted(fact, condition))
        if condition.operator is Operator.BETWEEN:
            return formulas.between(name, programme.id, condition.id)
        compare = formulas.COMPARE[condition.operator]
        if condition.limit and condition.limit.by_sex:
            sexes = self.catalogue.facts[SEX]
            places = {sexes.place_of(sex): sex for sex in condition.limit.by_sex}
            return formulas.limit_by_sex(name, compare, programme.id, condition.id, places)
        return formulas.limit(name, compare, programme.id, condition.id)

    def _receives_none(self, programme: Programme, excluded: Sequence[str]) -> Formula:
        """A programme does not exclude itself, as one of its class."""
        classes = [received_variable(each) for each in excluded if each in set(Benefit)]
        named = [received_variable(each) for each in excluded if each not in set(Benefit)]
        own = programme.counts_as
        if own and own in excluded:
            classes.remove(received_variable(own))
            others = [each for each in self.members(own) if each != programme.id]
            named += [other_variable(own), *map(received_variable, others)]
        return formulas.receives_none(classes, named)

    def _is_of_its_own_class(self, programme: Programme, condition: Condition) -> bool:
        return programme.counts_as is not None and programme.counts_as in (
            condition.receives_none_of or ()
        )

    def _test(self, test: Test) -> Formula:
        """A group or a question: its values are fixed."""
        fact, name = self.catalogue.facts[test.fact], self.reading(test.fact)
        if test.at_least is not None:
            return formulas.fixed(name, np.greater_equal, test.at_least)
        if test.at_most is not None:
            return formulas.fixed(name, np.less_equal, test.at_most)
        return formulas.one_of(name, _wanted(fact, test))

    def _input(self, name: str, default: float, label: str, value_type: type = float) -> None:
        self._add(name, label, value_type=value_type, default_value=default)

    def _derive(self, name: str, formula: Formula) -> None:
        self._add(name, name, value_type=float, default_value=np.nan, formula=formula)

    def _answer(
        self, name: str, formula: Formula, label: str, reference: str | None = None
    ) -> None:
        more = {"reference": reference} if reference else {}
        self._add(name, label, value_type=int, formula=formula, **more)

    def _add(self, name: str, label: str, **attributes: Any) -> None:
        attributes |= {
            "entity": self.person_entity,
            "definition_period": DateUnit.DAY,
            "label": label,
        }
        self.add_variable(type(name, (Variable,), attributes))


def _parameters(catalogue: Catalogue) -> dict[str, Any]:
    return {
        programme.id: {
            part.id: written
            for condition in programme.conditions
            for part in condition.parts
            if (written := _values_of(part))
        }
        for programme in catalogue.programmes.values()
    }


def _values_of(condition: Condition) -> dict[str, Any]:
    """As OpenFisca's parameter files write them."""
    source = {"metadata": {"reference": condition.source}}
    if condition.between:
        low, high = condition.between
        return {"low": _dated([(_ALWAYS, low)]), "high": _dated([(_ALWAYS, high)])} | source
    if condition.limit is None:
        return {}
    if condition.limit.by_sex:
        by_sex = condition.limit.by_sex
        return {sex: _dated([(_ALWAYS, value)]) for sex, value in by_sex.items()} | source
    dated = condition.limit.dated
    return _dated([(str(each.first_day or _ALWAYS), each.value) for each in dated]) | source


def _dated(values: Sequence[tuple[str, float]]) -> dict[str, Any]:
    return {"values": {day: {"value": value} for day, value in values}}


def _wanted(fact: Fact, test: Condition | Test) -> list[int]:
    if test.is_ is not None:
        return [int(test.is_)]
    return [fact.place_of(option) for option in test.one_of or ()]
