"""What changes where a case stands: whose it is, what and where it is about, open or not."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from case_manager.audit import service as audit_service
from case_manager.cases import books, clocks, opening, records, rules, settling
from case_manager.cases.repository import CaseRepository
from case_manager.errors import (
    GivenWithoutName,
    Malformed,
    NoWayToReply,
    PaymentOfAnotherProgramme,
)
from case_manager.kit.keys import Keys
from case_manager.models import Case, User
from case_manager.payments import service as payments_service
from case_manager.people import service as people_service
from case_manager.vocabulary import EventKind, MovementKind


def unassign_case(session: Session, reference: str, *, actor: User, now: datetime) -> Case:
    """Back to the queue of those that nobody has."""
    repository = CaseRepository(session)
    case = records.locked(repository, reference, actor)
    rules.check_open(case.status)
    rules.check_leads(actor.role)
    if case.assignee_id is None:
        return case
    data = {"before": records.state_of(case)}
    case.assignee_id = None
    records.record_by(repository, case, EventKind.UNASSIGNED, actor, now, data)
    _audit(session, "case_unassigned", case, actor, now)
    return case


def reclassify_case(
    session: Session,
    reference: str,
    category_id: str,
    programme_id: str | None,
    *,
    actor: User,
    now: datetime,
) -> Case:
    """The limits of the new category count from where the clocks began, as if it had been right."""
    repository = CaseRepository(session)
    case = records.locked(repository, reference, actor)
    rules.check_open(case.status)
    rules.check_may_act(actor.role, actor.id, case.assignee_id)
    category = opening.known_category(category_id)
    programme = opening.known_programme(programme_id)
    if (case.category, case.programme) == (category.id, programme):
        return case
    rules.check_may_unrestrict(actor.role, before=case.is_restricted, after=category.is_sensitive)
    _check_payment(session, case, programme)
    data = {"before": records.state_of(case)}
    books.enter(repository, case, MovementKind.MOVED_OUT, now)
    case.category, case.programme = category.id, programme
    case.is_restricted, case.office_tier = category.is_sensitive, category.first_tier
    clocks.set_limits(case, category.limits)
    clocks.set_due_dates(case, clocks.pauses_of(repository, case), clocks.calendar(session))
    books.enter(repository, case, MovementKind.MOVED_IN, now)
    records.record_by(repository, case, EventKind.RECLASSIFIED, actor, now, data)
    _audit(session, "case_reclassified", case, actor, now)
    return case


def move_case(
    session: Session, reference: str, area_code: str, *, actor: User, now: datetime
) -> Case:
    """To the area it is really about; whoever has it and does not look after that area loses it."""
    repository = CaseRepository(session)
    case = records.locked(repository, reference, actor)
    rules.check_open(case.status)
    rules.check_may_act(actor.role, actor.id, case.assignee_id)
    if not people_service.area_names(session, {area_code}):
        raise Malformed("area: there is no such area")
    if case.area_code == area_code:
        return case
    data = {"before": records.state_of(case)}
    books.enter(repository, case, MovementKind.MOVED_OUT, now)
    case.area_code = area_code
    books.enter(repository, case, MovementKind.MOVED_IN, now)
    assignee = repository.user(case.assignee_id) if case.assignee_id else None
    if assignee and not rules.lies_in(area_code, assignee.area_code):
        case.assignee_id = None
    records.record_by(repository, case, EventKind.MOVED, actor, now, data)
    _audit(session, "case_moved", case, actor, now)
    return case


def change_number(
    session: Session, reference: str, phone: str, *, actor: User, keys: Keys, now: datetime
) -> Case:
    """Where to call instead of the phone that the citizen writes from; none is that phone again."""
    repository = CaseRepository(session)
    case = records.locked(repository, reference, actor)
    rules.check_open(case.status)
    rules.check_may_act(actor.role, actor.id, case.assignee_id)
    if case.is_anonymous:
        raise GivenWithoutName("this case was given without a name")
    if case.conversation_id is None:
        raise NoWayToReply("there is no phone that another could stand for")
    ring_at = rules.read_phone(phone) if phone.strip() else None
    if kind := records.replace_number(case, ring_at, keys):
        records.record_by(repository, case, kind, actor, now)
        _audit(session, f"case_{kind}", case, actor, now)
    return case


def reopen_case(
    session: Session,
    reference: str,
    reason: str,
    *,
    source_key: str | None = None,
    actor: User,
    keys: Keys,
    now: datetime,
) -> Case:
    """The reason stands in the thread as a note; the solution has its whole time again."""
    repository = CaseRepository(session)
    case = records.locked(repository, reference, actor)
    if records.sent_before(repository, case, source_key):
        return case
    rules.check_closed(case.status)
    rules.check_may_act(actor.role, actor.id, case.assignee_id)
    words = records.cleaned(reason, rules.longest_text("note"))
    data: dict[str, Any] = {"before": records.state_of(case)}
    note = records.add_note(
        repository, case, words, author=actor, source_key=source_key, keys=keys, now=now
    )
    data["message"] = str(note.id)
    settling.unsettle(session, case, now)
    records.record_by(repository, case, EventKind.REOPENED, actor, now, data)
    _audit(session, "case_reopened", case, actor, now)
    return case


def possible_assignees(session: Session, case: Case, viewer: User) -> list[User]:
    """To whom those who lead may give it: the nearest first."""
    if not rules.leads(viewer.role):
        return []
    return list(CaseRepository(session).who_may_see(case))


def _check_payment(session: Session, case: Case, programme: str | None) -> None:
    if case.payment_id and payments_service.programme_of(session, case.payment_id) != programme:
        raise PaymentOfAnotherProgramme("this case is about a payment of another programme")


def _audit(session: Session, action: str, case: Case, actor: User, now: datetime) -> None:
    audit_service.record(
        session, action, subject_kind="case", subject_id=case.id, actor=actor, now=now
    )
