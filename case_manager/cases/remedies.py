"""Money that came after all: the case learns it, the citizen is asked, and their answer decides."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from case_manager.audit import service as audit_service
from case_manager.cases import clocks, missing_payments, opening, records, rules, service, settling
from case_manager.cases.records import AT_ONCE
from case_manager.cases.remedy_repository import REMEDY, RemedyRepository
from case_manager.cases.repository import CaseRepository
from case_manager.kit.calendar import local_date
from case_manager.kit.keys import Keys
from case_manager.messages import service as messages_service
from case_manager.models import Case, Payment, RemedyNews
from case_manager.people import service as people_service
from case_manager.vocabulary import (
    ActorKind,
    CaseStatus,
    EventKind,
    OfficeDecision,
)

log = structlog.get_logger()

_AT_A_TIME = 20_000
Position = tuple[date, UUID]


@dataclass(frozen=True)
class Found:
    """Open cases that may have news; `position` is None once there are no more to look at."""

    case_ids: Sequence[UUID]
    position: Position | None


def find_credited(session: Session, after: Position | None) -> Found:
    repository = RemedyRepository(session)
    stretch = repository.next_stretch(after, _AT_A_TIME)
    if stretch is None:
        return Found([], None)
    return Found(repository.with_money_that_came(after, stretch), stretch.last)


def find_credited_of(session: Session, person_id: UUID) -> Sequence[UUID]:
    return RemedyRepository(session).of_person_with_money_that_came(person_id)


def tell_credited(session: Session, case_ids: Iterable[UUID], *, keys: Keys, now: datetime) -> int:
    """How many of them had news."""
    told = told_of(session, case_ids, lambda case_id: _tell_credited(session, case_id, keys, now))
    record_told(session, "payment_credited_told", told, now)
    return len(told)


def told_of(
    session: Session, case_ids: Iterable[UUID], tell: Callable[[UUID], bool]
) -> Sequence[UUID]:
    """Those that had news. One that cannot be told keeps none of the others from it."""
    told = []
    for case_id in case_ids:
        try:
            with session.begin_nested():
                if tell(case_id):
                    told.append(case_id)
        except OperationalError:  # of the moment: the job tries again
            raise
        except Exception:
            log.exception("case not told of its money", case_id=str(case_id))
    return told


def record_told(session: Session, action: str, case_ids: Iterable[UUID], now: datetime) -> None:
    """After all of them are told: the trail is held until the commit."""
    for case_id in case_ids:
        audit_service.record(
            session, action, subject_kind="case", subject_id=case_id, actor=None, now=now
        )


def tell_mended(
    session: Session, case_id: UUID, incident_id: UUID, *, keys: Keys, now: datetime
) -> bool:
    """Whether the open case learnt it just now."""
    case = CaseRepository(session).lock(case_id)
    if case.closed_at:
        return False
    payments = _payments_meant(session, case)
    payment_id = payments[-1].id if payments else None
    text = messages_service.filled("fault_mended", case.language, reference=case.reference)
    kind = EventKind.FAULT_MENDED
    told = _tell(session, case, kind, text, payment_id, incident_id, keys=keys, now=now)
    if told and not opening.known_category(case.category).brings_money:
        _write(session, case, text, keys=keys, now=now)
    return told


def settle_answer(session: Session, case: Case, *, came: bool, now: datetime) -> None:
    """Of a case that is open while its citizen is asked; another keeps its state.

    What came solves it. What did not although it is said to have is for the next office up.
    """
    asked = RemedyRepository(session).unanswered(case.id)
    if asked is None:
        return
    asked.answered_at, asked.came = now, came
    if case.closed_at or case.is_restricted:
        return
    repository = CaseRepository(session)
    if came:
        case.has_unread_answer = case.assignee_id is not None
        settling.settle(session, case, OfficeDecision.UPHELD, local_date(now), now)
        records.record(repository, case, EventKind.CLOSED, now)
        audit_service.record(
            session,
            "case_closed",
            subject_kind="case",
            subject_id=case.id,
            actor=None,
            now=now,
            data={"by": "answer"},
        )
    else:
        _escalate(session, case, now)


def _tell_credited(session: Session, case_id: UUID, keys: Keys, now: datetime) -> bool:
    case = CaseRepository(session).lock(case_id)
    payments = _payments_meant(session, case)
    payment = missing_payments.credited_last(payments)
    if case.closed_at or payment is None:
        return False
    if not RemedyRepository(session).came_since(case, payment):
        return False
    text, kind = _news(session, case, payment, keys), EventKind.PAYMENT_CREDITED
    return _tell(session, case, kind, text, payment.id, None, keys=keys, now=now)


def _news(session: Session, case: Case, payment: Payment, keys: Keys) -> str:
    """An SMS lies there for whoever takes up the phone: the day is told on one that is theirs
    alone, and on any other only that there is news."""
    is_theirs = case.conversation_id is not None and people_service.is_phone_of(
        session, case.person_id, case.conversation_id, keys=keys
    )
    name = "payment_credited" if is_theirs else "news_of_case"
    return messages_service.filled(
        name, case.language, reference=case.reference, day=payment.status_on
    )


def _payments_meant(session: Session, case: Case) -> Sequence[Payment]:
    if case.payment_id is None and "for_other" in case.told:
        return []
    return missing_payments.meant(
        RemedyRepository(session).payments_of(case),
        payment_id=case.payment_id,
        missing_since=case.missing_since,
        received_on=case.received_on,
    )


def _tell(
    session: Session,
    case: Case,
    kind: EventKind,
    text: str,
    payment_id: UUID | None,
    incident_id: UUID | None,
    *,
    keys: Keys,
    now: datetime,
) -> bool:
    """Whoever cannot be asked by SMS is for somebody to ask: the case shows as unread."""
    repository = RemedyRepository(session)
    news = repository.tell(case.id, payment_id, incident_id, now)
    if news is None:
        if incident_id or not repository.tell_again(case.id, payment_id, now):
            return False
        case.has_unread_answer = True
    elif _may_ask(session, case, payment_id, now):
        _ask(session, case, news, text, keys=keys, now=now)
    else:
        case.has_unread_answer = True
    data = {"asked": "yes" if news and news.asked_at else "no"}
    records.record(CaseRepository(session), case, kind, now, ActorKind.SYSTEM, data)
    return True


def _may_ask(session: Session, case: Case, payment_id: UUID | None, now: datetime) -> bool:
    repository = RemedyRepository(session)
    conversation = records.reachable_conversation(session, case)
    if conversation is None or service.remedy_question(case, OfficeDecision.UPHELD) is None:
        return False
    repository.wait_for_others(conversation.id, payment_id)
    was_asked = payment_id is not None and repository.was_asked_about(payment_id)
    return not was_asked and not repository.is_awaited(conversation.id, now)


def _ask(
    session: Session, case: Case, news: RemedyNews, text: str, *, keys: Keys, now: datetime
) -> None:
    question = messages_service.template("remedy_question", case.language)
    records.add_reply(
        session,
        case,
        f"{text}\n{question}",
        "remedy_question",
        author=None,
        source_key=None,
        expects_reply=True,
        about=REMEDY,
        leaves_after=AT_ONCE,
        keys=keys,
        now=now,
    )
    news.asked_at = now


def _write(session: Session, case: Case, text: str, *, keys: Keys, now: datetime) -> None:
    """Without a question, where an SMS may go and nothing is kept from it."""
    if case.is_restricted or records.reachable_conversation(session, case) is None:
        return
    records.add_reply(
        session,
        case,
        text,
        "remedy_question",
        author=None,
        source_key=None,
        leaves_after=AT_ONCE,
        keys=keys,
        now=now,
    )


def _escalate(session: Session, case: Case, now: datetime) -> None:
    """The next tier has its whole time, from today; the highest begins anew."""
    category = opening.known_category(case.category)
    calendar, today = clocks.calendar(session), local_date(now)
    before = case.office_tier
    case.office_tier = rules.tier_after(before, category.escalate_to)
    clocks.restart(case, category.limits, today, calendar)
    case.office_days = calendar.between(case.received_on, today) + category.limits.office
    case.office_due_on = calendar.add(case.received_on, case.office_days)
    if case.status is CaseStatus.NEW:
        case.status = CaseStatus.IN_PROGRESS
    if case.office_tier != before:
        data = {"tier": case.office_tier}
        records.record(
            CaseRepository(session), case, EventKind.ESCALATED, now, ActorKind.SYSTEM, data
        )
