"""What happens to an import between its portions: it is killed, stopped, lost, or not its turn."""

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from case_manager.errors import ImportNotStoppable
from case_manager.imports import service
from case_manager.imports.copying import DatabaseRefused
from case_manager.imports.merging.statements import Statements
from case_manager.imports.portions import Portion
from case_manager.imports.running.importer import Importer
from case_manager.migrate import alembic_config
from case_manager.models import Import
from case_manager.vocabulary import ImportKind, ImportStatus
from nalish.place import ROOT
from tests.case_manager.imports.merging.test_payments import LATER, Payee, course, file, ledger
from tests.case_manager.imports.whole_files import Imports, counts

PAYEES = 9
STRANGER = ("0000000009", *("oaa", "Jul-Sep 2026", 1950, "credited", "2026-10-05"), "", "", "nagad")


@pytest.fixture
def payees(live_world) -> list[Payee]:
    return [Payee(live_world) for _ in range(PAYEES)]


def content(payees: list[Payee]) -> str:
    """Everybody's two instalments, one of them in two states, and a row that does not fit."""
    rows = [payee.row("returned", "2026-10-01", reason="PIN inactive") for payee in payees]
    rows += [payee.row(period="Apr-Jun 2026") for payee in payees]
    rows += [payee.row("sent", "2026-10-12") for payee in payees]
    return file(*rows, (*STRANGER, "P-7"))


def of_all_kinds(payees: list[Payee]) -> str:
    """For each: a row, the same again, one that is wrong in itself and one of a stranger."""
    return file(
        *chain.from_iterable(
            (
                payee.row(),
                payee.row(),
                payee.row(amount=0),
                (f"{number:010d}", *STRANGER[1:], "P-7"),
            )
            for number, payee in enumerate(payees, 1)
        )
    )


def end_state(imports: Imports, payees: list[Payee]) -> list[Any]:
    return [(ledger(imports, payee), course(imports, payee)) for payee in payees]


@pytest.fixture
def whole(imports: Imports, live_world) -> tuple[Any, list[Any]]:
    """What a run that nothing disturbs makes of such a file."""
    payees = [Payee(live_world) for _ in range(PAYEES)]
    done = imports.take(ImportKind.PAYMENTS, content(payees))
    return counts(done), end_state(imports, payees)


def kill_in(phase: ImportStatus, portions: int, imports: Imports, url: str) -> None:
    """A real process, gone from one instruction to the next."""
    command = [sys.executable, "-m", "tests.case_manager.imports.running.killed"]
    folder = str(imports.files.folder)
    process = subprocess.Popen(
        [*command, url, folder, phase.value, str(portions)], cwd=ROOT, stdout=subprocess.PIPE
    )
    with process:
        try:
            assert process.stdout is not None
            assert b"here\n" in process.stdout  # after whatever is logged
        finally:
            process.kill()


def go_on(imports: Imports, row: Import) -> Import:
    """As soon as the database has seen that the other process is gone."""
    importer = imports.importer()
    while not importer.run_next():
        time.sleep(0.02)
    return imports.now_of(row)


class TestKilled:
    def test_in_the_middle_of_checking(self, imports, payees, whole, live_url):
        row = imports.begin(ImportKind.PAYMENTS, content(payees))
        kill_in(ImportStatus.CHECKING, 4, imports, live_url)
        assert imports.now_of(row).status is ImportStatus.CHECKING
        assert end_state(imports, payees) == [([], [])] * PAYEES
        done = go_on(imports, row)
        assert (counts(done), end_state(imports, payees)) == whole

    def test_in_the_middle_of_merging(self, imports, payees, whole, live_url):
        row = imports.begin(ImportKind.PAYMENTS, content(payees))
        kill_in(ImportStatus.MERGING, 6, imports, live_url)
        assert imports.now_of(row).status is ImportStatus.MERGING
        done = go_on(imports, row)
        assert (counts(done), end_state(imports, payees)) == whole

    def test_again_and_again(self, imports, payees, whole, live_url):
        row = imports.begin(ImportKind.PAYMENTS, content(payees))
        for phase in (ImportStatus.CHECKING, ImportStatus.CHECKING, ImportStatus.MERGING):
            kill_in(phase, 2, imports, live_url)
        kill_in(ImportStatus.MERGING, 2, imports, live_url)
        done = go_on(imports, row)
        assert (counts(done), end_state(imports, payees)) == whole

    def test_together_with_the_database(self, imports, payees, whole, live_url):
        """Which empties what was staged: the file is read once more."""
        row = imports.begin(ImportKind.PAYMENTS, content(payees))
        kill_in(ImportStatus.MERGING, 3, imports, live_url)
        with imports.sessions.begin() as session:
            session.execute(text("SELECT cases.empty_staged()"))
        done = go_on(imports, row)
        assert done.status is ImportStatus.DONE
        assert done.refused == 1
        assert end_state(imports, payees) == whole[1]


class TestDatabaseCrashes:
    """In between, and is back before the next portion: what was staged is empty."""

    @pytest.mark.parametrize(
        ("phase", "portions"),
        [
            (ImportStatus.CHECKING, 1),
            (ImportStatus.CHECKING, 5),
            (ImportStatus.CHECKING, 14),
            (ImportStatus.MERGING, 1),
            (ImportStatus.MERGING, 5),
        ],
    )
    def test_nothing_is_lost(self, imports, payees, whole, phase, portions):
        row = imports.begin(ImportKind.PAYMENTS, content(payees))
        heard = []

        def crash(told: Import) -> None:
            heard.append(told.status)
            if heard.count(phase) == portions and told.status is phase:
                with imports.sessions.begin() as session:
                    session.execute(text("SELECT cases.empty_staged()"))

        assert imports.run(told=crash)
        done = go_on(imports, row)
        assert (done.status, done.refused) == (ImportStatus.DONE, 1)
        assert end_state(imports, payees) == whole[1]

    def test_what_was_taken_over_in_part_cannot_be_stopped(self, imports, payees, whole, now):
        """Nor does it say that nothing was changed, though the file is read once more."""
        row = imports.begin(ImportKind.PAYMENTS, content(payees))
        refusals = []

        def crash(told: Import) -> None:
            if told.status is ImportStatus.MERGING and not refusals:
                with imports.sessions.begin() as session:
                    session.execute(text("SELECT cases.empty_staged()"))
            if told.status is not ImportStatus.DONE:
                with imports.sessions.begin() as session:
                    if service.progress(session, row.id).taking_over:
                        with pytest.raises(ImportNotStoppable) as no:
                            service.stop(session, row.id, user=None, now=now)
                        refusals.append(no)

        assert imports.run(told=crash)
        assert imports.run(told=crash)
        assert len(refusals) > 1
        assert imports.now_of(row).status is ImportStatus.DONE
        assert end_state(imports, payees) == whole[1]

    def test_a_file_that_is_gone_by_then_is_halted(self, imports, payees):
        row = imports.begin(ImportKind.PAYMENTS, content(payees))

        def crash(told: Import) -> None:
            if told.status is ImportStatus.MERGING:
                imports.files.delete(row.id)
                with imports.sessions.begin() as session:
                    session.execute(text("SELECT cases.empty_staged()"))

        assert imports.run(told=crash)
        assert imports.run()
        assert imports.now_of(row).status is ImportStatus.HALTED


class TestStopped:
    def test_while_it_is_checked_nothing_has_changed(self, imports, payees, now):
        row = imports.begin(ImportKind.PAYMENTS, content(payees))

        def stop(_: Import) -> None:
            with imports.sessions.begin() as session:
                if service.progress(session, row.id).status is ImportStatus.CHECKING:
                    service.stop(session, row.id, user=None, now=now)

        imports.run(told=stop)
        assert imports.now_of(row).status is ImportStatus.STOPPED
        assert end_state(imports, payees) == [([], [])] * PAYEES
        assert imports.rows("SELECT FROM cases.staged_payments") == []

    def test_what_is_being_taken_over_is_brought_to_its_end(self, imports, payees, whole, now):
        row = imports.begin(ImportKind.PAYMENTS, content(payees))
        refusals = []

        def stop(told: Import) -> None:
            if told.status is ImportStatus.MERGING:
                with imports.sessions.begin() as session, pytest.raises(ImportNotStoppable) as no:
                    service.stop(session, row.id, user=None, now=now)
                refusals.append(no)

        imports.run(told=stop)
        assert refusals
        assert end_state(imports, payees) == whole[1]

    def test_a_process_that_is_to_end_leaves_it_to_the_next(self, imports, payees, whole):
        row = imports.begin(ImportKind.PAYMENTS, content(payees))
        for portions in (3, 12, 2):
            heard: list[Import] = []
            assert not imports.run(
                told=heard.append, interrupted=lambda heard=heard, most=portions: len(heard) >= most
            )
        done = go_on(imports, row)
        assert (counts(done), end_state(imports, payees)) == whole

    @pytest.mark.parametrize("sizes", [(2, 5, 3), (5, 2, 50), (7, 1, 4)])
    def test_the_next_may_cut_portions_otherwise(self, imports, live_world, sizes):
        """What a deploy brings. No row is lost, counted or refused twice, wherever a border was."""
        others, payees = [[Payee(live_world) for _ in range(12)] for _ in range(2)]
        done = imports.take(ImportKind.PAYMENTS, of_all_kinds(others))
        row = imports.begin(ImportKind.PAYMENTS, of_all_kinds(payees))
        for imports.portion in sizes:
            heard: list[Import] = []
            assert not imports.run(told=heard.append, interrupted=lambda heard=heard: bool(heard))
            assert imports.now_of(row).status is ImportStatus.CHECKING
        resumed = go_on(imports, row)
        assert counts(resumed) == counts(done) == (12, 0, 12, 24)
        assert imports.refused(resumed) == imports.refused(done)
        assert [len(ledger(imports, payee)) for payee in payees] == [1] * 12

    def test_what_a_release_of_before_had_begun_is_checked_from_its_beginning(
        self, imports, live_world
    ):
        """It had kept the last good row of a portion in place of its last row."""
        others, payees = [[Payee(live_world) for _ in range(4)] for _ in range(2)]
        imports.portion = 4
        done = imports.take(ImportKind.PAYMENTS, of_all_kinds(others))
        row = imports.begin(ImportKind.PAYMENTS, of_all_kinds(payees))
        heard: list[Import] = []
        assert not imports.run(told=heard.append, interrupted=lambda: bool(heard))
        with imports.sessions.begin() as session:
            session.execute(text("SET LOCAL ROLE NONE"))
            session.execute(text("UPDATE cases.import_portions SET last_line = first_line"))
            config = alembic_config(session.connection())
            for step, revision in (
                (command.stamp, "0040"),
                (command.upgrade, "0041"),
                (command.stamp, "head"),
            ):
                step(config, revision)
        resumed = go_on(imports, row)
        assert counts(resumed) == counts(done) == (4, 0, 4, 8)
        assert imports.refused(resumed) == imports.refused(done)


class TestTurns:
    def test_one_process_at_a_time_imports(self, imports, payees):
        row = imports.begin(ImportKind.PAYMENTS, content(payees))
        others: list[bool] = []
        imports.run(told=lambda _: others.append(imports.importer().run_next()))
        assert imports.now_of(row).status is ImportStatus.DONE
        assert set(others) == {False}

    def test_the_oldest_goes_first(self, imports, payees):
        first = imports.begin(ImportKind.PAYMENTS, content(payees))
        imports.now += timedelta(seconds=1)
        rows = [first, imports.begin(ImportKind.PAYMENTS, content(payees), as_of=LATER)]
        imports.run()
        assert [imports.now_of(row).status for row in rows] == [
            ImportStatus.DONE,
            ImportStatus.QUEUED,
        ]
        imports.run()

    def test_where_nothing_waits_nothing_is_done(self, imports):
        assert not imports.run()


class TestFilesThatFail:
    def test_in_the_middle_they_change_nothing(self, imports, payees):
        def breaks_off(row: Import) -> Iterator[Portion]:
            portions = imports.reader()(row)
            yield next(portions)
            yield next(portions)
            raise ValueError("a name that no log may hold")

        row = imports.begin(ImportKind.PAYMENTS, content(payees))
        assert imports.run(reader=breaks_off)
        failed = imports.now_of(row)
        assert (failed.status, failed.error) == (ImportStatus.REFUSED, "failed")
        assert end_state(imports, payees) == [([], [])] * PAYEES
        assert imports.rows("SELECT FROM cases.staged_payments") == []

    @pytest.mark.parametrize("phase", [ImportStatus.CHECKING, ImportStatus.MERGING])
    def test_the_third_time_one_is_halted_until_it_is_begun_anew(
        self, imports, payees, whole, phase
    ):
        """And holds up no other one."""
        row = imports.begin(ImportKind.PAYMENTS, content(payees))

        def break_off(told: Import) -> None:
            if told.status is phase:
                raise ValueError("a name that no log may hold")

        assert [imports.run(told=break_off) for _ in range(4)] == [True, True, True, False]
        halted = imports.now_of(row)
        was_changed = phase is ImportStatus.MERGING
        assert (halted.status, halted.taking_over) == (ImportStatus.HALTED, was_changed)
        assert (end_state(imports, payees) != [([], [])] * PAYEES) == was_changed
        with imports.sessions.begin() as session:
            service.resume(session, row.id, user=None, now=imports.now)
        assert imports.run()
        assert imports.now_of(row).status is ImportStatus.DONE
        assert end_state(imports, payees) == whole[1]

    def test_sent_again_a_halted_one_speaks_for_its_own_day(self, imports, payees):
        row = imports.begin(ImportKind.PAYMENTS, content(payees))

        def break_off(told: Import) -> None:
            if told.status is ImportStatus.MERGING:
                raise ValueError

        while imports.run(told=break_off):
            pass
        again = imports.take(ImportKind.PAYMENTS, content(payees), as_of=LATER)
        assert (again.status, again.as_of) == (ImportStatus.DONE, row.as_of)

    def test_a_database_that_is_away_is_no_fault_of_the_file(self, imports, payees):
        row = imports.begin(ImportKind.PAYMENTS, content(payees))

        def away(_: Import) -> None:
            raise OperationalError("", None, psycopg.OperationalError())

        for _ in range(4):
            with pytest.raises(OperationalError):
                imports.run(told=away)
        assert imports.now_of(row).status is ImportStatus.CHECKING
        go_on(imports, row)

    def test_a_file_that_is_gone_is_refused(self, imports, payees):
        row = imports.begin(ImportKind.PAYMENTS, content(payees))
        imports.files.delete(row.id)
        assert imports.run()
        assert imports.now_of(row).error == "file_gone"


def test_what_the_database_refuses_is_said_without_the_row(imports, payees):
    row = imports.begin(ImportKind.PAYMENTS, content(payees))
    with imports.sessions() as session:
        statements = Statements(session, row)
        with pytest.raises(DatabaseRefused) as refused:
            statements.run("SELECT CAST(:name AS integer)", name="Rahima Begum")
    assert "Rahima" not in str(refused.value)
    assert refused.value.__cause__ is None
    imports.run()


def test_an_importer_tells_nobody_unless_it_is_asked(imports, payees):
    row = imports.begin(ImportKind.PAYMENTS, content(payees))
    plain = Importer(imports.sessions, imports.reader(), imports.keys, frozenset(), imports.clock)
    assert plain.run_next()
    assert imports.now_of(row).status is ImportStatus.DONE


def test_files_are_the_owners_alone(imports, tmp_path: Path):
    kept = imports.files.keep("list.csv", [b"NID\n", b"1\n"])
    path = imports.files.path(kept.id)
    assert (path.read_bytes(), kept.size) == (b"NID\n1\n", 6)
    assert [oct(each.stat().st_mode & 0o777) for each in (path.parent, path)] == ["0o700", "0o600"]
