"""The ledger always has room for the periods to come."""

from procrastinate import App
from sqlalchemy.orm import Session, sessionmaker

from case_manager.db import utc_now
from case_manager.kit.calendar import local_date
from case_manager.payments import service


def add_jobs(app: App, sessions: sessionmaker[Session]) -> None:
    @app.periodic(cron="15 3 * * *")
    @app.task(name="make_room_for_payments", queue="upkeep", queueing_lock="upkeep-payments")
    def make_room_for_payments(timestamp: int) -> None:
        with sessions.begin() as session:
            service.make_room_ahead(session, today=local_date(utc_now()))
