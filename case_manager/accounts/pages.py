from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from case_manager.accounts import service
from case_manager.accounts.access import (
    SESSION_COOKIE,
    VISIT_COOKIE,
    AnyoneDep,
    Visit,
    session_limits,
    set_cookie,
)
from case_manager.accounts.rules import local_path
from case_manager.db import ClockDep, SessionDep
from case_manager.ui.forms import FormText
from case_manager.ui.languages import LANGUAGE_COOKIE, page_language
from case_manager.ui.rendering import page

router = APIRouter(include_in_schema=False)

_A_YEAR = 365 * 24 * 3600


@router.get("/")
def home(visit: AnyoneDep) -> Response:
    return RedirectResponse("/cases" if visit.user else "/sign-in", 303)


@router.get("/sign-in")
def sign_in_page(request: Request, visit: AnyoneDep, then: str = "/cases") -> Response:
    if visit.user:
        return RedirectResponse(local_path(then, "/cases"), 303)
    return _sign_in_form(request, visit, then)


@router.post("/sign-in")
def sign_in(
    request: Request,
    visit: AnyoneDep,
    session: SessionDep,
    clock: ClockDep,
    email: FormText = "",
    password: FormText = "",
    then: FormText = "/cases",
) -> Response:
    limits = session_limits(request.app.state.settings)
    token = service.sign_in(session, email, password, limits=limits, now=clock())
    if token is None:
        return _sign_in_form(request, visit, then, email=email, status_code=401)
    if old_token := request.cookies.get(SESSION_COOKIE):
        service.sign_out(session, old_token)
    response = RedirectResponse(local_path(then, "/cases"), 303)
    lifetime = int(limits.absolute.total_seconds())
    set_cookie(request, response, SESSION_COOKIE, token, max_age=lifetime)
    response.delete_cookie(VISIT_COOKIE)
    return response


@router.post("/sign-out")
def sign_out(request: Request, visit: AnyoneDep, session: SessionDep) -> Response:
    service.sign_out(session, request.cookies.get(SESSION_COOKIE, ""))
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(SESSION_COOKIE)
    return response


@router.post("/language")
def choose_language(
    request: Request, visit: AnyoneDep, language: FormText, then: FormText = "/"
) -> Response:
    chosen = page_language(language)
    if visit.user:
        service.choose_language(visit.user, chosen)
    response = RedirectResponse(local_path(then), 303)
    set_cookie(request, response, LANGUAGE_COOKIE, chosen, max_age=_A_YEAR)
    return response


def _sign_in_form(
    request: Request, visit: Visit, then: str, *, email: str = "", status_code: int = 200
) -> HTMLResponse:
    response = page(
        request,
        visit.language,
        "accounts/sign_in.html",
        status_code=status_code,
        here="/sign-in",
        visit=visit,
        then=local_path(then, "/cases"),
        email=email,
        refused=status_code == 401,
        said="password_chosen" if request.query_params.get("said") == "password_chosen" else "",
    )
    set_cookie(request, response, VISIT_COOKIE, visit.csrf_token)
    return response
