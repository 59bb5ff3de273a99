"""Whether the catalogue agrees with itself: whatever is named exists, and conditions fit facts."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from case_manager.programmes.facts import Benefit, Condition, Fact, FactType, Operator, Test
from case_manager.programmes.schemas import Catalogue, Programme

_OPERATORS = {
    FactType.YES_NO: {Operator.IS},
    FactType.CHOICE: {Operator.ONE_OF},
    FactType.NUMBER: {
        Operator.AT_LEAST,
        Operator.AT_MOST,
        Operator.MORE_THAN,
        Operator.LESS_THAN,
        Operator.BETWEEN,
    },
}
_OPERATORS[FactType.DERIVED] = _OPERATORS[FactType.NUMBER]
_FEWEST_SEXES = 2
_SEX = "sex"


def problems(catalogue: Catalogue) -> list[str]:
    return [
        *_of_facts(catalogue),
        *(
            f"{programme.id}.yaml: {problem}"
            for programme in catalogue.programmes.values()
            for problem in _of_programme(programme, catalogue)
        ),
        *_twice(catalogue.programmes.values()),
    ]


def _of_programme(programme: Programme, catalogue: Catalogue) -> Iterator[str]:
    for source in sorted(set(_sources(programme)) - set(catalogue.sources)):
        yield f"the source {source} is not explained in sources.yaml"
    for told in programme.application_sources[:1]:
        if told in catalogue.sources and catalogue.sources[told].said is None:
            yield f"citizens are told of the source {told}, which has no `said` in sources.yaml"
    yield from _unknown("office", _offices(programme), catalogue.offices)
    yield from _unknown("document", programme.documents.ids, catalogue.documents)
    yield from _unknown("channel", programme.channels.ids, catalogue.channels)
    if programme.not_open and programme.not_open.into:
        yield from _unknown("programme", [programme.not_open.into], catalogue.programmes)
    if not programme.amounts and programme.benefit is None:
        yield "it pays no taka a month, so `benefit` says in words what it brings"
    ids = [part.id for condition in programme.conditions for part in condition.parts]
    for repeated in sorted({each for each in ids if ids.count(each) > 1}):
        yield f"the condition {repeated} stands there twice"
    for condition in programme.conditions:
        for part in condition.parts:
            for problem in _of_condition(part, catalogue, is_alone=not condition.any_):
                yield f"condition {part.id}: {problem}"


def _of_condition(condition: Condition, catalogue: Catalogue, *, is_alone: bool) -> Iterator[str]:
    if condition.receives_none_of is not None:
        known = {*catalogue.programmes, *Benefit}
        yield from _unknown("programme", condition.receives_none_of, known)
        return
    fact = catalogue.facts.get(condition.fact or "")
    if fact is None:
        yield f"there is no fact {condition.fact} in facts.yaml"
        return
    yield from _misfits(condition.operator, condition.one_of or (), fact)
    if fact.assumed is not None and not (is_alone and _is_met(condition, fact.assumed)):
        yield f"{fact.id} is assumed, so the assumed value must meet the condition by itself"
    if fact.otherwise is not None and condition.is_firm and condition.is_ is not fact.otherwise:
        yield f"nobody is refused for {fact.id} who is not asked for it"
    for test in condition.open_if:
        yield from _of_test(test, catalogue)
    limit = condition.limit
    if limit and limit.by_sex:
        options = {option.id for option in catalogue.facts[_SEX].options}
        if len(limit.by_sex) < _FEWEST_SEXES:
            yield "a limit by sex names at least two: for others holds what those agree on"
        yield from _unknown(f"option of {_SEX}", limit.by_sex, options)
    if limit and limit.dated:
        days = [value.first_day or date.min for value in limit.dated]
        if days != sorted(set(days)):
            yield "dated limits stand in the order of their first days"


def _misfits(operator: Operator, options: Iterable[str], fact: Fact) -> Iterator[str]:
    if operator not in _OPERATORS.get(fact.type, set()):
        yield f"`{operator}` does not fit {fact.id}, a fact of type {fact.type}"
    if fact.options:
        yield from _unknown(f"option of {fact.id}", options, {each.id for each in fact.options})


def _is_met(condition: Condition, assumed: bool | int) -> bool:
    if condition.at_least and condition.at_least.dated:
        return all(value.value <= assumed for value in condition.at_least.dated)
    return condition.is_ is assumed


def _of_facts(catalogue: Catalogue) -> Iterator[str]:
    for fact in catalogue.facts.values():
        if fact.unit:
            yield from _unknown(f"unit of {fact.id} in facts.yaml,", [fact.unit], catalogue.units)
        if fact.to_get:
            yield from _unknown("office", [fact.to_get.office], catalogue.offices)
            yield from _unknown("source", [fact.to_get.source], catalogue.sources)
        if fact.asked_as and not _question(catalogue, fact.asked_as):
            yield f"facts.yaml: {fact.id} is asked as {fact.asked_as}, which has no question"
        if fact.receives:
            members = {p.id for p in catalogue.programmes.values() if p.counts_as is fact.receives}
            named = {option.id for option in fact.options}
            if missing := named - members - {"none", "other"}:
                yield f"facts.yaml: {fact.id}: {', '.join(missing)} is no {fact.receives}"
    order = list(catalogue.facts)
    for fact in catalogue.facts.values():
        asked_before = order[: order.index(fact.id)]
        yield from _unknown(
            f"fact above {fact.id} in facts.yaml,",
            [test.fact for test in fact.asked_if],
            asked_before,
        )
    tests = [(fact.id, test) for fact in catalogue.facts.values() for test in fact.asked_if]
    for name, test in [*tests, *catalogue.groups.items()]:
        for problem in _of_test(test, catalogue):
            yield f"facts.yaml: {name}: {problem}"


def _of_test(test: Test, catalogue: Catalogue) -> Iterator[str]:
    fact = catalogue.facts.get(test.fact)
    if fact is None:
        yield f"there is no fact {test.fact}"
        return
    operator = next(
        operator
        for operator, value in (
            (Operator.IS, test.is_),
            (Operator.ONE_OF, test.one_of),
            (Operator.AT_LEAST, test.at_least),
            (Operator.AT_MOST, test.at_most),
        )
        if value is not None
    )
    yield from _misfits(operator, test.one_of or (), fact)


def _question(catalogue: Catalogue, fact_id: str) -> bool:
    fact = catalogue.facts.get(fact_id)
    return fact is not None and fact.question is not None


def _offices(programme: Programme) -> Iterator[str]:
    yield from programme.apply.offices
    if programme.selected_by:
        yield programme.selected_by.office
    if programme.appeal:
        yield from (programme.appeal.first, programme.appeal.second)


def _sources(value: Any) -> Iterator[str]:
    """Every source that is named anywhere below."""
    if isinstance(value, BaseModel):
        for name, inner in value:
            if name == "source" and inner is not None:
                yield inner
            elif name == "sources":
                yield from inner
            else:
                yield from _sources(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _sources(inner)


def _unknown(kind: str, named: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    for each in sorted(set(named) - set(known)):
        yield f"there is no {kind} {each}"


def _twice(programmes: Iterable[Programme]) -> Iterator[str]:
    seen: dict[str, str] = {}
    for programme in programmes:
        if other := seen.get(programme.sms_code):
            yield f"{programme.id}.yaml: the code {programme.sms_code} is {other}'s already"
        seen[programme.sms_code] = programme.id
    told: Mapping[int, str] = {}
    for programme in programmes:
        if programme.told:
            if programme.told.rank in told:
                yield f"{programme.id}.yaml: the rank {programme.told.rank} is given already"
            told = {**told, programme.told.rank: programme.id}
