"""After the ledger changed: cases learn what came, and faults are found, counted and closed.

The nightly look misses nothing that a file or a peer told without a word to us."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from procrastinate import App, RetryStrategy
from sqlalchemy.orm import Session, sessionmaker

from case_manager.cases import remedies
from case_manager.db import utc_now
from case_manager.incidents import finding, service
from case_manager.incidents.queue import COUNT, TELL_MENDED
from case_manager.kit.keys import Keys
from case_manager.payments.queue import LEDGER_LOCK, PAYMENT_LEARNT, PAYMENTS_CHANGED, QUEUE

log = structlog.get_logger()

_TOLD_AT_A_TIME = 50  # cases that stay locked together
_AGAIN = RetryStrategy(max_attempts=8, exponential_wait=4)  # a day: done twice is done once


def follow_ledger(sessions: sessionmaker[Session], keys: Keys, now: datetime) -> None:
    told, position = 0, None
    while True:
        with sessions.begin() as session:
            found = remedies.find_credited(session, position)
        told += _tell(sessions, found.case_ids, keys, now)
        position = found.position
        if position is None:
            break
    opened = _find_faults(sessions, now)
    log.info("ledger followed", cases_told=told, incidents_opened=opened)


def _find_faults(sessions: sessionmaker[Session], now: datetime) -> int:
    """Each incident in a transaction of its own: staff who work on one do not wait for all."""
    with sessions.begin() as session:
        opened = len(finding.open_found(session, now=now))
        incident_ids = finding.open_ids(session)
    for incident_id in incident_ids:
        count(sessions, incident_id, now)
    return opened


def count(sessions: sessionmaker[Session], incident_id: UUID, now: datetime) -> None:
    with sessions.begin() as session:
        finding.follow_up(session, incident_id, now=now)


def tell_mended(
    sessions: sessionmaker[Session], keys: Keys, incident_id: UUID, now: datetime
) -> None:
    after, is_first = None, True
    while after or is_first:
        is_first = False
        with sessions.begin() as session:
            after = service.tell_mended(
                session, incident_id, after, _TOLD_AT_A_TIME, keys=keys, now=now
            )


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
    @app.task(name=PAYMENTS_CHANGED, queue=QUEUE, lock=LEDGER_LOCK, retry=_AGAIN)
    def payments_changed(import_id: str) -> None:
        follow_ledger(sessions, keys, utc_now())

    @app.task(name=PAYMENT_LEARNT, queue=QUEUE, retry=_AGAIN)
    def payment_learnt(person_id: str) -> None:
        follow_person(sessions, keys, UUID(person_id), utc_now())

    @app.task(name=COUNT, queue=QUEUE, retry=_AGAIN)
    def count_incident(incident_id: str) -> None:
        count(sessions, UUID(incident_id), utc_now())

    @app.task(name=TELL_MENDED, queue=QUEUE, retry=_AGAIN)
    def tell_cases_of_mended(incident_id: str) -> None:
        tell_mended(sessions, keys, UUID(incident_id), utc_now())

    @app.periodic(cron="30 22 * * *")
    @app.task(name="look_through_ledger", queue=QUEUE, lock=LEDGER_LOCK)
    def look_through_ledger(timestamp: int) -> None:
        follow_ledger(sessions, keys, utc_now())
