"""Loading by COPY, with the indexes and foreign keys of the tables put back once at the end."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from typing import Any

import psycopg
from psycopg import sql

from case_manager.demo.register import Beneficiary
from case_manager.demo.rows import TABLES, Row, Table
from case_manager.kit.keys import Keys
from case_manager.models import SCHEMA

_CHUNK = 4_000
# "ON ONLY" is how the index of a partitioned table is told, without those of its parts.
_FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND conrelid = ANY(%s::regclass[]) ORDER BY conname
"""
_INDEXES = """
    SELECT indexrelid::regclass::text,
        replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ') FROM pg_index
    WHERE indrelid = ANY(%s::regclass[])
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
    ORDER BY indexrelid
"""


def load_people(
    connection: psycopg.Connection[Any], keys: Keys, people: Iterable[Beneficiary], today: date
) -> Iterator[int]:
    """Yields how many people are in after each chunk; one chunk at a time is in memory."""
    loaded = 0
    stream = iter(people)
    with _without_indexes(connection):
        while chunk := list(islice(stream, _CHUNK)):
            for table in TABLES:
                _copy(connection, table, table.rows(chunk, keys, today))
            loaded += len(chunk)
            yield loaded


def _copy(connection: psycopg.Connection[Any], table: Table, rows: Iterable[Row]) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(SCHEMA, table.name), sql.SQL(", ").join(map(sql.Identifier, table.columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def _without_indexes(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Within the caller's transaction: should it fail, everything is as it was.

    Primary keys and unique constraints stay; a foreign key is checked for all rows at once when it
    comes back.
    """
    tables = [f"{SCHEMA}.{table.name}" for table in TABLES]
    keys = connection.execute(_FOREIGN_KEYS, [tables]).fetchall()
    indexes = connection.execute(_INDEXES, [tables]).fetchall()
    for table, name, _ in keys:
        _run(connection, f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _ in indexes:
        _run(connection, f"DROP INDEX {name}")
    yield
    for _, definition in indexes:
        _run(connection, definition)
    for table, name, definition in keys:
        _run(connection, f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    for table in tables:
        _run(connection, f"ANALYZE {table}")


def _run(connection: psycopg.Connection[Any], statement: str) -> None:
    """Every word of the statement comes from the database's own catalogue."""
    connection.execute(statement.encode())
