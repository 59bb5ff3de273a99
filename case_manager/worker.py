"""Does what was put off until after the commit: `python -m case_manager.worker`."""

import asyncio
import signal
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import structlog
from procrastinate import App, PsycopgConnector
from sqlalchemy.orm import Session, sessionmaker

from case_manager.accounts import jobs as accounts_jobs
from case_manager.cases import jobs as cases_jobs
from case_manager.db import libpq_url, make_engine, make_sessions, utc_now
from case_manager.imports import jobs as imports_jobs
from case_manager.imports.files.kept_files import KeptFiles
from case_manager.imports.lists.reading_files import reader_of
from case_manager.imports.running.importer import Importer
from case_manager.incidents import jobs as incidents_jobs
from case_manager.interoperability import jobs as interoperability_jobs
from case_manager.interoperability.file import load_interoperability
from case_manager.interoperability.peers import make_peers
from case_manager.logs import set_up_logging
from case_manager.messages import jobs as messages_jobs
from case_manager.messages.gateway import make_gateway
from case_manager.notices import jobs as notices_jobs
from case_manager.notices.jobs import Mover
from case_manager.payments import jobs as payments_jobs
from case_manager.people import jobs as people_jobs
from case_manager.requests import service as requests_service
from case_manager.rights import ROLE
from case_manager.settings import Settings, load_settings
from case_manager.statistics import jobs as statistics_jobs

log = structlog.get_logger()

_ABANDONED_AFTER = timedelta(seconds=30)  # three heartbeats
_CONCURRENCY = 8
FINISH_SECONDS = 3.0  # whoever asks it to stop waits four
_HEARTBEAT_SECONDS = 5.0
_POLLED_EVERY_SECONDS = 1.0  # when the next message of a conversation, or a retry, is looked for


def make_job_app(database_url: str) -> App:
    """Its tables live in a schema of their own, so its connections look there first."""
    return App(
        connector=PsycopgConnector(
            conninfo=libpq_url(database_url),
            kwargs={"options": f"-c search_path=case_jobs,public -c role={ROLE}"},
        )
    )


def make_worker_app(settings: Settings) -> App:
    database_url = settings.database_url.get_secret_value()
    app = make_job_app(database_url)
    sessions = make_sessions(make_engine(database_url))
    gateway = make_gateway(settings.gateway_url, settings.gateway_token.get_secret_value())
    messages_jobs.add_jobs(app, sessions, gateway, settings.keys, settings.restraint)
    mover = Mover(
        sessions,
        gateway,
        settings.keys,
        restraint=settings.restraint,
        segments_per_second=settings.sms_segments_per_second,
    )
    notices_jobs.add_jobs(app, mover)
    accounts_jobs.add_jobs(
        app, sessions, settings.mail_server, settings.links, settings.case_manager_public_url
    )
    people_jobs.add_jobs(app, sessions)
    payments_jobs.add_jobs(app, sessions)
    cases_jobs.add_jobs(app, sessions, gateway, settings.keys)
    incidents_jobs.add_jobs(app, sessions, settings.keys)
    interoperability = load_interoperability(settings.interoperability_file)
    peers = make_peers(interoperability)
    interoperability_jobs.add_jobs(app, sessions, peers, settings.keys)
    files = KeptFiles(settings.imports_folder)
    importer = Importer(
        sessions,
        reader_of(files, settings.keys),
        settings.keys,
        interoperability.from_peers_alone(),
        utc_now,
    )
    imports_jobs.add_jobs(app, importer, files, settings.import_files_kept)
    add_upkeep(app, sessions)
    statistics_jobs.add_jobs(app, sessions)
    return app


def add_upkeep(app: App, sessions: sessionmaker[Session]) -> None:
    @app.periodic(cron="* * * * *")
    @app.task(name="take_up_abandoned_jobs", queue="upkeep", queueing_lock="upkeep")
    async def take_up_abandoned_jobs(timestamp: int) -> None:
        """A worker that was killed leaves its job behind as if it were still at it."""
        stalled = await app.job_manager.get_stalled_jobs(
            seconds_since_heartbeat=_ABANDONED_AFTER.total_seconds()
        )
        for job in stalled:
            await app.job_manager.retry_job(job)

    @app.periodic(cron="0 * * * *")
    @app.task(name="forget_finished_jobs", queue="upkeep", queueing_lock="upkeep-old")
    async def forget_finished_jobs(timestamp: int) -> None:
        await app.job_manager.delete_old_jobs(nb_hours=72)

    @app.periodic(cron="30 * * * *")
    @app.task(name="forget_old_answers", queue="upkeep", queueing_lock="upkeep-answers")
    def forget_old_answers(timestamp: int) -> None:
        with sessions.begin() as session:
            requests_service.forget_old_answers(session, now=utc_now())


async def run(settings: Settings) -> None:
    app = make_worker_app(settings)
    async with app.open_async():
        if not await app.check_connection_async():
            raise SystemExit("The worker found no queue: run case_manager.migrate first.")
        working = asyncio.create_task(
            app.run_worker_async(
                concurrency=_CONCURRENCY,
                fetch_job_polling_interval=_POLLED_EVERY_SECONDS,
                install_signal_handlers=False,
                shutdown_graceful_timeout=FINISH_SECONDS,
                delete_jobs="successful",
            )
        )
        loop = asyncio.get_running_loop()
        for stop in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(stop, working.cancel)
        log.info("ready")
        beating = asyncio.create_task(keep_heartbeat(settings.heartbeat_file))
        with suppress(asyncio.CancelledError):
            await working
        beating.cancel()


async def keep_heartbeat(file: Path | None, every_seconds: float = _HEARTBEAT_SECONDS) -> None:
    """The file's age tells whoever watches that the loop still turns."""
    while file is not None:
        file.touch()
        await asyncio.sleep(every_seconds)


def main() -> None:
    settings = load_settings()
    set_up_logging()
    asyncio.run(run(settings))


if __name__ == "__main__":
    from case_manager import worker  # procrastinate wants its app in a module that has a name

    worker.main()
