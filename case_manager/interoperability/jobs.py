"""Asks peers, with no transaction open while they answer."""

from datetime import datetime
from uuid import UUID

from procrastinate import App
from sqlalchemy.orm import Session, sessionmaker

from case_manager.db import utc_now
from case_manager.interoperability import disclosing, service
from case_manager.interoperability.hearing import put
from case_manager.interoperability.peers import Peers
from case_manager.interoperability.queue import ASK, QUEUE
from case_manager.kit.keys import Keys


def ask(
    sessions: sessionmaker[Session], peers: Peers, keys: Keys, person_id: UUID, now: datetime
) -> None:
    with sessions.begin() as session:
        questions = service.due_questions(session, peers.config, person_id, keys=keys, now=now)
    for question in questions:
        put(sessions, peers, keys, question, now)


def add_jobs(app: App, sessions: sessionmaker[Session], peers: Peers, keys: Keys) -> None:
    @app.task(name=ASK, queue=QUEUE)
    def ask_peers(person_id: str) -> None:
        ask(sessions, peers, keys, UUID(person_id), utc_now())

    @app.periodic(cron="45 * * * *")
    @app.task(name="forget_partner_messages", queue="upkeep", queueing_lock="upkeep-partners")
    def forget_partner_messages(timestamp: int) -> None:
        with sessions.begin() as session:
            disclosing.forget_old_messages(session, now=utc_now())
