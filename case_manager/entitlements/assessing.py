"""What the rules say of people: every condition of every programme asked for, on one day."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import Any

import numpy as np
from openfisca_core.periods import DateUnit, Instant, Period
from openfisca_core.simulations import SimulationBuilder

from case_manager.entitlements.formulas import verdict_of
from case_manager.entitlements.logic import Answers, Values
from case_manager.entitlements.system import EligibilitySystem
from case_manager.entitlements.variables import (
    asked_variable,
    group_variable,
    other_variable,
    received_variable,
)
from case_manager.programmes.facts import Condition, Fact
from case_manager.programmes.schemas import Programme


@dataclass(frozen=True)
class Blank:
    """What the rules say where nothing was told, and what each variable rests on."""

    values: Mapping[str, Values]
    reads: Mapping[str, Set[str]]


@dataclass(frozen=True)
class Assessment:
    """Of one person; it reckons only what rests on something that was told."""

    system: EligibilitySystem
    blank: Blank
    told: Set[str]
    simulation: Any
    period: Period
    _found: dict[str, Values] = field(default_factory=dict)

    def verdict(self, programme: Programme) -> int:
        answers = [self._array(self.system.variable_of(programme, c)) for c in programme.conditions]
        received = self._array(received_variable(programme.id))
        return int(verdict_of(programme, answers, received)[0])

    def condition(self, programme: Programme, condition: Condition) -> int:
        return int(self._of(self.system.variable_of(programme, condition)))

    def rests_on_told(self, programme: Programme, condition: Condition) -> bool:
        return self._rests_on_told(self.system.variable_of(programme, condition))

    def received(self, programme_id: str) -> float:
        return self._of(received_variable(programme_id))

    def fact(self, fact_id: str) -> float:
        """Not a number where it was neither told nor follows from what was told."""
        return self._of(self.system.reading(fact_id))

    def knows(self, fact: Fact) -> bool:
        """Of a class of benefits: whether somebody said what comes of it."""
        if fact.receives is None:
            return not np.isnan(self.fact(fact.id))
        return not np.isnan(self._of(other_variable(fact.receives)))

    def is_in(self, group: str) -> int:
        return int(self._of(group_variable(group)))

    def is_asked(self, fact_id: str) -> int:
        return int(self._of(asked_variable(fact_id)))

    def _of(self, variable: str) -> float:
        return float(self._array(variable)[0])

    def _rests_on_told(self, variable: str) -> bool:
        return not self.blank.reads[variable].isdisjoint(self.told)

    def _array(self, variable: str) -> Values:
        if not self._rests_on_told(variable):
            return self.blank.values[variable]
        if variable not in self._found:
            self._found[variable] = self.simulation.calculate(variable, self.period)
        return self._found[variable]


def assess(system: EligibilitySystem, inputs: Mapping[str, float], day: date) -> Assessment:
    told = {name: np.array([value]) for name, value in inputs.items()}
    simulation, period = _simulation(system, told, day, 1)
    return Assessment(system, _blank(system, day), told.keys(), simulation, period)


@lru_cache(maxsize=8)
def _blank(system: EligibilitySystem, day: date) -> Blank:
    simulation, period = _simulation(system, {}, day, 1)
    simulation.trace = True
    values = {name: simulation.calculate(name, period) for name in system.variables}
    direct: dict[str, set[str]] = {name: set() for name in values}
    nodes = list(simulation.tracer.trees)
    while nodes:
        node = nodes.pop()
        direct[node.name] |= {child.name for child in node.children}
        nodes += node.children

    @cache
    def reads(name: str) -> frozenset[str]:
        return frozenset([name]).union(*(reads(each) for each in direct[name]))

    return Blank(values, {name: reads(name) for name in values})


def rests_on(system: EligibilitySystem, variable: str, inputs: Set[str], day: date) -> bool:
    return not _blank(system, day).reads[variable].isdisjoint(inputs)


def assess_roll(
    system: EligibilitySystem,
    inputs: Mapping[str, Values],
    day: date,
    variables: Iterable[str],
    count: int,
) -> dict[str, Answers]:
    """Of many people at once: an array for each variable."""
    simulation, period = _simulation(system, inputs, day, count)
    return {name: simulation.calculate(name, period) for name in variables}


def _simulation(
    system: EligibilitySystem, inputs: Mapping[str, Values], day: date, count: int
) -> tuple[Any, Period]:
    period = Period((DateUnit.DAY, Instant((day.year, day.month, day.day)), 1))
    simulation = SimulationBuilder().build_default_simulation(system, count)
    for name, values in inputs.items():
        simulation.set_input(name, period, values)
    return simulation, period
