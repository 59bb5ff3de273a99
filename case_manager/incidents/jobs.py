"""After the ledger changed: cases learn what came. The nightly look misses nothing that a file or a
peer told without a word to us."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from procrastinate import App
from sqlalchemy.orm import Session, sessionmaker

from case_manager.cases import remedies
from case_manager.db import utc_now
from case_manager.kit.keys import Keys
from case_manager.payments.queue import PAYMENT_LEARNT, PAYMENTS_CHANGED, QUEUE

log = structlog.get_logger()

_TOLD_AT_A_TIME = 50  # cases that stay locked together
_ONE_AT_A_TIME = "follow_ledger"


def follow_ledger(sessions: sessionmaker[Session], keys: Keys, now: datetime) -> None:
    told, position = 0, None
    while True:
        with sessions.begin() as session:
            found = remedies.find_credited(session, position)
        told += _tell(sessions, found.case_ids, keys, now)
        position = found.position
        if position is None:
            break
    log.info("ledger followed", cases_told=told)


def follow_person(
    sessions: sessionmaker[Session], keys: Keys, person_id: UUID, now: datetime
) -> None:
    with sessions.begin() as session:
        case_ids = remedies.find_credited_of(session, person_id)
    _tell(sessions, case_ids, keys, now)


def _tell(
    sessions: sessionmaker[Session], case_ids: Sequence[UUID], keys: Keys, now: datetime
) -> int:
    told = 0
    for start in range(0, len(case_ids), _TOLD_AT_A_TIME):
        with sessions.begin() as session:
            some = case_ids[start : start + _TOLD_AT_A_TIME]
            told += remedies.tell_credited(session, some, keys=keys, now=now)
    return told


def add_jobs(app: App, sessions: sessionmaker[Session], keys: Keys) -> None:
    @app.task(name=PAYMENTS_CHANGED, queue=QUEUE, lock=_ONE_AT_A_TIME)
    def payments_changed(import_id: str) -> None:
        follow_ledger(sessions, keys, utc_now())

    @app.task(name=PAYMENT_LEARNT, queue=QUEUE)
    def payment_learnt(person_id: str) -> None:
        follow_person(sessions, keys, UUID(person_id), utc_now())

    @app.periodic(cron="30 22 * * *")
    @app.task(name="look_through_ledger", queue=QUEUE, lock=_ONE_AT_A_TIME)
    def look_through_ledger(timestamp: int) -> None:
        follow_ledger(sessions, keys, utc_now())
