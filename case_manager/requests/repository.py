from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from case_manager.models import AnsweredRequest


class AnsweredRequestRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def wait_for_turn(self, key: str) -> None:
        """Requests with one key go through one at a time, up to the commit of each."""
        turn = func.pg_advisory_xact_lock(func.hashtextextended(key, 0))
        self._session.execute(select(turn))

    def find(self, key: str) -> AnsweredRequest | None:
        return self._session.get(AnsweredRequest, key)

    def add(self, answered: AnsweredRequest) -> None:
        self._session.add(answered)
        self._session.flush()

    def forget_before(self, moment: datetime) -> None:
        self._session.execute(delete(AnsweredRequest).where(AnsweredRequest.answered_at < moment))
