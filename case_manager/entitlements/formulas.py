"""How conditions are reckoned: each function makes a formula of the system for certain facts."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from openfisca_core.periods import Period

from case_manager.entitlements import logic
from case_manager.entitlements.logic import Answers, Values
from case_manager.entitlements.variables import (
    AGE,
    BIRTH_DAY,
    SEX,
    asked_variable,
    received_variable,
)
from case_manager.programmes.facts import Condition, Operator
from case_manager.programmes.schemas import Programme

_JULY = 7

Formula = Callable[[Any, Period, Any], Any]

COMPARE: Mapping[Operator, Callable[[Values, Any], Any]] = {
    Operator.AT_LEAST: np.greater_equal,
    Operator.AT_MOST: np.less_equal,
    Operator.MORE_THAN: np.greater,
    Operator.LESS_THAN: np.less,
}


def verdict_of(programme: Programme, answers: Sequence[Answers], received: Values) -> Answers:
    """All conditions hold, the programme is open, and it does not come already. What is only heard
    of refuses nobody: the office is asked.
    """
    if programme.not_open:
        return np.full(len(received), logic.UNKNOWN if programme.not_open.uncertain else logic.NO)
    judged = [
        answer if is_firm(programme, condition) else logic.no_refusal(answer)
        for condition, answer in zip(programme.conditions, answers, strict=True)
    ]
    return logic.all_of([*judged, logic.known(received, received == 0)])


def is_firm(programme: Programme, condition: Condition) -> bool:
    return condition.is_firm and not programme.uncertain


def _of(person: Any, name: str, period: Period) -> Any:
    """As `person(name, period)`, without looking the name up three times."""
    return person.simulation.calculate(name, period)


def limit(fact: str, compare: Any, programme: str, condition: str) -> Formula:
    def formula(person: Any, period: Period, parameters: Any) -> Answers:
        value = _of(person, fact, period)
        return logic.known(value, compare(value, parameters(period)[programme][condition]))

    return formula


def limit_by_sex(
    fact: str, compare: Any, programme: str, condition: str, places: Mapping[int, str]
) -> Formula:
    def formula(person: Any, period: Period, parameters: Any) -> Answers:
        value, limits = _of(person, fact, period), parameters(period)[programme][condition]
        answers = {
            place: logic.known(value, compare(value, limits[sex])) for place, sex in places.items()
        }
        return logic.by_choice(_of(person, SEX, period), answers)

    return formula


def between(fact: str, programme: str, condition: str) -> Formula:
    def formula(person: Any, period: Period, parameters: Any) -> Answers:
        value, limits = _of(person, fact, period), parameters(period)[programme][condition]
        return logic.known(value, (value >= limits.low) & (value <= limits.high))

    return formula


def fixed(fact: str, compare: Any, limit: float) -> Formula:
    def formula(person: Any, period: Period, _: Any) -> Answers:
        value = _of(person, fact, period)
        return logic.known(value, compare(value, limit))

    return formula


def one_of(fact: str, wanted: Sequence[int]) -> Formula:
    def formula(person: Any, period: Period, _: Any) -> Answers:
        value = _of(person, fact, period)
        return logic.known(value, np.logical_or.reduce([value == place for place in wanted]))

    return formula


def receives(names: Sequence[str]) -> Formula:
    def formula(person: Any, period: Period, _: Any) -> Answers:
        values = np.stack([_of(person, name, period) for name in names])
        return logic.any_of(logic.known(values, values == 1))

    return formula


def receives_none(classes: Sequence[str], programmes: Sequence[str]) -> Formula:
    received = receives(programmes)

    def formula(person: Any, period: Period, parameters: Any) -> Answers:
        answers = [_of(person, name, period) for name in classes]
        if programmes:
            answers.append(received(person, period, parameters))
        return logic.opposite(logic.any_of(answers))

    return formula


def verdict(programme: Programme, names: Sequence[str]) -> Formula:
    def formula(person: Any, period: Period, _: Any) -> Answers:
        received = _of(person, received_variable(programme.id), period)
        return verdict_of(programme, [_of(person, name, period) for name in names], received)

    return formula


def open_where(formula: Formula, tests: Sequence[Formula]) -> Formula:
    """Not met is no refusal where all of these may hold."""
    holding = all_hold(tests)

    def judged(person: Any, period: Period, parameters: Any) -> Answers:
        answer, holds = formula(person, period, parameters), holding(person, period, parameters)
        return np.where(holds == logic.NO, answer, logic.no_refusal(answer))

    return judged


def any_of(names: Sequence[str]) -> Formula:
    def formula(person: Any, period: Period, _: Any) -> Answers:
        return logic.any_of([_of(person, name, period) for name in names])

    return formula


def all_hold(tests: Sequence[Formula]) -> Formula:
    def formula(person: Any, period: Period, parameters: Any) -> Answers:
        return logic.all_of([test(person, period, parameters) for test in tests])

    return formula


def either(told: str, other: str, times: float) -> Formula:
    """What was told for a month tells the year, and the other way round."""

    def formula(person: Any, period: Period, _: Any) -> Values:
        value = _of(person, told, period)
        found: Values = np.where(np.isnan(value), _of(person, other, period) * times, value)
        return found

    return formula


def unless_asked(fact: str, value: float) -> Formula:
    """What was told; of those who are not asked for it, this value."""

    def formula(person: Any, period: Period, _: Any) -> Values:
        told, asked = _of(person, fact, period), _of(person, asked_variable(fact), period)
        found: Values = np.where(np.isnan(told) & (asked == logic.NO), value, told)
        return found

    return formula


def age(day_of: Callable[[Period], Sequence[int]]) -> Formula:
    """In whole years on that day by the birth date; otherwise what was told."""

    def formula(person: Any, period: Period, _: Any) -> Values:
        year, month, day = day_of(period)
        born = _of(person, BIRTH_DAY, period)
        reached = ((year * 10_000 + month * 100 + day) - born) // 10_000
        found: Values = np.where(born > 0, reached, _of(person, AGE, period))
        return found

    return formula


def last_30_june(period: Period) -> tuple[int, int, int]:
    """The eve of the fiscal year, on which age is counted for its applications."""
    year, month, _ = period.start
    return (year if month >= _JULY else year - 1, 6, 30)
