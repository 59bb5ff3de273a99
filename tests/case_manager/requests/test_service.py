from datetime import UTC, datetime, timedelta

from case_manager.models import AnsweredRequest
from case_manager.requests import service

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


class TestForgetOldAnswers:
    def test_a_week_is_enough(self, session):
        for key, age in (("old", 8), ("new", 6)):
            answered_at = NOW - timedelta(days=age)
            session.add(
                AnsweredRequest(
                    key=key, fingerprint=b"", status_code=200, answer={}, answered_at=answered_at
                )
            )
        session.flush()
        service.forget_old_answers(session, now=NOW)
        session.expire_all()
        assert session.get(AnsweredRequest, "old") is None
        assert session.get(AnsweredRequest, "new") is not None
