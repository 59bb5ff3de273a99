"""Whose turn it is to move a notice on: the one job that was deferred last."""

from datetime import timedelta

from sqlalchemy.orm import Session

from case_manager.models import Notice
from case_manager.notices.repository import NoticeRepository

AT_ONCE = timedelta(0)


def take_next(session: Session, notice: Notice, wait: timedelta = AT_ONCE) -> None:
    """In the transaction that did the work so far: a job that is run once more after a crash finds
    its turn gone, and what it had not committed is done again."""
    notice.turn += 1
    NoticeRepository(session).defer_moving_on(notice, wait)


def take_away(notice: Notice) -> None:
    """Whatever waits to move it on finds its turn gone."""
    notice.turn += 1
