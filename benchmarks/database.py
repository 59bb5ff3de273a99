"""The database that a benchmark measures: a PostgreSQL of its own, or one that is kept."""

import argparse
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from sqlalchemy import Engine, text

from case_manager.db import make_engine
from case_manager.migrate import migrate
from nalish.engines import start_postgres, stop_engines

LIMIT_MS = 500

Progress = Callable[[str], None]

_TOLD = Console(stderr=True)


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cases", type=count, default=1_000_000)
    parser.add_argument(
        "--database-url", help="a database that is kept; it is filled when it is empty"
    )


def count(number: str) -> int:
    if number.isascii() and number.isdigit() and 2 <= int(number) <= 10_000_000:
        return int(number)
    raise argparse.ArgumentTypeError("a whole number from 2 to 10000000")


@contextmanager
def opened(given_url: str | None) -> Iterator[Engine]:
    """Migrated; without a given one it is gone afterwards."""
    if given_url:
        with _migrated(given_url) as engine:
            yield engine
        return
    with tempfile.TemporaryDirectory(prefix="nalish-bench-") as folder:
        server = start_postgres(Path(folder), durable=False)
        try:
            with _migrated(server.url) as engine:
                yield engine
        finally:
            stop_engines([server])


@contextmanager
def _migrated(url: str) -> Iterator[Engine]:
    migrate(url)
    engine = make_engine(url, role=None)
    try:
        yield engine
    finally:
        engine.dispose()


def holds_cases(engine: Engine) -> bool:
    with engine.connect() as connection:
        return bool(connection.scalar(text("SELECT EXISTS (SELECT FROM cases.cases)")))


def vacuum(engine: Engine, tables: Sequence[str]) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        for table in tables:
            connection.execute(text(f"VACUUM ANALYZE cases.{table}"))


def tell(what: str) -> None:
    _TOLD.print(f"… {what}", highlight=False)


def p95(taken: Sequence[float]) -> float:
    return statistics.quantiles(taken, n=20, method="inclusive")[-1]
