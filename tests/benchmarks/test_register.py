from collections.abc import Callable

from benchmarks import register
from case_manager.db import make_engine
from case_manager.migrate import migrate

PEOPLE = 300


def test_every_phone_is_found_that_is_asked_for(make_database: Callable[[str], str]) -> None:
    url = make_database("register_bench")
    migrate(url)
    engine = make_engine(url, role=None)
    register.fill(engine, PEOPLE)
    assert len(register.look_up(engine, PEOPLE, 200)) == 200
    engine.dispose()


def test_some_share_a_phone() -> None:
    phones = [register.phone_of(number) for number in range(1, 1001)]
    assert 30 < len(phones) - len(set(phones)) < 50
