"""Counts notices and hands them over, one batch a job; each job defers the next."""

from datetime import datetime
from uuid import UUID

from procrastinate import App, RetryStrategy
from sqlalchemy.orm import Session, sessionmaker

from case_manager.db import utc_now
from case_manager.kit.keys import Keys
from case_manager.kit.restraint import Restraint
from case_manager.messages.gateway import Gateway
from case_manager.notices import counting, sending, service
from case_manager.notices.queue import MOVE_ON, QUEUE
from case_manager.notices.sending import Batch
from case_manager.vocabulary import NoticeStatus

_WAIT_SECONDS = 30  # after a mistake, or without the database: nobody else would move it on


class Mover:
    def __init__(
        self,
        sessions: sessionmaker[Session],
        gateway: Gateway,
        keys: Keys,
        *,
        restraint: Restraint,
        segments_per_second: float,
    ) -> None:
        self._sessions = sessions
        self._gateway = gateway
        self._keys = keys
        self._restraint = restraint
        self._segments_per_second = segments_per_second

    def move_on(self, notice_id: UUID, turn: int, now: datetime) -> None:
        batch = self.prepare(notice_id, turn, now)
        if batch is None:
            return
        outcomes = sending.hand_over(batch, self._gateway, self._restraint)
        with self._sessions.begin() as session:
            sending.record(session, notice_id, turn, outcomes, keys=self._keys, now=now)

    def prepare(self, notice_id: UUID, turn: int, now: datetime) -> Batch | None:
        with self._sessions.begin() as session:
            notice = service.lock_in_turn(session, notice_id, turn)
            if notice is None:
                return None
            if notice.status is NoticeStatus.COUNTING:
                counting.count_batch(session, notice, keys=self._keys, now=now)
                return None
            return sending.next_batch(
                session,
                notice,
                segments_per_second=self._segments_per_second,
                restraint=self._restraint,
                keys=self._keys,
                now=now,
            )


def add_jobs(app: App, mover: Mover) -> None:
    @app.task(name=MOVE_ON, queue=QUEUE, retry=RetryStrategy(wait=_WAIT_SECONDS))
    def move_notice_on(notice_id: str, turn: str) -> None:
        mover.move_on(UUID(notice_id), int(turn), utc_now())
