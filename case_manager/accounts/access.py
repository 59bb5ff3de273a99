"""Who may use a page. Every route of a page declares one of these policies; a test walks them.

A policy also checks the form token of every unsafe request, so no page can forget it.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request, Response

from case_manager.accounts import service
from case_manager.accounts.rules import SessionLimits
from case_manager.db import ClockDep, SessionDep
from case_manager.errors import FormExpired, NotYoursToDo, SignInRequired
from case_manager.models import User
from case_manager.settings import Settings
from case_manager.ui.languages import browser_language, page_language
from case_manager.vocabulary import Language, Role

SESSION_COOKIE = "nalish_session"
VISIT_COOKIE = "nalish_visit"
_FORM_TOKEN = re.compile(r"[0-9A-Za-z_-]{43}")
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Visit:
    """A request to a page: whose it is, in which language, and the token its forms must send."""

    user: User | None
    csrf_token: str
    language: Language


@dataclass(frozen=True)
class UserVisit(Visit):
    user: User
    organisation: str


def session_limits(settings: Settings) -> SessionLimits:
    return SessionLimits(
        idle=timedelta(minutes=settings.session_idle_minutes),
        absolute=timedelta(hours=settings.session_hours),
    )


async def sent_form_token(request: Request) -> str:
    """htmx sends it as a header, a plain form as a field."""
    if request.method in _SAFE_METHODS:
        return ""
    if header := request.headers.get("x-csrf-token"):
        return header
    return str((await request.form()).get("csrf_token", ""))


FormTokenDep = Annotated[str, Depends(sent_form_token)]


def find_visit(
    request: Request, session: SessionDep, clock: ClockDep, *, is_activity: bool = True
) -> Visit:
    sign_in = service.find_sign_in(
        session,
        request.cookies.get(SESSION_COOKIE, ""),
        limits=session_limits(request.app.state.settings),
        now=clock(),
        is_activity=is_activity,
    )
    if sign_in is None:
        known = request.cookies.get(VISIT_COOKIE, "")
        token = known if _FORM_TOKEN.fullmatch(known) else secrets.token_urlsafe(32)
        return Visit(None, token, browser_language(request))
    user = sign_in.user
    language = request.state.language = page_language(user.language)
    in_bangla = language == Language.BANGLA
    organisation = user.organisation.name_bn if in_bangla else user.organisation.name_en
    return UserVisit(user, sign_in.csrf_token, language, organisation)


def _check_form(request: Request, visit: Visit, sent: str) -> None:
    if request.method not in _SAFE_METHODS and not secrets.compare_digest(
        sent.encode(errors="replace"), visit.csrf_token.encode()
    ):
        raise FormExpired("the page was open too long; load it again and repeat what you did")


class Anyone:
    """Signed in or not. Before the sign-in a form's token is compared with a cookie."""

    def __call__(
        self, request: Request, session: SessionDep, clock: ClockDep, sent: FormTokenDep
    ) -> Visit:
        visit = find_visit(request, session, clock)
        _check_form(request, visit, sent)
        return visit


@dataclass(frozen=True)
class SignedIn:
    """One of `roles`, signed in. `is_activity=False` is for what a page asks for by itself."""

    roles: frozenset[Role]
    is_activity: bool = True

    def __call__(
        self, request: Request, session: SessionDep, clock: ClockDep, sent: FormTokenDep
    ) -> UserVisit:
        visit = find_visit(request, session, clock, is_activity=self.is_activity)
        if not isinstance(visit, UserVisit):
            raise SignInRequired("sign in first")
        _check_form(request, visit, sent)
        if visit.user.role not in self.roles:
            raise NotYoursToDo("your role does not allow this")
        return visit


POLICIES = (Anyone, SignedIn)

AnyoneDep = Annotated[Visit, Depends(Anyone())]
CaseworkDep = Annotated[UserVisit, Depends(SignedIn(frozenset(Role)))]
RefreshDep = Annotated[UserVisit, Depends(SignedIn(frozenset(Role), is_activity=False))]


AdministratorDep = Annotated[UserVisit, Depends(SignedIn(frozenset({Role.ADMINISTRATOR})))]


def set_cookie(
    request: Request, response: Response, name: str, value: str, *, max_age: int | None = None
) -> None:
    """Out of reach of scripts and other sites; without `max_age` gone with the browser."""
    settings: Settings = request.app.state.settings
    response.set_cookie(
        name,
        value,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
        max_age=max_age,
    )
