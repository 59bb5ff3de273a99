"""A house of its own for the tests that break it."""

from collections.abc import Callable, Iterator

import pytest

from tests.e2e.house import House, number, standing_house
from tests.faults.registry import silent_registry

__all__ = ["number"]


@pytest.fixture(scope="session")
def house(
    make_database: Callable[[str], str],
    redis_url: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    settings = {"NALISH_ASSISTANT_TIMEOUT_SECONDS": "5", "NALISH_SMS_DEADLINE_SECONDS": "8"}
    state = tmp_path_factory.mktemp("house")
    with (
        silent_registry(tmp_path_factory.mktemp("registry")) as registry,
        standing_house(
            make_database("faults"), redis_url, state, **settings, **registry
        ) as standing,
    ):
        yield standing
