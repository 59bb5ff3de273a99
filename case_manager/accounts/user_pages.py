"""Who may sign in, for administrators."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from case_manager.accounts import inviting, rules, service
from case_manager.accounts.access import AdministratorDep, UserVisit
from case_manager.accounts.service import NewUser
from case_manager.db import ClockDep, SessionDep
from case_manager.errors import AppError, MailNotSetUp, Malformed, NotYourself, UserAlreadyExists
from case_manager.ui.forms import FormText, Words
from case_manager.ui.languages import page_language
from case_manager.ui.rendering import page
from case_manager.vocabulary import Role

router = APIRouter(include_in_schema=False)

_ROWS = 50
_LONGEST_NAME = 120
_FIELDS = ("email", "name", "role", "organisation", "area", "language")


async def sent_fields(
    email: FormText = "",
    name: FormText = "",
    role: FormText = "",
    organisation: FormText = "",
    area: FormText = "",
    language: FormText = "bn",
) -> Words:
    sent = (email, name, role, organisation, area, language)
    return Words({field: text.strip() for field, text in zip(_FIELDS, sent, strict=True)})


InvitationDep = Annotated[Words, Depends(sent_fields)]


@router.get("/users")
def users_page(
    request: Request,
    visit: AdministratorDep,
    session: SessionDep,
    after: UUID | None = None,
) -> HTMLResponse:
    return _users(request, visit, session, after=after)


@router.post("/users/found")
def find_users(
    request: Request, visit: AdministratorDep, session: SessionDep, find: FormText = ""
) -> HTMLResponse:
    """A form and no link: names do not belong into addresses."""
    return _users(request, visit, session, find=find[:_LONGEST_NAME])


@router.get("/users/new")
def invitation_page(request: Request, visit: AdministratorDep, session: SessionDep) -> HTMLResponse:
    return _invitation(request, visit, session, Words(language="bn"), Words())


@router.post("/users")
def invite_user(
    request: Request,
    visit: AdministratorDep,
    session: SessionDep,
    clock: ClockDep,
    fields: InvitationDep,
) -> Response:
    _check_mail_goes_out(request)
    errors = _errors_of(fields)
    if not errors:
        errors = _try_to_invite(session, fields, visit, clock)
    if errors:
        return _invitation(request, visit, session, fields, errors)
    return RedirectResponse("/users?said=invited", 303)


@router.post("/users/{user_id}/links")
def send_link(
    user_id: UUID,
    request: Request,
    visit: AdministratorDep,
    session: SessionDep,
    clock: ClockDep,
) -> Response:
    _check_mail_goes_out(request)
    inviting.send_link(session, user_id, actor=visit.user, now=clock())
    return RedirectResponse("/users?said=link_sent", 303)


@router.post("/users/{user_id}/shut-out")
def shut_out(
    user_id: UUID,
    request: Request,
    visit: AdministratorDep,
    session: SessionDep,
    clock: ClockDep,
) -> Response:
    try:
        service.let_in(session, user_id, False, actor=visit.user, now=clock())
    except NotYourself as refusal:
        return _users(request, visit, session, refusal=refusal)
    return RedirectResponse("/users?said=shut_out", 303)


@router.post("/users/{user_id}/let-in")
def let_in(
    user_id: UUID, visit: AdministratorDep, session: SessionDep, clock: ClockDep
) -> Response:
    service.let_in(session, user_id, True, actor=visit.user, now=clock())
    return RedirectResponse("/users?said=let_in", 303)


def _mail_goes_out(request: Request) -> bool:
    return request.app.state.settings.mail_server is not None


def _check_mail_goes_out(request: Request) -> None:
    if not _mail_goes_out(request):
        raise MailNotSetUp("no mail server is set up")


def _errors_of(fields: Words) -> Words:
    errors = Words()
    try:
        rules.check_email(fields["email"])
    except Malformed:
        errors["email"] = "users.wrong.email"
    if not 0 < len(fields["name"]) <= _LONGEST_NAME:
        errors["name"] = "users.wrong.name"
    if fields["role"] not in set(Role):
        errors["role"] = "users.wrong.role"
    if not 0 < len(fields["organisation"]) <= _LONGEST_NAME:
        errors["organisation"] = "users.wrong.organisation"
    return errors


def _try_to_invite(session: SessionDep, fields: Words, visit: UserVisit, clock: ClockDep) -> Words:
    command = NewUser(
        email=fields["email"],
        name=fields["name"],
        role=Role(fields["role"]),
        organisation_en=fields["organisation"],
        area_code=fields["area"] or None,
        language=page_language(fields["language"]),
    )
    try:
        inviting.invite_user(session, command, actor=visit.user, now=clock())
    except UserAlreadyExists:
        return Words(email="users.wrong.known")
    except Malformed:
        return Words(area="users.wrong.area")
    return Words()


def _users(
    request: Request,
    visit: UserVisit,
    session: SessionDep,
    *,
    find: str = "",
    after: UUID | None = None,
    refusal: AppError | None = None,
) -> HTMLResponse:
    found = service.list_users(session, find, after=after, size=_ROWS + 1)
    said = request.query_params.get("said", "")
    return page(
        request,
        visit.language,
        "accounts/users.html",
        status_code=refusal.status_code if refusal else 200,
        here="/users",
        visit=visit,
        users=found[:_ROWS],
        next_after=found[_ROWS - 1].id if len(found) > _ROWS else None,
        find=find,
        after=after,
        said=said if said in ("invited", "link_sent", "shut_out", "let_in") else "",
        refusal=f"refusal.{type(refusal).__name__}" if refusal else "",
        mail_goes_out=_mail_goes_out(request),
    )


def _invitation(
    request: Request,
    visit: UserVisit,
    session: SessionDep,
    fields: Words,
    errors: Words,
) -> HTMLResponse:
    return page(
        request,
        visit.language,
        "accounts/invitation.html",
        status_code=422 if errors else 200,
        here="/users/new",
        visit=visit,
        fields=fields,
        errors=errors,
        roles=list(Role),
        organisations=service.list_organisations(session),
        areas=service.list_areas(session),
        mail_goes_out=_mail_goes_out(request),
    )
