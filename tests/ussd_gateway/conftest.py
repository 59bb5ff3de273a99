from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from pydantic import SecretStr
from redis.asyncio import Redis
from sqlalchemy import text

from tests.ussd_gateway.fakes import FakeAssistant, FakeCaseManager, FakeTwilio
from tests.ussd_gateway.harness import PUBLIC_URL, TABLES, FakeClock, Gateway, make_settings
from ussd_gateway.app import create_app
from ussd_gateway.db import make_engine, make_sessions
from ussd_gateway.migrate import migrate
from ussd_gateway.settings import Settings
from ussd_gateway.worker import make_parts


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def gateway_database_url(make_database: Callable[[str], str]) -> str:
    url = make_database("gateway")
    migrate(url)
    return url


@pytest.fixture
def settings(gateway_database_url: str, redis_url: str, redis_prefix: str) -> Settings:
    return make_settings(
        database_url=gateway_database_url,
        redis_url=redis_url,
        redis_prefix=redis_prefix,
        case_manager_token=SecretStr("case-manager-token"),
    )


@pytest.fixture
async def gateway(anyio_backend: str, settings: Settings) -> AsyncIterator[Gateway]:
    clock = FakeClock()
    assistant, case_manager, twilio = FakeAssistant(), FakeCaseManager(), FakeTwilio()
    fakes = {settings.assistant_url: assistant, settings.case_manager_url: case_manager, "": twilio}
    engine = make_engine(settings.database_url)
    redis = Redis.from_url(settings.redis_url, decode_responses=True)
    clients: list[httpx.AsyncClient] = []

    def http(base_url: str) -> httpx.AsyncClient:
        transport = httpx.MockTransport(fakes[base_url])
        clients.append(httpx.AsyncClient(base_url=base_url, transport=transport))
        return clients[-1]

    app = create_app(settings, http=http(""), clock=clock)
    parts = make_parts(settings, make_sessions(engine), redis, http, clock)
    web = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC_URL)
    async with app.router.lifespan_context(app), web:
        yield Gateway(settings, app, web, parts, clock, assistant, case_manager, twilio)
    async with engine.begin() as connection:
        tables = ", ".join(f"gateway.{name}" for name in TABLES.split(", "))
        await connection.execute(text(f"TRUNCATE {tables}"))
    for client in clients:
        await client.aclose()
    await redis.aclose()
    await engine.dispose()
