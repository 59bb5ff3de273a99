"""Indexes of the biggest tables, built by an upgrade for which nobody who writes has to wait."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from alembic import command
from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from case_manager.db import sqlalchemy_url
from case_manager.migrate import alembic_config, migrate
from case_manager.models import SCHEMA

BIG = (
    ("0023", "0024", "audit_entries", "ix_audit_entries_chain"),
    ("0024", "0025", "case_movements", "ix_case_movements_unsettled"),
    ("0026", "0027", "identifiers", "ix_identifiers_person_id"),
    ("0036", "0037", "identifiers", "uq_identifiers_held"),
)
_INVALID = """
SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON oid = indexrelid
WHERE relnamespace = 'cases'::regnamespace AND NOT indisvalid
"""
_BUILT = """
SELECT pid FROM pg_stat_progress_create_index
WHERE datname = current_database() AND relid = to_regclass(%s) AND phase LIKE 'waiting%%'
"""


@pytest.fixture(scope="module")
def database(make_database: Callable[[str], str]) -> str:
    url = make_database("upgraded_online")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {SCHEMA}")
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public")
    return url


def upgrade(url: str, revision: str) -> None:
    with create_engine(sqlalchemy_url(url), poolclass=NullPool).connect() as connection:
        command.upgrade(alembic_config(connection), revision)


def who_builds(connection: psycopg.Connection, table: str) -> int:
    """As soon as it waits for others."""
    for _ in range(600):
        if found := connection.execute(_BUILT, [f"cases.{table}"]).fetchone():
            return int(found[0])
        time.sleep(0.05)
    raise AssertionError("no index is being built")


@pytest.mark.parametrize(("before", "revision", "table", "index"), BIG)
def test_a_table_is_written_to_while_its_index_is_built_and_one_cut_off_is_built_anew(
    database: str, before: str, revision: str, table: str, index: str
) -> None:
    upgrade(database, before)
    with (
        ThreadPoolExecutor(1) as at_the_side,
        psycopg.connect(database) as reader,
        psycopg.connect(database, autocommit=True) as writer,
    ):
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reader.execute("SELECT 1")  # what it sees, the index has to outlast
        building = at_the_side.submit(upgrade, database, revision)
        builder = who_builds(writer, table)
        writer.execute("SET lock_timeout = '1s'")
        with writer.transaction():
            writer.execute(f"LOCK TABLE cases.{table} IN ROW EXCLUSIVE MODE")
        assert not building.done()
        writer.execute("SELECT pg_terminate_backend(%s)", [builder])
        with pytest.raises(SQLAlchemyError):
            building.result(30)
        assert len(writer.execute(_INVALID).fetchall()) == 1
        reader.rollback()
        upgrade(database, revision)
        assert writer.execute(_INVALID).fetchall() == []
        assert writer.execute("SELECT to_regclass(%s)", [f"cases.{index}"]).fetchone() != (None,)


def test_who_waits_for_another_upgrade_holds_it_up_in_nothing(
    make_database: Callable[[str], str],
) -> None:
    """Its index would wait for their transaction, and they for its lock."""
    url = make_database("two_upgrades")
    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(migrate, url) for _ in range(2)]:
            each.result(60)
    with psycopg.connect(url) as connection:
        assert connection.execute(_INVALID).fetchall() == []
        version = connection.execute(f"SELECT version_num FROM {SCHEMA}.alembic_version")
        assert len(version.fetchall()) == 1
