import re

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from ussd_gateway.db import driver_url
from ussd_gateway.models import SCHEMA, Base

_PARTITION = re.compile(r"(inbox|outbox)_\d{6}")


def _is_ours(name: str | None, kind: str, parents: object) -> bool:
    if kind == "schema":
        return name == SCHEMA
    return not (kind == "table" and name and _PARTITION.fullmatch(name))


def run() -> None:
    engine = create_engine(
        driver_url(context.config.attributes["database_url"]), poolclass=NullPool
    )
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('nalish gateway'))"))
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            version_table_schema=SCHEMA,
            include_schemas=True,
            include_name=_is_ours,
            compare_server_default=False,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
