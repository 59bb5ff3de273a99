"""The case manager's front door: the only place that builds engines, keys and clients."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI
from sqlalchemy import Engine

from case_manager import health
from case_manager.accounts import pages as accounts_pages
from case_manager.accounts import password_pages, user_pages
from case_manager.cases import endpoints as cases_endpoints
from case_manager.cases import follow_up_endpoints, template_pages
from case_manager.cases import pages as cases_pages
from case_manager.cases.live import LiveDesks
from case_manager.db import Clock, libpq_url, make_engine, make_sessions, utc_now
from case_manager.demo import endpoints as demo_endpoints
from case_manager.entitlements import amount_pages as entitlements_amount_pages
from case_manager.entitlements import eligibility_endpoints
from case_manager.entitlements import endpoints as entitlements_endpoints
from case_manager.entitlements import pages as entitlements_pages
from case_manager.entitlements.system import system
from case_manager.error_handlers import add_error_handlers
from case_manager.imports.pages import routes as imports_pages
from case_manager.imports.pages.opening import Opener
from case_manager.incidents import act_pages as incidents_act_pages
from case_manager.incidents import pages as incidents_pages
from case_manager.interoperability import endpoints as interoperability_endpoints
from case_manager.interoperability.config import Interoperability
from case_manager.interoperability.file import load_interoperability
from case_manager.interoperability.hearing import Hearing
from case_manager.interoperability.peers import make_peers
from case_manager.limits import SmallBodies
from case_manager.logs import set_up_logging
from case_manager.messages.gateway import Gateway, make_gateway
from case_manager.notices import pages as notices_pages
from case_manager.operations import pages as operations_pages
from case_manager.payments import endpoints as payments_endpoints
from case_manager.payments import pages as payments_pages
from case_manager.payments.heard import nobody_else
from case_manager.people import endpoints as people_endpoints
from case_manager.settings import Mode, Settings, load_settings
from case_manager.statistics import pages as statistics_pages
from case_manager.traces import Traced
from case_manager.training import endpoints as training_endpoints
from case_manager.ui.assets import Assets
from case_manager.ui.error_pages import error_page
from case_manager.ui.headers import SecurityHeaders

_PAGE_WAITS_SECONDS = 3.0  # for the gateway


def create_app(
    settings: Settings | None = None,
    *,
    engine: Engine | None = None,
    gateway: Gateway | None = None,
    interoperability: Interoperability | None = None,
    clock: Clock = utc_now,
) -> FastAPI:
    settings = settings or load_settings()
    set_up_logging()
    system()  # a catalogue that is not in order is refused before anybody is answered
    engine = engine or make_engine(settings.database_url.get_secret_value())
    app = FastAPI(
        title="Nalish case manager",
        version="1",
        lifespan=_disposing(engine),
        docs_url=None,  # their pages come from a CDN
        redoc_url=None,
        openapi_url=None if settings.mode is Mode.PRODUCTION else "/api/v1/openapi.json",
    )
    app.state.settings = settings
    app.state.keys = settings.keys
    app.state.links = settings.links
    app.state.clock = clock
    app.state.engine = engine
    app.state.gateway = gateway or make_gateway(
        settings.gateway_url,
        settings.gateway_token.get_secret_value(),
        timeout_seconds=_PAGE_WAITS_SECONDS,
    )
    app.state.interoperability = interoperability or load_interoperability(
        settings.interoperability_file
    )
    app.state.live_desks = LiveDesks(libpq_url(settings.database_url.get_secret_value()))
    app.state.sessions = make_sessions(engine)
    peers = make_peers(app.state.interoperability)
    app.state.opener = Opener()
    app.state.hearing = Hearing(app.state.sessions, peers, settings.keys)
    app.state.hear = app.state.hearing.hear if peers.opened else nobody_else
    add_error_handlers(app, error_page)
    app.add_middleware(SmallBodies)
    app.add_middleware(Traced)
    _include_api(app)
    _include_pages(app)
    return app


def _include_api(app: FastAPI) -> None:
    app.include_router(health.router)
    app.include_router(interoperability_endpoints.router)
    for endpoints in (
        people_endpoints,
        payments_endpoints,
        entitlements_endpoints,
        eligibility_endpoints,
        cases_endpoints,
        follow_up_endpoints,
    ):
        app.include_router(endpoints.router, prefix="/api/v1")
    if app.state.settings.mode is not Mode.PRODUCTION:
        for endpoints in (demo_endpoints, training_endpoints):
            app.include_router(endpoints.router, prefix="/api/v1")


def _include_pages(app: FastAPI) -> None:
    for pages in (accounts_pages, password_pages, user_pages):
        app.include_router(pages.router)
    app.include_router(cases_pages.router)
    app.include_router(template_pages.router)
    app.include_router(incidents_pages.router)
    app.include_router(incidents_act_pages.router)
    app.include_router(payments_pages.router)
    app.include_router(entitlements_pages.router)
    app.include_router(entitlements_amount_pages.router)
    app.include_router(statistics_pages.router)
    app.include_router(notices_pages.router)
    app.include_router(imports_pages.router)
    app.include_router(operations_pages.router)
    app.mount("/static", Assets(), name="static")
    app.add_middleware(SecurityHeaders, https=app.state.settings.secure_cookies)


def _disposing(engine: Engine) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        app.state.hearing.close()
        engine.dispose()

    return lifespan
