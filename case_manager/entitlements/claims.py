"""Those who are not on a programme's roll: who of them has a claim to it by the rules."""

from collections.abc import Iterator, Sequence

import numpy as np

from case_manager.entitlements import logic
from case_manager.entitlements.findings import BIRTH_DATE, Finding, by_pattern
from case_manager.entitlements.roll_answers import RollAnswers
from case_manager.entitlements.rolls import Marks
from case_manager.entitlements.system import EligibilitySystem
from case_manager.programmes.facts import Condition
from case_manager.programmes.schemas import Catalogue, Programme
from case_manager.vocabulary import Certainty, Misplacement

_MET, _MISSING, _SPLIT = "met", "missing", "split"


def can_be_claimed(programme: Programme, system: EligibilitySystem) -> bool:
    """Where anybody at all may come, nobody is left out."""
    return not programme.not_open and any(
        asks_for(each, system.catalogue) for each in programme.conditions
    )


def asks_for(condition: Condition, catalogue: Catalogue) -> bool:
    """For something that has to be told, besides what somebody gets already."""
    facts = [catalogue.facts[part.fact] for part in condition.parts if part.fact]
    return any(fact.assumed is None for fact in facts)


def find_claims(
    programme: Programme, answers: RollAnswers, among: Marks, most_missing: int
) -> Iterator[Finding]:
    """Of people about whom at most so many conditions are open for want of a fact, if another one
    that asks for something is met.
    """
    roll, both = answers.roll, [answers.of(programme, each) for each in programme.conditions]
    state = np.stack([each.agreed for each in both])
    split = np.stack([each.differs for each in both])
    missing = (state == logic.UNKNOWN) & ~split
    asking = np.array([asks_for(each, answers.system.catalogue) for each in programme.conditions])
    met = (state == logic.YES) & asking[:, None]
    rows = np.flatnonzero(
        among
        & np.isnan(roll.died_on)
        & (roll.receives[programme.id] == 0)
        & (state != logic.NO).all(axis=0)
        & (missing.sum(axis=0) <= most_missing)
        & met.any(axis=0)
    )
    ids = [each.id for each in programme.conditions]
    names = [(kind, each) for kind in (_MET, _MISSING, _SPLIT) for each in ids]
    lines = np.concatenate([met, missing, split])[:, rows]
    for pattern, places in by_pattern(names, lines):
        needs = _needs(programme, pattern, answers.system.catalogue)
        conditions = tuple(each for kind, each in pattern if kind == _MET)
        certainty = _certainty(programme, needs)
        yield Finding(
            Misplacement.WRONGLY_OUT, certainty, programme.id, rows[places], conditions, needs
        )


def _certainty(programme: Programme, needs: Sequence[str]) -> Certainty:
    if needs:
        return Certainty.NEEDS_FACTS
    return Certainty.RULE_UNCONFIRMED if programme.uncertain else Certainty.CERTAIN


def _needs(
    programme: Programme, pattern: Sequence[tuple[str, str]], catalogue: Catalogue
) -> tuple[str, ...]:
    """The questions that are still to be asked, as an interview would."""
    missing = {each for kind, each in pattern if kind == _MISSING}
    facts = [
        fact
        for condition in programme.conditions
        if condition.id in missing
        for part in condition.parts
        for fact in _asked(part, catalogue)
    ]
    if any(kind == _SPLIT for kind, _ in pattern):
        facts.append(BIRTH_DATE)
    return tuple(dict.fromkeys(facts))


def _asked(condition: Condition, catalogue: Catalogue) -> Iterator[str]:
    if condition.fact:
        yield catalogue.facts[condition.fact].asked_as or condition.fact
        return
    named = set(condition.receives_none_of or ())
    classes = {
        programme.counts_as
        for programme in catalogue.programmes.values()
        if {programme.id, programme.counts_as} & named
    }
    yield from (fact.id for fact in catalogue.facts.values() if fact.receives in classes)
