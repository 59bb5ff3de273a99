"""What a file of payments does to the ledger."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from case_manager.imports import service
from case_manager.models import Person
from case_manager.payments.queue import LEDGER_LOCK, PAYMENTS_CHANGED
from case_manager.vocabulary import IdentifierKind, ImportKind, ImportStatus
from tests.case_manager.conftest import World
from tests.case_manager.imports.whole_files import Imports, counts, csv

HEADER = "NID,Programme,Period,Amount,Status,Status date,Reason,Attempt,Provider,Payroll"
LATER = date(2026, 11, 22)
EARLIER = date(2026, 11, 1)


class Payee:
    """Somebody in the register with an NID that nobody else has."""

    def __init__(self, world: World) -> None:
        self.nid = f"{uuid4().int % 10**10:010d}"
        self.person: Person = world.person(nid=self.nid, beneficiary_id=f"BEN{self.nid}")
        world.session.commit()

    def row(
        self,
        status: str = "credited",
        on: str = "2026-10-05",
        *,
        period: str = "Jul-Sep 2026",
        amount: object = 1950,
        reason: str = "",
        attempt: object = "",
        batch: str = "P-7",
    ) -> tuple[object, ...]:
        return self.nid, "oaa", period, amount, status, on, reason, attempt, "nagad", batch


@pytest.fixture
def payee(live_world: World) -> Payee:
    return Payee(live_world)


@pytest.fixture
def several(live_world: World) -> list[Payee]:
    return [Payee(live_world) for _ in range(5)]


def file(*rows: tuple[object, ...]) -> str:
    return csv(HEADER, rows)


def ledger(imports: Imports, payee: Payee) -> list[tuple[Any, ...]]:
    return imports.rows(
        "SELECT period_from, status, amount_paisa, attempt FROM cases.payments"
        " WHERE person_id = :id ORDER BY period_from",
        id=payee.person.id,
    )


def course(imports: Imports, payee: Payee) -> list[tuple[Any, ...]]:
    return imports.rows(
        "SELECT former.status, former.attempt FROM cases.payment_history AS former"
        " JOIN cases.payments AS payment ON payment.id = former.payment_id"
        " WHERE person_id = :id ORDER BY former.id",
        id=payee.person.id,
    )


def take(imports: Imports, *rows: tuple[object, ...], **how: Any) -> Any:
    return imports.take(ImportKind.PAYMENTS, file(*rows), **how)


class TestMerging:
    def test_new_payments_are_in_the_ledger(self, imports, several):
        done = take(imports, *(payee.row() for payee in several))
        assert (done.status, counts(done)) == (ImportStatus.DONE, (5, 0, 0, 0))
        assert [ledger(imports, payee) for payee in several] == [
            [(date(2026, 7, 1), "credited", 195_000, 1)]
        ] * 5

    def test_they_say_whose_word_they_are_and_lie_where_the_person_lives(self, imports, payee):
        done = take(imports, payee.row())
        assert imports.rows(
            "SELECT source, as_of, area_code, batch, provider FROM cases.payments"
            " WHERE person_id = :id",
            id=payee.person.id,
        ) == [(done.source, done.as_of, payee.person.area_code, "P-7", "nagad")]

    def test_who_is_paid_without_an_enrolment_is_enrolled(self, imports, payee):
        done = take(imports, payee.row(), payee.row(period="Apr-Jun 2026"))
        assert imports.rows(
            "SELECT programme, status, source FROM cases.enrolments WHERE person_id = :id",
            id=payee.person.id,
        ) == [("oaa", "active", done.source)]

    def test_the_same_file_again_changes_nothing_and_says_so(self, imports, several):
        rows = [payee.row() for payee in several]
        first, again = take(imports, *rows), take(imports, *rows)
        assert counts(again) == (0, 0, 5, 0)
        with imports.sessions() as session:
            assert service.taken_over_before(session, again).id == first.id

    def test_a_newer_state_changes_the_payment_and_the_former_one_is_kept(self, imports, payee):
        take(imports, payee.row("sent", "2026-10-02"))
        done = take(imports, payee.row("credited"), as_of=LATER)
        assert counts(done) == (0, 1, 0, 0)
        assert ledger(imports, payee)[0][1] == "credited"
        assert course(imports, payee) == [("sent", 1)]

    def test_what_an_older_file_says_counts_for_nothing(self, imports, payee):
        take(imports, payee.row("credited"))
        done = take(imports, payee.row("returned", reason="PIN inactive"), as_of=EARLIER)
        assert counts(done) == (0, 0, 1, 0)
        assert ledger(imports, payee)[0][1] == "credited"

    def test_what_a_newer_file_confirms_no_file_from_before_it_changes(self, imports, payee):
        take(imports, payee.row("credited"), as_of=EARLIER)
        take(imports, payee.row("credited"), payee.row(period="Apr-Jun 2026"), as_of=LATER)
        done = take(imports, payee.row("returned", "2026-10-06", reason="PIN inactive"))
        assert counts(done) == (0, 0, 1, 0)
        assert ledger(imports, payee)[0][1] == "credited"

    def test_what_has_arrived_is_not_on_its_way_again(self, imports, payee):
        take(imports, payee.row("credited"))
        done = take(imports, payee.row("sent", "2026-10-09"), as_of=LATER)
        assert counts(done) == (0, 0, 1, 0)

    @pytest.mark.parametrize("status", ["scheduled", "pending", "approved", "reissued"])
    def test_nor_is_it_waiting_again(self, imports, payee, status):
        take(imports, payee.row("credited"))
        done = take(imports, payee.row(status, "2026-10-09"), as_of=LATER)
        assert counts(done) == (0, 0, 1, 0)
        assert ledger(imports, payee)[0][1] == "credited"

    def test_the_same_file_on_another_day_is_no_news(self, imports, payee):
        rows = (
            payee.row("returned", "2026-10-03", reason="PIN inactive"),
            payee.row("reissued", "2026-10-04"),
            payee.row("credited", "2026-10-05"),
        )
        take(imports, *rows, as_of=EARLIER)
        before = ledger(imports, payee), course(imports, payee)
        again = take(imports, *rows, as_of=LATER)
        assert (counts(again), again.as_of) == ((0, 0, 3, 0), EARLIER)
        assert (ledger(imports, payee), course(imports, payee)) == before

    def test_nor_are_its_states_in_a_longer_file(self, imports, payee):
        imports.portion = 50
        rows = (
            payee.row("returned", "2026-10-03", reason="PIN inactive"),
            payee.row("reissued", "2026-10-04"),
            payee.row("credited", "2026-10-05"),
        )
        take(imports, *rows, as_of=EARLIER)
        before = course(imports, payee)
        again = take(imports, *rows, payee.row(period="Apr-Jun 2026"), as_of=LATER)
        assert counts(again) == (1, 0, 3, 0)
        assert ledger(imports, payee)[1] == (date(2026, 7, 1), "credited", 195_000, 2)
        assert course(imports, payee) == before

    def test_an_old_file_taken_again_speaks_for_its_own_day(self, imports, payee):
        old = payee.row("returned", "2026-10-03", reason="PIN inactive")
        take(imports, old, as_of=EARLIER)
        take(imports, payee.row("credited", "2026-10-20"))
        assert counts(take(imports, old, as_of=LATER)) == (0, 0, 1, 0)
        assert ledger(imports, payee)[0][1] == "credited"

    def test_a_later_file_may_correct_the_day(self, imports, payee):
        take(imports, payee.row("credited", "2026-10-20"))
        done = take(imports, payee.row("credited", "2026-10-05"), as_of=LATER)
        assert counts(done) == (0, 1, 0, 0)

    def test_what_came_back_and_goes_out_again_is_another_attempt(self, imports, payee):
        take(imports, payee.row("returned", reason="PIN inactive"))
        take(imports, payee.row("sent", "2026-11-02"), as_of=LATER)
        assert ledger(imports, payee)[0][3] == 2

    def test_a_file_may_say_the_attempt_itself(self, imports, payee):
        take(imports, payee.row("returned", reason="PIN inactive"))
        take(imports, payee.row("credited", "2026-11-02", attempt=3), as_of=LATER)
        assert ledger(imports, payee)[0][3] == 3

    @pytest.mark.parametrize("portion", [2, 50])
    def test_states_of_one_instalment_are_taken_in_their_order(self, imports, payee, portion):
        """Whether they stand in one portion or in several."""
        imports.portion = portion
        done = take(
            imports,
            payee.row("sent", "2026-10-01"),
            payee.row("returned", "2026-10-03", reason="PIN inactive"),
            payee.row("reissued", "2026-10-20"),
            payee.row("credited", "2026-10-25"),
        )
        assert counts(done) == (1, 3, 0, 0)
        assert course(imports, payee) == [("sent", 1), ("returned", 1), ("reissued", 2)]
        assert ledger(imports, payee) == [(date(2026, 7, 1), "credited", 195_000, 2)]

    def test_the_same_person_under_two_numbers_is_paid_once(self, imports, live_world, payee):
        live_world.number(payee.person, IdentifierKind.NID, "19" + payee.nid + "1")
        live_world.session.commit()
        other = ("19" + payee.nid + "1", *payee.row()[1:])
        done = take(imports, payee.row(), other)
        assert counts(done) == (1, 0, 1, 0)
        assert len(ledger(imports, payee)) == 1


class TestRefusing:
    def test_an_unknown_person_is_refused_and_stops_nobody(self, imports, payee):
        stranger = (f"{uuid4().int % 10**10:010d}", *payee.row()[1:])
        done = take(imports, stranger, payee.row())
        assert counts(done) == (1, 0, 0, 1)
        assert imports.refused(done) == [(2, "NID", "unknown_person")]

    def test_a_row_that_does_not_fit_is_refused_and_stops_nobody(self, imports, payee):
        done = take(imports, payee.row(amount=-1), payee.row())
        assert counts(done) == (1, 0, 0, 1)
        assert [each[:2] for each in imports.refused(done)] == [(2, "Amount")]

    def test_programmes_of_peers_are_not_taken_from_files(self, imports, payee):
        imports.closed = frozenset({"oaa"})
        done = take(imports, payee.row())
        assert (done.status, done.error) == (ImportStatus.REFUSED, "no_row_fits")
        assert imports.refused(done) == [(2, "Programme", "programme_of_peers")]
        assert ledger(imports, payee) == []

    def test_a_file_that_breaks_off_changes_nothing(self, imports, several):
        """However many good rows stand before that."""
        content = file(*(payee.row() for payee in several)) + '"' + "x" * 3_000_000
        done = imports.take(ImportKind.PAYMENTS, content)
        assert done.status is ImportStatus.REFUSED
        assert [ledger(imports, payee) for payee in several] == [[]] * 5
        assert imports.rows("SELECT FROM cases.staged_payments") == []


class TestDryRun:
    def test_it_says_what_would_change_and_changes_nothing(self, imports, several):
        known, *new = several
        take(imports, known.row("sent", "2026-10-02"))
        rows = [payee.row() for payee in several]
        dry = take(imports, *rows, as_of=LATER, dry_run=True)
        assert (dry.status, counts(dry)) == (ImportStatus.DRY, (4, 1, 0, 0))
        assert ledger(imports, known)[0][1] == "sent"
        assert [ledger(imports, payee) for payee in new] == [[]] * 4

    def test_afterwards_it_can_be_taken_over(self, imports, several, now):
        dry = take(imports, *(payee.row() for payee in several), dry_run=True)
        with imports.sessions.begin() as session:
            service.begin(session, dry.id, mapping=dry.mapping, dry_run=False, user=None, now=now)
        assert imports.importer().run_next()
        done = imports.now_of(dry)
        assert (done.status, counts(done)) == (ImportStatus.DONE, (5, 0, 0, 0))


class TestTelling:
    def test_whoever_waits_for_payments_is_told_with_the_end(self, imports, payee):
        done = take(imports, payee.row())
        waiting = imports.rows(
            "SELECT queue_name, lock, args FROM case_jobs.procrastinate_jobs"
            " WHERE task_name = :name"
            " ORDER BY id DESC LIMIT 1",
            name=PAYMENTS_CHANGED,
        )
        assert waiting == [("payments", LEDGER_LOCK, {"import_id": str(done.id)})]

    def test_the_trail_has_who_brought_what_and_what_it_did(self, imports, payee):
        done = take(imports, payee.row())
        assert imports.rows(
            "SELECT action, data ->> 'new' FROM cases.audit_entries"
            " WHERE subject_id = :id ORDER BY id",
            id=str(done.id),
        ) == [("import_received", None), ("import_begun", None), ("import_done", "1")]


class TestColumns:
    COLUMNS = "NID,Programme,Amount,Status,Status date,Provider"

    def take(self, imports, payee, **how):
        line = (payee.nid, "oaa", 1950, "credited", "2026-10-05", "nagad")
        content = csv(self.COLUMNS, [line])
        said = {"period": "=Jul-Sep 2026", "batch": "=P-7"}
        return imports.take(ImportKind.PAYMENTS, content, mapping=said, **how)

    def mapping_for(self, imports, columns):
        with imports.sessions() as session:
            return service.mapping_for(
                session, ImportKind.PAYMENTS, "mis.bhata", columns.split(",")
            )

    def test_what_holds_for_one_file_alone_is_not_remembered(self, imports, payee):
        self.take(imports, payee)
        again = self.mapping_for(imports, self.COLUMNS)
        assert "period" not in again
        assert (again["nid"], again["batch"]) == ("NID", "=P-7")

    def test_a_column_that_was_not_there_before_is_seen(self, imports, payee):
        self.take(imports, payee)
        again = self.mapping_for(imports, f"{self.COLUMNS},Period,Reason")
        assert (again["period"], again["return_reason"]) == ("Period", "Reason")

    def test_a_dry_run_is_not_remembered(self, imports, payee):
        self.take(imports, payee)
        dry = imports.take(
            ImportKind.PAYMENTS,
            csv(
                f"{self.COLUMNS},Period",
                [(payee.nid, "oaa", 1, "sent", "2026-10-05", "nagad", "Jul-Sep 2026")],
            ),
            mapping={"batch": "=P-9"},
            dry_run=True,
        )
        assert dry.status is ImportStatus.DRY
        assert self.mapping_for(imports, self.COLUMNS)["batch"] == "=P-7"
