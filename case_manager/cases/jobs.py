"""Asks the gateway for the contacts of those who never wrote, with no transaction open."""

from datetime import datetime
from uuid import UUID

import structlog
from procrastinate import App
from sqlalchemy.orm import Session, sessionmaker

from case_manager.cases import case_words, intake
from case_manager.cases.queue import INDEX, INDEX_QUEUE, INTRODUCE, QUEUE
from case_manager.db import utc_now
from case_manager.kit.keys import Keys
from case_manager.messages.gateway import Gateway, GatewayRefused
from case_manager.messages.jobs import UntilAccepted

log = structlog.get_logger()


def introduce(
    sessions: sessionmaker[Session], gateway: Gateway, keys: Keys, case_id: UUID, now: datetime
) -> None:
    """A number that the gateway does not take stays with the case, for somebody to call."""
    with sessions.begin() as session:
        introduction = intake.citizen_to_introduce(session, case_id, keys=keys)
    if introduction is None:
        return
    try:
        contact = gateway.make_known(introduction.phone, introduction.language)
    except GatewayRefused as refusal:
        log.error("gateway refused a contact", case=str(case_id), reason=str(refusal))
        return
    with sessions.begin() as session:
        intake.connect_citizen(session, case_id, introduction, contact, keys=keys, now=now)


def add_jobs(app: App, sessions: sessionmaker[Session], gateway: Gateway, keys: Keys) -> None:
    @app.task(name=INTRODUCE, queue=QUEUE, retry=UntilAccepted())
    def introduce_citizen(case_id: str) -> None:
        introduce(sessions, gateway, keys, UUID(case_id), utc_now())

    @app.task(name=INDEX, queue=INDEX_QUEUE)
    def index_old_cases(after: str | None = None) -> None:
        with sessions.begin() as session:
            last = case_words.index_batch(session, UUID(after) if after else None, keys=keys)
            if last:
                case_words.index_later(session, last)
