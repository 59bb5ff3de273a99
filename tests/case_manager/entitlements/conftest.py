from datetime import date

import pytest

from case_manager.entitlements.assessing import assess
from case_manager.entitlements.eligibility import eligibility_of
from case_manager.entitlements.system import system
from case_manager.entitlements.told import read_told
from case_manager.programmes import service as programmes_service

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def ask():
    """What somebody may have of whom these facts are told."""

    def answer(facts=None, receives=None, today=TODAY, programmes=None):
        told = read_told(facts or {}, receives, programmes_service.catalogue(), today=today)
        return eligibility_of(
            told, programmes_service.amounts_with(), today=today, programme_ids=programmes
        )

    return answer


@pytest.fixture(scope="session")
def state():
    """How one condition of one programme stands, with these facts."""
    catalogue, names = programmes_service.catalogue(), {0: "not_met", 1: "unknown", 2: "met"}

    def of(programme_id, condition_id, facts, receives=None, today=TODAY):
        told = read_told(facts, receives, catalogue, today=today)
        programme = catalogue.programmes[programme_id]
        parts = [part for condition in programme.conditions for part in condition.parts]
        (condition,) = [part for part in parts if part.id == condition_id]
        found = assess(system(), told.inputs(catalogue), today).condition(programme, condition)
        return names[found]

    return of
