import asyncio
import base64
import os
import socket
import threading
import warnings
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from fake_case_manager import FakeCaseManager
from phone import Phone
from rasa.core import channels
from rasa.core.agent import Agent
from redis.asyncio import Redis
from sanic import Sanic

import logs
from actions.base import Surroundings
from actions.server import create_app
from case_manager_client import CaseManager
from complaint.texts import read_telling
from components.action_endpoint import ActionServer
from components.entity_extractors import CitizenTextExtractor
from components.gateway_channel import GatewayChannel
from components.processor import fit_out
from components.replies import Replies
from components.tracker_store import NalishTrackerStore
from training_inputs import model_path
from wording import read_wording

ASSISTANT_TOKEN = "assistant-token-for-tests"
ACTIONS_TOKEN = "actions-token-for-tests"
SEALING_KEY = base64.b64encode(os.urandom(32)).decode()
TODAY = date(2026, 11, 23)

Sanic.test_mode = True  # else the second server of one process does not start


@dataclass
class Loop:
    """One event loop in a thread: the servers live there, the tests stay outside."""

    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def __post_init__(self) -> None:
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=60)

    def serve(self, app: Sanic) -> str:
        async def start() -> int:
            listening = socket.create_server(("127.0.0.1", 0))
            server = await app.create_server(sock=listening, return_asyncio_server=True)
            await server.startup()
            await server.start_serving()
            return int(listening.getsockname()[1])

        return f"http://127.0.0.1:{self.run(start())}"


@dataclass
class House:
    """The assistant with its trained model, its action server, and a fake case manager."""

    url: str
    agent: Agent
    client: CaseManager
    action_server_url: str
    another: Callable[..., Agent]
    fake: FakeCaseManager = field(default_factory=FakeCaseManager)

    def action_server_goes_down(self) -> None:
        self.agent.processor.action_endpoint.url = "http://127.0.0.1:9/webhook"

    def action_server_comes_back(self) -> None:
        self.agent.processor.action_endpoint.url = f"{self.action_server_url}/webhook"


@pytest.fixture(scope="session", autouse=True)
def quiet() -> None:
    logs.configure()


@pytest.fixture(scope="session")
def redis_url() -> str:
    """A real server: `make test` gives one."""
    return os.environ["REDIS_URL"]


@pytest.fixture(scope="session")
def loop() -> Loop:
    return Loop()


@pytest.fixture(scope="session")
def standing_house(loop: Loop, redis_url: str) -> Iterator[House]:
    """Loading the model takes seconds, so one house serves every test."""
    house: list[House] = []
    client = CaseManager(lambda *asked: house[0].fake(*asked))
    wording = read_wording()
    surroundings = Surroundings(client, wording, read_telling(wording), lambda: TODAY)
    actions_url = loop.serve(create_app(surroundings, ACTIONS_TOKEN))
    prefix = f"test-{os.urandom(6).hex()}:"
    load = partial(assistant, redis_url, prefix, client, actions_url)
    agent = load()
    url = loop.serve(channel_app(agent))
    house.append(House(url, agent, client, actions_url, load))
    yield house[0]
    loop.run(forget(redis_url, prefix))


def assistant(
    redis_url: str,
    prefix: str,
    client: CaseManager,
    actions_url: str,
    model: Path | None = None,
) -> Agent:
    store = NalishTrackerStore(redis_url, sealing_key=SEALING_KEY, key_prefix=prefix)
    path = model or model_path()
    assert path.exists(), "there is no model of the present data: run `python train.py`"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        agent = Agent.load(
            path,
            tracker_store=store,
            generator=Replies(case_manager=client, today=lambda: TODAY),
            action_endpoint=ActionServer(actions_url, ACTIONS_TOKEN),
        )
    fit_out(agent)
    for node in agent.processor.graph_runner._instantiated_nodes.values():
        if isinstance(node._component, CitizenTextExtractor):
            node._component.clock = lambda: TODAY
    return agent


async def forget(redis_url: str, prefix: str) -> None:
    redis = Redis.from_url(redis_url)
    for key in [key async for key in redis.scan_iter(f"{prefix}*")]:
        await redis.delete(key)
    await redis.close(close_connection_pool=True)


def channel_app(agent: Agent, kind: type[GatewayChannel] = GatewayChannel) -> Sanic:
    app = Sanic("assistant", configure_logging=False)
    app.ctx.agent = agent
    channels.channel.register([kind(ASSISTANT_TOKEN)], app, route="/webhooks/")
    return app


@pytest.fixture
def house(standing_house: House) -> House:
    standing_house.fake = FakeCaseManager()
    standing_house.action_server_comes_back()
    return standing_house


@pytest.fixture
def http(house: House) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {ASSISTANT_TOKEN}"}
    with httpx.Client(base_url=house.url, headers=headers, timeout=30) as client:
        yield client


@pytest.fixture
def new_phone(http: httpx.Client) -> Callable[..., Phone]:
    return lambda **known: Phone(http, **known)
