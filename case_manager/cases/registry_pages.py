"""Asking registries about somebody, of a case or of the register, and reading their answers."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from case_manager.accounts.access import CaseworkDep, RefreshDep
from case_manager.cases import reading
from case_manager.cases.desk import DeskDep, Reference, Seen, address_of
from case_manager.cases.registries import registries_of
from case_manager.interoperability import service as interoperability_service
from case_manager.people import records
from case_manager.ui.rendering import page

router = APIRouter(include_in_schema=False)


@router.post("/cases/{reference}/registry-questions")
def ask_registries(reference: Reference, visit: CaseworkDep, desk: DeskDep) -> Response:
    case = reading.find_case(desk.session, reference, visit.user)
    if case.person is not None and desk.interoperability.may_be_asked:
        interoperability_service.ask_later(
            desk.session, case.person, actor=visit.user, now=desk.now
        )
    asked = str(int(desk.now.timestamp()))
    address = address_of(desk, f"/cases/{reference}", asked=asked)
    return RedirectResponse(f"{address}#registries", 303)


@router.get("/cases/{reference}/registries")
def refresh_registries(
    reference: Reference, visit: RefreshDep, desk: DeskDep, asked: str = "", seen: Seen = ""
) -> Response:
    case = reading.find_case(desk.session, reference, visit.user)
    registries = registries_of(
        desk.session,
        desk.interoperability,
        case.person,
        visit.language,
        asked=asked,
        keys=desk.keys,
        now=desk.now,
    )
    if registries and registries.version == seen:
        return Response(status_code=204)
    reading.record_look(desk.session, case, visit.user, now=desk.now)
    return page(
        desk.request,
        visit.language,
        "cases/_registries.html",
        visit=visit,
        about=f"/cases/{reference}",
        beside=address_of(desk, ""),
        registries=registries,
    )


@router.post("/people/{person_id}/registry-questions")
def ask_about_person(person_id: UUID, visit: CaseworkDep, desk: DeskDep) -> Response:
    person = records.find_person(desk.session, person_id, visit.user)
    if desk.interoperability.may_be_asked:
        interoperability_service.ask_later(desk.session, person, actor=visit.user, now=desk.now)
    asked = int(desk.now.timestamp())
    return RedirectResponse(f"/people/{person_id}/registries?asked={asked}", 303)


@router.get("/people/{person_id}/registries")
def show_registries(
    request: Request,
    person_id: UUID,
    visit: RefreshDep,
    desk: DeskDep,
    asked: str = "",
    seen: Seen = "",
) -> Response:
    """The panel of the person's page; by itself where it is opened by its address."""
    person = records.find_person(desk.session, person_id, visit.user)
    registries = registries_of(
        desk.session,
        desk.interoperability,
        person,
        visit.language,
        asked=asked,
        keys=desk.keys,
        now=desk.now,
    )
    if registries and registries.version == seen:
        return Response(status_code=204)
    records.record_look(desk.session, "person_viewed", person, visit.user, now=desk.now)
    is_panel = "HX-Request" in request.headers
    return page(
        desk.request,
        visit.language,
        "cases/_registries.html" if is_panel else "people/registries.html",
        here=f"/people/{person_id}/registries",
        visit=visit,
        person=person,
        about=f"/people/{person_id}",
        beside="",
        registries=registries,
    )
