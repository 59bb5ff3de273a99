"""Questions of whoever watches: does it live, can it work, how does it do?"""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from ussd_gateway.events import Events
from ussd_gateway.schemas import Health, Readiness

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
async def metrics() -> Response:
    """Of this process; the worker shows its own."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


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
