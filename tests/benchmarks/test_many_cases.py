from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from benchmarks import database, many_cases
from benchmarks.figures import administrator
from case_manager.kit.calendar import local_date
from case_manager.statistics import service
from case_manager.statistics.filters import FigureFilter
from case_manager.statistics.rules import Period

CASES = 300


def test_the_books_hold_every_case_that_the_figures_are_measured_with(
    make_database: Callable[[str], str],
) -> None:
    with database.opened(make_database("many_cases")) as engine:
        assert not database.holds_cases(engine)
        many_cases.fill(engine, CASES, lambda what: None)
        assert database.holds_cases(engine)
        now = datetime.now(UTC)
        today = local_date(now)
        everything = FigureFilter(Period(today.replace(year=today.year - 4, day=1), today))
        with Session(engine) as session:
            found = service.balance(session, administrator(session), everything, fewest=5, now=now)
    assert found.now.opening == 0
    assert found.now.flows.received == CASES
    assert 0 < found.now.closing < CASES
