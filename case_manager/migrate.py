"""Brings the tables and the reference data up to date: `python -m case_manager.migrate`."""

import re
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from case_manager.db import sqlalchemy_url
from case_manager.kit.sealing import Sealer
from case_manager.models import SCHEMA
from case_manager.reference_data import load_reference_data
from case_manager.rights import set_rights
from case_manager.settings import load_settings

_ONE_AT_A_TIME = 7253001  # the advisory lock that two migrations started together share
_LOOK_SECONDS = 0.2
_QUARTER = re.compile(r"(payments|payment_history)_\d{4}q[1-4]")


def sealer_of_settings() -> Sealer:
    return load_settings().keys.sealer


def alembic_config(
    connection: Connection | None = None, make_sealer: Callable[[], Sealer] = sealer_of_settings
) -> Config:
    """The sealer is made only where something is sealed that must change."""
    config = Config(attributes={"connection": connection, "make_sealer": make_sealer})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def migrate(database_url: str) -> None:
    engine = create_engine(
        sqlalchemy_url(database_url),
        hide_parameters=True,
        poolclass=NullPool,
        connect_args={"options": "-c lock_timeout=5s"},
    )
    with engine.connect() as connection:
        _wait_for_others(connection)
        with connection.begin():
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public"))
        command.upgrade(alembic_config(connection), "head")
        with connection.begin():
            with Session(connection) as session:
                load_reference_data(session)
            set_rights(connection)


def _wait_for_others(connection: Connection) -> None:
    """One migrates at a time, until its connection ends. Who waits does so without a transaction,
    for which an index that is built while others write would wait in turn.
    """
    mine = text("SELECT pg_try_advisory_lock(:key)")
    while not connection.scalar(mine, {"key": _ONE_AT_A_TIME}):
        connection.rollback()
        time.sleep(_LOOK_SECONDS)
    connection.rollback()


def is_ours(name: str | None, kind: str, parents: object) -> bool:
    """What is compared with the models: not the quarters of a table that is one to them."""
    if kind == "schema":
        return name == SCHEMA
    return not (kind == "table" and name and _QUARTER.fullmatch(name))


def is_current(connection: Connection) -> bool:
    """Whether the tables are those that this program was written for."""
    context = MigrationContext.configure(connection, opts={"version_table_schema": SCHEMA})
    return set(context.get_current_heads()) == _heads()


@cache
def _heads() -> frozenset[str]:
    return frozenset(ScriptDirectory.from_config(alembic_config()).get_heads())


def main() -> None:
    migrate(load_settings().database_url.get_secret_value())


if __name__ == "__main__":
    main()
