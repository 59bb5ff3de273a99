from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from case_manager.requests.repository import AnsweredRequestRepository

_KEPT_FOR = timedelta(days=7)  # far longer than anybody repeats a request


def wait_for_turn(session: Session, key: str) -> None:
    """Whoever else works under the same key has committed, or waits until we have."""
    AnsweredRequestRepository(session).wait_for_turn(key)


def forget_old_answers(session: Session, *, now: datetime) -> None:
    AnsweredRequestRepository(session).forget_before(now - _KEPT_FOR)
