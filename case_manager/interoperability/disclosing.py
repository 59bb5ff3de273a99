"""A partner's message from its arrival to the signed answer, and what is kept of it."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session, sessionmaker

from case_manager.audit import service as audit_service
from case_manager.interoperability import rules
from case_manager.interoperability.answering import (
    Answering,
    Beneficiary,
    Disclosure,
    Enrolled,
)
from case_manager.interoperability.config import Interoperability, PartnerConfig, Us, Way
from case_manager.interoperability.errors import HeaderRefused, PartnerRefused, RecordRefused
from case_manager.interoperability.messages import VERSION
from case_manager.interoperability.partners import Incoming
from case_manager.interoperability.repository import PartnerMessageRepository
from case_manager.kit.keys import Keys
from case_manager.models import Person
from case_manager.payments import service as payments_service
from case_manager.people import service as people_service
from case_manager.vocabulary import IdentifierKind

_DAY = timedelta(days=1)
_KEPT_FOR = timedelta(days=2)  # a message is too old long before
_NOBODY = "nobody"
_ACTIONS = {Way.SEARCH: ("search", "on-search"), Way.ENROLLED: ("search", "enrolled")}


def answer(
    sessions: sessionmaker[Session],
    config: Interoperability,
    incoming: Incoming,
    way: Way,
    *,
    keys: Keys,
    now: datetime,
) -> dict[str, Any]:
    """A signed message, also where everything in it is refused. It counts in a transaction of its
    own: messages of one partner that come side by side wait for no more than that.
    """
    if config.us is None or way not in incoming.partner.asks:
        raise PartnerRefused(403, "err.request.forbidden", "this question was not agreed on")
    questions = _questions(incoming, way)
    try:
        with sessions.begin() as session:
            refusal = _refusal(session, incoming, way, len(questions), now)
        if refusal:
            raise HeaderRefused(*refusal)
        with sessions.begin() as session:
            answering = Answering(
                incoming.partner, config.programmes, _finder(session, keys), now, disclosures=[]
            )
            answers = _answers(answering, way, questions)
            _record(session, incoming.partner, answering.disclosures, now)
    except HeaderRefused as refused:
        status = {
            "status": "rjct",
            "status_reason_code": refused.code,
            "status_reason_message": refused.detail,
        }
        return _signed(config.us, incoming, status, None, now)
    done = {"status": "succ", "total_count": len(questions), "completed_count": len(answers)}
    message = {
        "transaction_id": _transaction(incoming.message),
        "correlation_id": str(uuid4()),
        "search_response" if way is Way.SEARCH else "enrolled_response": answers,
    }
    return _signed(config.us, incoming, done, message, now)


def forget_old_messages(session: Session, *, now: datetime) -> None:
    PartnerMessageRepository(session).forget_before(now - _KEPT_FOR)


def _questions(incoming: Incoming, way: Way) -> Sequence[Any]:
    message = incoming.message if isinstance(incoming.message, Mapping) else {}
    if way is Way.ENROLLED:
        return [message["enrolled_criteria"]] if "enrolled_criteria" in message else []
    questions = message.get("search_request")
    return questions if isinstance(questions, list) else []


def _refusal(
    session: Session, incoming: Incoming, way: Way, count: int, now: datetime
) -> rules.Refusal | None:
    """With a header that is right the message counts, whatever becomes of it."""
    refusal = rules.refusal_of_header(incoming.header, _ACTIONS[way], count, now)
    if refusal:
        return refusal
    partner, repository = incoming.partner, PartnerMessageRepository(session)
    digest = hashlib.sha256(str(incoming.header["message_id"]).encode()).digest()
    repository.wait_for_others(partner.id)
    if not repository.keep(partner.id, digest, count, now):
        return "rjct.message_id.duplicate", "this message_id came before"
    if repository.questions_since(partner.id, now - _DAY) > partner.questions_a_day:
        words = f"no more than {partner.questions_a_day} questions a day were agreed on"
        return "rjct.total_count.limit_exceeded", words
    return None


def _answers(answering: Answering, way: Way, questions: Sequence[Any]) -> list[dict[str, Any]]:
    if way is Way.ENROLLED:
        return [answering.enrolled(questions[0])]
    answers = list(answering.search(questions))
    if sum(each["status"] == "rjct" for each in answers) > rules.MOST_ERRORS:
        raise HeaderRefused(
            "rjct.errors.too_many", f"more than {rules.MOST_ERRORS} questions cannot be answered"
        )
    return answers


def _finder(session: Session, keys: Keys) -> Callable[[IdentifierKind, str], Beneficiary | None]:
    def find(kind: IdentifierKind, value: str) -> Beneficiary | None:
        found = people_service.find_by_identifier(session, kind, value, keys=keys)
        if len(found) > 1:
            raise RecordRefused("rjct.search.too_many_records_found", "several people have it")
        return _beneficiary(session, found[0]) if found else None

    return find


def _beneficiary(session: Session, person: Person) -> Beneficiary:
    return Beneficiary(
        person_id=person.id,
        name=person.name_en,
        sex=person.sex,
        birth_year=person.birth_year,
        born_on=person.birth_on,
        died_on=people_service.died_on(session, person.id),
        enrolments=[
            Enrolled(
                programme=each.programme,
                status=each.status,
                enrolled_on=each.enrolled_on,
                status_from=each.status_from,
                as_of=each.as_of,
            )
            for each in payments_service.enrolments_of(session, person)
        ],
    )


def _record(
    session: Session, partner: PartnerConfig, disclosures: Sequence[Disclosure], now: datetime
) -> None:
    for each in disclosures:
        audit_service.record(
            session,
            f"partner_asked_{each.question}",
            subject_kind="person",
            subject_id=each.person_id or _NOBODY,
            actor=None,
            now=now,
            data={
                "partner": partner.id,
                "purpose": each.purpose,
                "programmes": ",".join(each.programmes),
            },
        )


def _signed(
    us: Us,
    incoming: Incoming,
    status: Mapping[str, Any],
    message: Mapping[str, Any] | None,
    now: datetime,
) -> dict[str, Any]:
    header = {
        "version": VERSION,
        "message_id": incoming.header["message_id"],
        "message_ts": now.isoformat(),
        "action": "on-search",
        **status,
        "sender_id": us.id,
        "receiver_id": incoming.partner.id,
        "is_msg_encrypted": False,
    }
    body: dict[str, Any] = {"header": header}
    if message is not None:
        body["message"] = message
    signature = us.signer().sign_in_body(header, message, namespace="dci", now=now)
    return {"signature": signature, **body}


def _transaction(message: Any) -> str:
    given = message.get("transaction_id")
    return given if isinstance(given, str) and rules.is_id(given) else ""
