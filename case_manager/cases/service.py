"""What is done to cases; `changes` moves and reopens them, `undoing` takes an act back.

What citizens do to a case that is there is in `follow_ups`. What the desk reads of cases is in
`reading`, with who may see it.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from case_manager.audit import service as audit_service
from case_manager.cases import clocks, opening, records, rules, settling
from case_manager.cases.categories import appeal_days
from case_manager.cases.records import AT_ONCE
from case_manager.cases.remedy_repository import REMEDY, RemedyRepository
from case_manager.cases.repository import CaseRepository
from case_manager.cases.schemas import AppendWords
from case_manager.errors import (
    AssigneeMayNotSee,
    MistypedReference,
    NoWayToReply,
    UnknownReference,
)
from case_manager.kit.calendar import local_date
from case_manager.kit.keys import Keys
from case_manager.kit.references import is_reference
from case_manager.messages import service as messages_service
from case_manager.models import Case, CaseEvent, CaseMessage, User
from case_manager.people import service as people_service
from case_manager.vocabulary import (
    ActorKind,
    CaseStatus,
    DeliveryStatus,
    EventKind,
    Language,
    MessageKind,
    OfficeDecision,
)

log = structlog.get_logger()
_SHOWN_TO_CITIZEN = 5


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
    words = (command.text, command.language)
    return add_citizen_words(session, repository, found.id, *words, source_key, keys=keys, now=now)


def add_citizen_words(
    session: Session,
    repository: CaseRepository,
    case_id: UUID,
    text: str,
    language: Language,
    source_key: str,
    *,
    keys: Keys,
    now: datetime,
) -> Case:
    case = repository.lock(case_id)
    if repository.find_message_by_source(source_key):
        return case
    kind = MessageKind.CITIZEN
    records.add_message(repository, case, kind, text, language, keys, now, source_key=source_key)
    calendar = clocks.calendar(session)
    case.has_unread_answer = True
    case.language = language  # in which they are answered from now on
    case.status = rules.after_citizen_wrote(case.status)
    clocks.resume(repository, case, local_date(now), calendar)
    records.record(repository, case, EventKind.CITIZEN_WROTE, now, ActorKind.CITIZEN)
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
    """Nobody is given a case that they may not look at, whoever gives it."""
    repository = CaseRepository(session)
    case = records.locked(repository, reference, actor)
    rules.check_open(case.status)
    rules.check_may_assign(actor.role, actor.id, assignee.id, case.assignee_id)
    if case.assignee_id == assignee.id:
        return case
    if not (assignee.is_active and repository.may_see(case, assignee)):
        raise AssigneeMayNotSee("this colleague may not see the case")
    before = records.state_of(case)
    case.assignee_id = assignee.id
    if case.status is CaseStatus.NEW:
        case.status = CaseStatus.IN_PROGRESS
    data = {"assignee": str(assignee.id), "before": before}
    records.record_by(repository, case, EventKind.ASSIGNED, actor, now, data)
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
    case = records.locked(repository, reference, actor)
    if existing := records.sent_before(repository, case, source_key):
        return existing
    words = records.cleaned(text, rules.longest_text("note"))
    before = records.state_of(case)
    note = records.add_note(
        repository, case, words, author=actor, source_key=source_key, keys=keys, now=now
    )
    data = {"message": str(note.id), "before": before}
    records.record_by(repository, case, EventKind.NOTE_WRITTEN, actor, now, data)
    return note


def reply_to_citizen(
    session: Session,
    reference: str,
    text: str,
    *,
    expects_reply: bool = True,
    source_key: str | None = None,
    leaves_after: timedelta = AT_ONCE,
    actor: User,
    keys: Keys,
    now: datetime,
) -> CaseMessage:
    """With `expects_reply` the citizen's next free words come back into this thread, and the
    resolution clock stands until then. Until it leaves, the reply can be taken back.
    """
    repository = CaseRepository(session)
    case = records.locked(repository, reference, actor)
    if existing := records.sent_before(repository, case, source_key):
        return existing
    rules.check_open(case.status)
    rules.check_may_act(actor.role, actor.id, case.assignee_id)
    if records.reachable_conversation(session, case) is None:
        raise NoWayToReply("there is no phone that a message may be sent to")
    words = records.cleaned(text, rules.longest_text("reply"))
    before = records.state_of(case)
    reply = records.add_reply(
        session,
        case,
        words,
        messages_service.REPLY,
        author=actor,
        source_key=source_key,
        expects_reply=expects_reply,
        leaves_after=leaves_after,
        keys=keys,
        now=now,
    )
    case.status = rules.after_reply(case.status, expects_reply=expects_reply)
    if case.status is CaseStatus.WAITING_FOR_CITIZEN:
        clocks.pause(case, local_date(now))
    case.has_unread_answer = False
    data = {"message": str(reply.id), "before": before}
    records.record_by(repository, case, EventKind.REPLY_SENT, actor, now, data)
    return reply


def close_case(
    session: Session,
    reference: str,
    *,
    decision: OfficeDecision,
    message: str,
    decided_on: date | None = None,
    asks_remedy: bool = True,
    source_key: str | None = None,
    leaves_after: timedelta = AT_ONCE,
    actor: User,
    keys: Keys,
    now: datetime,
) -> Case:
    """Records what the office decided and tells the citizen; without a phone the words are kept.

    With `asks_remedy` the citizen is asked whether money that is to come has come.
    """
    repository = CaseRepository(session)
    case = records.locked(repository, reference, actor)
    if records.sent_before(repository, case, source_key):
        return case
    rules.check_open(case.status)
    rules.check_may_act(actor.role, actor.id, case.assignee_id)
    today = local_date(now)
    decided_on = decided_on or today
    rules.check_decided_on(decided_on, received_on=case.received_on, today=today)
    words = records.cleaned(message, rules.longest_text("close"))
    question = _ask_at_closing(session, case, decision, now) if asks_remedy else None
    before = records.state_of(case)
    farewell = records.add_reply(
        session,
        case,
        _with_ending(session, case, words, question),
        messages_service.CLOSING,
        author=actor,
        source_key=source_key,
        expects_reply=question is not None,
        about=REMEDY if question else None,
        leaves_after=leaves_after,
        keys=keys,
        now=now,
    )
    case.has_unread_answer = False
    pause = settling.settle(session, case, decision, decided_on, now)
    data = {"before": before, "message": str(farewell.id)} | ({"pause": pause.id} if pause else {})
    _record_closing(session, repository, case, data, actor, now)
    return case


def _ask_at_closing(
    session: Session, case: Case, decision: OfficeDecision, now: datetime
) -> str | None:
    """Of two cases that are closed side by side only one asks."""
    if case.conversation_id:
        RemedyRepository(session).wait_for_others(case.conversation_id)
    return question_at_closing(session, case, decision, now=now)


def _with_ending(session: Session, case: Case, words: str, question: str | None) -> str:
    """What nobody is sent needs no way on."""
    if records.reachable_conversation(session, case) is None:
        return words
    return f"{words}\n{question or way_on(session, case)}"


def question_at_closing(
    session: Session, case: Case, decision: OfficeDecision, *, now: datetime
) -> str | None:
    """None where nobody could answer it, or their answer could be meant for another case."""
    conversation = records.reachable_conversation(session, case)
    if conversation is None:
        return None
    if RemedyRepository(session).is_awaited(conversation.id, now, beside=case.id):
        return None
    return remedy_question(case, decision)


def way_on(session: Session, case: Case) -> str:
    """How to appeal against the decision, or that nobody stands above who made it."""
    can_appeal = days_of_appeal(session, case) is not None
    name = "way_to_appeal" if can_appeal else "no_higher_office"
    return messages_service.template(name, case.language)


def days_of_appeal(session: Session, case: Case) -> int | None:
    """Working days of the tier after the one that decides it; None of the last."""
    stage, repository = 0, CaseRepository(session)
    while case.appeal_of:
        case, stage = repository.get(case.appeal_of), stage + 1
    days = appeal_days()
    return days[stage] if stage < len(days) else None


def remedy_question(case: Case, decision: OfficeDecision) -> str | None:
    """What the citizen is asked once money is to come to them. In a restricted case nothing says
    what it was about."""
    brings_money = opening.known_category(case.category).brings_money
    if case.is_restricted or not (brings_money and rules.brings_remedy(decision)):
        return None
    return messages_service.template("remedy_question", case.language)


def _record_closing(
    session: Session,
    repository: CaseRepository,
    case: Case,
    data: dict[str, Any],
    actor: User,
    now: datetime,
) -> None:
    decided = {"decision": case.office_decision, "decided_on": str(case.office_decided_on)}
    records.record_by(repository, case, EventKind.DECISION_RECORDED, actor, now, decided)
    records.record_by(repository, case, EventKind.CLOSED, actor, now, data)
    audit_service.record(
        session, "case_closed", subject_kind="case", subject_id=case.id, actor=actor, now=now
    )


def mark_read(session: Session, reference: str, *, actor: User) -> None:
    """Only the one who works on it reads a citizen's answer away."""
    case = records.locked(CaseRepository(session), reference, actor)
    if case.assignee_id == actor.id:
        case.has_unread_answer = False


def record_delivery(
    session: Session, message_id: UUID, status: DeliveryStatus, reason: str | None, *, now: datetime
) -> None:
    """A question that never arrived is for somebody to ask: the case shows as unread."""
    message = messages_service.record_delivery(session, message_id, status, reason)
    if message is None or message.case_id is None:
        return
    if status is DeliveryStatus.FAILED and message.about == REMEDY:
        CaseRepository(session).lock(message.case_id).has_unread_answer = True
    event = CaseEvent(
        case_id=message.case_id,
        kind=EventKind.DELIVERY_CHANGED,
        at=now,
        actor_kind=ActorKind.SYSTEM,
        data={"message_id": str(message.id), "status": status.value},
    )
    CaseRepository(session).add(event)
