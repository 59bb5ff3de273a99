"""What staff do to incidents: open, take, write, gather cases, join, split, say it is mended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.accounts import service as accounts_service
from case_manager.audit import service as audit_service
from case_manager.cases import reading, records, remedies
from case_manager.errors import (
    AssigneeMayNotSee,
    CaseInAnotherIncident,
    JoinedWithConcerned,
    Malformed,
    NotYoursToDo,
    UnknownIncident,
    UnknownReference,
)
from case_manager.incidents import finding, rules
from case_manager.incidents.queue import TELL_MENDED
from case_manager.incidents.repository import IncidentRepository
from case_manager.incidents.rules import Fault
from case_manager.job_queue import defer
from case_manager.kit.keys import Keys
from case_manager.models import Case, Incident, IncidentEvent, User
from case_manager.payments.queue import QUEUE
from case_manager.people import service as people_service
from case_manager.vocabulary import EventKind, IncidentEventKind, IncidentKind

WORDS_PLACE = "incidents.words"
NOTE_PLACE = "incident_events.note"
_OWNERS_SHOWN = 200


@dataclass(frozen=True)
class OpenIncident:
    """As staff fill it in; `concerns_id` is a colleague whom it is about."""

    fault: Fault
    words: str
    concerns_id: UUID | None = None


def open_by_hand(
    session: Session, command: OpenIncident, *, actor: User, keys: Keys, now: datetime
) -> Incident:
    """What is open already is the answer. Beside what the actor may not see a separate one is
    opened, as if there was none. Whom it hits and how far it reaches a job finds out."""
    repository = IncidentRepository(session)
    words = records.cleaned(command.words, rules.LONGEST_WORDS)
    area_code = actor.area_code
    if command.fault.kind not in (IncidentKind.BATCH, IncidentKind.PROVIDER):
        area_code = command.fault.area_code or area_code
    if area_code and not people_service.area_names(session, {area_code}):
        raise Malformed("area: there is no such area")
    concerns_id = command.concerns_id
    if concerns_id == actor.id:
        raise Malformed("concerns: nobody works on what is about themselves")
    if concerns_id and accounts_service.find_user(session, concerns_id) is None:
        raise Malformed("concerns: there is no such user")
    fault = command.fault.key
    known = repository.open_with_fault(fault) if fault else None
    if known and (seen := repository.find(known.number, actor)):
        return seen
    incident = finding.incident_of(session, command.fault, now=now)
    incident.words_sealed = keys.sealer.seal(words, WORDS_PLACE)
    incident.opened_by, incident.concerns_id = actor.id, concerns_id
    incident.area_code = area_code
    if not rules.covers(actor.area_code, incident.area_code):
        raise NotYoursToDo("it reaches beyond your area")
    incident.owner_id = actor.id
    if known:
        incident.fault = None
    repository.add(incident)
    _record(session, incident, IncidentEventKind.OPENED, actor, now)
    if fault:
        finding.count_later(session, incident)
    else:
        finding.count_cases(session, incident, now=now)
    _audit(session, "incident_opened", incident, actor, now)
    return incident


def assign(
    session: Session, number: int, *, owner_id: UUID | None, actor: User, now: datetime
) -> Incident:
    """To whoever takes it, or to a colleague that one who may act on it chose."""
    incident = _locked_open(session, number, actor)
    owner = actor
    if owner_id and owner_id != actor.id:
        _check_may_act(incident, actor)
        known = {each.id: each for each in possible_owners(session, incident)}
        if owner_id not in known:
            raise AssigneeMayNotSee("this colleague does not look after its whole area")
        owner = known[owner_id]
    elif not may_take(incident, actor) and incident.owner_id != actor.id:
        raise NotYoursToDo("somebody else works on it, or it reaches beyond your area")
    incident.owner_id = owner.id
    data = {"owner": str(owner.id)}
    _record(session, incident, IncidentEventKind.ASSIGNED, actor, now, data)
    _audit(session, "incident_assigned", incident, actor, now)
    return incident


def write_note(
    session: Session,
    number: int,
    text: str,
    *,
    source_key: str | None,
    actor: User,
    keys: Keys,
    now: datetime,
) -> None:
    """Whoever sees it may write what they know; the same form sent twice writes once."""
    incident = _locked(session, number, actor)
    if source_key and IncidentRepository(session).find_event(source_key):
        return
    words = records.cleaned(text, rules.LONGEST_NOTE)
    event = IncidentEvent(
        incident_id=incident.id,
        kind=IncidentEventKind.NOTE_WRITTEN,
        at=now,
        actor_id=actor.id,
        note_sealed=keys.sealer.seal(words, NOTE_PLACE),
        source_key=source_key,
    )
    IncidentRepository(session).add(event)
    _audit(session, "incident_note_written", incident, actor, now)


def add_case(session: Session, number: int, reference: str, *, actor: User, now: datetime) -> None:
    incident = _locked_open(session, number, actor)
    _check_may_act(incident, actor)
    repository = IncidentRepository(session)
    case = reading.find_case(session, reference, actor)
    if case.closed_at:
        raise UnknownReference("this case is closed")
    before = repository.membership(case.id)
    if before and not before.removed_at and before.incident_id != incident.id:
        other = repository.get(before.incident_id)
        if other.mended_at is None:
            raise CaseInAnotherIncident("the case is part of another incident")
    repository.put_case(case.id, incident.id, now)
    _record_on_case(session, incident, case, EventKind.INCIDENT_JOINED, actor, now)
    data = {"case": case.reference}
    _record(session, incident, IncidentEventKind.CASE_ADDED, actor, now, data)
    finding.count_cases(session, incident, now=now)
    _audit(session, "incident_case_added", incident, actor, now, data)


def remove_case(
    session: Session, number: int, reference: str, *, actor: User, now: datetime
) -> None:
    """The job does not put it back."""
    incident = _locked_open(session, number, actor)
    _check_may_act(incident, actor)
    for case in IncidentRepository(session).members(incident.id, [reference], actor):
        member = IncidentRepository(session).membership(case.id)
        if member:
            member.removed_at = now
        _record_on_case(session, incident, case, EventKind.INCIDENT_LEFT, actor, now)
        data = {"case": case.reference}
        _record(session, incident, IncidentEventKind.CASE_REMOVED, actor, now, data)
        finding.count_cases(session, incident, now=now)
        _audit(session, "incident_case_removed", incident, actor, now, data)


def join(session: Session, number: int, other: int, *, actor: User, now: datetime) -> Incident:
    """This one goes on in the other, with all its cases."""
    incident, into = _locked_both(session, number, other, actor)
    repository = IncidentRepository(session)
    into.concerns_id = _concerned_by_both(incident, into)
    for each in (incident, *repository.joined_into(incident.id)):
        each.joined_into_id = into.id
    session.flush()
    repository.move_all(incident.id, into.id)
    if incident.area_code != into.area_code:
        into.area_code = _area_of_both(incident.area_code, into.area_code)
    into.people = max(into.people, incident.people)
    into.amount_paisa = max(into.amount_paisa, incident.amount_paisa)
    finding.count_again(session, into, now=now)
    data = {"into": str(into.number)}
    _record(session, incident, IncidentEventKind.JOINED, actor, now, data)
    came = {"from": str(incident.number)}
    _record(session, into, IncidentEventKind.JOINED, actor, now, came)
    _audit(session, "incident_joined", incident, actor, now, data)
    return into


def split(
    session: Session,
    number: int,
    references: Sequence[str],
    words: str,
    *,
    actor: User,
    keys: Keys,
    now: datetime,
) -> Incident:
    """Some of its cases turn out to be about something else: they get an incident of their own."""
    incident = _locked_open(session, number, actor)
    _check_may_act(incident, actor)
    repository = IncidentRepository(session)
    cases = repository.members(incident.id, references, actor)
    if not cases:
        raise Malformed("cases: choose those that are about something else")
    fault = Fault(incident.kind, programme=incident.programme, area_code=incident.area_code)
    new = finding.incident_of(session, fault, now=now)
    new.fault = None
    new.words_sealed = keys.sealer.seal(records.cleaned(words, rules.LONGEST_WORDS), WORDS_PLACE)
    new.opened_by = new.owner_id = actor.id
    new.concerns_id = incident.concerns_id
    repository.add(new)
    for case in cases:
        repository.put_case(case.id, new.id, now)
        _record_on_case(session, incident, case, EventKind.INCIDENT_LEFT, actor, now)
        _record_on_case(session, new, case, EventKind.INCIDENT_JOINED, actor, now)
    for each in (incident, new):
        finding.count_cases(session, each, now=now)
    data = {"into": str(new.number)}
    _record(session, incident, IncidentEventKind.SPLIT, actor, now, data)
    came = {"from": str(incident.number)}
    _record(session, new, IncidentEventKind.OPENED, actor, now, came)
    _audit(session, "incident_split", incident, actor, now, data)
    return new


def mend(session: Session, number: int, *, actor: User, now: datetime) -> None:
    """Whoever has a case in it is told and asked whether the money came; a job does it."""
    incident = _locked_open(session, number, actor)
    _check_may_act(incident, actor)
    finding.set_mended(session, incident, now=now)
    _record(session, incident, IncidentEventKind.MENDED, actor, now)
    args = {"incident_id": str(incident.id)}
    defer(session, TELL_MENDED, args, queue=QUEUE, lock=f"incident:{incident.id}")
    _audit(session, "incident_mended", incident, actor, now)


def tell_mended(
    session: Session,
    incident_id: UUID,
    after: UUID | None,
    limit: int,
    *,
    keys: Keys,
    now: datetime,
) -> UUID | None:
    """The last case that was looked at, None once there are no more."""
    case_ids = IncidentRepository(session).open_case_ids(incident_id, after, limit)
    told = remedies.told_of(
        session,
        case_ids,
        lambda case_id: remedies.tell_mended(session, case_id, incident_id, keys=keys, now=now),
    )
    remedies.record_told(session, "fault_mended_told", told, now)
    return case_ids[-1] if case_ids else None


def possible_owners(session: Session, incident: Incident) -> Sequence[User]:
    return IncidentRepository(session).possible_owners(incident, _OWNERS_SHOWN)


def may_act(incident: Incident, user: User) -> bool:
    """Not before it is known how far it reaches."""
    return not incident.is_counting and rules.may_act(
        user.role,
        user.id,
        user.area_code,
        owner_id=incident.owner_id,
        area_code=incident.area_code,
    )


def may_take(incident: Incident, user: User) -> bool:
    return rules.may_take(
        user.role,
        user.id,
        user.area_code,
        owner_id=incident.owner_id,
        area_code=incident.area_code,
    )


def _found(incident: Incident | None) -> Incident:
    if incident is None:
        raise UnknownIncident("no incident of yours has this number")
    return incident


def _locked(session: Session, number: int, actor: User) -> Incident:
    return _found(IncidentRepository(session).lock(number, actor))


def _locked_open(session: Session, number: int, actor: User) -> Incident:
    incident = _locked(session, number, actor)
    rules.check_open(
        is_mended=incident.mended_at is not None, is_joined=incident.joined_into_id is not None
    )
    return incident


def _locked_both(
    session: Session, number: int, other: int, actor: User
) -> tuple[Incident, Incident]:
    """In the order of their numbers, so that two who join them at once do not wait for ever."""
    if number == other:
        raise Malformed("other: it is this incident itself")
    found = {each: _locked_open(session, each, actor) for each in sorted((number, other))}
    for incident in found.values():
        _check_may_act(incident, actor)
    return found[number], found[other]


def _check_may_act(incident: Incident, actor: User) -> None:
    if not may_act(incident, actor):
        raise NotYoursToDo("take the incident first")


def _concerned_by_both(incident: Incident, into: Incident) -> UUID | None:
    """Whoever one concerns is not shown the other any more, so they may not be who leads it."""
    concerned = {each.concerns_id for each in (incident, into)} - {None}
    if len(concerned) > 1:
        raise JoinedWithConcerned("they concern different colleagues")
    if into.owner_id in concerned:
        raise JoinedWithConcerned("whoever it concerns works on the other")
    return into.concerns_id or incident.concerns_id


def _area_of_both(one: str | None, other: str | None) -> str | None:
    return rules.common_area(one, other) if one and other else None


def _record(
    session: Session,
    incident: Incident,
    kind: IncidentEventKind,
    actor: User,
    now: datetime,
    data: dict[str, str] | None = None,
) -> None:
    event = IncidentEvent(
        incident_id=incident.id, kind=kind, at=now, actor_id=actor.id, data=data or {}
    )
    IncidentRepository(session).add(event)


def _record_on_case(
    session: Session, incident: Incident, case: Case, kind: EventKind, actor: User, now: datetime
) -> None:
    records.record_incident(session, case, kind, incident.number, actor, now)


def _audit(
    session: Session,
    action: str,
    incident: Incident,
    actor: User,
    now: datetime,
    data: dict[str, str] | None = None,
) -> None:
    audit_service.record(
        session,
        action,
        subject_kind="incident",
        subject_id=str(incident.number),
        actor=actor,
        now=now,
        data=data,
    )
