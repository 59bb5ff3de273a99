"""Who works on a case, and the case, where a test says nothing else of them."""

from datetime import UTC, datetime

import pytest

from case_manager.cases import service
from case_manager.vocabulary import Role

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture
def supervisor(world):
    return world.user(Role.SUPERVISOR, "30")


@pytest.fixture
def caseworker(world):
    return world.user(Role.CASEWORKER, "3026")


@pytest.fixture
def case(world):
    world.person()
    return world.case()


@pytest.fixture
def assigned(session, case, caseworker):
    return service.assign_case(
        session, case.reference, assignee=caseworker, actor=caseworker, now=NOW
    )
