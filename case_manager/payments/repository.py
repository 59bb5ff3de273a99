from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from case_manager.models import Enrolment, Payment


class PaymentRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def latest_of(self, person_id: UUID, limit: int) -> Sequence[Payment]:
        return self._session.scalars(
            select(Payment)
            .where(Payment.person_id == person_id)
            .order_by(Payment.period_from.desc(), Payment.programme, Payment.id)
            .limit(limit)
        ).all()

    def get(self, payment_id: UUID) -> Payment:
        return self._session.scalars(select(Payment).where(Payment.id == payment_id)).one()

    def find(self, payment_id: UUID, person_id: UUID) -> Payment | None:
        return self._session.scalar(
            select(Payment).where(Payment.id == payment_id, Payment.person_id == person_id)
        )

    def lock(self, payment_id: UUID) -> Payment:
        return self._session.scalars(
            select(Payment)
            .where(Payment.id == payment_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one()

    def lock_enrolment(self, person_id: UUID, programme: str) -> Enrolment | None:
        return self._session.scalars(
            select(Enrolment)
            .where(Enrolment.person_id == person_id, Enrolment.programme == programme)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one_or_none()

    def add(self, enrolment: Enrolment) -> None:
        self._session.add(enrolment)
        self._session.flush()

    def make_quarters(self, first: date, last: date) -> None:
        self._session.execute(select(func.cases.make_payment_quarters(first, last)))

    def enrolments_of(self, person_id: UUID) -> Sequence[Enrolment]:
        return self._session.scalars(
            select(Enrolment)
            .where(Enrolment.person_id == person_id)
            .order_by(Enrolment.enrolled_on, Enrolment.id)
        ).all()
