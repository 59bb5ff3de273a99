"""The database at the HTTP edge: one request, one transaction, committed before the answer leaves.

Sealed columns are opened and sealed by the services, in the open: whoever needs that takes
`keys: Keys` (`KeysDep` in an endpoint or page) and calls `keys.sealer.seal(text, "table.column")`.
The places in use are identifiers.<kind>, nominees.nid, nominees.phone, conversations.phone,
case_messages.text and outgoing_messages.text; the same words name the blind indexes. `clock()`
gives the moment as aware UTC; services take it as `now`.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.orm import Session, sessionmaker

from case_manager.kit.keys import Keys
from case_manager.rights import ROLE

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


def sqlalchemy_url(database_url: str) -> str:
    """Any of the usual spellings of a PostgreSQL address, with the driver we use."""
    return make_url(database_url).set(drivername="postgresql+psycopg").render_as_string(False)


def libpq_url(database_url: str) -> str:
    return make_url(database_url).set(drivername="postgresql").render_as_string(False)


def make_engine(database_url: str, *, pool_size: int = 10, role: str | None = ROLE) -> Engine:
    """Works under the services' role; without one, as the owner of the tables."""
    options = "-c statement_timeout=30s -c timezone=UTC"
    if role:
        options += f" -c role={role}"
    return create_engine(
        sqlalchemy_url(database_url),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        hide_parameters=True,  # an error must not carry a sealed phone into a log
        connect_args={"options": options},
    )


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine, expire_on_commit=False)


def get_session(request: Request) -> Iterator[Session]:
    with request.app.state.sessions.begin() as session:
        yield session


# These two only look something up; as coroutines they need no thread of their own.
async def get_clock(request: Request) -> Clock:
    clock: Clock = request.app.state.clock
    return clock


async def get_keys(request: Request) -> Keys:
    keys: Keys = request.app.state.keys
    return keys


SessionDep = Annotated[Session, Depends(get_session, scope="function")]
ClockDep = Annotated[Clock, Depends(get_clock)]
KeysDep = Annotated[Keys, Depends(get_keys)]
