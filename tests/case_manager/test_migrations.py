import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from case_manager.cases.queue import INDEX
from case_manager.migrate import alembic_config, is_current, is_ours, migrate
from case_manager.models import SCHEMA, Base


def test_there_is_one_head():
    assert len(ScriptDirectory.from_config(alembic_config()).get_heads()) == 1


def test_tables_are_those_of_the_models(engine):
    options = {
        "include_schemas": True,
        "include_name": is_ours,
        "version_table_schema": SCHEMA,
    }
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_again_changes_nothing(database_url, engine):
    migrate(database_url)
    with engine.connect() as connection:
        assert is_current(connection)


@pytest.mark.parametrize(("cases", "jobs"), [(0, 0), (2, 1)])
def test_words_that_sound_otherwise_have_old_cases_taken_up_once_more(session, world, cases, jobs):
    for _ in range(cases):
        world.case()
    session.execute(text("SET LOCAL ROLE NONE"))
    config = alembic_config(session.connection())
    command.stamp(config, "0015")
    command.upgrade(config, "0016")
    waiting = "SELECT count(*) FROM case_jobs.procrastinate_jobs WHERE task_name = :task"
    assert session.scalar(text(waiting), {"task": INDEX}) == jobs


def test_calls_wished_for_the_evening_are_those_of_the_afternoon(session, world):
    told = [{"call_time": "evening", "role": "agent"}, {"call_time": "morning"}, {}]
    cases = [world.case() for _ in told]
    for case, facts in zip(cases, told, strict=True):
        case.told = facts
    session.flush()
    session.execute(text("SET LOCAL ROLE NONE"))
    config = alembic_config(session.connection())
    command.stamp(config, "0030")
    command.upgrade(config, "0031")
    session.expire_all()
    assert [case.told for case in cases] == [{"call_time": "afternoon", "role": "agent"}, *told[1:]]


@pytest.mark.parametrize("statement", ["UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize(
    "table", ["cases.case_events", "cases.case_movements", "cases.audit_entries"]
)
def test_history_is_append_only(engine, table, statement):
    """Not even by the owner of the tables."""
    with engine.connect() as connection:
        connection.execute(text("SET ROLE NONE"))
        with pytest.raises(IntegrityError, match="append-only"):
            connection.execute(text(statement.format(table)))
