from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import URL, make_url, text
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

Sessions = async_sessionmaker[AsyncSession]


def driver_url(url: str) -> URL:
    return make_url(url).set(drivername="postgresql+psycopg")


def libpq_url(url: str) -> str:
    """For psycopg without SQLAlchemy."""
    address = make_url(url).set(drivername="postgresql")
    return address.render_as_string(hide_password=False)


def make_engine(url: str) -> AsyncEngine:
    """Parameters stay out of error messages: they are what citizens wrote."""
    return create_async_engine(
        driver_url(url),
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=10,
        connect_args={"connect_timeout": 5},
    )


def make_sessions(engine: AsyncEngine) -> Sessions:
    return async_sessionmaker(engine, expire_on_commit=False)


async def get_sessions(request: Request) -> Sessions:
    sessions: Sessions = request.app.state.sessions
    return sessions


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    async with (await get_sessions(request)).begin() as session:
        yield session


# The scope makes the commit come before the answer: a failed commit is never acknowledged.
SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]
# For what must not be locked from the beginning to the end.
SessionsDep = Annotated[Sessions, Depends(get_sessions)]


async def wake(session: AsyncSession, what: str) -> None:
    """Tells the workers at the commit that there is something to do."""
    await session.execute(text("SELECT pg_notify('gateway', :what)"), {"what": what})


def utc_now() -> datetime:
    return datetime.now(UTC)
