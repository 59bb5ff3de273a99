"""Every refusal leaves as `{"error", "detail"}` or as a page; a trace never does."""

import html
from collections.abc import Callable
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from case_manager.errors import AppError
from case_manager.logs import where

log = structlog.get_logger()

ErrorPage = Callable[[Request, int, str, str], Response]

_FOR_MACHINES = ("/api/", "/dci/")
_OURS = "something went wrong on our side; it has been noted"


def add_error_handlers(app: FastAPI, error_page: ErrorPage | None = None) -> None:
    """`error_page(request, status, error, detail)` draws what a browser gets instead of JSON."""
    app.state.error_page = error_page or plain_page
    app.add_exception_handler(AppError, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unforeseen)


def plain_page(request: Request, status: int, error: str, detail: str) -> Response:
    title = HTTPStatus(status).phrase
    return HTMLResponse(
        f"<!doctype html><title>{title}</title><h1>{title}</h1><p>{html.escape(detail)}</p>", status
    )


def wants_page(request: Request) -> bool:
    asks_json = "application/json" in request.headers.get("accept", "")
    return not request.url.path.startswith(_FOR_MACHINES) and not asks_json


def _answer(request: Request, status: int, error: str, detail: str) -> Response:
    if wants_page(request):
        error_page: ErrorPage = request.app.state.error_page
        return error_page(request, status, error, detail)
    return JSONResponse({"error": error, "detail": detail}, status)


def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, AppError):
        raise error
    return _answer(request, error.status_code, type(error).__name__, error.detail)


def _malformed(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    return _answer(request, 422, "Malformed", "; ".join(map(_words, error.errors())))


def _words(problem: dict[str, object]) -> str:
    """Place and reason only: the value itself may be somebody's phone."""
    location = problem["loc"] if isinstance(problem["loc"], tuple) else ()
    place = ".".join(str(part) for part in location[1:] if isinstance(part, str)) or "the request"
    return f"{place}: {str(problem['msg']).removeprefix('Value error, ')}"


def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    name = HTTPStatus(error.status_code).phrase.title().replace(" ", "")
    return _answer(request, error.status_code, name, str(error.detail).lower())


def _unforeseen(request: Request, error: Exception) -> Response:
    route = request.scope.get("route")
    log.error("request failed", route=getattr(route, "path", None), error=where(error))
    return _answer(request, 500, "InternalServerError", _OURS)
