from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from case_manager.accounts.access import CaseworkDep, RefreshDep, UserVisit
from case_manager.cases import reading, rules, service, views
from case_manager.cases.queues import CaseFilter, Order, Queue
from case_manager.db import ClockDep, KeysDep, SessionDep
from case_manager.errors import AppError, Conflict, Forbidden, Malformed, UnknownReference
from case_manager.settings import Settings
from case_manager.ui.forms import FormText, Words
from case_manager.ui.rendering import page
from case_manager.vocabulary import OfficeDecision, PhoneReason
from citizen_text import sms
from citizen_text.digits import to_latin

router = APIRouter(include_in_schema=False)


async def reference_in_path(reference: str) -> str:
    """What is not even a number is nobody's case; it never reaches the database."""
    if not (reference.isascii() and reference.isdigit()):
        raise UnknownReference("no case of yours has this number")
    return reference


Reference = Annotated[str, Depends(reference_in_path)]
FormId = Annotated[UUID | None, Form()]

WAYS_TO_WRITE = ("reply", "note", "close")


class Desk:
    """What a page of the desk works with."""

    def __init__(
        self, request: Request, session: SessionDep, clock: ClockDep, keys: KeysDep
    ) -> None:
        self.request = request
        self.session = session
        self.keys = keys
        self.now: datetime = clock()
        settings: Settings = request.app.state.settings
        self.undo_window = settings.undo_window


DeskDep = Annotated[Desk, Depends()]


@dataclass
class Draft:
    """A form as it was sent: it comes back with its errors when it cannot be accepted."""

    way: str
    fields: Words = field(default_factory=Words)
    errors: Words = field(default_factory=Words)

    def check_text(self) -> None:
        text = self.fields["text"]
        if not text.strip():
            self.errors["text"] = "form.text_missing"
        elif len(text) > rules.longest_text(self.way):
            self.errors["text"] = (
                "form.note_too_long" if self.way == "note" else "form.sms_too_long"
            )

    def check_decision(self) -> None:
        if self.fields["decision"] not in set(OfficeDecision):
            self.errors["decision"] = "form.decision_missing"
        try:
            date.fromisoformat(self.fields["decided_on"])
        except ValueError:
            self.errors["decided_on"] = "form.date_missing"


@router.get("/cases")
def inbox(
    visit: CaseworkDep,
    desk: DeskDep,
    queue: Queue = Queue.OPEN,
    order: Order = Order.DEADLINE,
    after: str | None = None,
) -> HTMLResponse:
    filter_ = CaseFilter(queue, order)
    found = reading.list_cases(
        desk.session, visit.user, filter_, after, keys=desk.keys, now=desk.now
    )
    counts = reading.count_queues(desk.session, visit.user, now=desk.now)
    response = page(
        desk.request,
        visit.language,
        "cases/inbox.html",
        visit=visit,
        queue=queue,
        order=order,
        counts=[(each, counts[each]) for each in Queue],
        counted_up_to=reading.COUNTED_UP_TO,
        rows=[views.row(item, visit.language) for item in found.items],
        after=after,
        next_cursor=found.next_cursor,
    )
    reading.record_list(desk.session, filter_, len(found.items), visit.user, now=desk.now)
    return response


@router.get("/cases/by-number")
def find_case(visit: CaseworkDep, desk: DeskDep, number: str = "") -> Response:
    """A number as it is read out or copied: spaces and Bangla digits do not matter."""
    reference = "".join(filter(str.isdigit, to_latin(number)))
    return _back_to(reading.find_case(desk.session, reference, visit.user).reference)


@router.get("/cases/{reference}")
def show_case(
    reference: Reference, visit: CaseworkDep, desk: DeskDep, write: str = "reply"
) -> HTMLResponse:
    if reading.find_case(desk.session, reference, visit.user).has_unread_answer:
        service.mark_read(desk.session, reference, actor=visit.user)
    way = write if write in WAYS_TO_WRITE else "reply"
    return _case_page(desk, visit, reference, Draft(way))


@router.get("/cases/{reference}/thread")
def refresh_thread(
    reference: Reference,
    visit: RefreshDep,
    desk: DeskDep,
    seen: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """What an open page asks for every few seconds; nothing to say when it has seen it all."""
    case = reading.find_case(desk.session, reference, visit.user)
    thread = views.thread(desk.session, case, keys=desk.keys, language=visit.language)
    if seen == thread.version:
        return Response(status_code=204)
    response = page(
        desk.request, visit.language, "cases/_thread.html", reference=reference, thread=thread
    )
    reading.record_look(desk.session, case, visit.user, now=desk.now)
    return response


@router.post("/cases/{reference}/assignments")
def take_case(reference: Reference, visit: CaseworkDep, desk: DeskDep) -> Response:
    try:
        service.assign_case(
            desk.session, reference, assignee=visit.user, actor=visit.user, now=desk.now
        )
    except (Conflict, Forbidden) as refusal:
        return _refused(desk, visit, reference, Draft("reply"), refusal)
    return _back_to(reference)


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
        return _case_page(desk, visit, reference, draft, status_code=422)
    note = service.write_note(
        desk.session,
        reference,
        text,
        source_key=_source_key(form_id),
        actor=visit.user,
        keys=desk.keys,
        now=desk.now,
    )
    return _back_to(reference, f"entry-{note.id}")


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
        return _case_page(desk, visit, reference, draft, status_code=422)
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
        return _refused(desk, visit, reference, draft, refusal)
    return _back_to(reference, f"entry-{reply.id}")


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
        return _case_page(desk, visit, reference, draft, status_code=422)
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
        return _case_page(desk, visit, reference, draft, status_code=422)
    except (Conflict, Forbidden) as refusal:
        return _refused(desk, visit, reference, draft, refusal)
    return _back_to(reference)


@router.post("/cases/{reference}/phone-views")
def show_phone(
    reference: Reference, visit: CaseworkDep, desk: DeskDep, reason: FormText = ""
) -> HTMLResponse:
    draft = Draft("reply", Words({"reason": reason}))
    if reason not in set(PhoneReason):
        draft.errors["reason"] = "form.reason_missing"
        return _case_page(desk, visit, reference, draft, status_code=422)
    phone = reading.reveal_phone(
        desk.session,
        reference,
        PhoneReason(reason),
        viewer=visit.user,
        keys=desk.keys,
        now=desk.now,
    )
    return _case_page(desk, visit, reference, Draft("reply"), phone=phone)


@router.post("/sms-sizes")
def measure_sms(visit: CaseworkDep, desk: DeskDep, text: FormText = "") -> HTMLResponse:
    return page(
        desk.request,
        visit.language,
        "cases/_sms_size.html",
        size=sms.measure(text[: rules.LONGEST_SMS]),
    )


def _case_page(
    desk: Desk,
    visit: UserVisit,
    reference: str,
    draft: Draft,
    *,
    refusal: str | None = None,
    phone: str | None = None,
    status_code: int = 200,
) -> HTMLResponse:
    case = reading.find_case(desk.session, reference, visit.user)
    view = views.case_view(
        desk.session, case, visit.user, visit.language, keys=desk.keys, now=desk.now
    )
    response = page(
        desk.request,
        visit.language,
        "cases/case.html",
        status_code=status_code,
        here=f"/cases/{reference}",
        visit=visit,
        view=view,
        case=case,
        reference=reference,
        thread=views.thread(desk.session, case, keys=desk.keys, language=visit.language),
        draft=draft,
        errors=draft.errors,
        form_id=uuid4(),
        refusal=refusal,
        phone=phone,
        size=sms.measure(draft.fields["text"][: rules.LONGEST_SMS]),
        decisions=list(OfficeDecision),
        phone_reasons=list(PhoneReason),
        longest_text=rules.longest_text,
    )
    reading.record_look(desk.session, case, visit.user, now=desk.now)
    return response


def _refused(
    desk: Desk, visit: UserVisit, reference: str, draft: Draft, refusal: AppError
) -> HTMLResponse:
    return _case_page(
        desk,
        visit,
        reference,
        draft,
        refusal=f"refusal.{type(refusal).__name__}",
        status_code=refusal.status_code,
    )


def _back_to(reference: str, entry: str = "") -> RedirectResponse:
    return RedirectResponse(f"/cases/{reference}" + (f"#{entry}" if entry else ""), 303)


def _source_key(form_id: UUID | None) -> str | None:
    """The same form sent twice writes once."""
    return f"form:{form_id}" if form_id else None
