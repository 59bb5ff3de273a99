"""What was told of a person: each fact has a rule, and a sentence where it is broken."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from case_manager.entitlements.variables import BIRTH_DAY, other_variable, received_variable
from case_manager.errors import Malformed
from case_manager.programmes.facts import Benefit, Fact, FactType
from case_manager.programmes.schemas import Catalogue

FactValue = bool | int | float | str

_FIRST_YEAR = 1900
_AREA = re.compile(r"[0-9]{2,10}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAME = re.compile(r"[a-z0-9_]{1,40}")
_OTHER = "other"
_EITHER = (  # two ways to say the same
    ("age", "birth_date"),
    ("own_income_month", "own_income_year"),
    ("family_income_month", "family_income_year"),
)


@dataclass(frozen=True)
class Told:
    """`receives` are all programmes that the person gets; None where nobody listed them."""

    facts: Mapping[str, FactValue]
    receives: frozenset[str] | None = None

    def inputs(self, catalogue: Catalogue) -> dict[str, float]:
        """By variable of the system: everything that was told, in numbers."""
        found: dict[str, float] = {}
        for name, value in self.facts.items():
            fact = catalogue.facts[name]
            if fact.type is FactType.DATE:
                found[BIRTH_DAY] = int(str(value).replace("-", ""))
            elif fact.receives:
                found |= _received_of_class(fact.receives, fact, str(value), catalogue)
            elif fact.type is FactType.CHOICE:
                found[name] = fact.place_of(str(value))
            elif fact.type is not FactType.AREA:
                found[name] = float(value)
        if self.receives is not None:
            found |= _received(self.receives, catalogue)
        return facts_of_area(str(self.facts.get("area_code", "")), catalogue) | found


def read_told(
    facts: Mapping[str, FactValue | None],
    receives: Sequence[str] | None,
    catalogue: Catalogue,
    *,
    today: date,
) -> Told:
    """A fact that is null was not told. Raises Malformed with a sentence for each wrong one."""
    told = {name: value for name, value in facts.items() if value is not None}
    said = (problem_of(name, value, catalogue, today) for name, value in told.items())
    problems = [problem for problem in said if problem]
    twice = [pair for pair in _EITHER if told.keys() >= set(pair)]
    problems += [f"tell {one} or {other}, not both" for one, other in twice]
    if receives is not None:
        problems += _problems_of_receiving(receives, told, catalogue)
    if problems:
        raise Malformed("; ".join(problems))
    return Told(told, None if receives is None else frozenset(receives))


def problem_of(name: str, value: FactValue, catalogue: Catalogue, today: date) -> str | None:
    """A sentence, if the value is none that can be told of this fact."""
    fact = catalogue.facts.get(name)
    if fact is None or not fact.is_told:
        return f"{name if _NAME.fullmatch(name) else 'facts'}: there is no such fact to tell"
    sentence = _rule(fact)
    return None if _fits(fact, value, today) else f"{name}: {sentence}"


def _rule(fact: Fact) -> str:
    match fact.type:
        case FactType.YES_NO:
            return "answer true or false"
        case FactType.NUMBER:
            return f"write a number from {fact.lowest} to {fact.highest}"
        case FactType.CHOICE:
            return f"choose one of {', '.join(option.id for option in fact.options)}"
        case FactType.DATE:
            return f"write a day as 1961-06-30, from {_FIRST_YEAR} to today"
    return "write the code of an area, 2 to 10 digits"


def _fits(fact: Fact, value: FactValue, today: date) -> bool:
    match fact.type:
        case FactType.YES_NO:
            return isinstance(value, bool)
        case FactType.NUMBER:
            if isinstance(value, bool | str):
                return False
            return (fact.lowest or 0) <= value <= (fact.highest or math.inf)
        case FactType.CHOICE:
            return value in {option.id for option in fact.options}
        case FactType.DATE:
            return isinstance(value, str) and _is_past_day(value, today)
    return isinstance(value, str) and _AREA.fullmatch(value) is not None


def _is_past_day(written: str, today: date) -> bool:
    if not _DAY.fullmatch(written):
        return False
    try:
        return date(_FIRST_YEAR, 1, 1) <= date.fromisoformat(written) <= today
    except ValueError:
        return False


def _problems_of_receiving(
    receives: Sequence[str], told: Mapping[str, FactValue], catalogue: Catalogue
) -> Iterator[str]:
    if not set(receives) <= set(catalogue.programmes):
        yield "receives: write ids of programmes"
    for fact in catalogue.facts.values():
        if fact.receives and fact.id in told:
            yield f"tell receives or {fact.id}, not both"


def _received_of_class(
    benefit: Benefit, fact: Fact, option: str, catalogue: Catalogue
) -> dict[str, float]:
    """Of another programme than the options it is known that there is one, not which."""
    offered = {each.id for each in fact.options}
    found: dict[str, float] = {other_variable(benefit): float(option == _OTHER)}
    for programme in catalogue.programmes.values():
        if programme.counts_as is benefit:
            is_open = option == _OTHER and programme.id not in offered
            found[received_variable(programme.id)] = (
                math.nan if is_open else float(option == programme.id)
            )
    return found


def _received(receives: frozenset[str], catalogue: Catalogue) -> dict[str, float]:
    classes = {fact.receives for fact in catalogue.facts.values() if fact.receives}
    return {other_variable(benefit): 0.0 for benefit in classes} | {
        received_variable(programme): float(programme in receives)
        for programme in catalogue.programmes
    }


def facts_of_area(code: str, catalogue: Catalogue) -> dict[str, float]:
    return {
        fact.id: 1.0
        for fact in catalogue.facts.values()
        if code and any(code.startswith(area) for area in fact.areas)
    }
