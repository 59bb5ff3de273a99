from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp, Lifespan

from ussd_gateway import __version__, endpoints, health, operations
from ussd_gateway.channels.base import Channel
from ussd_gateway.channels.simulator import endpoints as simulator
from ussd_gateway.clients.assistant import Post
from ussd_gateway.db import make_engine, make_sessions, utc_now
from ussd_gateway.heap import frozen_heap
from ussd_gateway.logs import configure_logs
from ussd_gateway.parts import Clients, OpenClient, make_conversation, make_intake, make_router
from ussd_gateway.sessions import connect_redis
from ussd_gateway.settings import Settings, load_settings
from ussd_gateway.shutdown import Shutdown
from ussd_gateway.simulator import page, phone_page, twilio_api
from ussd_gateway.simulator.recorder import Recorder
from ussd_gateway.traces import Traced
from ussd_gateway.web import LimitBody, LimitWork, Line, install_error_handlers
from ussd_gateway.webhooks import Shortcut, Webhooks, routes_to


class Gateway(FastAPI):
    def build_middleware_stack(self) -> ASGIApp:
        return Shortcut(super().build_middleware_stack(), self)


def create_app(
    settings: Settings | None = None,
    *,
    channels: Mapping[str, Channel] | None = None,
    http: OpenClient | None = None,
    post_to_assistant: Post | None = None,
    clock: Callable[[], datetime] = utc_now,
    shutdown: Shutdown | None = None,
) -> FastAPI:
    """`shutdown` is begun by the server that was asked to stop, else when the app ends."""
    configure_logs()
    settings = settings or load_settings()
    shutdown = shutdown or Shutdown(settings.finish_seconds)
    engine = make_engine(settings.database_url)
    redis = connect_redis(settings.redis_url)
    sessions = make_sessions(engine)
    clients = Clients(settings)
    http = http or clients.open
    post = post_to_assistant or clients.post_to_assistant

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with intake.recorder.opened(shutdown), intake.activity.kept(shutdown):
            with frozen_heap():
                yield
            shutdown.begin()
            await shutdown.finish(intake.finish(shutdown.seconds_left))
        await clients.aclose()
        await redis.aclose()
        await engine.dispose()

    app = _make_shell(settings, lifespan)
    conversation = make_conversation(settings, sessions, redis, http, post, channels, clock)
    intake = make_intake(settings, conversation, redis, shutdown)
    sealer = conversation.sealer
    app.state.settings = settings
    app.state.sessions = sessions
    app.state.redis = redis
    app.state.http = http("")
    app.state.sealer = sealer
    app.state.recorder = Recorder(redis, settings.redis_prefix, sealer)
    app.state.clock = clock
    app.state.channels = conversation.channels
    app.state.router = make_router(settings, conversation, redis)
    app.state.restraint = conversation.restraint
    app.state.intake = intake
    app.state.webhooks = Webhooks(conversation.channels, intake, settings.gateway_public_url, clock)
    _include_routes(app)
    return app


def _make_shell(settings: Settings, lifespan: Lifespan[FastAPI]) -> FastAPI:
    """What every request passes through, whatever it asks for, but a provider's usual one."""
    app = Gateway(
        title="Nalish gateway",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,  # their pages come from a CDN
        redoc_url=None,
        openapi_url="/api/v1/openapi.json" if settings.simulator_enabled else None,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # would show what came in
    )
    app.state.line = Line()
    app.add_middleware(LimitBody)
    app.add_middleware(LimitWork, app.state.line)
    app.add_middleware(Traced)
    install_error_handlers(app)
    return app


def _include_routes(app: FastAPI) -> None:
    if app.state.settings.simulator_enabled:
        _include_simulator(app)
    app.router.routes.extend(routes_to(app.state.webhooks))
    for module in (endpoints, operations, health):
        app.include_router(module.router)


def _include_simulator(app: FastAPI) -> None:
    for router in (simulator.router, page.router, phone_page.router, twilio_api.router):
        app.include_router(router)
    app.mount("/simulator/static", StaticFiles(directory=page.STATIC, follow_symlink=True))
