import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime

import httpx
import psycopg
import pytest
from psycopg.rows import namedtuple_row
from redis.asyncio import Redis

from tests.ussd_gateway.channels.suite import environment
from tests.ussd_gateway.fakes import FakeAssistant, FakeCaseManager, FakeTwilio, over_httpx
from tests.ussd_gateway.harness import (
    OWN_CONNECTION,
    PUBLIC_URL,
    FakeClock,
    Gateway,
    Unpaced,
    make_settings,
)
from tests.ussd_gateway.ussd.handset import Handset
from tests.ussd_gateway.ussd.menu import talk
from ussd_gateway.app import create_app
from ussd_gateway.migrate import migrate
from ussd_gateway.models import Base
from ussd_gateway.settings import Settings
from ussd_gateway.worker import make_parts

# All at once: one by one they take longer than many a test.
EMPTY_TABLES = "WITH {} SELECT".format(
    ", ".join(f"{table.name} AS (DELETE FROM {table})" for table in Base.metadata.sorted_tables)
)


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """The loop that the gateway runs on."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(scope="session")
def gateway_database_url(make_database: Callable[[str], str]) -> str:
    url = make_database("gateway")
    migrate(url)
    return url


@pytest.fixture(scope="session")
def settings(gateway_database_url: str, redis_url: str) -> Settings:
    return make_settings(
        database_url=gateway_database_url,
        redis_url=redis_url,
        redis_prefix=f"nalish-test-{secrets.token_hex(6)}:",
    )


@pytest.fixture(autouse=True)
def channel_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """For one test only: a house that another test starts must not find them."""
    for name, value in environment().items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="session")
async def one_gateway(anyio_backend: object, settings: Settings) -> AsyncIterator[Gateway]:
    """Built once; the `gateway` of each test is this one with everything in it new."""
    gateway = Gateway(settings)
    redis = Redis.from_url(settings.redis_url, decode_responses=True)
    outside = {
        settings.assistant_url: lambda request: gateway.assistant(request),
        settings.case_manager_url: lambda request: gateway.case_manager(request),
        "": gateway.answer_outside,
    }
    clients: list[httpx.AsyncClient] = []

    def http(base_url: str) -> httpx.AsyncClient:
        transport = httpx.MockTransport(outside[base_url])
        clients.append(httpx.AsyncClient(base_url=base_url, transport=transport))
        return clients[-1]

    def clock() -> datetime:
        return gateway.clock()

    post = over_httpx(http(settings.assistant_url))
    with pytest.MonkeyPatch.context() as given:
        for name, value in environment().items():
            given.setenv(name, value)
        gateway.app = create_app(settings, http=http, post_to_assistant=post, clock=clock)
        parts = make_parts(settings, gateway.app.state.sessions, redis, http, post, clock)
        gateway.parts = replace(parts, sender=replace(parts.sender, pace=Unpaced()))
    transport = httpx.ASGITransport(gateway.app)
    async with (
        gateway.app.router.lifespan_context(gateway.app),
        gateway.parts.intake.recorder.opened(gateway.parts.shutdown),
        httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as gateway.web,
        await psycopg.AsyncConnection.connect(
            settings.database_url,
            autocommit=True,
            row_factory=namedtuple_row,
            application_name=OWN_CONNECTION,
        ) as gateway.database,
    ):
        yield gateway
    for client in clients:
        await client.aclose()
    await redis.aclose()


@pytest.fixture
async def gateway(one_gateway: Gateway, settings: Settings) -> AsyncIterator[Gateway]:
    one_gateway.clock = FakeClock()
    one_gateway.assistant = FakeAssistant()
    one_gateway.case_manager = FakeCaseManager()
    one_gateway.twilio = FakeTwilio()
    one_gateway.providers = {}
    yield one_gateway
    await one_gateway.app.state.intake.finish(5)
    await one_gateway.app.state.intake.activity.write()  # what the next test is not to find
    await one_gateway.database.execute(EMPTY_TABLES)
    redis: Redis = one_gateway.app.state.redis
    if keys := [key async for key in redis.scan_iter(f"{settings.redis_prefix}*", count=1000)]:
        await redis.delete(*keys)


@pytest.fixture
def caller(gateway: Gateway) -> Handset:
    """Who is offered a menu."""
    gateway.assistant.say = talk
    return Handset(gateway)
