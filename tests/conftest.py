"""The servers under the tests: the ones named in the environment, else embedded ones.

Nothing here touches a database or a key that the tests did not make.
"""

import gc
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from psycopg import sql
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import make_url

from nalish.engines import start_postgres, start_valkey

MakeDatabase = Callable[[str], str]


@pytest.fixture(scope="session")
def engines_dir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="nalish-tests-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_url(engines_dir: Path) -> Iterator[str]:
    """A server on which databases may be made; the database it names is left alone."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    engine = start_postgres(engines_dir, durable=False)
    yield engine.url
    engine.stop()


@pytest.fixture(scope="session")
def redis_url(engines_dir: Path) -> Iterator[str]:
    if url := os.environ.get("REDIS_URL"):
        yield url
        return
    engine = start_valkey(engines_dir, durable=False)
    yield engine.url
    engine.stop()


@pytest.fixture(scope="session")
def make_database(postgres_url: str) -> Iterator[MakeDatabase]:
    """Call it with a word for the name; every database it made is dropped at the end."""
    made: list[str] = []

    def make(word: str) -> str:
        name = f"nalish_test_{word}_{secrets.token_hex(4)}"
        _on_server(postgres_url, "CREATE DATABASE {} TEMPLATE template0", name)
        made.append(name)
        return make_url(postgres_url).set(database=name).render_as_string(hide_password=False)

    yield make
    for name in made:
        _on_server(postgres_url, "DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture(scope="session", autouse=True)
def easy_passwords() -> Iterator[Callable[[], PasswordHash]]:
    """Argon2 with as little work as it can be told; what this gives is the real one's maker."""
    real = PasswordHash.recommended
    easy = PasswordHash([Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)])
    with pytest.MonkeyPatch.context() as given:
        given.setattr(PasswordHash, "recommended", lambda: easy)
        yield real


@pytest.fixture
def redis_prefix(redis_url: str) -> Iterator[str]:
    """A prefix nobody else has; the keys under it are deleted after the test."""
    prefix = f"nalish-test-{secrets.token_hex(6)}:"
    yield prefix
    with redis.Redis.from_url(redis_url) as client:
        for key in client.scan_iter(f"{prefix}*"):
            client.delete(key)


def _on_server(url: str, statement: str, name: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


def pytest_collection_finish() -> None:
    """What is there by now stays to the end: the collector need not look at it at every test."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first, the browser last: while it is open, an event loop runs in our thread."""

    def how_late(item: pytest.Item) -> int:
        marks = [item.get_closest_marker(name) for name in ("running", "assistant", "browser")]
        return 2 if marks[-1] else int(any(marks))

    items.sort(key=how_late)
