"""The addresses of the two engines: those in the environment, those of a running house, or own.

Only the owner of the state directory starts engines in it; the lock is held as long as they run.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from nalish.engines import Engine, EngineFailed, start_postgres, start_valkey, stop_engines
from nalish.place import write_private
from nalish.refusals import Refusal

_DATABASE = "nalish"


@dataclass(frozen=True)
class Databases:
    database_url: str
    redis_url: str
    engines: list[Engine] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}


@contextmanager
def sole_use(state_dir: Path) -> Iterator[None]:
    with (state_dir / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(
                f"Another `nalish` is running in {state_dir}: stop it, or set NALISH_STATE_DIR."
            ) from None
        yield


@contextmanager
def own_databases(state_dir: Path) -> Iterator[Databases]:
    """Embedded engines for what the environment does not name; call with `sole_use`."""
    given = {name: os.environ.get(name) for name in ("DATABASE_URL", "REDIS_URL")}
    with ExitStack() as stack:
        started: list[Engine] = []
        stack.callback(stop_engines, started)
        with _failures_in_words():
            database_url = given["DATABASE_URL"] or _embedded_postgres(state_dir, started)
            redis_url = given["REDIS_URL"] or _embedded_valkey(state_dir, started)
        found = Databases(database_url, redis_url, started)
        addresses = state_dir / "engines.json"
        write_private(addresses, json.dumps(found.environment()))
        stack.callback(addresses.unlink, missing_ok=True)
        yield found


@contextmanager
def reachable_postgres(state_dir: Path) -> Iterator[str]:
    """For commands that may be called beside a running house or without one."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    with ExitStack() as stack:
        try:
            stack.enter_context(sole_use(state_dir))
        except Refusal:
            yield _of_the_running_house(state_dir)
        else:
            started: list[Engine] = []
            stack.callback(stop_engines, started)
            with _failures_in_words():
                url = _embedded_postgres(state_dir, started)
            yield url


def _of_the_running_house(state_dir: Path) -> str:
    try:
        told = json.loads((state_dir / "engines.json").read_text())
    except OSError:
        raise Refusal("Nalish is starting or stopping just now: try again in a moment.") from None
    return str(told["DATABASE_URL"])


@contextmanager
def _failures_in_words() -> Iterator[None]:
    try:
        yield
    except EngineFailed as error:
        raise Refusal(str(error)) from error


def check_postgres(database_url: str) -> None:
    """One clear line instead of a driver's trace, before anything is started."""
    try:
        with psycopg.connect(database_url, connect_timeout=5) as connection:
            found = connection.execute(
                "select 1 from pg_available_extensions where name = 'pg_trgm'"
            ).fetchone()
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise Refusal(f"DATABASE_URL does not lead to a PostgreSQL server: {reason}") from None
    if not found:
        raise Refusal("The PostgreSQL server lacks the extension pg_trgm (package contrib).")


def _embedded_postgres(state_dir: Path, started: list[Engine]) -> str:
    engine = start_postgres(state_dir)
    started.append(engine)
    with psycopg.connect(engine.url, autocommit=True) as connection:
        query = "select 1 from pg_database where datname = %s"
        if connection.execute(query, [_DATABASE]).fetchone() is None:
            connection.execute(f"CREATE DATABASE {_DATABASE}")
    return make_url(engine.url).set(database=_DATABASE).render_as_string(hide_password=False)


def _embedded_valkey(state_dir: Path, started: list[Engine]) -> str:
    engine = start_valkey(state_dir)
    started.append(engine)
    return engine.url
