"""How long the register takes to say whose phone it is: `python -m benchmarks.register`.

Asks as the services ask, over a connection of its own, for phones drawn at random. What is measured
is the whole question, from Python and back.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from random import Random
from uuid import UUID

import psycopg
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from benchmarks.database import count, opened, tell
from case_manager.kit.keys import Keys
from case_manager.kit.references import References
from case_manager.kit.sealing import Sealer
from case_manager.people import identifiers, service
from case_manager.reference_data import load_reference_data
from case_manager.vocabulary import IdentifierKind

LIMIT_MS = 10
_SHARED = 0.08  # of all phones
_AT_A_TIME = 100_000
_KEYS = Keys(Sealer({1: bytes(32)}, 1, b"benchmark"), References(b"benchmark"))
_PEOPLE = """
    INSERT INTO cases.people (id, name_en, name_bn, sex, birth_year, area_code, source, as_of)
    SELECT lpad(to_hex(number), 32, '0')::uuid, 'Rahima Begum', 'রহিমা বেগম', 'female', 1960,
        unions[1 + number % array_length(unions, 1)], 'bench', CURRENT_DATE
    FROM generate_series(1, :people) AS number,
        (SELECT array_agg(code) AS unions FROM cases.areas WHERE level = 'union') AS places
"""
_COPY = (
    "COPY cases.identifiers (person_id, kind, value_sealed, value_index, valid_from, source, as_of)"
    " FROM STDIN WITH (FORMAT text)"
)
_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid), indrelid::regclass::text
    FROM pg_index WHERE indrelid = ANY('{cases.people,cases.identifiers}'::regclass[])
    AND NOT indisprimary
"""


def fill(engine: Engine, people: int) -> None:
    """Without the indexes by which names are found: no phone is looked up in them."""
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL maintenance_work_mem = '1GB'"))
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        with Session(connection) as session:
            load_reference_data(session)
            session.flush()
            indexes = session.execute(text(_INDEXES)).all()
            for name, _, _ in indexes:
                session.execute(text(f"DROP INDEX {name}"))
            tell(f"{people:,} people")
            session.execute(text(_PEOPLE), {"people": people})
            tell("their phones")
            _copy_phones(connection.connection.driver_connection, people)
            tell("indexes")
            for _, definition, table in indexes:
                if table == "cases.identifiers":
                    session.execute(text(definition))
            session.commit()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("VACUUM ANALYZE cases.people, cases.identifiers"))


def _copy_phones(driver: object, people: int) -> None:
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("the rows are copied through psycopg")
    sealed = identifiers.seal(IdentifierKind.PHONE, phone_of(1), _KEYS).hex()
    with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        for first in range(1, people + 1, _AT_A_TIME):
            last = min(first + _AT_A_TIME, people + 1)
            copy.write("".join(_lines(first, last, sealed)))


def _lines(first: int, last: int, sealed: str) -> Iterator[str]:
    for number in range(first, last):
        index = identifiers.index(IdentifierKind.PHONE, phone_of(number), _KEYS).hex()
        yield (
            f"{UUID(int=number)}\tphone\t\\\\x{sealed}\t\\\\x{index}\t2026-01-01\tbench\t2026-01-01\n"
        )


def phone_of(number: int) -> str:
    """Neighbours share one, here and there."""
    shares = number % 100 < _SHARED * 100 and number % 2
    return f"+88017{number - 1 if shares else number:08d}"


def look_up(engine: Engine, people: int, questions: int) -> list[float]:
    random, taken = Random(7), []  # noqa: S311 (a draw, not a secret)
    with Session(engine) as session:
        for _ in range(questions):
            phone = phone_of(random.randint(1, people))
            begun = time.perf_counter()
            found = service.find_by_identifier(session, IdentifierKind.PHONE, phone, keys=_KEYS)
            taken.append((time.perf_counter() - begun) * 1000)
            if not found:
                raise LookupError("a phone of the register was not found")
            session.expunge_all()
    return taken


def _tell(people: int, taken: Sequence[float], *, as_json: bool) -> float:
    cuts = statistics.quantiles(taken, n=100, method="inclusive")
    figures = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "slowest": max(taken)}
    if as_json:
        print(json.dumps({"people": people, "questions": len(taken)} | figures))
    else:
        table = Table(*figures, title=f"whose phone, of {people:,} people: milliseconds")
        table.add_row(*(f"{value:.2f}" for value in figures.values()))
        Console().print(table)
    return figures["p99"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=count, default=10_000_000)
    parser.add_argument("--questions", type=count, default=20_000)
    parser.add_argument("--database-url", help="an empty database, for one that is to be kept")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with opened(options.database_url) as engine:
        fill(engine, options.people)
        tell(f"{options.questions:,} questions")
        taken = look_up(engine, options.people, options.questions)
        p99 = _tell(options.people, taken, as_json=options.json)
    if p99 > LIMIT_MS:
        sys.exit(f"The slowest hundredth takes {p99:.1f} ms; the limit is {LIMIT_MS} ms.")


if __name__ == "__main__":
    main()
