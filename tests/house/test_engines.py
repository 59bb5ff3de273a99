"""The embedded servers start, answer, and leave nothing running behind them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from nalish.engines import STOP_SECONDS, Engine, engines, start_postgres, stop_engines

Eventually = Callable[[Callable[[], bool]], bool]
WorkingIn = Callable[[Path], list[psutil.Process]]

# Under root it becomes `nobody`. An encoding that Python would load late is loaded before, because
# Python itself may lie in root's home.
ORDINARY_USER = """
import encodings.idna, os, pathlib, pwd, tempfile
import psycopg, redis
from nalish.engines import engines

with tempfile.TemporaryDirectory(prefix="nalish-tests-") as folder:
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        os.setgroups([])
        os.setgid(nobody.pw_gid)
        os.setuid(nobody.pw_uid)
    print("as root:", os.geteuid() == 0)
    with engines(pathlib.Path(folder), durable=False) as (database_url, redis_url):
        with psycopg.connect(database_url) as connection:
            print("PostgreSQL", connection.execute("select 1").fetchone())
        with redis.Redis.from_url(redis_url) as client:
            print("Valkey", client.ping())
"""


@pytest.mark.running
def test_both_answer_and_nothing_is_left_when_they_stop(
    state_dir: Path, working_in: WorkingIn
) -> None:
    with engines(state_dir) as (database_url, redis_url):
        with psycopg.connect(database_url) as connection:
            assert connection.execute("select lower('É')").fetchone() == ("é",)
        with redis.Redis.from_url(redis_url) as client:
            assert client.config_get("appendonly") == {"appendonly": "yes"}
    assert not working_in(state_dir)


def test_trigrams_know_bangla_letters(make_database: Callable[[str], str]) -> None:
    with psycopg.connect(make_database("trigrams")) as connection:
        connection.execute("create extension pg_trgm")
        found = connection.execute("select similarity('বয়স্ক ভাতা', 'বয়স্ক ভাত')").fetchone()
    assert found is not None
    assert found[0] > 0.6


@pytest.mark.running
def test_data_survives_a_restart(state_dir: Path) -> None:
    with engines(state_dir) as (database_url, redis_url):
        with psycopg.connect(database_url) as connection:
            connection.execute("create table kept (word text)")
        with redis.Redis.from_url(redis_url) as client:
            client.set("kept", "yes")
    with engines(state_dir) as (database_url, redis_url):
        with psycopg.connect(database_url) as connection:
            connection.execute("select word from kept")
        with redis.Redis.from_url(redis_url) as client:
            assert client.get("kept") == b"yes"


def test_valkey_asks_for_its_password(redis_url: str) -> None:
    _, _, address = redis_url.rpartition("@")
    with (
        redis.Redis.from_url(f"redis://{address}") as client,
        pytest.raises(redis.AuthenticationError),
    ):
        client.ping()


@pytest.mark.running
def test_stubborn_engines_share_one_deadline(state_dir: Path) -> None:
    program = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    program += "open('up-' + __import__('sys').argv[1], 'w'); time.sleep(60)"
    stubborn = [
        Engine(
            name=name,
            url="",
            command=[sys.executable, "-c", program, name],
            directory=state_dir,
            log=state_dir / "log",
            stop_signal=signal.SIGTERM,
            answers=(state_dir / f"up-{name}").exists,
        )
        for name in ("one", "other")
    ]
    for engine in stubborn:
        engine.start()
    started = time.monotonic()
    stop_engines(stubborn)
    assert STOP_SECONDS <= time.monotonic() - started < STOP_SECONDS + 1
    assert not any(engine.is_running() for engine in stubborn)


@pytest.mark.running
def test_killing_the_owner_ends_the_engine(
    state_dir: Path, working_in: WorkingIn, eventually: Eventually
) -> None:
    program = (
        "import sys, time, pathlib; from nalish.engines import start_postgres;"
        "start_postgres(pathlib.Path(sys.argv[1])); print('up', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(state_dir)], stdout=subprocess.PIPE
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"up\n"
        os.kill(owner.pid, signal.SIGKILL)
    assert eventually(lambda: not working_in(state_dir))
    start_postgres(state_dir).stop()


@pytest.mark.running
def test_an_ordinary_user_starts_both() -> None:
    command = [sys.executable, "-c", ORDINARY_USER]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "as root: False\nPostgreSQL (1,)\nValkey True\n"
