"""Rows that the database refuses: rejects with their lines, wherever they stand."""

from calendar import month_name
from collections.abc import Iterator
from dataclasses import replace

import polars as pl
import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from case_manager.imports import service
from case_manager.imports.portions import Portion
from case_manager.imports.wording import words
from case_manager.models import Import
from case_manager.vocabulary import ImportKind, ImportStatus
from tests.case_manager.imports.conftest import STAFF
from tests.case_manager.imports.merging.test_beneficiaries import MAPPING, nid, roll
from tests.case_manager.imports.merging.test_beneficiaries import row as beneficiary
from tests.case_manager.imports.merging.test_payments import Payee, file, ledger
from tests.case_manager.imports.whole_files import counts

PAYEES = 9


@pytest.fixture
def payees(live_world) -> list[Payee]:
    return [Payee(live_world) for _ in range(PAYEES)]


def payments_of(payees: list[Payee]) -> str:
    return file(*(payee.row() for payee in payees))


@pytest.mark.parametrize("portion", [2, 50])
@pytest.mark.parametrize("bad", [[0], [8], [3, 4], [0, 2, 5, 8], [*range(9)]])
def test_when_they_are_taken_over(imports, payees, portion, bad):
    imports.portion = portion
    row = imports.begin(ImportKind.PAYMENTS, payments_of(payees))

    def spoil(told: Import) -> None:
        if told.status is ImportStatus.MERGING:
            return
        with imports.sessions.begin() as session:
            session.execute(
                text("UPDATE cases.staged_payments SET amount_paisa = -1 WHERE line = ANY(:bad)"),
                {"bad": [place + 2 for place in bad]},
            )

    assert imports.run(told=spoil)
    done = imports.now_of(row)
    assert counts(done) == (PAYEES - len(bad), 0, 0, len(bad))
    assert (done.status, done.failures) == (ImportStatus.DONE, 0)
    assert imports.refused(row) == [(place + 2, "", "not_taken") for place in bad]
    taken = [place for place, payee in enumerate(payees) if ledger(imports, payee)]
    assert taken == [place for place in range(PAYEES) if place not in bad]


@pytest.mark.parametrize("portion", [2, 50])
def test_when_they_are_checked(imports, payees, portion):
    imports.portion = portion

    def spoiled(row: Import) -> Iterator[Portion]:
        too_long = pl.when(pl.col("line").is_in([3, 10])).then(pl.lit("x" * 41))
        for each in imports.reader()(row):
            yield replace(each, rows=each.rows.with_columns(batch=too_long))

    row = imports.begin(ImportKind.PAYMENTS, payments_of(payees))
    assert imports.run(reader=spoiled)
    assert counts(imports.now_of(row)) == (PAYEES - 2, 0, 0, 2)
    assert imports.refused(row) == [(3, "", "not_taken"), (10, "", "not_taken")]


@pytest.mark.parametrize("portion", [1, 50])
def test_when_somebody_leaves_the_register_meanwhile(imports, payees, portion):
    """Their payment is nobody's by then, which only the database can see."""
    imports.portion = portion
    gone = payees[4].person.id
    row = imports.begin(ImportKind.PAYMENTS, payments_of(payees))

    def leave(told: Import) -> None:
        if told.status is ImportStatus.CHECKING and told.staged == PAYEES:
            with imports.sessions.begin() as session:
                session.execute(text("SET LOCAL ROLE NONE"))
                for table, whose in (("identifiers", "person_id"), ("people", "id")):
                    statement = f"DELETE FROM cases.{table} WHERE {whose} = :gone"
                    session.execute(text(statement), {"gone": gone})

    assert imports.run(told=leave)
    assert counts(imports.now_of(row)) == (PAYEES - 1, 0, 0, 1)
    assert imports.refused(row) == [(6, "", "not_taken")]


def test_beneficiaries_too(imports):
    people = [beneficiary(NID=nid()) for _ in range(5)]
    row = imports.begin(ImportKind.BENEFICIARIES, roll(*people), mapping=MAPPING)

    def spoil(told: Import) -> None:
        if told.status is ImportStatus.CHECKING:
            with imports.sessions.begin() as session:
                session.execute(
                    text("UPDATE cases.staged_beneficiaries SET area_code = '0' WHERE line = 4")
                )

    assert imports.run(told=spoil)
    assert counts(imports.now_of(row)) == (4, 0, 0, 1)
    assert imports.refused(row) == [(4, "", "not_taken")]


def test_the_reason_names_the_rule_and_nobody(imports, payees):
    row = imports.begin(ImportKind.PAYMENTS, payments_of(payees))

    def spoil(_: Import) -> None:
        with imports.sessions.begin() as session:
            session.execute(text("UPDATE cases.staged_payments SET amount_paisa = -1"))

    assert imports.run(told=spoil)
    with imports.sessions() as session:
        remark = service.refused_rows(session, row.id)[0]
    for language in STAFF:
        said = words(remark.code, remark.parameters, language)
        assert "23514 ck_payments" in said


def test_where_they_are_many_it_is_no_matter_of_rows(imports, payees):
    row = imports.begin(ImportKind.PAYMENTS, payments_of(payees))

    def spoil(_: Import) -> None:
        with imports.sessions.begin() as session:
            session.execute(text("UPDATE cases.staged_payments SET amount_paisa = -1"))

    while imports.run(told=spoil, most_bad_rows=3):
        pass
    assert imports.now_of(row).status is ImportStatus.HALTED


def test_a_portion_is_not_blamed_for_the_one_before_it(imports, payees):
    """In which too many rows are bad: the good one behind it is not searched for bad rows."""
    periods = [f"{month} {year}" for year in (2015, 2016) for month in month_name[1:]]
    rows = [payee.row(period=period) for payee in payees for period in periods]
    imports.portion = len(rows) // 2

    def spoiled(row: Import) -> Iterator[Portion]:
        bad, good = imports.reader()(row)
        yield replace(bad, rows=bad.rows.with_columns(batch=pl.lit("x" * 41)))
        yield good

    row = imports.begin(ImportKind.PAYMENTS, file(*rows))
    with capture_logs() as logs:
        while imports.run(reader=spoiled):
            pass
    assert imports.now_of(row).status is ImportStatus.HALTED
    assert len(logs) == 3 * len(["the bad portion", "its import"])
