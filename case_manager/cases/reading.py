"""What the desk shows of cases: lists, one case, its thread. Every look at one is recorded."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.audit import service as audit_service
from case_manager.cases import clocks, rules
from case_manager.cases.case_words import NAME_PLACE, TEXT_PLACE
from case_manager.cases.queues import CaseFilter, Days, Position, Queue
from case_manager.cases.records import PHONE_PLACE
from case_manager.cases.remedy_repository import RemedyRepository
from case_manager.cases.repository import CaseRepository
from case_manager.cases.rules import Deadline
from case_manager.errors import GivenWithoutName, Malformed, UnknownReference
from case_manager.kit.calendar import Calendar, local_date
from case_manager.kit.keys import Keys
from case_manager.messages import rules as message_rules
from case_manager.models import Area, Case, CaseEvent, CaseMessage, User
from case_manager.people import service as people_service
from case_manager.vocabulary import (
    CaseStatus,
    Channel,
    DeliveryStatus,
    EventKind,
    Language,
    MessageKind,
    PhoneReason,
)

PAGE_SIZE = 25
COUNTED_UP_TO = 1000
_SHOWN_AS_MESSAGES = frozenset(
    {
        EventKind.NOTE_WRITTEN,
        EventKind.REPLY_SENT,
        EventKind.CITIZEN_WROTE,
        EventKind.DELIVERY_CHANGED,
    }
)

_OF_INCIDENTS = frozenset({EventKind.INCIDENT_JOINED, EventKind.INCIDENT_LEFT})


@dataclass(frozen=True)
class CaseListItem:
    """A row of the inbox. Without a person the citizen is anonymous and of no known place."""

    reference: str
    citizen_name_en: str | None
    citizen_name_bn: str | None
    area: Area | None
    upazila: Area | None
    category: str
    status: CaseStatus
    channel: Channel
    words: str
    words_language: Language
    deadline: Deadline | None
    assignee_name: str | None
    has_unread_answer: bool
    is_restricted: bool
    opened_at: datetime
    incident: int | None = None


@dataclass(frozen=True)
class CasePage:
    items: list[CaseListItem]
    next_cursor: str | None


@dataclass(frozen=True)
class ThreadEntry:
    """A message (`message_kind`) or a system event (`event_kind`) of a case, in order of time."""

    id: str
    at: datetime
    message_kind: MessageKind | None = None
    event_kind: EventKind | None = None
    text: str | None = None
    language: Language | None = None
    author_name: str | None = None
    delivery_status: DeliveryStatus | None = None
    failure_reason: str | None = None
    data: dict[str, str] | None = None

    @property
    def why_not_delivered(self) -> str | None:
        return message_rules.WHY_NOT_DELIVERED.get(self.failure_reason or "")


def list_cases(
    session: Session,
    viewer: User,
    filter_: CaseFilter,
    cursor: str | None = None,
    *,
    keys: Keys,
    now: datetime,
    limit: int = PAGE_SIZE,
) -> CasePage:
    repository = CaseRepository(session)
    after = _position(cursor, filter_) if cursor else None
    calendar = Calendar(repository.holidays())
    days = _days(now, calendar)
    cases = repository.page(viewer, filter_, after, days=days, limit=limit + 1)
    shown = cases[:limit]
    more = len(cases) > limit
    return CasePage(
        items=_items(session, repository, shown, keys, days.today, calendar, viewer),
        next_cursor=_cursor(shown[-1], filter_) if more else None,
    )


def items(
    session: Session, cases: Sequence[Case], *, keys: Keys, now: datetime
) -> list[CaseListItem]:
    """Rows of cases that come with person, area and assignee."""
    repository = CaseRepository(session)
    calendar = Calendar(repository.holidays())
    return _items(session, repository, cases, keys, local_date(now), calendar)


def count_queues(session: Session, viewer: User, *, now: datetime) -> dict[Queue, int]:
    """Each count stops at COUNTED_UP_TO."""
    repository = CaseRepository(session)
    days = _days(now, Calendar(repository.holidays()))
    return repository.counts(viewer, days=days, at_most=COUNTED_UP_TO)


def record_look(session: Session, case: Case, viewer: User, *, now: datetime) -> None:
    audit_service.record(
        session, "case_read", subject_kind="case", subject_id=case.id, actor=viewer, now=now
    )


def record_list(
    session: Session, filter_: CaseFilter, rows: int, viewer: User, *, now: datetime
) -> None:
    """A list shows names and words of many citizens: one line for all of them."""
    audit_service.record(
        session,
        "cases_listed",
        subject_kind="queue",
        subject_id=filter_.queue.value,
        actor=viewer,
        now=now,
        data={"rows": str(rows)},
    )


def find_case(session: Session, reference: str, viewer: User) -> Case:
    """With person, area, payment, assignee and conversation."""
    case = CaseRepository(session).find_visible(reference, viewer)
    if case is None:
        raise UnknownReference("no case of yours has this number")
    return case


def is_visible(session: Session, reference: str, viewer: User) -> bool:
    return CaseRepository(session).find_visible(reference, viewer) is not None


def without_name(session: Session, references: Collection[str]) -> set[str]:
    """Which of these cases were given without a name."""
    return CaseRepository(session).without_name(references)


def given_name(case: Case, keys: Keys) -> str | None:
    """As staff wrote it down, of somebody whom the register does not know."""
    sealed = case.citizen_name_sealed
    return keys.sealer.open(sealed, NAME_PLACE) if sealed else None


def phone_of(case: Case, keys: Keys) -> str | None:
    """Where the citizen said to call instead, or as staff wrote it down while there is no contact
    yet; else of the contact.

    None as well where the operator of the contact hides the number, or the citizen their name.
    """
    if case.is_anonymous:
        return None
    if sealed := case.citizen_phone_sealed:
        return keys.sealer.open(sealed, PHONE_PLACE)
    return people_service.phone_of(case.conversation, keys) if case.conversation else None


def is_rung_elsewhere(case: Case) -> bool:
    """Whether the citizen said to call another phone than the one that they write from."""
    is_told = case.conversation_id is not None and case.citizen_phone_sealed is not None
    return is_told and not case.is_anonymous


def appealed_case(session: Session, case: Case) -> str | None:
    """The reference of the case whose decision this one appeals against."""
    return CaseRepository(session).get(case.appeal_of).reference if case.appeal_of else None


def appeals_against(session: Session, case: Case) -> Sequence[str]:
    return CaseRepository(session).appeals_against(case.id)


def incident_of(session: Session, case: Case, viewer: User) -> int | None:
    """The number of the one it is part of; none for whom that concerns."""
    return RemedyRepository(session).incidents_of([case.id], viewer.id).get(case.id)


def thread(
    session: Session, case: Case, *, keys: Keys, viewer: User | None = None
) -> list[ThreadEntry]:
    repository = CaseRepository(session)
    entries = [_said(message, keys) for message in repository.messages(case.id)]
    entries += [
        _happened(event)
        for event in _events(session, case, viewer)
        if event.kind not in _SHOWN_AS_MESSAGES
    ]
    return sorted(entries, key=lambda entry: entry.at)


def history(session: Session, case: Case, viewer: User | None = None) -> list[ThreadEntry]:
    return [_happened(event) for event in _events(session, case, viewer)]


def _events(session: Session, case: Case, viewer: User | None) -> Sequence[CaseEvent]:
    """Without those of incidents that concern whoever looks."""
    events = CaseRepository(session).events(case.id)
    numbers = {int(event.data["number"]) for event in events if event.kind in _OF_INCIDENTS}
    if viewer is None or not numbers:
        return events
    hidden = RemedyRepository(session).concerning(numbers, viewer.id)
    return [event for event in events if event.data.get("number") not in hidden]


def reveal_phone(
    session: Session,
    reference: str,
    reason: PhoneReason,
    *,
    viewer: User,
    keys: Keys,
    now: datetime,
) -> str | None:
    """The whole number, to somebody who says why; the look and the reason are recorded.

    The reasons are a closed list, because nobody's name or number may stand in the audit trail.
    """
    case = find_case(session, reference, viewer)
    if case.is_anonymous:
        raise GivenWithoutName("this case was given without a name")
    phone = phone_of(case, keys)
    if phone is None:
        return None
    audit_service.record(
        session,
        "phone_revealed",
        subject_kind="case",
        subject_id=case.id,
        actor=viewer,
        now=now,
        data={"reason": reason.value},
    )
    return phone


def _items(
    session: Session,
    repository: CaseRepository,
    cases: Sequence[Case],
    keys: Keys,
    today: date,
    calendar: Calendar,
    viewer: User | None = None,
) -> list[CaseListItem]:
    """With the incident of each, where it is known who looks."""
    words = repository.latest_words(case.id for case in cases)
    upazilas = people_service.area_names(
        session, {case.area_code[:6] for case in cases if case.area_code}
    )
    ids = [case.id for case in cases]
    incidents = RemedyRepository(session).incidents_of(ids, viewer.id) if viewer else {}
    return [
        _item(
            case,
            given_name(case, keys),
            keys.sealer.open(words[case.id], TEXT_PLACE) if case.id in words else "",
            upazilas.get((case.area_code or "")[:6]),
            clocks.deadline(case, today, calendar),
            incidents.get(case.id),
        )
        for case in cases
    ]


def _item(
    case: Case,
    given: str | None,
    words: str,
    upazila: Area | None,
    deadline: Deadline | None,
    incident: int | None,
) -> CaseListItem:
    return CaseListItem(
        reference=case.reference,
        citizen_name_en=case.person.name_en if case.person else given,
        citizen_name_bn=case.person.name_bn if case.person else given,
        area=case.area,
        upazila=upazila,
        category=case.category,
        status=case.status,
        channel=case.channel,
        words=words,
        words_language=case.language,
        deadline=deadline,
        assignee_name=case.assignee.name if case.assignee else None,
        has_unread_answer=case.has_unread_answer,
        is_restricted=case.is_restricted,
        opened_at=case.opened_at,
        incident=incident,
    )


def _said(message: CaseMessage, keys: Keys) -> ThreadEntry:
    outgoing = message.outgoing
    return ThreadEntry(
        id=str(message.id),
        at=message.created_at,
        message_kind=message.kind,
        text=keys.sealer.open(message.text_sealed, TEXT_PLACE),
        language=message.language,
        author_name=message.author.name if message.author else None,
        delivery_status=outgoing.delivery_status if outgoing else None,
        failure_reason=outgoing.failure_reason if outgoing else None,
    )


def _happened(event: CaseEvent) -> ThreadEntry:
    return ThreadEntry(
        id=str(event.id),
        at=event.at,
        event_kind=event.kind,
        author_name=event.actor.name if event.actor else None,
        data=dict(event.data),
    )


def _cursor(case: Case, filter_: CaseFilter) -> str:
    return f"{getattr(case, filter_.sorting.column).isoformat()}_{case.id}"


def _position(cursor: str, filter_: CaseFilter) -> Position:
    on, _, case_id = cursor.partition("_")
    kind = date if filter_.sorting.is_by_day else datetime
    try:
        return Position(kind.fromisoformat(on), UUID(case_id))
    except ValueError as error:
        raise Malformed("this page does not exist") from error


def _days(now: datetime, calendar: Calendar) -> Days:
    today = local_date(now)
    return Days(today, calendar.add(today, rules.SOON_WORKING_DAYS))
