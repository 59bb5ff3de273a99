from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from case_manager.audit import service
from case_manager.models import AuditEntry

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture
def record(session):
    def record(action):
        service.record(
            session,
            action,
            subject_kind="case",
            subject_id="x",
            actor=None,
            now=NOW,
            data={"a": "ক"},
        )

    return record


def tamper(session, statement):
    """As somebody with the table owner's rights could."""
    session.execute(text("SET LOCAL ROLE NONE"))
    session.execute(text("ALTER TABLE cases.audit_entries DISABLE TRIGGER append_only"))
    session.execute(text(statement))
    session.expire_all()


class TestRecord:
    def test_each_line_covers_the_one_before(self, session, record):
        for action in ("first", "second", "third"):
            record(action)
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert [entry.previous_hash for entry in entries[1:]] == [
            entry.hash for entry in entries[:-1]
        ]
        assert service.first_broken_entry(session) is None

    def test_side_by_side_the_chain_stays_one_line(self, live_sessions):
        def record(number):
            with live_sessions.begin() as session:
                service.record(
                    session,
                    "looked",
                    subject_kind="case",
                    subject_id=str(number),
                    actor=None,
                    now=NOW,
                )

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(record, range(40)))
        with live_sessions() as session:
            assert service.first_broken_entry(session) is None


class TestFirstBrokenEntry:
    @pytest.mark.parametrize(
        ("change", "broken"),
        [
            ("UPDATE cases.audit_entries SET action = 'other' WHERE action = 'second'", "other"),
            ("DELETE FROM cases.audit_entries WHERE action = 'second'", "third"),
        ],
    )
    def test_a_change_is_found(self, session, record, change, broken):
        for action in ("first", "second", "third"):
            record(action)
        tamper(session, change)
        found = session.get_one(AuditEntry, service.first_broken_entry(session))
        assert found.action == broken


class TestVerify:
    def test_a_chain_that_was_cut_off_has_its_last_line_no_more(self, session, record):
        for action in ("first", "second", "third"):
            record(action)
        before = service.verify(session)
        record("fourth")
        assert service.verify(session, before.last).holds
        tamper(session, "DELETE FROM cases.audit_entries WHERE action IN ('third', 'fourth')")
        cut = service.verify(session, before.last)
        assert (cut.broken, cut.missing, cut.entries) == (None, before.last, 2)
        assert not cut.holds
