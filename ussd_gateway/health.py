"""Questions of whoever watches: does it live, can it work, how does it do?"""

from collections.abc import Mapping
from datetime import datetime

import structlog
from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from ussd_gateway.events import Events
from ussd_gateway.metrics import (
    CONNECTED,
    FAILED,
    UNANSWERED,
    UNANSWERED_SECONDS,
    WAITING,
    WAITING_SECONDS,
)
from ussd_gateway.schemas import Health, Readiness
from ussd_gateway.watching import State, states

log = structlog.get_logger(__name__)
router = APIRouter()


@router.get("/healthz")
async def health() -> Health:
    return Health()


@router.get("/readyz", responses={503: {"model": Readiness}})
async def ready(request: Request, response: Response) -> Readiness:
    """Events that the case manager refused need a person, not a restart: they do not say 503."""
    database, redis = await _database_state(request), await _redis_state(request)
    is_ready = (database, redis) == ("reachable", "reachable")
    if not is_ready:
        response.status_code = 503
    return Readiness(
        status="ready" if is_ready else "not ready",
        database=database,
        redis=redis,
        channels=", ".join(sorted(request.app.state.channels)) or "none configured",
        events=await _events_state(request) if database == "reachable" else "unknown",
    )


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """Of this process, and what waits in all of them; a worker shows its own."""
    try:
        async with request.app.state.sessions() as session:
            now = request.app.state.clock()
            show_states(await states(session, now), now)
    except (SQLAlchemyError, OSError) as error:
        log.error("queues_not_read", error=type(error).__name__)
        show_states({}, request.app.state.clock())
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def show_states(found: Mapping[str, State], now: datetime) -> None:
    for gauge in (WAITING, WAITING_SECONDS, UNANSWERED, UNANSWERED_SECONDS, FAILED, CONNECTED):
        gauge.clear()
    for channel, state in found.items():
        FAILED.labels(channel).set(state.failed)
        if state.connected_at:
            CONNECTED.labels(channel).set(state.is_connected(now))
        if state.unanswered:
            UNANSWERED.labels(channel).set(state.unanswered.messages)
            age = now - state.unanswered.oldest_at
            UNANSWERED_SECONDS.labels(channel).set(age.total_seconds())
        for priority, queue in state.waiting.items():
            WAITING.labels(channel, priority.name.lower()).set(queue.messages)
            age = now - queue.oldest_at
            WAITING_SECONDS.labels(channel, priority.name.lower()).set(age.total_seconds())


async def _database_state(request: Request) -> str:
    try:
        async with request.app.state.sessions() as session:
            await session.execute(text("SELECT 1 FROM gateway.contacts LIMIT 1"))
    except (SQLAlchemyError, OSError) as error:
        return f"not reachable or not migrated ({type(error).__name__})"
    return "reachable"


async def _events_state(request: Request) -> str:
    async with request.app.state.sessions() as session:
        refused = await Events(session, request.app.state.sealer).count_refused()
    if not refused:
        return "none refused"
    return f"{refused} refused by the case manager; kept in gateway.events, see refused_at"


async def _redis_state(request: Request) -> str:
    try:
        await request.app.state.redis.ping()
    except (RedisError, OSError) as error:
        return f"not reachable ({type(error).__name__})"
    return "reachable"
