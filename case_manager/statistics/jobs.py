from procrastinate import App
from sqlalchemy.orm import Session, sessionmaker

from case_manager.statistics import service


def add_jobs(app: App, sessions: sessionmaker[Session]) -> None:
    @app.periodic(cron="*/5 * * * *")
    @app.task(name="merge_movement_sums", queue="upkeep", queueing_lock="upkeep-sums")
    def merge_movement_sums(timestamp: int) -> None:
        """A backlog is taken up piece by piece, each in a transaction of its own."""
        while _merge(sessions):
            pass


def _merge(sessions: sessionmaker[Session]) -> bool:
    with sessions.begin() as session:
        return service.merge_sums(session)
