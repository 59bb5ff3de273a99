"""One case on the desk, and what may be looked at on it."""

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import uuid4

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from case_manager.accounts.access import CaseworkDep, UserVisit
from case_manager.cases import reading, rules, service, undoing, views
from case_manager.cases.desk import Desk, DeskDep, Reference, address_of, list_pane
from case_manager.cases.registries import Registries, registries_of
from case_manager.errors import AppError, GivenWithoutName
from case_manager.messages import service as messages_service
from case_manager.models import Case
from case_manager.ui.forms import FormText, Words
from case_manager.ui.rendering import page
from case_manager.vocabulary import OfficeDecision, PhoneReason
from citizen_text import sms

router = APIRouter(include_in_schema=False)

WAYS_TO_WRITE = ("reply", "note", "close", "reopen", "assign", "classify", "move")
SMS_WAYS = frozenset({"reply", "close"})
_OWN = ("write", "asked")


def longest_text(way: str) -> int:
    return rules.longest_text(way if way in SMS_WAYS else "note")


@dataclass
class Draft:
    """A form as it was sent: it comes back with its errors when it cannot be accepted."""

    way: str
    fields: Words = field(default_factory=Words)
    errors: Words = field(default_factory=Words)

    def check_text(self) -> None:
        text = self.fields["text"]
        if "\0" in text:
            self.fields["text"] = text.replace("\0", "")
            self.errors["text"] = "form.text_unreadable"
        elif not text.strip():
            self.errors["text"] = "form.text_missing"
        elif len(text) > longest_text(self.way):
            long = "sms" if self.way in SMS_WAYS else "note"
            self.errors["text"] = f"form.{long}_too_long"

    def check_decision(self) -> None:
        if self.fields["decision"] not in set(OfficeDecision):
            self.errors["decision"] = "form.decision_missing"
        try:
            date.fromisoformat(self.fields["decided_on"])
        except ValueError:
            self.errors["decided_on"] = "form.date_missing"


@router.get("/cases/{reference}")
def show_case(
    reference: Reference, visit: CaseworkDep, desk: DeskDep, write: str = "reply"
) -> HTMLResponse:
    if reading.find_case(desk.session, reference, visit.user).has_unread_answer:
        service.mark_read(desk.session, reference, actor=visit.user)
    way = write if write in WAYS_TO_WRITE else "reply"
    return case_page(desk, visit, reference, Draft(way))


@router.post("/cases/{reference}/phone-views")
def show_phone(
    reference: Reference, visit: CaseworkDep, desk: DeskDep, reason: FormText = ""
) -> HTMLResponse:
    draft = Draft("reply", Words({"reason": reason}))
    if reason not in set(PhoneReason):
        draft.errors["reason"] = "form.reason_missing"
        return case_page(desk, visit, reference, draft, status_code=422)
    try:
        phone = reading.reveal_phone(
            desk.session,
            reference,
            PhoneReason(reason),
            viewer=visit.user,
            keys=desk.keys,
            now=desk.now,
        )
    except GivenWithoutName as refusal:
        return refused(desk, visit, reference, draft, refusal)
    return case_page(desk, visit, reference, Draft("reply"), phone=phone)


@dataclass(frozen=True)
class MeasuredSms:
    """What an SMS takes and costs, and the text as it arrives."""

    size: sms.SmsSize
    cost_paisa: int
    text: str


def measured(desk: Desk, text: str, heading: str = "", ending: str = "") -> MeasuredSms:
    """`heading` and `ending` are what the case manager adds of itself."""
    if text:
        text = "\n".join(filter(None, [messages_service.with_heading(heading, text), ending]))
    arriving, size = sms.in_cheapest_signs(text[: sms.LONGEST_SMS])
    if not arriving:
        size = replace(size, segments=0)  # the network's measure is never less than one
    return MeasuredSms(size, size.segments * desk.sms_segment_paisa, arriving)


@router.post("/sms-sizes")
def measure_sms(
    visit: CaseworkDep,
    desk: DeskDep,
    text: FormText = "",
    heading: FormText = "",
    decision: FormText = "",
    asks_remedy: FormText = "",
    way_on: FormText = "",
) -> HTMLResponse:
    """`asks_remedy` is the question itself, which only what brings a remedy ends with."""
    ending = _ending(decision, asks_remedy, way_on)
    sms = measured(desk, text, heading, ending)
    return page(desk.request, visit.language, "cases/_sms.html", sms=sms)


def _ending(decision: str, question: str, way_on: str) -> str:
    brings = decision in set(OfficeDecision) and rules.brings_remedy(OfficeDecision(decision))
    return question if question and brings else way_on


def _measured_draft(desk: Desk, draft: Draft, view: views.CaseView) -> MeasuredSms:
    """As it is measured while somebody writes it."""
    ending = ""
    if draft.way == "close":
        question = (view.remedy_question or "") if draft.fields["asks_remedy"] else ""
        ending = _ending(draft.fields["decision"], question, view.way_on)
    return measured(desk, draft.fields["text"], view.heading, ending)


def case_page(
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
    pane = list_pane(desk, visit, own=_OWN)
    act = undoing.last_act(
        desk.session, reference, actor=visit.user, now=desk.now, window=desk.undo_window
    )
    view = views.case_view(
        desk.session, case, visit.user, visit.language, keys=desk.keys, now=desk.now
    )
    way = _way_of(draft, view)
    if way != draft.way:  # its form is not theirs to see
        refusal = refusal or next(iter(draft.errors.values()), None)
    response = page(
        desk.request,
        visit.language,
        "cases/case.html",
        status_code=status_code if pane.refused is None else pane.status_code,
        here=address_of(desk, f"/cases/{reference}"),
        pane=pane,
        visit=visit,
        view=view,
        case=case,
        reference=reference,
        about=f"/cases/{reference}",
        thread=views.thread(desk.session, case, visit.user, visit.language, keys=desk.keys),
        draft=draft,
        way=way,
        choices=views.change_choices(desk.session, case, visit.user, visit.language, way),
        act=act,
        errors=draft.errors,
        form_id=uuid4(),
        refusal=refusal,
        phone=phone,
        sms=_measured_draft(desk, draft, view),
        decisions=list(OfficeDecision),
        phone_reasons=list(PhoneReason),
        longest_text=longest_text,
        registries=_registries(desk, visit, case),
    )
    reading.record_look(desk.session, case, visit.user, now=desk.now)
    return response


def _way_of(draft: Draft, view: views.CaseView) -> str:
    ways = (*view.allowed.ways, *view.allowed.more_ways)
    return draft.way if draft.way in ways else view.allowed.ways[0]


def _registries(desk: Desk, visit: UserVisit, case: Case) -> Registries | None:
    return registries_of(
        desk.session,
        desk.interoperability,
        case.person,
        visit.language,
        asked=desk.request.query_params.get("asked", ""),
        keys=desk.keys,
        now=desk.now,
    )


def refused(
    desk: Desk, visit: UserVisit, reference: str, draft: Draft, refusal: AppError
) -> HTMLResponse:
    return case_page(
        desk,
        visit,
        reference,
        draft,
        refusal=f"refusal.{type(refusal).__name__}",
        status_code=refusal.status_code,
    )
