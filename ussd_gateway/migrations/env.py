import re
import time

from alembic import context
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from ussd_gateway.db import driver_url
from ussd_gateway.models import SCHEMA, Base

_PARTITION = re.compile(r"(inbox|outbox)_\d{6}")
_LOCK = text("SELECT pg_try_advisory_lock(hashtext('nalish gateway'))")
_LOOK_SECONDS = 0.2


def _is_ours(name: str | None, kind: str, parents: object) -> bool:
    if kind == "schema":
        return name == SCHEMA
    return not (kind == "table" and name and _PARTITION.fullmatch(name))


def _wait_for_others(connection: Connection) -> None:
    """One migrates at a time, until its connection ends. Who waits does so without a transaction,
    for which an index that is built concurrently would wait in turn."""
    while not connection.scalar(_LOCK):
        connection.rollback()
        time.sleep(_LOOK_SECONDS)


def run() -> None:
    engine = create_engine(
        driver_url(context.config.attributes["database_url"]),
        poolclass=NullPool,
        connect_args={"options": "-c lock_timeout=5s"},
    )
    with engine.connect() as connection:
        _wait_for_others(connection)
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            version_table_schema=SCHEMA,
            include_schemas=True,
            include_name=_is_ours,
            compare_server_default=False,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
