"""The web process is stopped while somebody is in it: nothing is lost, and it is gone in time."""

import asyncio
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import httpx
import psycopg
import pytest

from tests.ussd_gateway.fakes import FakeAssistant, FakeCaseManager
from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.servers import (
    environment,
    free_ports,
    running_gateway,
    serving,
    wait_for,
)
from tests.ussd_gateway.test_races import Altered
from tests.ussd_gateway.test_recording import entry, message_of
from ussd_gateway.messages import InboundMessage, Language, Screen, SessionEvent
from ussd_gateway.recording import Recorder
from ussd_gateway.settings import Settings
from ussd_gateway.shutdown import Shutdown
from ussd_gateway.texts import ussd_text

pytestmark = pytest.mark.anyio
SECRET = {"X-Simulator-Secret": "simulator-secret"}
SMS = {"id": "m1", "from": "01712345678", "text": "amar taka"}
_LOCKED_OUT = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
    AND query LIKE '%gateway.inbound_keys%'
"""
_AT_WORK = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()
"""


class TestShutdown:
    async def test_all_wait_for_the_same_moment(self) -> None:
        shutdown = Shutdown(1.0)
        shutdown.begin()
        began_at = time.monotonic()
        for _ in range(3):
            await shutdown.finish(asyncio.sleep(60), asyncio.sleep(60))
            shutdown.begin()
        assert 0.9 < time.monotonic() - began_at < 1.8
        assert shutdown.seconds_left == shutdown.seconds_for_requests == 0

    async def test_what_is_done_is_not_waited_for(self) -> None:
        shutdown = Shutdown(60)
        async with asyncio.timeout(5):
            await shutdown.finish(asyncio.sleep(0), asyncio.sleep(0.01))

    @pytest.mark.parametrize("seconds", [None, 60.0])
    async def test_patience_ends_before_requests_are_cut(self, seconds: float | None) -> None:
        shutdown = Shutdown(1.5)

        async def stop() -> float:
            await asyncio.sleep(0.05)
            shutdown.begin()
            return time.monotonic()

        stopping = asyncio.create_task(stop())
        with pytest.raises(TimeoutError):
            async with shutdown.patience(seconds):
                await asyncio.sleep(60)
        assert 0.9 < time.monotonic() - await stopping < 1.25
        assert shutdown.seconds_for_requests > 0
        with pytest.raises(TimeoutError):
            async with shutdown.patience(seconds):
                await asyncio.sleep(60)

    async def test_patience_is_what_was_asked_for_otherwise(self) -> None:
        shutdown = Shutdown(60)
        with pytest.raises(TimeoutError):
            async with shutdown.patience(0.01):
                await asyncio.sleep(60)
        shutdown.begin()
        with pytest.raises(TimeoutError):
            async with shutdown.patience(0.01):
                await asyncio.sleep(60)


async def test_what_goes_on_behind_requests_has_one_time_for_all_of_it(
    gateway: Gateway, settings: Settings
) -> None:
    """A screen that does not arrive, and a step that cannot be written down."""
    intake, arrives = gateway.parts.intake, asyncio.Event()

    async def show_slowly(_: InboundMessage, __: Screen) -> None:
        await arrives.wait()

    bdapps = gateway.parts.conversation.channels["bdapps"]
    step = replace(message_of(gateway, "m0"), session="s-1", session_event=SessionEvent.NEW)
    await intake.take(Altered(bdapps, show_screen=show_slowly), [step])
    with locked_journal(settings):
        began_at = time.monotonic()
        await intake.finish(1.0)
        assert time.monotonic() - began_at < 1.8
    arrives.set()
    await intake.finish(5)
    assert await gateway.value("SELECT state FROM gateway.inbox") == "answered"


async def test_a_recorder_waits_for_its_commits_no_longer_than_that(
    gateway: Gateway, settings: Settings
) -> None:
    recorder = Recorder(settings.database_url)
    with locked_journal(settings):
        async with recorder.opened(Shutdown(0.5)):
            recording = asyncio.create_task(recorder.record([entry(gateway, "m1")]))
            while not is_waited_for(settings):
                await asyncio.sleep(0.01)
            began_at = time.monotonic()
        assert time.monotonic() - began_at < 5
        assert not recording.done(), "nobody was told that it is recorded"
        recording.cancel()
    async with asyncio.timeout(5):  # the next test wants its database for itself
        while await gateway.value(_AT_WORK):
            await asyncio.sleep(0.01)


class Slow(FakeAssistant):
    """Thinks about everything for a while."""

    seconds = 1.0

    def handle(self, path: str, token: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        answer = super().handle(path, token, body)
        time.sleep(self.seconds)
        return answer


class Caller:
    """What a provider asks of the real process, each call in a thread of its own."""

    def __init__(self, port: int, threads: ThreadPoolExecutor) -> None:
        self._url = f"http://127.0.0.1:{port}"
        self._threads = threads

    def sends(self) -> "Future[httpx.Response]":
        return self._posts("/channels/simulator/inbound", SMS)

    def dials(self) -> "Future[httpx.Response]":
        step = {"session": "s-1", "id": "m0", "from": "01812345678", "is_new": True}
        return self._posts("/channels/simulator-ussd/ussd", step)

    def _posts(self, path: str, body: dict[str, Any]) -> "Future[httpx.Response]":
        url = f"{self._url}{path}"
        return self._threads.submit(httpx.post, url, json=body, headers=SECRET, timeout=30)


@pytest.fixture
def assistant() -> Slow:
    return Slow()


@pytest.fixture
def env(settings: Settings, assistant: FakeAssistant) -> Iterator[dict[str, str]]:
    with serving(assistant.handle) as first, serving(FakeCaseManager().handle) as second:
        yield environment(settings, NALISH_ASSISTANT_URL=first, NALISH_CASE_MANAGER_URL=second)


@contextmanager
def a_gateway(env: dict[str, str]) -> Iterator[tuple[subprocess.Popen[bytes], Caller]]:
    [port] = free_ports(1)
    with ThreadPoolExecutor() as threads, running_gateway(env, port) as process:
        yield process, Caller(port, threads)


@contextmanager
def locked_journal(settings: Settings) -> Iterator[psycopg.Connection[Any]]:
    """Nothing that comes in can be written down before it is rolled back."""
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("LOCK TABLE gateway.inbound_keys IN SHARE MODE")
        yield connection


def is_waited_for(settings: Settings) -> bool:
    with psycopg.connect(settings.database_url, autocommit=True) as watcher:
        row = watcher.execute(_LOCKED_OUT).fetchone()
    return row is not None and row[0] > 0


@pytest.mark.running
class TestAStoppedGateway:
    async def test_answers_whoever_is_in_it(
        self, gateway: Gateway, settings: Settings, env: dict[str, str], assistant: Slow
    ) -> None:
        with a_gateway(env) as (process, caller), locked_journal(settings) as lock:
            message, step = caller.sends(), caller.dials()
            wait_for(lambda: len(assistant.heard) == 1 and is_waited_for(settings))
            process.terminate()
            time.sleep(0.5)
            assert process.poll() is None
            lock.rollback()
            stopped_at = time.monotonic()
            assert [message.result().status_code, step.result().status_code] == [200, 200]
            process.wait(20)
            assert time.monotonic() - stopped_at < 10
        rows = await gateway.rows("SELECT channel, state FROM gateway.inbox ORDER BY channel")
        assert [tuple(row) for row in rows] == [
            ("simulator", "pending"),
            ("simulator-ussd", "answered"),
        ]

    async def test_promises_an_sms_where_the_answer_would_take_too_long(
        self, gateway: Gateway, env: dict[str, str], assistant: Slow
    ) -> None:
        assistant.seconds = 8.0
        with a_gateway(env | {"NALISH_FINISH_SECONDS": "3"}) as (process, caller):
            step = caller.dials()
            wait_for(lambda: len(assistant.heard) == 1)
            stopped_at = time.monotonic()
            process.terminate()
            shown = step.result().json()
            process.wait(20)
            assert time.monotonic() - stopped_at < 6
        assert shown["screen"] == ussd_text("by_sms", Language.BANGLISH)
        assert await gateway.value("SELECT state FROM gateway.inbox") == "pending"

    async def test_is_gone_in_time_though_its_database_stands_still(
        self, gateway: Gateway, settings: Settings, env: dict[str, str]
    ) -> None:
        with (
            a_gateway(env | {"NALISH_FINISH_SECONDS": "3"}) as (process, caller),
            locked_journal(settings) as lock,
        ):
            message = caller.sends()
            wait_for(lambda: is_waited_for(settings))
            stopped_at = time.monotonic()
            process.terminate()
            process.wait(20)
            assert time.monotonic() - stopped_at < 6
            assert isinstance(message.exception(), httpx.TransportError) or not (
                message.result().is_success
            ), "nobody was told that it is recorded"
            lock.rollback()
        again = await gateway.web.post("/channels/simulator/inbound", json=SMS, headers=SECRET)
        assert again.status_code == 200
        assert await gateway.value("SELECT count(*) FROM gateway.inbox") == 1
