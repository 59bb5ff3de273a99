"""What every act on a case writes, for the services of this module to share."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from case_manager.cases import case_words, rules
from case_manager.cases.case_words import TEXT_PLACE
from case_manager.cases.repository import CaseRepository
from case_manager.cases.rules import NoSms
from case_manager.cases.told import told_of
from case_manager.errors import Malformed, UnknownReference
from case_manager.kit.calendar import local_date
from case_manager.kit.keys import Keys
from case_manager.messages import service as messages_service
from case_manager.models import (
    Case,
    CaseEvent,
    CaseMessage,
    Conversation,
    OutgoingMessage,
    User,
)
from case_manager.people import service as people_service
from case_manager.vocabulary import (
    ActorKind,
    CaseStatus,
    EventKind,
    Language,
    MessageKind,
    OfficeDecision,
)

AT_ONCE = timedelta(0)
PHONE_PLACE = "cases.citizen_phone"


class CaseState(BaseModel):
    """Everything of a case that an act may change, so that the act can be taken back."""

    model_config = ConfigDict(from_attributes=True)

    status: CaseStatus
    assignee_id: UUID | None
    category: str
    programme: str | None
    area_code: str | None
    is_restricted: bool
    has_unread_answer: bool
    first_action_at: datetime | None
    first_action_days: int
    first_action_due_on: date
    resolution_days: int
    resolution_from_on: date
    resolution_due_on: date
    paused_on: date | None
    closed_at: datetime | None
    office_tier: str
    office_days: int
    office_due_on: date
    office_decision: OfficeDecision | None
    office_decided_on: date | None
    remedy_confirmed_at: datetime | None = None
    satisfaction: int | None = None
    rated_at: datetime | None = None

    def restore(self, case: Case) -> None:
        for name in CaseState.model_fields:
            setattr(case, name, getattr(self, name))


def state_of(case: Case) -> dict[str, Any]:
    return CaseState.model_validate(case).model_dump(mode="json")


def locked(repository: CaseRepository, reference: str, actor: User) -> Case:
    case = repository.lock_visible(reference, actor)
    if case is None:
        raise UnknownReference("no case of yours has this number")
    return case


def record(
    repository: CaseRepository,
    case: Case,
    kind: EventKind,
    now: datetime,
    actor_kind: ActorKind = ActorKind.CITIZEN,
    data: dict[str, Any] | None = None,
) -> None:
    event = CaseEvent(case_id=case.id, kind=kind, at=now, actor_kind=actor_kind, data=data or {})
    repository.add(event)


def record_by(
    repository: CaseRepository,
    case: Case,
    kind: EventKind,
    actor: User,
    now: datetime,
    data: dict[str, Any] | None = None,
) -> CaseEvent:
    """The first thing a person does to a case stops its first clock."""
    case.first_action_at = case.first_action_at or now
    event = CaseEvent(
        case_id=case.id,
        kind=kind,
        at=now,
        actor_kind=ActorKind.USER,
        actor_id=actor.id,
        data=data or {},
    )
    repository.add(event)
    return event


def record_incident(
    session: Session, case: Case, kind: EventKind, number: int, actor: User, now: datetime
) -> None:
    """That it is part of an incident, or no longer, is no act on the case itself."""
    event = CaseEvent(
        case_id=case.id,
        kind=kind,
        at=now,
        actor_kind=ActorKind.USER,
        actor_id=actor.id,
        data={"number": str(number)},
    )
    CaseRepository(session).add(event)


def cleaned(text: str, longest: int) -> str:
    kept = text.replace("\x00", "").strip()
    if not kept:
        raise Malformed("write something first")
    if len(kept) > longest:
        raise Malformed(f"no more than {longest} characters, please")
    return kept


def sent_before(
    repository: CaseRepository, case: Case, source_key: str | None
) -> CaseMessage | None:
    known = repository.find_message_by_source(source_key) if source_key else None
    return known if known and known.case_id == case.id else None


def add_message(
    repository: CaseRepository,
    case: Case,
    kind: MessageKind,
    text: str,
    language: Language,
    keys: Keys,
    now: datetime,
    *,
    author: User | None = None,
    outgoing: OutgoingMessage | None = None,
    source_key: str | None = None,
) -> CaseMessage:
    message = CaseMessage(
        case_id=case.id,
        kind=kind,
        text_sealed=keys.sealer.seal(text, TEXT_PLACE),
        language=language,
        author_id=author.id if author else None,
        outgoing_id=outgoing.id if outgoing else None,
        source_key=source_key,
        created_at=now,
    )
    repository.add(message)
    case_words.remember(repository, case, [text], keys)
    return message


def add_note(
    repository: CaseRepository,
    case: Case,
    text: str,
    *,
    author: User,
    source_key: str | None,
    keys: Keys,
    now: datetime,
) -> CaseMessage:
    return add_message(
        repository,
        case,
        MessageKind.NOTE,
        text,
        author.language,
        keys,
        now,
        author=author,
        source_key=source_key,
    )


def add_reply(
    session: Session,
    case: Case,
    text: str,
    cost_tag: str,
    *,
    author: User | None,
    source_key: str | None,
    expects_reply: bool = False,
    about: str | None = None,
    leaves_after: timedelta,
    keys: Keys,
    now: datetime,
) -> CaseMessage:
    """Sent, with its case before it, if the citizen can be reached, and kept in any case."""
    outgoing = None
    if conversation := reachable_conversation(session, case):
        outgoing = messages_service.enqueue(
            session,
            conversation,
            messages_service.with_heading(heading(case), text),
            language=case.language,
            case_id=case.id,
            cost_tag=cost_tag,
            expects_reply=expects_reply,
            about=about,
            leaves_after=leaves_after,
            keys=keys,
            now=now,
        )
    return add_message(
        CaseRepository(session),
        case,
        MessageKind.REPLY,
        text,
        case.language,
        keys,
        now,
        author=author,
        outgoing=outgoing,
        source_key=source_key,
    )


def heading(case: Case) -> str:
    return messages_service.heading(case.reference, case.language, is_restricted=case.is_restricted)


def reachable_conversation(session: Session, case: Case) -> Conversation | None:
    """None if there is no phone to send to, its owner wants no messages, or one could harm them."""
    if case.conversation_id is None:
        return None
    conversation = people_service.find_conversation(session, case.conversation_id)
    return None if why_no_sms(case, conversation) else conversation


def why_no_sms(case: Case, conversation: Conversation | None) -> NoSms | None:
    return rules.why_no_sms(
        told_of(case).contact_safely,
        is_anonymous=case.is_anonymous,
        has_phone=conversation is not None,
        opted_out=conversation is not None and conversation.opted_out,
    )


def keep_number(
    repository: CaseRepository, case: Case, ring_at: str | None, keys: Keys, now: datetime
) -> None:
    """Where to call instead of the phone of the contact; without a name a case leads to none."""
    if ring_at is None or case.conversation_id is None or case.is_anonymous:
        return
    if kind := replace_number(case, ring_at, keys):
        record(repository, case, kind, now)


def replace_number(case: Case, ring_at: str | None, keys: Keys) -> EventKind | None:
    """What happened with it; None where it is the same."""
    sealed = case.citizen_phone_sealed
    if ring_at == (keys.sealer.open(sealed, PHONE_PLACE) if sealed else None):
        return None
    case.citizen_phone_sealed = keys.sealer.seal(ring_at, PHONE_PLACE) if ring_at else None
    if ring_at is None:
        return EventKind.NUMBER_REMOVED
    return EventKind.NUMBER_CHANGED if sealed else EventKind.NUMBER_TOLD


def acknowledge(session: Session, case: Case, keys: Keys, now: datetime) -> None:
    if conversation := reachable_conversation(session, case):
        messages_service.acknowledge(
            session,
            conversation,
            case_id=case.id,
            reference=case.reference,
            answer_on=max(case.first_action_due_on, local_date(now)),
            is_restricted=case.is_restricted,
            language=case.language,
            keys=keys,
            now=now,
        )
