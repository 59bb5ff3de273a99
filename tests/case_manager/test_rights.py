"""What the services' own role may do in the database, asked of the database."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import ProgrammingError

from case_manager.db import make_engine, sqlalchemy_url
from case_manager.rights import ROLE
from case_manager.worker import make_job_app

ONLY_GROW = (
    "audit_entries",
    "case_events",
    "case_movements",
    "enrolment_history",
    "payment_history",
    "payment_history_2026q3",
)


@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("table", ONLY_GROW)
def test_what_only_grows_is_neither_changed_nor_emptied(session, table, statement):
    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(text(statement.format(f"cases.{table}")))


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE cases.audit_entries DISABLE TRIGGER append_only",
        "DROP TABLE cases.audit_entries",
        "CREATE TABLE cases.another (id int)",
        "SELECT cases.make_quarters('cases.payments', 'payments', '2026-01-01', '2026-01-01')",
    ],
)
def test_nothing_is_its_own(session, statement):
    with pytest.raises(ProgrammingError, match=r"must be owner|permission denied"):
        session.execute(text(statement))


@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("table", ["payments", "notices", "notice_recipients"])
def test_what_was_paid_and_told_to_many_is_not_deleted(session, table, statement):
    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(text(statement.format(f"cases.{table}")))


def test_the_services_have_it_from_their_first_statement_on(session):
    assert session.scalar(text("SELECT current_user")) == ROLE


def test_a_reset_does_not_leave_it(session):
    session.execute(text("RESET ROLE"))
    assert session.scalar(text("SELECT current_user")) == ROLE


def test_the_worker_has_it_too(database_url):
    async def role():
        app = make_job_app(database_url)
        async with app.open_async():
            row = await app.connector.execute_query_one_async("SELECT current_user AS name")
        return row["name"]

    assert asyncio.run(role()) == ROLE


def test_whoever_logs_in_as_a_member_of_it_alone_stays_restricted(database_url):
    """As decision 88 lets an administrator of the database set it up."""
    owner = create_engine(sqlalchemy_url(database_url))
    member = f"only_serves_{uuid4().hex[:8]}"
    with owner.begin() as session:
        session.execute(text(f"CREATE ROLE {member} LOGIN; GRANT {ROLE} TO {member}"))
    url = make_url(database_url).set(username=member).render_as_string(False)
    serving = make_engine(url)
    try:
        with serving.connect() as session:
            session.execute(text("SET ROLE NONE"))
            assert session.scalar(text("SELECT current_user")) == member
            session.execute(text("SELECT count(*) FROM cases.audit_entries"))
            with pytest.raises(ProgrammingError, match="permission denied"):
                session.execute(text("UPDATE cases.audit_entries SET id = id"))
    finally:
        serving.dispose()
        with owner.begin() as session:
            session.execute(text(f"DROP ROLE {member}"))
        owner.dispose()
