"""After each change of the ledger: faults are found, counted and closed, and cases join them."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.accounts import service as accounts_service
from case_manager.audit import service as audit_service
from case_manager.cases import clocks
from case_manager.incidents import rules
from case_manager.incidents.fault_repository import FaultRepository, Left, key_of
from case_manager.incidents.queue import COUNT
from case_manager.incidents.repository import IncidentRepository
from case_manager.incidents.rules import Failures, Fault
from case_manager.incidents.thresholds import thresholds
from case_manager.job_queue import defer
from case_manager.kit.calendar import local_date
from case_manager.models import Incident, IncidentEvent
from case_manager.payments.queue import QUEUE
from case_manager.people import service as people_service
from case_manager.vocabulary import IncidentEventKind, IncidentKind

_ORDER = (IncidentKind.BATCH, IncidentKind.PROVIDER, IncidentKind.UNION)


def open_found(session: Session, *, now: datetime) -> list[Incident]:
    """The narrowest cause first: what a batch explains makes no incident of its provider."""
    repository = FaultRepository(session)
    repository.take_time()
    since = local_date(now) - _window()
    failures, known = repository.failures(since), repository.known_faults()
    opened = []
    for kind in _ORDER:
        failures = rules.unexplained(failures, _ORDER, known)
        found = _found(repository, failures, kind, now)
        some = [open_incident(session, fault, now=now) for fault in found]
        opened += [incident for incident in some if incident]
        known |= {incident.fault for incident in some if incident and incident.fault}
    return opened


def open_incident(session: Session, fault: Fault, *, now: datetime) -> Incident | None:
    """By the job: the nearest who lead there own it from the beginning. None where they are too
    few, once nobody counts twice whose payments failed in different ways."""
    repository = IncidentRepository(session)
    incident = incident_of(session, fault, now=now)
    left = FaultRepository(session).left([incident], _window())
    if left.people < thresholds().kinds[fault.kind].people:
        return None
    incident.area_code = _area_within(session, left)
    owners = repository.possible_owners(incident, 1)
    incident.owner_id = owners[0].id if owners else None
    repository.add(incident)
    repository.add(IncidentEvent(incident_id=incident.id, kind=IncidentEventKind.OPENED, at=now))
    _audit(session, "incident_opened", incident, now)
    return incident


def _area_within(session: Session, left: Left) -> str | None:
    """The smallest that holds all of it; the ledger says where whose money failed lives."""
    if not (left.first_area and left.last_area):
        return None
    area = rules.common_area(left.first_area, left.last_area)
    return area if area in people_service.area_names(session, {area} if area else set()) else None


def incident_of(session: Session, fault: Fault, *, now: datetime) -> Incident:
    """Not yet added."""
    days = thresholds().days(fault.kind)
    return Incident(
        kind=fault.kind,
        fault=fault.key,
        programme=fault.programme,
        provider=fault.provider,
        batch=fault.batch,
        return_reason=fault.return_reason,
        area_code=fault.area_code,
        opened_at=now,
        due_on=clocks.calendar(session).add(local_date(now), days),
    )


def open_ids(session: Session) -> list[UUID]:
    return list(FaultRepository(session).open_incidents())


def follow_up(session: Session, incident_id: UUID, *, now: datetime) -> None:
    """How many are left, which cases are about it, and whether the ledger says that it is over.

    Whose money came has been told so by then; whose did not hears nothing.
    """
    repository, faults = IncidentRepository(session), FaultRepository(session)
    faults.take_time()
    incident = repository.lock_by_id(incident_id)
    if incident.mended_at or incident.joined_into_id:
        return
    if incident.opened_by and incident.is_counting:
        _find_reach(session, incident, now=now)
    family = _family(session, incident)
    count(session, incident, now=now)
    if not any(each.fault for each in family):
        return
    faults.add_cases(incident, family, _window(), now)
    if rules.is_mended(incident.people, incident.people_left, thresholds().mended_share):
        set_mended(session, incident, now=now)
        repository.add(
            IncidentEvent(incident_id=incident.id, kind=IncidentEventKind.MENDED, at=now)
        )
        _audit(session, "incident_mended", incident, now)


def count_again(session: Session, incident: Incident, *, now: datetime) -> None:
    if any(each.fault for each in _family(session, incident)):
        count_later(session, incident)
    else:
        count_cases(session, incident, now=now)


def count_later(session: Session, incident: Incident) -> None:
    """By the worker: whole quarters of the ledger are read for it."""
    args, lock = {"incident_id": str(incident.id)}, f"incident:{incident.id}"
    defer(session, COUNT, args, queue=QUEUE, lock=lock)


def count(session: Session, incident: Incident, *, now: datetime) -> None:
    family = _family(session, incident)
    if any(each.fault for each in family):
        left = FaultRepository(session).left(family, _window())
        incident.people_left, incident.amount_left_paisa = left.people, left.amount_paisa
        _keep_height(incident, now)
    else:
        count_cases(session, incident, now=now)


def count_cases(session: Session, incident: Incident, *, now: datetime) -> None:
    """Of what was opened by hand without a fault of the ledger, whose cases are in it; of others
    they tell nothing."""
    if any(each.fault for each in _family(session, incident)):
        return
    incident.people_left = IncidentRepository(session).count_members(incident.id)
    _keep_height(incident, now)


def _family(session: Session, incident: Incident) -> list[Incident]:
    """With those that were joined into it."""
    return [incident, *IncidentRepository(session).joined_into(incident.id)]


def _keep_height(incident: Incident, now: datetime) -> None:
    incident.people = max(incident.people, incident.people_left)
    incident.amount_paisa = max(incident.amount_paisa, incident.amount_left_paisa)
    incident.counted_at = now


def set_mended(session: Session, incident: Incident, *, now: datetime) -> None:
    for each in _family(session, incident):
        each.mended_at = now


def _find_reach(session: Session, incident: Incident, *, now: datetime) -> None:
    """What reaches beyond the area of whoever opened it is for those who look after all of it."""
    left = FaultRepository(session).left([incident], _window())
    opener = accounts_service.find_user(session, incident.opened_by) if incident.opened_by else None
    if opener is None or not left.people:
        return
    incident.area_code = _area_within(session, left)
    if rules.covers(opener.area_code, incident.area_code):
        return
    repository = IncidentRepository(session)
    owners = repository.possible_owners(incident, 1)
    incident.owner_id = owners[0].id if owners else None
    repository.add(
        IncidentEvent(
            incident_id=incident.id,
            kind=IncidentEventKind.ASSIGNED,
            at=now,
            data={"owner": str(incident.owner_id)} if owners else {},
        )
    )


def _found(
    repository: FaultRepository, failures: list[Failures], kind: IncidentKind, now: datetime
) -> list[Fault]:
    threshold = thresholds().kinds[kind]
    many = rules.many_enough(failures, kind, threshold.people)
    everybody = repository.everybody(kind, list(many), local_date(now) - _window())
    return [
        fault
        for fault, people in many.items()
        if people >= threshold.share * everybody[key_of(kind, fault)]
    ]


def _window() -> timedelta:
    return timedelta(days=thresholds().window_days)


def _audit(session: Session, action: str, incident: Incident, now: datetime) -> None:
    audit_service.record(
        session,
        action,
        subject_kind="incident",
        subject_id=str(incident.number),
        actor=None,
        now=now,
    )
