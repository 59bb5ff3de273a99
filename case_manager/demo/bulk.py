"""Loading by COPY, with the indexes and foreign keys of the tables put back once at the end."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import psycopg
from psycopg import sql

from case_manager.demo.register import Beneficiary
from case_manager.kit.sealing import Sealer
from case_manager.models import SCHEMA

_CHUNK = 4_000
_PEOPLE = (
    "id",
    "beneficiary_id",
    "name_en",
    "name_bn",
    "sex",
    "birth_year",
    "nid_sealed",
    "nid_index",
    "phone_sealed",
    "phone_index",
    "area_code",
)
_ENROLMENTS = ("id", "person_id", "programme", "status", "enrolled_on")
_PAYMENTS = (
    "id",
    "person_id",
    "enrolment_id",
    "programme",
    "period_from",
    "period_to",
    "amount_paisa",
    "status",
    "status_on",
    "return_reason",
    "provider",
)
_TABLES = ("people", "enrolments", "payments")
_FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND conrelid = ANY(%s::regclass[]) ORDER BY conname
"""
_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = ANY(%s::regclass[])
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
    ORDER BY indexrelid
"""

Row = tuple[Any, ...]


def load_people(
    connection: psycopg.Connection[Any], sealer: Sealer, people: Iterable[Beneficiary]
) -> Iterator[int]:
    """Yields how many people are in after each chunk; one chunk at a time is in memory."""
    loaded = 0
    stream = iter(people)
    with _without_indexes(connection):
        while chunk := list(islice(stream, _CHUNK)):
            _copy(connection, "people", _PEOPLE, _people_rows(chunk, sealer))
            _copy(connection, "enrolments", _ENROLMENTS, _enrolment_rows(chunk))
            _copy(connection, "payments", _PAYMENTS, _payment_rows(chunk))
            loaded += len(chunk)
            yield loaded


def _people_rows(people: Iterable[Beneficiary], sealer: Sealer) -> Iterator[Row]:
    for person in people:
        phone = person.phone
        yield (
            person.id,
            person.beneficiary_id,
            person.name.en,
            person.name.bn,
            person.sex.value,
            person.birth_year,
            sealer.seal(person.nid, "people.nid"),
            sealer.index(person.nid, "people.nid"),
            sealer.seal(phone, "people.phone") if phone else None,
            sealer.index(phone, "people.phone") if phone else None,
            person.union_code,
        )


def _enrolment_rows(people: Iterable[Beneficiary]) -> Iterator[Row]:
    for person in people:
        for row in person.enrolments:
            yield row.id, person.id, row.programme, row.status.value, row.enrolled_on


def _payment_rows(people: Iterable[Beneficiary]) -> Iterator[Row]:
    for person in people:
        for enrolment in person.enrolments:
            for row in enrolment.instalments:
                status, status_on, reason = row.outcome
                yield (
                    row.id,
                    person.id,
                    enrolment.id,
                    enrolment.programme,
                    row.period_from,
                    row.period_to,
                    row.amount_paisa,
                    status.value,
                    status_on,
                    reason and reason.value,
                    person.provider,
                )


def _copy(
    connection: psycopg.Connection[Any], table: str, columns: Sequence[str], rows: Iterable[Row]
) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(SCHEMA, table), sql.SQL(", ").join(map(sql.Identifier, columns))
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
    tables = [f"{SCHEMA}.{table}" for table in _TABLES]
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
