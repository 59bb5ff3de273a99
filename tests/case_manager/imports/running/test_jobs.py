"""What the worker does of it by itself."""

import asyncio
import os
from datetime import timedelta

import pytest

from case_manager.imports import service
from case_manager.imports.jobs import add_jobs
from case_manager.imports.queue import QUEUE
from case_manager.vocabulary import ImportKind, ImportStatus
from case_manager.worker import make_job_app
from tests.case_manager.imports.merging.test_payments import Payee, file, ledger

KEPT = timedelta(days=7)


@pytest.fixture
def work(live_url, imports):
    async def run() -> None:
        app = make_job_app(live_url)
        add_jobs(app, imports.importer(), imports.files, KEPT)
        async with app.open_async():
            await app.run_worker_async(
                queues=[QUEUE], wait=False, install_signal_handlers=False, listen_notify=False
            )

    return lambda: asyncio.run(run())


def test_what_was_begun_is_brought_to_its_end(imports, live_world, work):
    payees = [Payee(live_world), Payee(live_world)]
    rows = [imports.begin(ImportKind.PAYMENTS, file(payee.row())) for payee in payees]
    work()
    assert [imports.now_of(row).status for row in rows] == [ImportStatus.DONE] * 2
    assert [len(ledger(imports, payee)) for payee in payees] == [1, 1]


class TestOldFiles:
    def forget(self, imports, days: int) -> None:
        later = imports.now + timedelta(days=days)
        with imports.sessions.begin() as session:
            service.delete_old_files(session, imports.files, KEPT, now=later)

    def test_they_go_with_their_rejects(self, imports, live_world):
        row = imports.take(ImportKind.PAYMENTS, file(Payee(live_world).row(amount=0)))
        self.forget(imports, 6)
        assert imports.files.path(row.id).is_file()
        assert imports.refused(row)
        self.forget(imports, 8)
        assert not imports.files.path(row.id).exists()
        assert imports.refused(row) == []
        assert imports.now_of(row).file_deleted_at

    def test_what_was_never_taken_over_is_stopped(self, imports, live_world):
        row = imports.take(ImportKind.PAYMENTS, file(Payee(live_world).row()), dry_run=True)
        self.forget(imports, 8)
        assert imports.now_of(row).status is ImportStatus.STOPPED

    def test_what_still_waits_stays(self, imports, live_world):
        row = imports.begin(ImportKind.PAYMENTS, file(Payee(live_world).row()))
        self.forget(imports, 8)
        assert imports.files.path(row.id).is_file()
        imports.run()

    def test_a_file_that_became_no_import_goes_too(self, imports):
        left = imports.files.keep("list.csv", [b"NID"])
        path = imports.files.path(left.id)
        os.utime(path, (imports.now.timestamp(), imports.now.timestamp()))
        self.forget(imports, 8)
        assert not path.exists()
