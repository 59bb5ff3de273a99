"""A real Kannel between a fake SMSC and the real gateway: SMS in, answer out, report back."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest

from nalish.kannel import HOW_TO_GET_IT, missing_programs
from tests.ussd_gateway.channels.kannel.provider import ENVIRONMENT, PATH_SECRET
from tests.ussd_gateway.channels.kannel.running import Kannel, running_kannel
from tests.ussd_gateway.fakes import FakeAssistant, FakeCaseManager
from tests.ussd_gateway.servers import (
    environment,
    free_ports,
    running_gateway,
    running_worker,
    serving,
    wait_for,
)
from ussd_gateway.settings import Settings

pytestmark = pytest.mark.running
CHANNEL = """
[channels.kannel]
type = "kannel"
path_secret = {{ env = "KANNEL_PATH_SECRET" }}
addresses = ["127.0.0.1"]
sendsms_url = "http://127.0.0.1:{port}/cgi-bin/sendsms"
username = "nalish"
password = {{ env = "KANNEL_PASSWORD" }}
number = "16100"
"""
RETRYING = "Retrying request"
LONG = "Apnar nalish pawa gechhe. Amra khoj nichchhi, shigghir janabo. " * 4
SAYS = {
    "amar taka @ {3} [mash]": "Apnar taka ashbe: 500 Tk @ {bank} ~ [kal]",
    "আমার ভাতার টাকা আসে নাই 😀": "আপনার ভাতা ১ ডিসেম্বর আসবে। 🙏",
    "long": LONG.strip(),
}


def say(turn: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"text": SAYS[turn["message"]]}]


@pytest.fixture(scope="module")
def assistant() -> FakeAssistant:
    return FakeAssistant(say=say)


class Web:
    """The gateway's web app, which may be away."""

    def __init__(self, env: dict[str, str], port: int) -> None:
        self._env, self._port = env, port
        self._stack = ExitStack()

    def start(self) -> None:
        self._stack.enter_context(running_gateway(self._env, self._port))

    def stop(self) -> None:
        self._stack.close()


@pytest.fixture(scope="module")
def ports() -> list[int]:
    """Of the gateway, and of Kannel's `sendsms`."""
    return free_ports(2)


@pytest.fixture(scope="module")
def web(
    settings: Settings,
    assistant: FakeAssistant,
    ports: list[int],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Web]:
    """With a worker, which is there all the time."""
    gateway_port, sendsms_port = ports
    channels = tmp_path_factory.mktemp("gateway") / "channels.toml"
    channels.write_text(CHANNEL.format(port=sendsms_port))
    with (
        serving(assistant.handle) as assistant_url,
        serving(FakeCaseManager().handle) as case_manager_url,
    ):
        env = environment(
            settings,
            NALISH_ASSISTANT_URL=assistant_url,
            NALISH_CASE_MANAGER_URL=case_manager_url,
            NALISH_CHANNELS_FILE=str(channels),
            NALISH_GATEWAY_PUBLIC_URL=f"http://127.0.0.1:{gateway_port}",
            **ENVIRONMENT,
        )
        web = Web(env, gateway_port)
        with running_worker(env):
            web.start()
            yield web
            web.stop()


@pytest.fixture(scope="module")
def kannel(
    web: Web, ports: list[int], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kannel]:
    missing = missing_programs()
    assert not missing, f"there is no {' and no '.join(missing)}. {HOW_TO_GET_IT}"
    with running_kannel(tmp_path_factory.mktemp("kannel"), *ports, PATH_SECRET) as running:
        yield running


@pytest.fixture
def database(settings: Settings) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        yield connection
        for table in ("contacts", "inbound_keys", "inbox", "outbox", "events"):
            connection.execute(f"DELETE FROM gateway.{table}")


def value(database: psycopg.Connection[Any], query: str) -> Any:
    row = database.execute(query).fetchone()
    return row and row[0]


@pytest.mark.parametrize("text", [text for text in SAYS if text != "long"])
def test_an_sms_is_journalled_answered_and_reported_on(
    kannel: Kannel, assistant: FakeAssistant, database: psycopg.Connection[Any], text: str
) -> None:
    number = f"88017{os.urandom(4).hex().translate(str.maketrans('abcdef', '012345'))}"
    with kannel.phone(number, text) as phone:
        wait_for(lambda: value(database, "SELECT state FROM gateway.outbox") == "delivered")
        wait_for(lambda: phone.texts() == [SAYS[text]])
    assert assistant.heard[-1] == text
    journal = database.execute("SELECT channel, state, recipient FROM gateway.inbox").fetchall()
    assert journal == [("kannel", "answered", "16100")]


def test_a_long_answer_comes_whole_and_is_one_message(
    kannel: Kannel, database: psycopg.Connection[Any]
) -> None:
    with kannel.phone("8801712345678", "long") as phone:
        wait_for(lambda: value(database, "SELECT state FROM gateway.outbox") == "delivered")
        wait_for(lambda: len(phone.parts()) == 2)
    assert "".join(phone.parts()) == SAYS["long"]


def test_who_is_refused_and_what_is_a_machine_hears_nothing(
    kannel: Kannel, database: psycopg.Connection[Any]
) -> None:
    """Neither our acknowledgement nor Kannel's own words about an answer that it cannot use."""
    retries = kannel.log("smsbox").count(RETRYING)
    with kannel.phone("0171234", "from half a number") as refused:
        wait_for(lambda: 'webhooks_refused_total{channel="kannel"' in kannel.metrics())
        assert refused.texts() == []
    with kannel.phone("16247", "from a short code") as machine:
        wait_for(lambda: value(database, "SELECT state FROM gateway.inbox") == "automatic")
        assert machine.texts() == []
    with kannel.phone("8801712345678", "long") as phone:
        wait_for(lambda: len(phone.parts()) == 2)
    assert value(database, "SELECT count(*) FROM gateway.inbox") == 2
    assert kannel.log("smsbox").count(RETRYING) == retries


def test_what_comes_while_the_gateway_is_away_is_answered_once_it_is_back(
    kannel: Kannel, web: Web, assistant: FakeAssistant, database: psycopg.Connection[Any]
) -> None:
    before, text = len(assistant.heard), next(iter(SAYS))
    web.stop()
    with kannel.phone("8801912345678", text) as phone:
        wait_for(lambda: RETRYING in kannel.log("smsbox"))
        assert phone.texts() == []
        web.start()
        wait_for(lambda: value(database, "SELECT state FROM gateway.outbox") == "delivered")
        wait_for(lambda: phone.texts() == [SAYS[text]])
    assert assistant.heard[before:] == [text]
