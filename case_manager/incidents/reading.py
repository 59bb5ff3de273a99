"""What the pages show of incidents. Every look at one's cases is recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.audit import service as audit_service
from case_manager.cases import clocks, reading
from case_manager.cases.reading import CaseListItem
from case_manager.cases.rules import Clock, Deadline
from case_manager.errors import Malformed, UnknownIncident
from case_manager.incidents import service
from case_manager.incidents.repository import IncidentRepository
from case_manager.kit.calendar import Calendar, local_date
from case_manager.kit.keys import Keys
from case_manager.models import Incident, IncidentEvent, RemedyNews, User

_INCIDENTS_SHOWN = 25
_CASES_SHOWN = 50


@dataclass(frozen=True)
class Listed:
    """`open_cases` are those that the reader may see."""

    incident: Incident
    open_cases: int
    deadline: Deadline | None


@dataclass(frozen=True)
class IncidentPage:
    items: Sequence[Listed]
    next_cursor: str | None


@dataclass(frozen=True)
class Happened:
    event: IncidentEvent
    note: str | None


@dataclass(frozen=True)
class Shown:
    """One incident, as somebody may see it: `cases` by their reference with what they learnt."""

    listed: Listed
    words: str | None
    joined_into: int | None
    joined: Sequence[int]
    cases: Sequence[CaseListItem]
    news: Mapping[str, RemedyNews]
    next_case: UUID | None
    history: Sequence[Happened]
    may_act: bool
    may_take: bool
    owners: Sequence[User]


def list_incidents(
    session: Session, viewer: User, *, is_mended: bool, cursor: str | None, now: datetime
) -> IncidentPage:
    repository = IncidentRepository(session)
    after = _position(cursor) if cursor else None
    found = repository.page(viewer, is_mended=is_mended, after=after, limit=_INCIDENTS_SHOWN + 1)
    shown = found[:_INCIDENTS_SHOWN]
    counts = repository.count_open_cases([each.id for each in shown], viewer)
    calendar = clocks.calendar(session)
    return IncidentPage(
        [Listed(each, counts.get(each.id, 0), _deadline(each, calendar, now)) for each in shown],
        f"{shown[-1].opened_at.isoformat()}_{shown[-1].id}" if len(found) > len(shown) else None,
    )


def find_incident(session: Session, number: int, viewer: User) -> Incident:
    incident = IncidentRepository(session).find(number, viewer)
    if incident is None:
        raise UnknownIncident("no incident of yours has this number")
    return incident


def show_incident(
    session: Session,
    number: int,
    viewer: User,
    *,
    after: UUID | None,
    keys: Keys,
    now: datetime,
) -> Shown:
    repository = IncidentRepository(session)
    incident = find_incident(session, number, viewer)
    found = repository.cases(incident.id, viewer, after, _CASES_SHOWN + 1)
    cases = found[:_CASES_SHOWN]
    news = repository.news_of([case.id for case in cases])
    counts = repository.count_open_cases([incident.id], viewer)
    deadline = _deadline(incident, clocks.calendar(session), now)
    is_open = incident.mended_at is None and incident.joined_into_id is None
    may_act = is_open and service.may_act(incident, viewer)
    words = incident.words_sealed
    into = _number(repository, incident.joined_into_id)
    joined = [each.number for each in repository.joined_into(incident.id)]
    events = repository.events(incident.id)
    others = (into, *joined, *(_other(event) for event in events))
    seen = repository.seen({number for number in others if number}, viewer)
    return Shown(
        listed=Listed(incident, counts.get(incident.id, 0), deadline),
        words=keys.sealer.open(words, service.WORDS_PLACE) if words else None,
        joined_into=into if into in seen else None,
        joined=[number for number in joined if number in seen],
        cases=reading.items(session, cases, keys=keys, now=now),
        news={case.reference: news[case.id] for case in cases if case.id in news},
        next_case=cases[-1].id if len(found) > len(cases) else None,
        history=[_happened(each, keys) for each in events if _other(each) in {None, *seen}],
        may_act=may_act,
        may_take=is_open and service.may_take(incident, viewer),
        owners=service.possible_owners(session, incident) if may_act else [],
    )


def record_look(session: Session, shown: Shown, viewer: User, *, now: datetime) -> None:
    audit_service.record(
        session,
        "incident_read",
        subject_kind="incident",
        subject_id=str(shown.listed.incident.number),
        actor=viewer,
        now=now,
        data={"rows": str(len(shown.cases))},
    )


def _happened(event: IncidentEvent, keys: Keys) -> Happened:
    sealed = event.note_sealed
    return Happened(event, keys.sealer.open(sealed, service.NOTE_PLACE) if sealed else None)


def _other(event: IncidentEvent) -> int | None:
    """The incident that it was joined with or split from."""
    number = event.data.get("into") or event.data.get("from")
    return int(number) if number else None


def _number(repository: IncidentRepository, incident_id: UUID | None) -> int | None:
    return repository.get(incident_id).number if incident_id else None


def _deadline(incident: Incident, calendar: Calendar, now: datetime) -> Deadline | None:
    if incident.mended_at or incident.joined_into_id:
        return None
    today = local_date(now)
    left = calendar.between(today, incident.due_on)
    if today > incident.due_on:
        left = -max(calendar.between(incident.due_on, today), 1)
    return Deadline(Clock.RESOLUTION, incident.due_on, left)


def _position(cursor: str) -> tuple[datetime, UUID]:
    at, _, incident_id = cursor.partition("_")
    try:
        return datetime.fromisoformat(at), UUID(incident_id)
    except ValueError as error:
        raise Malformed("this page does not exist") from error
