"""Takes back what somebody has just done to a case, while nothing has come of it yet.

History is kept: the act and its taking back both stand in it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.audit import service as audit_service
from case_manager.cases import books, rules
from case_manager.cases.records import CaseState
from case_manager.cases.repository import CaseRepository
from case_manager.errors import NothingToTakeBack, UnknownReference
from case_manager.messages import service as messages_service
from case_manager.models import Case, CaseEvent, User
from case_manager.vocabulary import ActorKind, EventKind, MovementKind

TAKEN_BACK = frozenset(
    {
        EventKind.ASSIGNED,
        EventKind.UNASSIGNED,
        EventKind.NOTE_WRITTEN,
        EventKind.REPLY_SENT,
        EventKind.CLOSED,
        EventKind.REOPENED,
        EventKind.RECLASSIFIED,
        EventKind.MOVED,
    }
)
_CHANGES_NOTHING = frozenset({EventKind.NOTE_WRITTEN, EventKind.DELIVERY_CHANGED})
_UNDONE = frozenset({EventKind.TAKEN_BACK, EventKind.CLOSING_UNDONE})


@dataclass(frozen=True)
class Act:
    """What may still be taken back, and for how long."""

    id: int
    kind: EventKind
    seconds_left: int


def last_act(
    session: Session, reference: str, *, actor: User, now: datetime, window: timedelta
) -> Act | None:
    """What this user did to the case last, unless its time is over or it was taken back."""
    events = CaseRepository(session).events_since(reference, now - window)
    event = _last_of(actor, events)
    if event is None or not window or not _can_be_taken_back(event, events):
        return None
    left = event.at + window - now
    return Act(event.id, event.kind, max(int(left.total_seconds()), 0))


def undo(
    session: Session,
    reference: str,
    act_id: int,
    *,
    actor: User,
    now: datetime,
    window: timedelta,
) -> Case:
    """Taken back twice is taken back once. Who moved a case out of their sight may still do it."""
    repository = CaseRepository(session)
    event = repository.find_act(reference, act_id, actor)
    if event is None:
        raise UnknownReference("nothing of yours was done there")
    case = repository.lock(event.case_id)
    events = repository.events_since(reference, event.at)
    if _is_taken_back(event, events):
        return case
    rules.check_in_time(event.at, now, window)
    if _last_of(actor, events) != event or not _can_be_taken_back(event, events):
        raise NothingToTakeBack("something else has happened since")
    _take_message_back(session, repository, event, now)
    if event.kind is EventKind.NOTE_WRITTEN:
        _forget_first_action(case, event, events)
    else:
        _restore(repository, case, event, now)
    _record(session, repository, case, event, actor, now)
    return case


def _last_of(actor: User, events: list[CaseEvent]) -> CaseEvent | None:
    theirs = [event for event in events if event.actor_id == actor.id]
    return theirs[-1] if theirs and theirs[-1].kind in TAKEN_BACK else None


def _can_be_taken_back(event: CaseEvent, events: list[CaseEvent]) -> bool:
    """A note harms nothing that came after it; anything else must have been the last change."""
    if event.kind is EventKind.NOTE_WRITTEN:
        return True
    return not any(later.kind not in _CHANGES_NOTHING for later in events if later.id > event.id)


def _is_taken_back(event: CaseEvent, events: list[CaseEvent]) -> bool:
    return any(one.kind in _UNDONE and one.data["act"] == event.id for one in events)


def _take_message_back(
    session: Session, repository: CaseRepository, event: CaseEvent, now: datetime
) -> None:
    """Refused as soon as the gateway may have it: the row's lock settles who was first.

    The form that wrote it may be sent again.
    """
    if "message" not in event.data:
        return
    message = repository.get_message(UUID(event.data["message"]))
    if message.outgoing_id:
        messages_service.take_back(session, message.outgoing_id, now=now)
    message.taken_back_at, message.source_key = now, None


def _forget_first_action(case: Case, event: CaseEvent, events: list[CaseEvent]) -> None:
    """A note that is gone was no first action; what anybody did after it was one."""
    followed = any(later.actor_id for later in events if later.id > event.id)
    if case.first_action_at == event.at and not followed:
        case.first_action_at = None


def _restore(repository: CaseRepository, case: Case, event: CaseEvent, now: datetime) -> None:
    before = CaseState.model_validate(event.data["before"])
    match event.kind:
        case EventKind.CLOSED:
            books.enter(repository, case, MovementKind.DISPOSED, now, count=-1)
        case EventKind.REOPENED:
            books.enter(repository, case, MovementKind.REOPENED, now, count=-1)
        case EventKind.RECLASSIFIED | EventKind.MOVED:
            books.enter(repository, case, MovementKind.MOVED_IN, now, count=-1)
    if "pause" in event.data:
        repository.forget_pause(event.data["pause"])
    before.restore(case)
    if event.kind in (EventKind.RECLASSIFIED, EventKind.MOVED):
        books.enter(repository, case, MovementKind.MOVED_OUT, now, count=-1)


def _record(
    session: Session,
    repository: CaseRepository,
    case: Case,
    event: CaseEvent,
    actor: User,
    now: datetime,
) -> None:
    closed = event.kind is EventKind.CLOSED
    repository.add(
        CaseEvent(
            case_id=case.id,
            kind=EventKind.CLOSING_UNDONE if closed else EventKind.TAKEN_BACK,
            at=now,
            actor_kind=ActorKind.USER,
            actor_id=actor.id,
            data={"act": event.id, "what": event.kind.value},
        )
    )
    audit_service.record(
        session,
        "act_taken_back",
        subject_kind="case",
        subject_id=case.id,
        actor=actor,
        now=now,
        data={"what": event.kind.value},
    )
