"""The real worker as a process, killed and stopped at bad moments."""

import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests.ussd_gateway.fakes import FakeAssistant, FakeCaseManager
from tests.ussd_gateway.harness import OWN_CONNECTION, Gateway
from tests.ussd_gateway.servers import environment, running_worker, serving, wait_for
from ussd_gateway.db import utc_now
from ussd_gateway.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.running]
SECRET = {"X-Simulator-Secret": "simulator-secret"}


class Slow(FakeAssistant):
    """Takes its time over a message that asks for it."""

    def handle(self, path: str, token: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        answer = super().handle(path, token, body)
        if body.get("message") == "slow":
            time.sleep(1.0)
        return answer


@pytest.fixture
def assistant() -> FakeAssistant:
    return Slow()


@pytest.fixture
def env(settings: Settings, assistant: FakeAssistant) -> Iterator[dict[str, str]]:
    with serving(assistant.handle) as first, serving(FakeCaseManager().handle) as second:
        yield environment(settings, NALISH_ASSISTANT_URL=first, NALISH_CASE_MANAGER_URL=second)


@pytest.fixture
def database(settings: Settings) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        yield connection


class Line:
    """A phone on the simulator channel; everything it sent, and what came back."""

    def __init__(self, gateway: Gateway, database: psycopg.Connection[Any]) -> None:
        self._gateway = gateway
        self._database = database
        self._number = f"0171{uuid4().int % 10**7:07d}"

    async def sends(self, text: str) -> str:
        message_id = uuid4().hex
        self._gateway.clock.now = utc_now()
        response = await self._gateway.web.post(
            "/channels/simulator/inbound",
            json={"id": message_id, "from": self._number, "text": text},
            headers=SECRET,
        )
        assert response.status_code == 200
        return message_id

    async def replies(self, message_id: str) -> list[str]:
        response = await self._gateway.web.get(
            f"/channels/simulator/inbound/{message_id}", headers=SECRET
        )
        replies: list[str] = response.json()["replies"]
        return replies

    def is_answered(self, count: int = 1) -> bool:
        answered = self._database.execute(
            "SELECT count(*) FROM gateway.outbox WHERE state = 'delivered'"
        ).fetchone()
        return answered is not None and answered[0] >= count


@pytest.fixture
def line(gateway: Gateway, database: psycopg.Connection[Any]) -> Line:
    return Line(gateway, database)


async def test_a_killed_worker_says_nothing_twice_and_mixes_up_nothing(
    line: Line,
    env: dict[str, str],
    assistant: FakeAssistant,
    settings: Settings,
) -> None:
    first = await line.sends("first question")
    with psycopg.connect(settings.database_url) as blocker:
        blocker.execute("SELECT 1 FROM gateway.inbox FOR UPDATE")  # the worker cannot commit
        with running_worker(env) as worker:
            wait_for(lambda: assistant.heard == ["first question"])
            wait_for(lambda: _is_waiting_for_the_row(settings))
            worker.kill()
    second = await line.sends("second question")
    with running_worker(env) as worker:
        wait_for(lambda: line.is_answered(2))
        assert worker.stop() == 0
    assert assistant.heard == ["first question", "second question"]
    assert await line.replies(first) == ["heard: first question"]
    assert await line.replies(second) == ["heard: second question"]


def _is_waiting_for_the_row(settings: Settings) -> bool:
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        waiting = connection.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted"
            " AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
        ).fetchone()
    return waiting is not None and waiting[0] > 0


async def test_a_stopped_worker_finishes_what_it_began(
    line: Line, env: dict[str, str], assistant: FakeAssistant
) -> None:
    with running_worker(env) as worker:
        message_id = await line.sends("slow")
        wait_for(lambda: assistant.heard == ["slow"])
        started = time.monotonic()
        assert worker.stop() == 0
        assert time.monotonic() - started < 8
    with running_worker(env):
        wait_for(line.is_answered)
    assert assistant.heard == ["slow"]
    assert await line.replies(message_id) == ["heard: slow"]


async def test_two_workers_share_the_work_and_answer_each_message_once(
    gateway: Gateway,
    database: psycopg.Connection[Any],
    env: dict[str, str],
    assistant: FakeAssistant,
) -> None:
    lines = [Line(gateway, database) for _ in range(4)]
    with running_worker(env), running_worker(env):
        sent = {
            await line.sends(f"{number} {part}"): f"heard: {number} {part}"
            for part in ("one", "two", "three")
            for number, line in enumerate(lines)
        }
        wait_for(lambda: lines[0].is_answered(12))
    for message_id, answer in sent.items():
        assert await lines[0].replies(message_id) == [answer]
    for number in range(4):
        heard = [text for text in assistant.heard if text.startswith(f"{number} ")]
        assert heard == [f"{number} {part}" for part in ("one", "two", "three")]


async def test_a_worker_whose_connections_are_cut_goes_on(
    line: Line, database: psycopg.Connection[Any], env: dict[str, str]
) -> None:
    with running_worker(env) as worker:
        await line.sends("before")
        wait_for(line.is_answered)
        database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            "   AND application_name <> %s",
            [OWN_CONNECTION],
        )
        await line.sends("after")
        wait_for(lambda: line.is_answered(2))
        assert worker.stop() == 0
