"""What is done to an incident. Every verb is a resource, and leads back to the incident."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from fastapi.responses import RedirectResponse, Response

from case_manager.accounts.access import CaseworkDep
from case_manager.errors import Conflict, Forbidden, Malformed, NotFound
from case_manager.incidents import rules, service
from case_manager.incidents.pages import Draft, IncidentsDep, Number, show
from case_manager.ui.forms import Field, FormText, Words, WrittenText
from citizen_text.digits import to_latin

router = APIRouter(prefix="/incidents/{number}", include_in_schema=False)

_MOST_CHOSEN = 100
FormId = Annotated[UUID | None, Form()]
Chosen = Annotated[list[Field], Form(default_factory=list, max_length=_MOST_CHOSEN)]


class IncidentForm:
    """A form sent from the page of one incident: about which, by whom and when."""

    def __init__(self, number: Number, visit: CaseworkDep, incidents: IncidentsDep) -> None:
        self.number, self.visit, self.incidents = number, visit, incidents
        self.session, self.keys, self.now = incidents.session, incidents.keys, incidents.now
        self.user = visit.user

    def answer(
        self, draft: Draft, act: Callable[[], int | None], *, wrong: tuple[str, str] | None = None
    ) -> Response:
        """To what `act` leads, or the page again with what is `wrong`: a field and its words."""
        if draft.errors:
            return show(self.incidents, self.visit, self.number, draft, status_code=422)
        try:
            number = act() or self.number
        except (Malformed, NotFound) as refusal:
            if wrong is None:
                raise
            draft.errors[wrong[0]] = wrong[1]
            status = 422 if isinstance(refusal, Malformed) else refusal.status_code
            return show(self.incidents, self.visit, self.number, draft, status_code=status)
        except (Conflict, Forbidden) as refusal:
            return show(
                self.incidents,
                self.visit,
                self.number,
                draft,
                refusal=f"incidents.refusal.{type(refusal).__name__}",
                status_code=refusal.status_code,
            )
        return RedirectResponse(f"/incidents/{number}", 303)


IncidentFormDep = Annotated[IncidentForm, Depends()]


@router.post("/assignments")
def assign(form: IncidentFormDep, owner: FormText = "") -> Response:
    draft = Draft("assign" if owner else "", Words(owner=owner))
    try:
        owner_id = UUID(owner) if owner else None
    except ValueError:
        draft.errors["owner"] = "form.assignee_missing"
        owner_id = None

    def act() -> None:
        service.assign(form.session, form.number, owner_id=owner_id, actor=form.user, now=form.now)

    return form.answer(draft, act)


@router.post("/notes")
def write_note(form: IncidentFormDep, text: WrittenText = "", form_id: FormId = None) -> Response:
    draft = Draft("note", Words(text=text))
    draft.check_words("text", rules.LONGEST_NOTE)

    def act() -> None:
        service.write_note(
            form.session,
            form.number,
            text,
            source_key=f"form:{form.user.id}:{form_id}" if form_id else None,
            actor=form.user,
            keys=form.keys,
            now=form.now,
        )

    return form.answer(draft, act)


@router.post("/cases")
def add_case(form: IncidentFormDep, reference: FormText = "") -> Response:
    def act() -> None:
        written = "".join(to_latin(reference).split())
        service.add_case(form.session, form.number, written, actor=form.user, now=form.now)

    draft = Draft("add", Words(reference=reference))
    return form.answer(draft, act, wrong=("reference", "incidents.form.reference"))


@router.post("/removals")
def remove_cases(form: IncidentFormDep, cases: Chosen) -> Response:
    def act() -> None:
        for reference in cases:
            service.remove_case(form.session, form.number, reference, actor=form.user, now=form.now)

    draft = Draft("cases")
    if not cases:
        draft.errors["cases"] = "incidents.form.cases"
    return form.answer(draft, act)


@router.post("/splits")
def split(form: IncidentFormDep, cases: Chosen, words: WrittenText = "") -> Response:
    """To the new incident."""

    def act() -> int:
        new = service.split(
            form.session,
            form.number,
            cases,
            words,
            actor=form.user,
            keys=form.keys,
            now=form.now,
        )
        return new.number

    draft = Draft("cases", Words(words=words))
    draft.check_words("words", rules.LONGEST_WORDS)
    return form.answer(draft, act, wrong=("cases", "incidents.form.cases"))


@router.post("/joins")
def join(form: IncidentFormDep, other: FormText = "") -> Response:
    """To the incident in which this one goes on."""
    written = to_latin(other).strip()

    def act() -> int:
        into = service.join(form.session, form.number, int(written), actor=form.user, now=form.now)
        return into.number

    draft = Draft("join", Words(other=other))
    if not (written.isascii() and written.isdigit() and 0 < len(written) < 10):
        draft.errors["other"] = "incidents.form.other"
    return form.answer(draft, act, wrong=("other", "incidents.form.other"))


@router.post("/mendings")
def mend(form: IncidentFormDep) -> Response:
    def act() -> None:
        service.mend(form.session, form.number, actor=form.user, now=form.now)

    return form.answer(Draft("mend"), act)
