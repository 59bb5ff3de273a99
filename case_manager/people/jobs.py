"""Finds out how names sound that are in the register without it."""

from uuid import UUID

from procrastinate import App
from sqlalchemy.orm import Session, sessionmaker

from case_manager.people import service
from case_manager.people.queue import HEAR, QUEUE


def add_jobs(app: App, sessions: sessionmaker[Session]) -> None:
    @app.task(name=HEAR, queue=QUEUE)
    def hear_names(after: str | None = None) -> None:
        with sessions.begin() as session:
            last = service.hear_batch(session, UUID(after) if after else None)
            if last:
                service.hear_later(session, last)
