"""What is done to a case on the desk. Every verb is a resource, and leads back to the case."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from case_manager.accounts.access import CaseworkDep
from case_manager.cases import service
from case_manager.cases.case_pages import Draft, case_page, refused
from case_manager.cases.desk import Desk, DeskDep, Reference, address_of
from case_manager.errors import Conflict, Forbidden, Malformed
from case_manager.ui.forms import FormText, Words
from case_manager.vocabulary import OfficeDecision

router = APIRouter(include_in_schema=False)

FormId = Annotated[UUID | None, Form()]


@router.post("/cases/{reference}/assignments")
def take_case(reference: Reference, visit: CaseworkDep, desk: DeskDep) -> Response:
    try:
        service.assign_case(
            desk.session, reference, assignee=visit.user, actor=visit.user, now=desk.now
        )
    except (Conflict, Forbidden) as refusal:
        return refused(desk, visit, reference, Draft("reply"), refusal)
    return _back_to(desk, reference)


@router.post("/cases/{reference}/notes")
def write_note(
    reference: Reference,
    visit: CaseworkDep,
    desk: DeskDep,
    text: FormText = "",
    form_id: FormId = None,
) -> Response:
    draft = Draft("note", Words({"text": text}))
    draft.check_text()
    if draft.errors:
        return case_page(desk, visit, reference, draft, status_code=422)
    note = service.write_note(
        desk.session,
        reference,
        text,
        source_key=_source_key(form_id),
        actor=visit.user,
        keys=desk.keys,
        now=desk.now,
    )
    return _back_to(desk, reference, f"entry-{note.id}")


@router.post("/cases/{reference}/replies")
def reply_to_citizen(
    reference: Reference,
    visit: CaseworkDep,
    desk: DeskDep,
    text: FormText = "",
    expects_reply: FormText = "",
    form_id: FormId = None,
) -> Response:
    draft = Draft("reply", Words({"text": text, "expects_reply": expects_reply}))
    draft.check_text()
    if draft.errors:
        return case_page(desk, visit, reference, draft, status_code=422)
    try:
        reply = service.reply_to_citizen(
            desk.session,
            reference,
            text,
            expects_reply=bool(expects_reply),
            leaves_after=desk.undo_window,
            source_key=_source_key(form_id),
            actor=visit.user,
            keys=desk.keys,
            now=desk.now,
        )
    except (Conflict, Forbidden) as refusal:
        return refused(desk, visit, reference, draft, refusal)
    return _back_to(desk, reference, f"entry-{reply.id}")


@router.post("/cases/{reference}/closures")
def close_case(
    reference: Reference,
    visit: CaseworkDep,
    desk: DeskDep,
    text: FormText = "",
    decision: FormText = "",
    decided_on: FormText = "",
) -> Response:
    draft = Draft("close", Words({"text": text, "decision": decision, "decided_on": decided_on}))
    draft.check_text()
    draft.check_decision()
    if draft.errors:
        return case_page(desk, visit, reference, draft, status_code=422)
    try:
        service.close_case(
            desk.session,
            reference,
            decision=OfficeDecision(decision),
            message=text,
            decided_on=date.fromisoformat(decided_on),
            leaves_after=desk.undo_window,
            actor=visit.user,
            keys=desk.keys,
            now=desk.now,
        )
    except Malformed:
        draft.errors["decided_on"] = "form.date_outside"
        return case_page(desk, visit, reference, draft, status_code=422)
    except (Conflict, Forbidden) as refusal:
        return refused(desk, visit, reference, draft, refusal)
    return _back_to(desk, reference)


def _back_to(desk: Desk, reference: str, entry: str = "") -> RedirectResponse:
    address = address_of(desk, f"/cases/{reference}")
    return RedirectResponse(address + (f"#{entry}" if entry else ""), 303)


def _source_key(form_id: UUID | None) -> str | None:
    """The same form sent twice writes once."""
    return f"form:{form_id}" if form_id else None
