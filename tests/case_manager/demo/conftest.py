"""One small demo, loaded once: what these tests look at is never changed by them."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from case_manager import demo
from case_manager.db import make_engine
from case_manager.demo.rates import read_rates
from case_manager.demo.register import Beneficiary, Register
from case_manager.kit.keys import Keys
from case_manager.migrate import migrate
from case_manager.reference_data import read_areas
from case_manager.settings import Mode, Settings
from case_manager.vocabulary import AreaLevel

TODAY = date(2026, 11, 23)
BENEFICIARIES = 700
CASES = 50


@pytest.fixture(scope="session")
def unions() -> list[str]:
    return [area.code for area in read_areas() if area.level is AreaLevel.UNION]


@pytest.fixture(scope="session")
def people(unions: list[str]) -> list[Beneficiary]:
    return list(Register(unions, read_rates(), today=TODAY, seed=7).people(6000))


@pytest.fixture(scope="session")
def keys(settings: Settings) -> Keys:
    return settings.keys


@pytest.fixture(scope="session")
def demo_engine(make_database: Callable[[str], str], keys: Keys) -> Iterator[Engine]:
    url = make_database("demo")
    migrate(url)
    engine = make_engine(url, role=None)
    demo.load(engine, keys, mode=Mode.DEMO, beneficiaries=BENEFICIARIES, cases=CASES, today=TODAY)
    yield engine
    engine.dispose()


@pytest.fixture
def demo_session(demo_engine: Engine) -> Iterator[Session]:
    with Session(demo_engine) as session:
        yield session
