"""The catalogue of programmes, for administrators: what is known, since when, and who says so."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from case_manager.accounts.access import AdministratorDep, UserVisit
from case_manager.db import ClockDep, SessionDep
from case_manager.entitlements import service
from case_manager.errors import AppError
from case_manager.ui.rendering import page
from case_manager.ui.texts import texts
from case_manager.vocabulary import Language

router = APIRouter(include_in_schema=False)

_SAID = ("stated", "taken_back")


@router.get("/programmes")
def programmes_page(
    request: Request,
    visit: AdministratorDep,
    session: SessionDep,
    clock: ClockDep,
    find: Annotated[str, Query(max_length=100)] = "",
) -> HTMLResponse:
    return page(
        request,
        visit.language,
        "programmes/programmes.html",
        visit=visit,
        find=find,
        rows=service.find_programmes(session, find, visit.language, now=clock()),
    )


@router.get("/programmes/{programme_id}")
def programme_page(
    request: Request,
    programme_id: str,
    visit: AdministratorDep,
    session: SessionDep,
    clock: ClockDep,
) -> HTMLResponse:
    return show_programme(request, programme_id, visit, session, clock)


def show_programme(
    request: Request,
    programme_id: str,
    visit: UserVisit,
    session: SessionDep,
    clock: ClockDep,
    *,
    refusal: AppError | None = None,
) -> HTMLResponse:
    said = request.query_params.get("said", "")
    return page(
        request,
        visit.language,
        "programmes/programme.html",
        status_code=refusal.status_code if refusal else 200,
        here=f"/programmes/{programme_id}",
        visit=visit,
        view=service.read_programme(session, programme_id, visit.language, now=clock()),
        said=said if said in _SAID else "",
        refusal=f"refusal.{type(refusal).__name__}" if refusal else "",
        group_name=lambda group: group_name(group, visit.language),
    )


def group_name(group: str | None, language: Language) -> str:
    """The catalogue's word where the texts have none for it."""
    words = texts(language)
    if group is None:
        return words("programmes.everybody")
    return words.find(f"programmes.groups.{group}") or group
