"""Two questions of the supervisor: is the process alive, and can it do its work?"""

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError

from case_manager.logs import where
from case_manager.migrate import is_current

log = structlog.get_logger()
router = APIRouter(include_in_schema=False)


@router.get("/healthz")
def health() -> dict[str, str]:
    return {"status": "ok"}


@router.get("/readyz")
def ready(request: Request) -> JSONResponse:
    try:
        with request.app.state.engine.connect() as connection:
            if is_current(connection):
                return JSONResponse({"status": "ok"})
    except SQLAlchemyError as error:
        log.error("database not reachable", error=where(error))
        return _not_ready("the database cannot be reached")
    return _not_ready("the database's tables are not up to date: run case_manager.migrate")


def _not_ready(detail: str) -> JSONResponse:
    return JSONResponse({"error": "NotReady", "detail": detail}, 503)
