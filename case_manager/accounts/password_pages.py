"""Choosing a password: by a link that was mailed, or with the one somebody has."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from case_manager.accounts import inviting, rules, service
from case_manager.accounts.access import VISIT_COOKIE, AnyoneDep, CaseworkDep, Visit, set_cookie
from case_manager.accounts.links import Links
from case_manager.db import ClockDep, SessionDep
from case_manager.errors import LinkExpired, WrongPassword
from case_manager.ui.forms import FormText, Words
from case_manager.ui.rendering import page

router = APIRouter(include_in_schema=False)


@router.get("/forgotten-password")
def forgotten_password(request: Request, visit: AnyoneDep) -> Response:
    return _page(request, visit, "forgotten_password", asked=False)


@router.post("/forgotten-password")
def ask_for_link(
    request: Request, visit: AnyoneDep, session: SessionDep, clock: ClockDep, email: FormText = ""
) -> Response:
    """The same words whoever asks, so that nobody learns who has an account."""
    inviting.ask_for_link(session, email, now=clock())
    return _page(request, visit, "forgotten_password", asked=True)


@router.get("/passwords/{token}")
def password_page(
    token: str, request: Request, visit: AnyoneDep, session: SessionDep, clock: ClockDep
) -> Response:
    return _choose(request, visit, session, clock, token, Words())


@router.post("/passwords/{token}")
def choose_password(
    token: str,
    request: Request,
    visit: AnyoneDep,
    session: SessionDep,
    clock: ClockDep,
    password: FormText = "",
    again: FormText = "",
) -> Response:
    if errors := _errors_of(password, again):
        return _choose(request, visit, session, clock, token, errors)
    try:
        inviting.choose_password(
            session, token, password, links=request.app.state.links, now=clock()
        )
    except LinkExpired:
        return _expired(request, visit)
    return RedirectResponse("/sign-in?said=password_chosen", 303)


@router.get("/account")
def account_page(request: Request, visit: CaseworkDep) -> Response:
    return _account(request, visit, Words())


@router.post("/account/password")
def change_password(
    request: Request,
    visit: CaseworkDep,
    session: SessionDep,
    clock: ClockDep,
    old: FormText = "",
    password: FormText = "",
    again: FormText = "",
) -> Response:
    if errors := _errors_of(password, again):
        return _account(request, visit, errors)
    try:
        service.change_password(session, visit.user, old, password, now=clock())
    except WrongPassword:
        return _account(request, visit, Words(old="password.wrong"))
    return RedirectResponse("/sign-in?said=password_chosen", 303)


def _errors_of(password: str, again: str) -> Words:
    if not rules.SHORTEST_PASSWORD <= len(password) <= rules.LONGEST_PASSWORD:
        return Words({"password": "password.length"})
    if password != again:
        return Words(again="password.not_the_same")
    return Words()


def _choose(
    request: Request,
    visit: Visit,
    session: SessionDep,
    clock: ClockDep,
    token: str,
    errors: Words,
) -> HTMLResponse:
    links: Links = request.app.state.links
    try:
        user = inviting.user_of_link(session, token, links=links, now=clock())
    except LinkExpired:
        return _expired(request, visit)
    return _page(
        request,
        visit,
        "choose_password",
        status_code=422 if errors else 200,
        here="/sign-in",  # the link is nobody's to see again
        token=token,
        user=user,
        errors=errors,
    )


def _account(request: Request, visit: Visit, errors: Words) -> HTMLResponse:
    status_code = 422 if errors else 200
    return _page(request, visit, "account", status_code=status_code, here="/account", errors=errors)


def _expired(request: Request, visit: Visit) -> HTMLResponse:
    return _page(request, visit, "link_expired", status_code=404, here="/sign-in")


def _page(
    request: Request, visit: Visit, name: str, *, status_code: int = 200, **context: Any
) -> HTMLResponse:
    response = page(
        request,
        visit.language,
        f"accounts/{name}.html",
        status_code=status_code,
        visit=visit,
        shortest=rules.SHORTEST_PASSWORD,
        longest=rules.LONGEST_PASSWORD,
        **context,
    )
    if visit.user is None:
        set_cookie(request, response, VISIT_COOKIE, visit.csrf_token)
    return response
