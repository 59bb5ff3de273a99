"""What is done to a case on the desk. Every verb is a resource, and leads back to the case."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from fastapi.responses import RedirectResponse, Response

from case_manager.accounts import service as accounts_service
from case_manager.accounts.access import CaseworkDep
from case_manager.cases import changes, reading, service, undoing
from case_manager.cases.case_pages import Draft, case_page, refused
from case_manager.cases.desk import DeskDep, Reference, address_of
from case_manager.errors import Conflict, Forbidden, Malformed
from case_manager.models import User
from case_manager.ui.forms import FormText, Words, WrittenText
from case_manager.vocabulary import OfficeDecision

router = APIRouter(include_in_schema=False)

FormId = Annotated[UUID | None, Form()]


class CaseForm:
    """A form sent from the page of one case: about which, by whom and when."""

    def __init__(self, reference: Reference, visit: CaseworkDep, desk: DeskDep) -> None:
        self.reference, self.visit, self.desk = reference, visit, desk
        self.session, self.keys, self.now = desk.session, desk.keys, desk.now
        self.user = visit.user

    def answer(
        self,
        draft: Draft,
        act: Callable[[], Response],
        *,
        malformed: Mapping[str, str] | None = None,
    ) -> Response:
        """What `act` leads to, or the form again with its errors or with why it is refused.

        `malformed` are the errors to show when the service finds the values wrong.
        """
        if draft.errors:
            return self.again(draft)
        try:
            return act()
        except Malformed:
            if malformed is None:
                raise
            draft.errors.update(malformed)
            return self.again(draft)
        except (Conflict, Forbidden) as refusal:
            return refused(self.desk, self.visit, self.reference, draft, refusal)

    def source_key(self, way: str, form_id: UUID | None) -> str | None:
        """The same form sent twice by the same person writes once."""
        return f"form:{way}:{self.user.id}:{self.reference}:{form_id}" if form_id else None

    def back(self, entry: str = "") -> RedirectResponse:
        address = address_of(self.desk, f"/cases/{self.reference}")
        return RedirectResponse(address + (f"#{entry}" if entry else ""), 303)

    def back_or_away(self) -> RedirectResponse:
        """What is no longer theirs to see is left for the list, where it can be taken back."""
        if reading.is_visible(self.session, self.reference, self.user):
            return self.back()
        return RedirectResponse(address_of(self.desk, "/cases", left=self.reference), 303)

    def again(self, draft: Draft) -> Response:
        return case_page(self.desk, self.visit, self.reference, draft, status_code=422)


CaseFormDep = Annotated[CaseForm, Depends()]


@router.post("/cases/{reference}/assignments")
def assign_case(form: CaseFormDep, assignee: FormText = "") -> Response:
    """To whoever asks, or to the colleague that one who leads chose."""
    draft = Draft("assign" if assignee else "reply", Words(assignee=assignee))
    colleague = _colleague(form, assignee) if assignee else form.user
    if colleague is None:
        draft.errors["assignee"] = "form.assignee_missing"
        return form.again(draft)

    def act() -> Response:
        service.assign_case(
            form.session, form.reference, assignee=colleague, actor=form.user, now=form.now
        )
        return form.back()

    return form.answer(draft, act)


@router.post("/cases/{reference}/unassignments")
def unassign_case(form: CaseFormDep) -> Response:
    def act() -> Response:
        changes.unassign_case(form.session, form.reference, actor=form.user, now=form.now)
        return form.back()

    return form.answer(Draft("assign"), act)


@router.post("/cases/{reference}/classifications")
def classify_case(form: CaseFormDep, category: FormText = "", programme: FormText = "") -> Response:
    def act() -> Response:
        changes.reclassify_case(
            form.session,
            form.reference,
            category,
            programme or None,
            actor=form.user,
            now=form.now,
        )
        return form.back_or_away()

    draft = Draft("classify", Words(category=category, programme=programme))
    return form.answer(draft, act, malformed={"category": "form.classification_unknown"})


@router.post("/cases/{reference}/moves")
def move_case(form: CaseFormDep, area: FormText = "") -> Response:
    def act() -> Response:
        changes.move_case(form.session, form.reference, area, actor=form.user, now=form.now)
        return form.back_or_away()

    draft = Draft("move", Words(area=area))
    return form.answer(draft, act, malformed={"area": "form.area_missing"})


@router.post("/cases/{reference}/numbers")
def change_number(form: CaseFormDep, phone: FormText = "") -> Response:
    """The number to call; an empty one removes it."""

    def act() -> Response:
        changes.change_number(
            form.session,
            form.reference,
            phone,
            actor=form.user,
            keys=form.keys,
            now=form.now,
        )
        return form.back()

    draft = Draft("reply", Words(phone=phone))
    return form.answer(draft, act, malformed={"phone": "intake.wrong.phone"})


@router.post("/cases/{reference}/reopenings")
def reopen_case(form: CaseFormDep, text: WrittenText = "", form_id: FormId = None) -> Response:
    def act() -> Response:
        changes.reopen_case(
            form.session,
            form.reference,
            text,
            source_key=form.source_key("reopen", form_id),
            actor=form.user,
            keys=form.keys,
            now=form.now,
        )
        return form.back()

    draft = Draft("reopen", Words(text=text))
    draft.check_text()
    return form.answer(draft, act)


@router.post("/cases/{reference}/undoings")
def undo(form: CaseFormDep, act: Annotated[int, Form(ge=1, lt=2**63)]) -> Response:
    def take_back() -> Response:
        undoing.undo(
            form.session,
            form.reference,
            act,
            actor=form.user,
            now=form.now,
            window=form.desk.undo_window,
        )
        return form.back()

    return form.answer(Draft("reply"), take_back)


@router.post("/cases/{reference}/notes")
def write_note(form: CaseFormDep, text: WrittenText = "", form_id: FormId = None) -> Response:
    def act() -> Response:
        note = service.write_note(
            form.session,
            form.reference,
            text,
            source_key=form.source_key("note", form_id),
            actor=form.user,
            keys=form.keys,
            now=form.now,
        )
        return form.back(f"entry-{note.id}")

    draft = Draft("note", Words(text=text))
    draft.check_text()
    return form.answer(draft, act)


@router.post("/cases/{reference}/replies")
def reply_to_citizen(
    form: CaseFormDep, text: WrittenText = "", expects_reply: FormText = "", form_id: FormId = None
) -> Response:
    def act() -> Response:
        reply = service.reply_to_citizen(
            form.session,
            form.reference,
            text,
            expects_reply=bool(expects_reply),
            leaves_after=form.desk.undo_window,
            source_key=form.source_key("reply", form_id),
            actor=form.user,
            keys=form.keys,
            now=form.now,
        )
        return form.back(f"entry-{reply.id}")

    draft = Draft("reply", Words(text=text, expects_reply=expects_reply))
    draft.check_text()
    return form.answer(draft, act)


@router.post("/cases/{reference}/closures")
def close_case(
    form: CaseFormDep,
    text: WrittenText = "",
    decision: FormText = "",
    decided_on: FormText = "",
    asks_remedy: FormText = "",
    form_id: FormId = None,
) -> Response:
    def act() -> Response:
        service.close_case(
            form.session,
            form.reference,
            decision=OfficeDecision(decision),
            message=text,
            decided_on=date.fromisoformat(decided_on),
            asks_remedy=bool(asks_remedy),
            leaves_after=form.desk.undo_window,
            source_key=form.source_key("close", form_id),
            actor=form.user,
            keys=form.keys,
            now=form.now,
        )
        return form.back()

    fields = Words(text=text, decision=decision, decided_on=decided_on, asks_remedy=asks_remedy)
    draft = Draft("close", fields)
    draft.check_text()
    draft.check_decision()
    return form.answer(draft, act, malformed={"decided_on": "form.date_outside"})


def _colleague(form: CaseForm, user_id: str) -> User | None:
    try:
        return accounts_service.find_user(form.session, UUID(user_id))
    except ValueError:
        return None
