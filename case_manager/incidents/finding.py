"""After each change of the ledger: faults are found, counted and closed, and cases join them."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.accounts import service as accounts_service
from case_manager.audit import service as audit_service
from case_manager.cases import clocks
from case_manager.incidents import rules
from case_manager.incidents.agent_repository import AgentRepository
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
    """The narrowest cause first: what a batch explains makes no incident of its provider. Agents
    come last, by complaints that are part of nothing else."""
    repository = FaultRepository(session)
    repository.take_time()
    since = local_date(now) - _window()
    failures, known = repository.failures(since), repository.known_faults()
    opened = []
    for kind in _ORDER:
        failures = rules.unexplained(failures, _ORDER, known)
        found = _found(repository, failures, kind, now)
        some = [
            open_incident(session, fault, everybody, now=now) for fault, everybody in found.items()
        ]
        opened += [incident for incident in some if incident]
        known |= {incident.fault for incident in some if incident and incident.fault}
    fewest = thresholds().fewest(IncidentKind.AGENT)
    for fault in AgentRepository(session).complained_of(since, fewest):
        if fault.key not in known:
            opened.append(_open(session, incident_of(session, fault, now=now), now=now))
    return opened


def open_incident(
    session: Session, fault: Fault, everybody: int, *, now: datetime
) -> Incident | None:
    """None where they are too few of `everybody`, once nobody counts twice whose payments failed
    in different ways."""
    incident = incident_of(session, fault, now=now)
    left = FaultRepository(session).left([incident], _window())
    if left.people < thresholds().fewest(fault.kind, everybody):
        return None
    incident.area_code = _area_within(session, left)
    return _open(session, incident, now=now)


def _open(session: Session, incident: Incident, *, now: datetime) -> Incident:
    """By the job: the nearest who lead there own it from the beginning."""
    repository = IncidentRepository(session)
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
    faults.add_cases(incident, family, _window(), now)
    AgentRepository(session).add_cases(incident, family, now)
    count(session, incident, now=now)
    if not any(each.fault for each in family):
        return
    if rules.is_mended(incident.people, incident.people_left, thresholds().mended_share):
        set_mended(session, incident, now=now)
        repository.add(
            IncidentEvent(incident_id=incident.id, kind=IncidentEventKind.MENDED, at=now)
        )
        _audit(session, "incident_mended", incident, now)


def count_again(session: Session, incident: Incident, *, now: datetime) -> None:
    if _is_of_the_ledger(_family(session, incident)):
        count_later(session, incident)
    else:
        count_cases(session, incident, now=now)


def count_later(session: Session, incident: Incident) -> None:
    """By the worker: whole quarters of the ledger are read for it."""
    args, lock = {"incident_id": str(incident.id)}, f"incident:{incident.id}"
    defer(session, COUNT, args, queue=QUEUE, lock=lock)


def count(session: Session, incident: Incident, *, now: datetime) -> None:
    family = _family(session, incident)
    if _is_of_the_ledger(family):
        left = FaultRepository(session).left(family, _window())
        _keep(incident, left.people, left.amount_paisa, now)
    else:
        count_cases(session, incident, now=now)


def count_cases(session: Session, incident: Incident, *, now: datetime) -> None:
    """Of what the ledger does not show, whose cases are in it; of the rest they tell nothing."""
    if not _is_of_the_ledger(_family(session, incident)):
        people, amount_paisa = IncidentRepository(session).waiting(incident.id)
        _keep(incident, people, amount_paisa, now)


def set_mended(session: Session, incident: Incident, *, now: datetime) -> None:
    for each in _family(session, incident):
        each.mended_at = now


def _family(session: Session, incident: Incident) -> list[Incident]:
    """With those that were joined into it."""
    return [incident, *IncidentRepository(session).joined_into(incident.id)]


def _is_of_the_ledger(family: list[Incident]) -> bool:
    return any(each.fault and each.kind is not IncidentKind.AGENT for each in family)


def _keep(incident: Incident, people: int, amount_paisa: int, now: datetime) -> None:
    incident.people_left, incident.amount_left_paisa = people, amount_paisa
    incident.people = max(incident.people, people)
    incident.amount_paisa = max(incident.amount_paisa, amount_paisa)
    incident.counted_at = now


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
) -> dict[Fault, int]:
    """With everybody who has the same in common."""
    many = rules.many_enough(failures, kind, thresholds().kinds[kind].people)
    everybody = repository.everybody(kind, list(many), local_date(now) - _window())
    return {fault: everybody[key_of(kind, fault)] for fault in many}


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
