"""The catalogue of programmes, for administrators: what is known, since when, and who says so."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from case_manager.accounts.access import AdministratorDep
from case_manager.db import ClockDep
from case_manager.entitlements import service
from case_manager.ui.rendering import page
from case_manager.ui.texts import texts

router = APIRouter(include_in_schema=False)


@router.get("/programmes")
def programmes_page(
    request: Request,
    visit: AdministratorDep,
    clock: ClockDep,
    find: Annotated[str, Query(max_length=100)] = "",
) -> HTMLResponse:
    return page(
        request,
        visit.language,
        "programmes/programmes.html",
        visit=visit,
        find=find,
        rows=service.find_programmes(find, visit.language, now=clock()),
    )


@router.get("/programmes/{programme_id}")
def programme_page(
    request: Request, programme_id: str, visit: AdministratorDep, clock: ClockDep
) -> HTMLResponse:
    words = texts(visit.language)
    return page(
        request,
        visit.language,
        "programmes/programme.html",
        visit=visit,
        view=service.read_programme(programme_id, visit.language, now=clock()),
        group_name=lambda group: words.find(f"programmes.groups.{group}") or group,
    )
