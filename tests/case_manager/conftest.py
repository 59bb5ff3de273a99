"""One migrated database for all these tests; each runs in a transaction that is rolled back."""

import base64
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import anyio
import httpx
import pytest
from case_manager.app import create_app
from case_manager.db import make_engine
from case_manager.migrate import migrate
from case_manager.settings import Mode, Settings
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def database_url(make_database: Callable[[str], str]) -> str:
    url = make_database("case_manager")
    migrate(url)
    return url


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def settings(database_url: str) -> Settings:
    return Settings(
        mode=Mode.DEMO,
        database_url=SecretStr(database_url),
        gateway_token=SecretStr("gateway-token"),
        case_manager_token=SecretStr("case-manager-token"),
        grant_key=SecretStr("grant-key"),
        case_manager_sealing_keys=SecretStr("1:" + base64.b64encode(bytes(32)).decode()),
        case_manager_index_key=SecretStr("index-key"),
        reference_key=SecretStr("reference-key"),
        secure_cookies=False,
    )


@pytest.fixture
def sessions(engine: Engine) -> Iterator[sessionmaker[Session]]:
    """Sessions in one outer transaction: their commits are savepoints and end with the test."""
    with engine.connect() as connection:
        transaction = connection.begin()
        yield sessionmaker(
            connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        transaction.rollback()


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    with sessions() as session:
        yield session


@pytest.fixture
def app(
    settings: Settings, engine: Engine, sessions: sessionmaker[Session], session: Session
) -> FastAPI:
    """The product's own application, on the test's transaction and at the test's moment."""
    app = create_app(settings, engine=engine, clock=lambda: NOW)
    app.state.sessions = sessions
    return app


class InProcess(httpx.BaseTransport):
    """Hands requests to the application in this process; no socket is opened."""

    def __init__(self, app: FastAPI) -> None:
        self.inner = httpx.ASGITransport(app, raise_app_exceptions=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return anyio.run(self._answer, request)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self.inner.handle_async_request(request)
        return httpx.Response(
            answer.status_code, headers=answer.headers, content=await answer.aread()
        )


@pytest.fixture
def client(app: FastAPI, session: Session) -> Iterator[httpx.Client]:
    """Empties the session before each request, so that a missing eager load fails here."""

    def empty(_: httpx.Request) -> None:
        session.commit()
        session.expunge_all()

    with httpx.Client(
        transport=InProcess(app),
        base_url="http://desk.test",
        event_hooks={"request": [empty]},
    ) as client:
        yield client
