"""Brings imports to their end, one after the other, and forgets old files."""

from dataclasses import replace
from datetime import timedelta

from procrastinate import App, JobContext

from case_manager.db import utc_now
from case_manager.imports import service
from case_manager.imports.files.kept_files import KeptFiles
from case_manager.imports.queue import IMPORT, QUEUE
from case_manager.imports.running.importer import Importer


def add_jobs(app: App, importer: Importer, files: KeptFiles, kept: timedelta) -> None:
    @app.periodic(cron="* * * * *")
    @app.task(name=IMPORT, queue=QUEUE, lock=IMPORT, queueing_lock=IMPORT, pass_context=True)
    def import_files(context: JobContext, timestamp: int | None = None) -> None:
        """Every minute, too: what a process left behind is taken up."""
        one = replace(importer, interrupted=context.should_abort)
        while not context.should_abort() and one.run_next():
            pass

    @app.periodic(cron="50 2 * * *")
    @app.task(name="delete_imported_files", queue="upkeep", queueing_lock="upkeep-imports")
    def delete_imported_files(timestamp: int) -> None:
        with importer.sessions.begin() as session:
            service.delete_old_files(session, files, kept, now=utc_now())
