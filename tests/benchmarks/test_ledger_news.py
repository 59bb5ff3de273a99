from collections.abc import Callable

from benchmarks import database, ledger_news


def test_what_came_is_told_and_the_batch_that_failed_is_found(
    make_database: Callable[[str], str],
) -> None:
    with database.opened(make_database("ledger_news")) as engine:
        ledger_news.fill(engine, cases=3000, people=12_000)
        found = {name: count for name, count, _ in ledger_news.measure(engine)}
    assert 0 < found["cases told"] == found["open cases looked through"] < 300
    assert found["faults found"] >= 1
