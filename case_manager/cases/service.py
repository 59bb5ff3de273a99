"""What is done to cases. What the desk reads of them is in `reading`, with who may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.audit import service as audit_service
from case_manager.cases import books, rules
from case_manager.cases.categories import Category, find_category
from case_manager.cases.repository import CaseRepository
from case_manager.cases.schemas import AppendWords, OpenCase
from case_manager.errors import (
    Malformed,
    MistypedReference,
    NoWayToReply,
    UnknownReference,
)
from case_manager.kit.calendar import Calendar, local_date
from case_manager.kit.keys import Keys
from case_manager.kit.references import is_reference
from case_manager.messages import service as messages_service
from case_manager.models import Case, CaseEvent, CaseMessage, OutgoingMessage, Payment, Person, User
from case_manager.payments import service as payments_service
from case_manager.people import service as people_service
from case_manager.programmes import service as programmes_service
from case_manager.vocabulary import (
    ActorKind,
    CaseStatus,
    Channel,
    DeliveryStatus,
    EventKind,
    Language,
    MessageKind,
    MovementKind,
    OfficeDecision,
)

FOR_A_HUMAN = "information"
_SHOWN_TO_CITIZEN = 5


@dataclass(frozen=True)
class Unanswered:
    """A message that the assistant could not answer for too long."""

    conversation_id: UUID
    message_id: UUID
    channel: Channel
    language: Language
    text: str


def open_case(
    session: Session, command: OpenCase, *, source_key: str, keys: Keys, now: datetime
) -> Case:
    """SMS filers hear the reference in the assistant's answer; everybody else gets an SMS."""
    repository = CaseRepository(session)
    if existing := repository.find_by_source(source_key):
        return existing  # delivered twice, opened once; a unique constraint settles races
    person = people_service.known_person(session, command.conversation_id, keys=keys, now=now)
    payment = _payment(session, command.payment_id, person)
    case = _new_case(repository, _category(command.category), keys=keys, now=now)
    case.source_key = source_key
    case.conversation_id = command.conversation_id
    case.channel = command.channel
    case.language = command.language
    case.missing_since = _first_of_month(command.missing_since)
    case.programme = _programme(command.programme, payment)
    case.payment_id = payment.id if payment else None
    if person:
        case.person_id, case.area_code = person.id, person.area_code
    repository.add(case)
    books.enter(repository, case, MovementKind.RECEIVED, now)
    _record(repository, case, EventKind.OPENED, now, data={"channel": case.channel.value})
    _add_citizen_words(repository, case, command.description, command.language, keys, now)
    if command.channel is not Channel.SMS:
        _acknowledge(session, case, keys, now)
    return case


def take_over_unanswered(
    session: Session, unanswered: Unanswered, *, keys: Keys, now: datetime
) -> Case:
    """A person answers what the assistant did not; the citizen is told so once."""
    repository = CaseRepository(session)
    source_key = f"unanswered:{unanswered.message_id}"
    if existing := repository.find_by_source(source_key):
        return existing
    command = OpenCase(
        conversation_id=unanswered.conversation_id,
        category=FOR_A_HUMAN,
        description=unanswered.text,
        channel=unanswered.channel,
        language=unanswered.language,
    )
    case = open_case(session, command, source_key=source_key, keys=keys, now=now)
    if case.channel is Channel.SMS:
        _acknowledge(session, case, keys, now)
    return case


def append_citizen_words(
    session: Session,
    reference: str,
    command: AppendWords,
    *,
    source_key: str,
    keys: Keys,
    now: datetime,
) -> Case:
    """Kept on a closed case too, unread: what a citizen says is never refused for being late."""
    repository = CaseRepository(session)
    found = case_of_citizen(session, reference, command.conversation_id, keys=keys, now=now)
    case = repository.lock(found.id)
    if repository.find_message_by_source(source_key):
        return case
    message = _add_citizen_words(repository, case, command.text, command.language, keys, now)
    message.source_key = source_key
    case.has_unread_answer = True
    case.status = rules.after_citizen_wrote(case.status)
    _record(repository, case, EventKind.CITIZEN_WROTE, now, ActorKind.CITIZEN)
    return case


def case_of_citizen(
    session: Session, reference: str, conversation_id: UUID, *, keys: Keys, now: datetime
) -> Case:
    if not is_reference(reference):
        raise MistypedReference("there is a mistake in the number")
    person = people_service.known_person(session, conversation_id, keys=keys, now=now)
    case = CaseRepository(session).of_citizen(
        reference, conversation_id, person.id if person else None
    )
    if case is None:
        raise UnknownReference("no case of yours has this number")
    return case


def cases_of_citizen(
    session: Session, conversation_id: UUID, *, keys: Keys, now: datetime
) -> Sequence[Case]:
    person = people_service.known_person(session, conversation_id, keys=keys, now=now)
    return CaseRepository(session).latest_of_citizen(
        conversation_id, person.id if person else None, _SHOWN_TO_CITIZEN
    )


def assign_case(
    session: Session, reference: str, *, assignee: User, actor: User, now: datetime
) -> Case:
    repository = CaseRepository(session)
    case = _locked(repository, reference, actor)
    rules.check_open(case.status)
    rules.check_may_assign(actor.role, actor.id, assignee.id, case.assignee_id)
    if case.assignee_id == assignee.id:
        return case
    case.assignee_id = assignee.id
    case.status = _moved(case.status, CaseStatus.IN_PROGRESS)
    _record_by(repository, case, EventKind.ASSIGNED, actor, now, {"assignee": str(assignee.id)})
    audit_service.record(
        session, "case_assigned", subject_kind="case", subject_id=case.id, actor=actor, now=now
    )
    return case


def write_note(
    session: Session,
    reference: str,
    text: str,
    *,
    source_key: str | None = None,
    actor: User,
    keys: Keys,
    now: datetime,
) -> CaseMessage:
    """With the `source_key` of a form that was sent twice, the first note is the answer."""
    repository = CaseRepository(session)
    case = _locked(repository, reference, actor)
    if existing := _sent_before(repository, case, source_key):
        return existing
    words = _cleaned(text, rules.longest_text("note"))
    note = _message(case, MessageKind.NOTE, words, actor.language, keys, now, actor)
    note.source_key = source_key
    repository.add(note)
    _record_by(repository, case, EventKind.NOTE_WRITTEN, actor, now)
    return note


def reply_to_citizen(
    session: Session,
    reference: str,
    text: str,
    *,
    expects_reply: bool = True,
    source_key: str | None = None,
    actor: User,
    keys: Keys,
    now: datetime,
) -> CaseMessage:
    """With `expects_reply` the citizen's next free words come back into this thread."""
    repository = CaseRepository(session)
    case = _locked(repository, reference, actor)
    if existing := _sent_before(repository, case, source_key):
        return existing
    rules.check_open(case.status)
    rules.check_may_act(actor.role, actor.id, case.assignee_id)
    words = _cleaned(text, rules.longest_text("reply"))
    outgoing = _send(session, case, words, "case_reply", expects_reply, keys, now)
    if outgoing is None:
        raise NoWayToReply("this citizen left no phone, or wants no more messages")
    reply = _message(case, MessageKind.REPLY, words, case.language, keys, now, actor)
    reply.outgoing_id = outgoing.id
    reply.source_key = source_key
    repository.add(reply)
    case.status = rules.after_reply(case.status, expects_reply=expects_reply)
    case.has_unread_answer = False
    _record_by(repository, case, EventKind.REPLY_SENT, actor, now)
    return reply


def close_case(
    session: Session,
    reference: str,
    *,
    decision: OfficeDecision,
    message: str,
    decided_on: date | None = None,
    actor: User,
    keys: Keys,
    now: datetime,
) -> Case:
    """Records what the office decided and tells the citizen; without a phone the words are kept."""
    repository = CaseRepository(session)
    case = _locked(repository, reference, actor)
    rules.check_open(case.status)
    rules.check_may_act(actor.role, actor.id, case.assignee_id)
    today = local_date(now)
    if decided_on and not local_date(case.opened_at) <= decided_on <= today:
        raise Malformed("the office's decision lies between the opening of the case and today")
    text = _cleaned(message, rules.longest_text("close"))
    farewell = _message(case, MessageKind.REPLY, text, case.language, keys, now, actor)
    outgoing = _send(session, case, text, "case_closed", False, keys, now)
    farewell.outgoing_id = outgoing.id if outgoing else None
    repository.add(farewell)
    case.office_decision, case.office_decided_on = decision, decided_on or today
    case.status, case.closed_at = CaseStatus.CLOSED, now
    case.has_unread_answer = False
    books.enter(repository, case, MovementKind.DISPOSED, now)
    decided = {"decision": decision.value, "decided_on": case.office_decided_on.isoformat()}
    _record_by(repository, case, EventKind.DECISION_RECORDED, actor, now, decided)
    _record_by(repository, case, EventKind.CLOSED, actor, now)
    audit_service.record(
        session, "case_closed", subject_kind="case", subject_id=case.id, actor=actor, now=now
    )
    return case


def mark_read(session: Session, reference: str, *, actor: User) -> None:
    """Only the one who works on it reads a citizen's answer away."""
    case = _locked(CaseRepository(session), reference, actor)
    if case.assignee_id == actor.id:
        case.has_unread_answer = False


def record_delivery(
    session: Session, message_id: UUID, status: DeliveryStatus, reason: str | None, *, now: datetime
) -> None:
    message = messages_service.record_delivery(session, message_id, status, reason)
    if message is None or message.case_id is None:
        return
    event = CaseEvent(
        case_id=message.case_id,
        kind=EventKind.DELIVERY_CHANGED,
        at=now,
        actor_kind=ActorKind.SYSTEM,
        data={"message_id": str(message.id), "status": status.value},
    )
    CaseRepository(session).add(event)


def calendar(session: Session) -> Calendar:
    return Calendar(CaseRepository(session).holidays())


def _new_case(repository: CaseRepository, category: Category, *, keys: Keys, now: datetime) -> Case:
    due = rules.due_dates(category.limits, local_date(now), Calendar(repository.holidays()))
    return Case(
        reference=keys.references.nth(repository.next_position()),
        category=category.id,
        is_restricted=category.is_sensitive,
        opened_at=now,
        status=CaseStatus.NEW,
        first_action_due_on=due.first_action_on,
        resolution_due_on=due.resolution_on,
        office_tier=category.first_tier,
        office_due_on=due.office_on,
    )


def _category(category_id: str) -> Category:
    category = find_category(category_id)
    if category is None:
        raise Malformed("category: no such category")
    return category


def _payment(session: Session, payment_id: UUID | None, person: Person | None) -> Payment | None:
    return payments_service.payment_of(session, payment_id, person) if payment_id else None


def _programme(programme: str | None, payment: Payment | None) -> str | None:
    if payment:
        return payment.programme
    if programme and programmes_service.find_programme(programme) is None:
        raise Malformed("programme: no such programme")
    return programme


def _first_of_month(month: str | None) -> date | None:
    return date.fromisoformat(f"{month}-01") if month else None


def _locked(repository: CaseRepository, reference: str, actor: User) -> Case:
    case = repository.lock_visible(reference, actor)
    if case is None:
        raise UnknownReference("no case of yours has this number")
    return case


def _sent_before(
    repository: CaseRepository, case: Case, source_key: str | None
) -> CaseMessage | None:
    known = repository.find_message_by_source(source_key) if source_key else None
    return known if known and known.case_id == case.id else None


def _moved(current: CaseStatus, wanted: CaseStatus) -> CaseStatus:
    return wanted if rules.may_move(current, wanted) else current


def _cleaned(text: str, longest: int) -> str:
    cleaned = text.replace("\x00", "").strip()
    if not cleaned:
        raise Malformed("write something first")
    if len(cleaned) > longest:
        raise Malformed(f"no more than {longest} characters, please")
    return cleaned


def _message(
    case: Case,
    kind: MessageKind,
    text: str,
    language: Language,
    keys: Keys,
    now: datetime,
    author: User | None = None,
) -> CaseMessage:
    return CaseMessage(
        case_id=case.id,
        kind=kind,
        text_sealed=keys.sealer.seal(text, "case_messages.text"),
        language=language,
        author_id=author.id if author else None,
        created_at=now,
    )


def _add_citizen_words(
    repository: CaseRepository,
    case: Case,
    text: str,
    language: Language,
    keys: Keys,
    now: datetime,
) -> CaseMessage:
    message = _message(case, MessageKind.CITIZEN, text, language, keys, now)
    repository.add(message)
    return message


def _send(
    session: Session,
    case: Case,
    text: str,
    cost_tag: str,
    expects_reply: bool,
    keys: Keys,
    now: datetime,
) -> OutgoingMessage | None:
    """None if there is no phone to send to, or its owner wants no messages."""
    if case.conversation_id is None:
        return None
    conversation = people_service.find_conversation(session, case.conversation_id)
    if conversation.opted_out:
        return None
    return messages_service.enqueue(
        session,
        conversation,
        text,
        language=case.language,
        case_id=case.id,
        cost_tag=cost_tag,
        expects_reply=expects_reply,
        keys=keys,
        now=now,
    )


def _acknowledge(session: Session, case: Case, keys: Keys, now: datetime) -> None:
    if case.conversation_id is None:
        return
    conversation = people_service.find_conversation(session, case.conversation_id)
    if not conversation.opted_out:
        messages_service.acknowledge(
            session,
            conversation,
            case_id=case.id,
            reference=case.reference,
            answer_on=case.first_action_due_on,
            language=case.language,
            keys=keys,
            now=now,
        )


def _record(
    repository: CaseRepository,
    case: Case,
    kind: EventKind,
    now: datetime,
    actor_kind: ActorKind = ActorKind.CITIZEN,
    data: dict[str, str] | None = None,
) -> None:
    event = CaseEvent(case_id=case.id, kind=kind, at=now, actor_kind=actor_kind, data=data or {})
    repository.add(event)


def _record_by(
    repository: CaseRepository,
    case: Case,
    kind: EventKind,
    actor: User,
    now: datetime,
    data: dict[str, str] | None = None,
) -> None:
    """The first thing a person does to a case stops its first clock."""
    case.first_action_at = case.first_action_at or now
    repository.add(
        CaseEvent(
            case_id=case.id,
            kind=kind,
            at=now,
            actor_kind=ActorKind.USER,
            actor_id=actor.id,
            data=data or {},
        )
    )
