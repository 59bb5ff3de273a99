"""What peers say of somebody in our register: asked by a job, kept with its age, shown to staff."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.audit import service as audit_service
from case_manager.interoperability.asking import Instalment, Question, Reply, Subject
from case_manager.interoperability.config import Interoperability, Source
from case_manager.interoperability.disbursements import Disbursement
from case_manager.interoperability.peers import Peers
from case_manager.interoperability.questions import Asked
from case_manager.interoperability.queue import ASK, QUEUE
from case_manager.interoperability.repository import RegistryAnswerRepository
from case_manager.job_queue import defer
from case_manager.kit.calendar import local_date
from case_manager.kit.keys import Keys
from case_manager.models import Person, RegistryAnswer, User
from case_manager.payments import states
from case_manager.people import deaths
from case_manager.people import service as people_service
from case_manager.vocabulary import IdentifierKind

_PLACE = "registry_answers.content"
_OF_UNKNOWN_PROVIDER = "other"
_LEFT_ALONE = timedelta(minutes=1)  # who failed, by citizens


@dataclass(frozen=True)
class KnownFact:
    """`content` is None where a peer was asked and never answered yet; times are its ages."""

    programme: str
    subject: Subject
    peer: str
    content: Mapping[str, Any] | None
    answered_at: datetime | None
    asked_at: datetime
    failed_with: str | None


@dataclass(frozen=True)
class Awaited:
    """`is_heard` is false while peers who alone know something have never told it."""

    questions: Sequence[Question]
    is_heard: bool


def ask_later(session: Session, person: Person, *, actor: User, now: datetime) -> None:
    """The job asks what is due. Somebody's number leaves the house, so it is in the trail."""
    args = {"person_id": str(person.id)}
    defer(session, ASK, args, queue=QUEUE, lock=f"ask:{person.id}")
    audit_service.record(
        session,
        "peers_asked",
        subject_kind="person",
        subject_id=person.id,
        actor=actor,
        now=now,
    )


def facts_of(session: Session, person: Person, *, keys: Keys) -> list[KnownFact]:
    return [
        KnownFact(
            programme=kept.programme,
            subject=Subject(kept.subject),
            peer=kept.peer,
            content=json.loads(keys.sealer.open(kept.content_sealed, _PLACE))
            if kept.content_sealed
            else None,
            answered_at=kept.answered_at,
            asked_at=kept.asked_at,
            failed_with=kept.failed_with,
        )
        for kept in RegistryAnswerRepository(session).of_person(person.id)
    ]


def due_questions(
    session: Session, config: Interoperability, person_id: UUID, *, keys: Keys, now: datetime
) -> list[Question]:
    """What was answered lately is not asked again; what failed is."""
    person = people_service.find_person(session, person_id)
    numbers = people_service.numbers_of(session, person_id, IdentifierKind.NID, keys=keys)
    if person is None or not numbers:
        return []
    kept = RegistryAnswerRepository(session).of_person(person_id)
    fresh = {
        (each.programme, each.subject, each.peer)
        for each in kept
        if not each.failed_with and _is_fresh(each, config, now)
    }
    asked = Asked(session, config, person, numbers, keys, local_date(now))
    return [
        each for each in asked.questions() if (each.programme, each.subject, each.peer) not in fresh
    ]


def questions_of_citizen(
    session: Session, config: Interoperability, conversation_id: UUID, *, keys: Keys, now: datetime
) -> Awaited:
    """While somebody waits: about the person who is known here, but not about accounts."""
    person = people_service.known_person(session, conversation_id, keys=keys, now=now)
    if person is None:
        return Awaited([], is_heard=True)
    answers = RegistryAnswerRepository(session).of_person(person.id)
    kept = {(each.programme, each.subject): each for each in answers}
    due = [
        (question, kept.get((question.programme, question.subject)))
        for question in due_questions(session, config, person.id, keys=keys, now=now)
        if question.subject is not Subject.MAPPER
    ]
    return Awaited(
        [question for question, before in due if not _has_just_failed(before, now)],
        is_heard=all(
            config.source_of(question.programme) is not Source.DCI
            or (before and before.answered_at)
            for question, before in due
        ),
    )


def record_asked(
    session: Session, person_id: UUID, conversation_id: UUID, *, now: datetime
) -> None:
    """A number leaves the house because somebody asked about themselves."""
    audit_service.record_disclosure(
        session,
        "peers_asked",
        subject_kind="person",
        subject_id=person_id,
        conversation_id=conversation_id,
        now=now,
    )


def keep_reply(
    session: Session, peers: Peers, question: Question, reply: Reply, *, keys: Keys, now: datetime
) -> None:
    """And what is newer than the register and the ledger is written there too."""
    sealed = None
    if reply.content is not None:
        sealed = keys.sealer.seal(json.dumps(reply.content), _PLACE)
    RegistryAnswerRepository(session).keep(
        {
            "person_id": question.person_id,
            "programme": question.programme,
            "subject": question.subject,
            "peer": question.peer,
            "content_sealed": sealed,
            "answered_at": now if sealed else None,
            "asked_at": now,
            "failed_with": reply.failed_with,
        }
    )
    told = states.Told(
        source=f"{states.FROM_A_PEER}{question.peer}"[:40],
        as_of=local_date(now),
        outranks=peers.config.source_of(question.programme) is Source.DCI,
    )
    if reply.membership and reply.membership.status:
        states.record_enrolment(
            session,
            question.person_id,
            question.programme,
            status=reply.membership.status,
            enrolled_on=reply.membership.enrolled_on,
            since=reply.membership.since,
            told=told,
        )
    if reply.is_on_roll is not None and told.outranks:
        states.record_on_roll(
            session, question.person_id, question.programme, reply.is_on_roll, told=told
        )
    if reply.membership and reply.membership.says_died:
        deaths.report_death(
            session, question.person_id, source=told.source, as_of=told.as_of, now=now
        )
    for instalment, each in reply.disbursements:
        if each.status:
            _record_payment(session, question, instalment, each, told)


def _record_payment(
    session: Session,
    question: Question,
    instalment: Instalment,
    disbursement: Disbursement,
    told: states.Told,
) -> None:
    """One that no file told of is added, where its payer says how much it is."""
    status, status_on = disbursement.status, disbursement.status_on or told.as_of
    person = people_service.find_person(session, question.person_id)
    if status is None or person is None:
        return
    if instalment.payment_id:
        states.record_payment(
            session,
            instalment.payment_id,
            status=status,
            status_on=status_on,
            reason=disbursement.reason,
            told=told,
        )
    elif disbursement.amount_paisa:
        new = states.NewPayment(
            programme=question.programme,
            period_from=instalment.period_from,
            period_to=instalment.period_to,
            amount_paisa=disbursement.amount_paisa,
            provider=disbursement.provider or _OF_UNKNOWN_PROVIDER,
            status=status,
            status_on=status_on,
            return_reason=disbursement.reason,
        )
        states.add_payment(session, person, new, told=told)


def _is_fresh(kept: RegistryAnswer, config: Interoperability, now: datetime) -> bool:
    if kept.answered_at is None or kept.peer not in config.peers:
        return False
    return now - kept.answered_at < config.fresh_for(kept.peer)


def _has_just_failed(before: RegistryAnswer | None, now: datetime) -> bool:
    if before is None or not before.failed_with:
        return False
    return now - before.asked_at < _LEFT_ALONE
