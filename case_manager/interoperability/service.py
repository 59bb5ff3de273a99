"""What peers say of somebody in our register: asked by a job, kept with its age, shown to staff."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.audit import service as audit_service
from case_manager.interoperability.asking import Instalment, Question, Reply, Subject
from case_manager.interoperability.config import Interoperability, PeerConfig, Source
from case_manager.interoperability.peers import Peers
from case_manager.interoperability.queue import ASK, QUEUE
from case_manager.interoperability.repository import RegistryAnswerRepository
from case_manager.job_queue import defer
from case_manager.kit.calendar import local_date
from case_manager.kit.keys import Keys
from case_manager.models import Person, RegistryAnswer, User
from case_manager.payments import service as payments_service
from case_manager.payments import states
from case_manager.people import service as people_service
from case_manager.vocabulary import IdentifierKind

_PLACE = "registry_answers.content"
_PAYMENTS_ASKED = 8


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


def may_be_asked(config: Interoperability) -> bool:
    return any(programme.asks() for programme in config.programmes.values())


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
    return [
        question
        for question in _questions(session, config, person, numbers[0], keys)
        if (question.programme, question.subject, question.peer) not in fresh
    ]


def keep_reply(
    session: Session, peers: Peers, question: Question, reply: Reply, *, keys: Keys, now: datetime
) -> None:
    """And what is newer than the register and the ledger is written there too."""
    sealed = None
    if reply.content is not None:
        sealed = keys.sealer.seal(json.dumps(reply.content), _PLACE)
    RegistryAnswerRepository(session).keep(
        RegistryAnswer(
            person_id=question.person_id,
            programme=question.programme,
            subject=question.subject,
            peer=question.peer,
            content_sealed=sealed,
            answered_at=now if sealed else None,
            asked_at=now,
            failed_with=reply.failed_with,
        )
    )
    told = states.Told(
        source=f"dci:{question.peer}"[:40],
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
    for payment_id, each in reply.disbursements:
        if each.status:
            states.record_payment(
                session,
                payment_id,
                status=each.status,
                status_on=each.status_on or told.as_of,
                reason=each.reason,
                told=told,
            )


def _is_fresh(kept: RegistryAnswer, config: Interoperability, now: datetime) -> bool:
    if kept.answered_at is None or kept.peer not in config.peers:
        return False
    return now - kept.answered_at < config.fresh_for(kept.peer)


def _questions(
    session: Session, config: Interoperability, person: Person, nid: str, keys: Keys
) -> Iterator[Question]:
    enrolled = {each.programme for each in payments_service.enrolments_of(session, person)}
    for programme, terms in config.programmes.items():
        if programme not in enrolled and terms.source is not Source.DCI:
            continue
        for subject, peer in terms.asks().items():
            question = Question(person.id, programme, Subject(subject), peer, nid)
            if question.subject is not Subject.DISBURSEMENTS:
                yield question
            elif payments := _instalments(session, config.peers[peer], person, programme, keys):
                yield replace(question, payments=payments)


def _instalments(
    session: Session, peer: PeerConfig, person: Person, programme: str, keys: Keys
) -> dict[str, Instalment]:
    """Of the latest payments, those that can be named in the form which the payer knows."""
    form = peer.reference_form
    kind = IdentifierKind.BENEFICIARY_ID
    numbers = people_service.numbers_of(session, person.id, kind, keys=keys)
    return {
        form.format(
            batch=payment.batch,
            beneficiary_id=numbers[0] if numbers else "",
            period_from=payment.period_from.isoformat(),
        ): Instalment(payment.id, payment.period_from, payment.period_to)
        for payment in payments_service.latest_payments(session, person, _PAYMENTS_ASKED)
        if payment.programme == programme
        and (payment.batch or "{batch}" not in form)
        and (numbers or "{beneficiary_id}" not in form)
    }
