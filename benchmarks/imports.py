"""How fast a file of payments gets into the ledger: `python -m benchmarks.imports`.

Beside it stands a plain COPY of the same rows into the same table with all its indexes. Peak memory
is that of the process that imports, and of the database's processes beside what they share.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from resource import RUSAGE_SELF, getrusage
from uuid import UUID

import polars as pl
import psutil
import psycopg
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from benchmarks.database import count, opened, tell, vacuum
from case_manager.db import libpq_url, make_engine, make_sessions, utc_now
from case_manager.imports import service
from case_manager.imports.copying import copy_rows
from case_manager.imports.fields.columns import guess
from case_manager.imports.files.kept_files import KeptFiles, chunks_of
from case_manager.imports.files.tables import open_table
from case_manager.imports.lists.reading_files import reader_of
from case_manager.imports.merging.new_ids import new_ids
from case_manager.imports.running.importer import Importer
from case_manager.kit.keys import Keys
from case_manager.kit.references import References
from case_manager.kit.sealing import Sealer
from case_manager.people import identifiers
from case_manager.reference_data import load_reference_data
from case_manager.vocabulary import IdentifierKind, ImportKind, ImportStatus

MOST_TIMES_COPY = 3
LEAST_A_SECOND = 40_000
MOST_MB = 1000
_KEYS = Keys(Sealer({1: bytes(32)}, 1, b"benchmark"), References(b"benchmark"))
_AT_A_TIME = 100_000
_MOST_PEOPLE = 1_000_000
_HEADER = "NID,Programme,Period from,Period to,Amount,Status,Status date,Provider,Payroll\n"
_PEOPLE = """
    INSERT INTO cases.people (id, name_en, name_bn, sex, birth_year, area_code, source, as_of)
    SELECT lpad(to_hex(number), 32, '0')::uuid, 'Rahima Begum', 'রহিমা বেগম', 'female', 1950,
        unions[1 + number % array_length(unions, 1)], 'bench', DATE '2020-07-01'
    FROM generate_series(1, :people) AS number,
        (SELECT array_agg(code ORDER BY code) AS unions FROM cases.areas WHERE level = 'union')
        AS places
"""
_ENROLMENTS = """
    INSERT INTO cases.enrolments (id, person_id, programme, status, enrolled_on, source, as_of)
    SELECT gen_random_uuid(), id, 'oaa', 'active', DATE '2020-07-01', 'bench', DATE '2020-07-01'
    FROM cases.people ORDER BY id
"""


@dataclass(frozen=True)
class Quarter:
    """Copied are those of ten years earlier, into quarters as empty as the imported ones."""

    first: date
    last: date

    @classmethod
    def number(cls, number: int, years_before: int = 0) -> "Quarter":
        year, quarter = divmod(number, 4)
        year += 2021 - years_before
        last_month = 3 * quarter + 3
        last_day = 31 if last_month in (3, 12) else 30
        return cls(date(year, last_month - 2, 1), date(year, last_month, last_day))


@dataclass(frozen=True)
class Taken:
    """`cpu_seconds` are of the process that imports."""

    seconds: float
    cpu_seconds: float
    checked: float
    peak_mb: float
    new: int


@dataclass
class Server:
    """What the database's processes took since they are watched; what they share is not counted."""

    most_mb: float = 0.0
    cpu_seconds: float = 0.0


def _order(people: int) -> list[int]:
    """As no index likes it."""
    order = list(range(1, people + 1))
    Random(7).shuffle(order)  # noqa: S311 (a draw, not a secret)
    return order


def _nid(number: int) -> str:
    return f"{number:013d}"


def fill(engine: Engine, people: int) -> None:
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        with Session(connection) as session:
            load_reference_data(session)
            session.flush()
            tell(f"{people:,} people")
            session.execute(text(_PEOPLE), {"people": people})
            tell("their enrolments and numbers")
            session.execute(text(_ENROLMENTS))
            for first in range(1, people + 1, _AT_A_TIME):
                _add_numbers(session, range(first, min(first + _AT_A_TIME, people + 1)))
            session.commit()
    vacuum(engine, ("people", "identifiers", "enrolments"))


def _add_numbers(session: Session, numbers: Sequence[int]) -> None:
    sealed = identifiers.seal(IdentifierKind.NID, _nid(1), _KEYS)
    rows = pl.DataFrame(
        {
            "person_id": [UUID(int=number).hex for number in numbers],
            "value_index": [
                identifiers.index(IdentifierKind.NID, _nid(number), _KEYS) for number in numbers
            ],
        }
    ).with_columns(
        kind=pl.lit("nid"),
        value_sealed=pl.lit(sealed),
        valid_from=pl.lit("2020-07-01"),
        source=pl.lit("bench"),
        as_of=pl.lit("2020-07-01"),
    )
    copy_rows(session, "cases.identifiers", rows)


def write_list(path: Path, order: Sequence[int], quarters: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEADER)
        for number in range(quarters):
            quarter = Quarter.number(number)
            period = f"oaa,{quarter.first},{quarter.last}"
            rest = f",{period},1950,credited,{quarter.last},nagad,P-{number}\n"
            file.writelines(f"{_nid(person)}{rest}" for person in order)


def copied_rows(engine: Engine, order: Sequence[int], quarters: int) -> Iterator[bytes]:
    """The columns of `copy`, made before it is measured."""
    with engine.connect() as connection:
        lives = connection.execute(text("SELECT id::text, area_code FROM cases.people"))
        areas = {str(row[0]): str(row[1]) for row in lives}
    people = pl.DataFrame({"person_id": [str(UUID(int=number)) for number in order]})
    people = people.with_columns(area_code=pl.Series([areas[id_] for id_ in people["person_id"]]))
    for number in range(quarters):
        quarter = Quarter.number(number, years_before=10)
        yield (
            people.select(
                pl.Series("id", new_ids(len(people), datetime.now(UTC))),
                pl.lit(quarter.first).alias("period_from"),
                "person_id",
                pl.lit("oaa").alias("programme"),
                pl.lit(quarter.last).alias("period_to"),
                "area_code",
                pl.lit(195_000).alias("amount_paisa"),
                pl.lit("credited").alias("status"),
                pl.lit(quarter.last).alias("status_on"),
                pl.lit(1).alias("attempt"),
                pl.lit("nagad").alias("provider"),
                pl.lit(f"P-{number}").alias("batch"),
                pl.lit("bench").alias("source"),
                pl.lit(quarter.last).alias("as_of"),
            )
            .write_csv(include_header=False)
            .encode()
        )


def copy(engine: Engine, order: Sequence[int], quarters: int) -> float:
    first, last = Quarter.number(0, 10).first, Quarter.number(quarters - 1, 10).first
    with engine.begin() as connection:
        made = text("SELECT cases.make_payment_quarters(:first, :last)")
        connection.execute(made, {"first": first, "last": last})
    columns = (
        "id, period_from, person_id, programme, period_to, area_code, amount_paisa, status,"
        " status_on, attempt, provider, batch, source, as_of"
    )
    taken = 0.0
    for written in copied_rows(engine, order, quarters):
        with psycopg.connect(libpq_url(engine.url.render_as_string(False))) as connection:
            begun = time.perf_counter()
            with connection.cursor() as cursor:
                statement = f"COPY cases.payments ({columns}) FROM STDIN (FORMAT csv)"
                with cursor.copy(statement.encode()) as copying:
                    copying.write(written)
            connection.commit()
            taken += time.perf_counter() - begun
    return taken


def take(database_url: str, path: Path, folder: Path) -> Taken:
    sessions = make_sessions(make_engine(database_url))
    files = KeptFiles(folder)
    begun = time.perf_counter()
    kept = files.keep(path.name, chunks_of(path))
    mapping = guess(ImportKind.PAYMENTS, open_table(path).columns)
    with sessions.begin() as session:
        row = service.receive(
            session,
            ImportKind.PAYMENTS,
            kept,
            source="bench",
            as_of=utc_now().date(),
            user=None,
            now=utc_now(),
        )
        service.begin(session, row.id, mapping=mapping, dry_run=False, user=None, now=utc_now())
    checked: list[float] = []
    importer = Importer(sessions, reader_of(files, _KEYS), _KEYS, frozenset(), utc_now)
    importer.telling(
        lambda row: (
            checked.append(time.perf_counter()) if row.status is ImportStatus.CHECKING else None
        )
    ).run_next()
    taken = time.perf_counter() - begun
    with sessions() as session:
        row = service.progress(session, row.id)
    used = getrusage(RUSAGE_SELF)
    return Taken(taken, used.ru_utime + used.ru_stime, max(checked) - begun, _peak_mb(), row.new)


def _peak_mb() -> float:
    """Since this program was started; `ru_maxrss` would have that of the one who started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def take_in_a_process(database_url: str, path: Path, folder: Path) -> Taken:
    command = [sys.executable, "-m", "benchmarks.imports", "--take", str(path)]
    given = ["--folder", str(folder), "--database-url", database_url]
    done = subprocess.run([*command, *given], check=True, stdout=subprocess.PIPE)  # noqa: S603 (ourselves)
    return Taken(**json.loads(done.stdout))


@contextmanager
def watched(engine: Engine) -> Iterator[Server]:
    with engine.connect() as connection:
        server = psutil.Process(connection.scalar(text("SELECT pg_backend_pid()"))).parent()
    found, ended = Server(), threading.Event()
    first: dict[int, float] = {}
    last: dict[int, float] = {}

    def watch() -> None:
        while server and not ended.wait(0.5):
            own = 0
            for process in server.children():
                try:
                    own += process.memory_full_info().uss
                    used = sum(process.cpu_times()[:2])
                except psutil.NoSuchProcess:
                    continue
                first.setdefault(process.pid, used)
                last[process.pid] = used
            found.most_mb = max(found.most_mb, own / 2**20)
            found.cpu_seconds = sum(last.values()) - sum(first.values())

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield found
    finally:
        ended.set()
        watching.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payments", type=count, default=5_000_000)
    parser.add_argument("--database-url", help="an empty database, for one that is to be kept")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--take", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.take:
        print(json.dumps(vars(take(options.database_url, options.take, options.folder))))
        return
    people = min(options.payments, _MOST_PEOPLE)
    quarters = options.payments // people
    with opened(options.database_url) as engine, tempfile.TemporaryDirectory() as folder:
        fill(engine, people)
        order, path = _order(people), Path(folder) / "payments.csv"
        write_list(path, order, quarters)
        tell(f"COPY of {people * quarters:,} payments")
        with watched(engine) as copying:
            copied = copy(engine, order, quarters)
        vacuum(engine, ("payments",))  # what the database would do of itself beside the import
        tell("the same as a file")
        with watched(engine) as server:
            taken = take_in_a_process(engine.url.render_as_string(False), path, Path(folder))
    figures = _figures(people * quarters, copied, copying, taken, server)
    _judge(figures, taken, as_json=options.json)


def _figures(
    rows: int, copied: float, copying: Server, taken: Taken, server: Server
) -> dict[str, float]:
    return {
        "payments": rows,
        "COPY s": round(copied, 1),
        "checking s": round(taken.checked, 1),
        "merging s": round(taken.seconds - taken.checked, 1),
        "rows a second": round(rows / taken.seconds),
        "times COPY": round(taken.seconds / copied, 2),
        "CPU s of COPY": round(copying.cpu_seconds),
        "CPU s": round(taken.cpu_seconds),
        "CPU s of the database": round(server.cpu_seconds),
        "peak MB": round(taken.peak_mb),
        "peak MB of the database": round(server.most_mb),
    }


def _judge(figures: Mapping[str, float], taken: Taken, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(figures))
    else:
        table = Table("", "", title="a file of payments into the ledger", show_header=False)
        for name, value in figures.items():
            table.add_row(name, f"{value:,}")
        Console().print(table)
    if taken.new != figures["payments"]:
        sys.exit(f"Only {taken.new:,} payments are in the ledger.")
    if figures["times COPY"] > MOST_TIMES_COPY:
        sys.exit(f"The limit is {MOST_TIMES_COPY} times a COPY.")
    if figures["rows a second"] < LEAST_A_SECOND:
        sys.exit(f"The limit is {LEAST_A_SECOND:,} rows a second.")
    if figures["peak MB"] + figures["peak MB of the database"] > MOST_MB:
        sys.exit(f"The limit is {MOST_MB:,} MB.")


if __name__ == "__main__":
    main()
