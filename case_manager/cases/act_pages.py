"""What is done to a case on the desk. Every verb is a resource, and leads back to the case."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from case_manager.accounts import service as accounts_service
from case_manager.accounts.access import CaseworkDep
from case_manager.cases import changes, reading, service, undoing
from case_manager.cases.case_pages import Draft, case_page, refused
from case_manager.cases.desk import Desk, DeskDep, Reference, address_of
from case_manager.errors import Conflict, Forbidden, Malformed
from case_manager.models import User
from case_manager.ui.forms import FormText, Words
from case_manager.vocabulary import OfficeDecision

router = APIRouter(include_in_schema=False)

FormId = Annotated[UUID | None, Form()]


@router.post("/cases/{reference}/assignments")
def assign_case(
    reference: Reference, visit: CaseworkDep, desk: DeskDep, assignee: FormText = ""
) -> Response:
    """To whoever asks, or to the colleague that one who leads chose."""
    draft = Draft("assign" if assignee else "reply", Words({"assignee": assignee}))
    colleague = _colleague(desk, assignee) if assignee else visit.user
    if colleague is None:
        draft.errors["assignee"] = "form.assignee_missing"
        return case_page(desk, visit, reference, draft, status_code=422)
    try:
        service.assign_case(
            desk.session, reference, assignee=colleague, actor=visit.user, now=desk.now
        )
    except (Conflict, Forbidden) as refusal:
        return refused(desk, visit, reference, draft, refusal)
    return _back_to(desk, reference)


@router.post("/cases/{reference}/unassignments")
def unassign_case(reference: Reference, visit: CaseworkDep, desk: DeskDep) -> Response:
    try:
        changes.unassign_case(desk.session, reference, actor=visit.user, now=desk.now)
    except (Conflict, Forbidden) as refusal:
        return refused(desk, visit, reference, Draft("assign"), refusal)
    return _back_to(desk, reference)


@router.post("/cases/{reference}/classifications")
def classify_case(
    reference: Reference,
    visit: CaseworkDep,
    desk: DeskDep,
    category: FormText = "",
    programme: FormText = "",
) -> Response:
    draft = Draft("classify", Words({"category": category, "programme": programme}))
    try:
        changes.reclassify_case(
            desk.session, reference, category, programme or None, actor=visit.user, now=desk.now
        )
    except Malformed:
        draft.errors["category"] = "form.classification_unknown"
        return case_page(desk, visit, reference, draft, status_code=422)
    except (Conflict, Forbidden) as refusal:
        return refused(desk, visit, reference, draft, refusal)
    return _back_or_away(desk, reference, visit.user)


@router.post("/cases/{reference}/moves")
def move_case(
    reference: Reference, visit: CaseworkDep, desk: DeskDep, area: FormText = ""
) -> Response:
    draft = Draft("move", Words({"area": area}))
    try:
        changes.move_case(desk.session, reference, area, actor=visit.user, now=desk.now)
    except Malformed:
        draft.errors["area"] = "form.area_missing"
        return case_page(desk, visit, reference, draft, status_code=422)
    except (Conflict, Forbidden) as refusal:
        return refused(desk, visit, reference, draft, refusal)
    return _back_or_away(desk, reference, visit.user)


@router.post("/cases/{reference}/reopenings")
def reopen_case(
    reference: Reference,
    visit: CaseworkDep,
    desk: DeskDep,
    text: FormText = "",
    form_id: FormId = None,
) -> Response:
    draft = Draft("reopen", Words({"text": text}))
    draft.check_text()
    if draft.errors:
        return case_page(desk, visit, reference, draft, status_code=422)
    try:
        changes.reopen_case(
            desk.session,
            reference,
            text,
            source_key=_source_key(form_id),
            actor=visit.user,
            keys=desk.keys,
            now=desk.now,
        )
    except (Conflict, Forbidden) as refusal:
        return refused(desk, visit, reference, draft, refusal)
    return _back_to(desk, reference)


@router.post("/cases/{reference}/undoings")
def undo(
    reference: Reference,
    visit: CaseworkDep,
    desk: DeskDep,
    act: Annotated[int, Form(ge=1, lt=2**63)],
) -> Response:
    try:
        undoing.undo(
            desk.session,
            reference,
            act,
            actor=visit.user,
            now=desk.now,
            window=desk.undo_window,
        )
    except Conflict as refusal:
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


def _colleague(desk: Desk, user_id: str) -> User | None:
    try:
        return accounts_service.find_user(desk.session, UUID(user_id))
    except ValueError:
        return None


def _back_or_away(desk: Desk, reference: str, viewer: User) -> RedirectResponse:
    """What is no longer theirs to see is left for the list, where it can be taken back."""
    if reading.is_visible(desk.session, reference, viewer):
        return _back_to(desk, reference)
    address = address_of(desk, "/cases", left=reference)
    return RedirectResponse(address, 303)


def _back_to(desk: Desk, reference: str, entry: str = "") -> RedirectResponse:
    address = address_of(desk, f"/cases/{reference}")
    return RedirectResponse(address + (f"#{entry}" if entry else ""), 303)


def _source_key(form_id: UUID | None) -> str | None:
    """The same form sent twice writes once."""
    return f"form:{form_id}" if form_id else None
