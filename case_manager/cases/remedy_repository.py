"""Open cases whose money came, and what they learnt of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from case_manager.cases.categories import categories
from case_manager.cases.missing_payments import OLDEST_DAYS
from case_manager.models import (
    Case,
    CaseEvent,
    CaseMessage,
    Incident,
    IncidentCase,
    OutgoingMessage,
    Payment,
    PaymentHistory,
    RemedyNews,
)
from case_manager.vocabulary import DeliveryStatus, EventKind, PaymentStatus

REMEDY = "remedy"  # what a question is about, for the assistant
_ANSWERED_WITHIN = timedelta(days=30)  # later nobody counts on it any more


@dataclass(frozen=True)
class Stretch:
    """Open cases that follow one another in the order of their deadlines."""

    last: tuple[date, UUID]
    received_from: date


class RemedyRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def next_stretch(self, after: tuple[date, UUID] | None, limit: int) -> Stretch | None:
        place = tuple_(Case.next_due_on, Case.id)
        rows = self._session.execute(
            select(Case.next_due_on, Case.id, Case.received_on)
            .where(Case.closed_at.is_(None), place > tuple_(*after) if after else true())
            .order_by(Case.next_due_on, Case.id)
            .limit(limit)
        ).all()
        if not rows:
            return None
        return Stretch((rows[-1].next_due_on, rows[-1].id), min(row.received_on for row in rows))

    def with_money_that_came(
        self, after: tuple[date, UUID] | None, stretch: Stretch
    ) -> Sequence[UUID]:
        place = tuple_(Case.next_due_on, Case.id)
        return self._with_money_that_came(
            place <= tuple_(*stretch.last),
            place > tuple_(*after) if after else true(),
            Payment.period_from >= stretch.received_from - timedelta(days=OLDEST_DAYS),
        )

    def of_person_with_money_that_came(self, person_id: UUID) -> Sequence[UUID]:
        return self._with_money_that_came(
            Case.person_id == person_id, Payment.person_id == person_id
        )

    def payments_of(self, case: Case) -> Sequence[Payment]:
        """Of its person and programme, whichever it is about."""
        return self._session.scalars(
            select(Payment).where(
                Payment.person_id == case.person_id,
                Payment.programme == case.programme,
                Payment.period_from >= case.received_on - timedelta(days=OLDEST_DAYS),
            )
        ).all()

    def tell(
        self, case_id: UUID, payment_id: UUID | None, incident_id: UUID | None, now: datetime
    ) -> RemedyNews | None:
        """None where it was told before."""
        told = self._session.scalar(
            insert(RemedyNews)
            .values(case_id=case_id, payment_id=payment_id, incident_id=incident_id, told_at=now)
            .on_conflict_do_nothing()
            .returning(RemedyNews.id)
        )
        return self._session.get_one(RemedyNews, told) if told else None

    def tell_again(self, case_id: UUID, payment_id: UUID | None, now: datetime) -> bool:
        """Whether the citizen had said meanwhile that it did not come."""
        told = self._session.scalar(
            update(RemedyNews)
            .where(
                RemedyNews.case_id == case_id,
                RemedyNews.payment_id == payment_id,
                RemedyNews.incident_id.is_(None),
                _was_denied(),
            )
            .values(told_at=now)
            .returning(RemedyNews.id)
        )
        return told is not None

    def came_since(self, case: Case, payment: Payment) -> bool:
        """Whether it is said to have come since the case did."""
        found = select(Payment.id).where(
            Payment.id == payment.id,
            Payment.period_from == payment.period_from,
            Case.id == case.id,
            _came_since(),
        )
        return self._session.scalar(found) is not None

    def wait_for_others(self, *row_ids: UUID | None) -> None:
        """Who would ask the same conversation, or about the same payment, side by side."""
        for row_id in filter(None, row_ids):
            key = func.hashtextextended(str(row_id), 0)
            self._session.execute(select(func.pg_advisory_xact_lock(key)))

    def was_asked_about(self, payment_id: UUID) -> bool:
        """In whichever case."""
        found = select(RemedyNews.id).where(
            RemedyNews.asked_at.is_not(None), RemedyNews.payment_id == payment_id
        )
        return self._session.scalar(found.limit(1)) is not None

    def is_awaited(
        self, conversation_id: UUID, now: datetime, *, beside: UUID | None = None
    ) -> bool:
        """Whether the conversation still owes an answer to such a question, whichever case asked
        and whether that is closed: a YES by SMS does not say to which. `beside` is a case whose own
        question does not count."""
        answered = exists().where(
            CaseEvent.case_id == Case.id,
            CaseEvent.kind.in_((EventKind.REMEDY_CONFIRMED, EventKind.REMEDY_MISSED)),
            CaseEvent.at >= OutgoingMessage.created_at,
        )
        found = (
            select(Case.id)
            .join(CaseMessage, CaseMessage.case_id == Case.id)
            .join(OutgoingMessage, OutgoingMessage.id == CaseMessage.outgoing_id)
            .where(
                Case.conversation_id == conversation_id,
                Case.id != beside if beside else true(),
                OutgoingMessage.about == REMEDY,
                OutgoingMessage.taken_back_at.is_(None),
                OutgoingMessage.delivery_status != DeliveryStatus.FAILED,
                OutgoingMessage.created_at > now - _ANSWERED_WITHIN,
                ~answered,
            )
            .limit(1)
        )
        return self._session.scalar(found) is not None

    def unanswered(self, case_id: UUID) -> RemedyNews | None:
        return self._session.scalar(
            select(RemedyNews)
            .where(RemedyNews.case_id == case_id, RemedyNews.asked_at.is_not(None))
            .where(RemedyNews.answered_at.is_(None))
            .order_by(RemedyNews.id.desc())
            .limit(1)
        )

    def incidents_of(self, case_ids: Collection[UUID], viewer_id: UUID) -> dict[UUID, int]:
        """By case the number of the one it is part of; none of those that concern the viewer."""
        rows = self._session.execute(
            select(IncidentCase.case_id, Incident.number)
            .join(Incident, IncidentCase.incident_id == Incident.id)
            .where(IncidentCase.case_id.in_(case_ids), IncidentCase.removed_at.is_(None))
            .where(Incident.concerns_id.is_distinct_from(viewer_id))
        )
        return {row[0]: row[1] for row in rows}

    def concerning(self, numbers: Collection[int], viewer_id: UUID) -> set[str]:
        """Those of these incidents that concern the viewer."""
        found = select(Incident.number).where(
            Incident.number.in_(numbers), Incident.concerns_id == viewer_id
        )
        return {str(number) for number in self._session.scalars(found)}

    def _with_money_that_came(self, *where: ColumnElement[bool]) -> Sequence[UUID]:
        """Where it is said to have come since the case did, and the case has not been told; in the
        order in which they are locked, whoever goes through them beside us."""
        told = exists().where(
            RemedyNews.case_id == Case.id,
            RemedyNews.payment_id == Payment.id,
            RemedyNews.incident_id.is_(None),
            ~_may_have_come_again(),
        )
        return self._session.scalars(
            select(Case.id)
            .join(
                Payment,
                and_(Payment.person_id == Case.person_id, Payment.programme == Case.programme),
            )
            .where(
                Case.closed_at.is_(None),
                Payment.status == PaymentStatus.CREDITED,
                may_be_meant(),
                _came_since(),
                ~told,
                *where,
            )
            .distinct()
            .order_by(Case.id)
        ).all()


def may_be_meant() -> ColumnElement[bool]:
    """The nearest that indexes tell of `missing_payments.meant`. Who complains for somebody else
    may be in the register too, so theirs is only what was named."""
    bring_money = [each.id for each in categories().values() if each.brings_money]
    return or_(
        Case.payment_id == Payment.id,
        and_(
            Case.payment_id.is_(None),
            Case.category.in_(bring_money),
            ~Case.told.has_key("for_other"),
            Payment.period_from <= Case.received_on,
            or_(Case.missing_since.is_(None), Payment.period_to >= Case.missing_since),
        ),
    )


def _was_denied() -> ColumnElement[bool]:
    """Since the case was told."""
    return and_(RemedyNews.came.is_(False), RemedyNews.told_at < RemedyNews.answered_at)


def _may_have_come_again() -> ColumnElement[bool]:
    changed = exists().where(
        PaymentHistory.payment_id == Payment.id,
        PaymentHistory.period_from == Payment.period_from,
        PaymentHistory.recorded_at >= RemedyNews.answered_at,
    )
    return and_(func.coalesce(_was_denied(), false()), changed)


def _came_since() -> ColumnElement[bool]:
    """What was said to have come before somebody complained that it did not is no news."""
    another_state_after = exists().where(
        PaymentHistory.payment_id == Payment.id,
        PaymentHistory.period_from == Payment.period_from,
        PaymentHistory.recorded_at >= Case.opened_at,
        PaymentHistory.status != PaymentStatus.CREDITED,
    )
    return or_(Payment.status_on > Case.received_on, another_state_after)
