from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from case_manager.models import Enrolment, EnrolmentHistory, Payment, PaymentHistory


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

    def make_sure_of_enrolment(self, values: Mapping[str, object]) -> bool:
        """Whether it was not there yet."""
        added = self._session.execute(
            insert(Enrolment).values(values).on_conflict_do_nothing().returning(Enrolment.id)
        )
        return added.first() is not None

    def make_sure_of_payment(self, values: Mapping[str, object]) -> UUID | None:
        """The id of a new one; None where there is one for that period."""
        added = self._session.execute(
            insert(Payment).values(values).on_conflict_do_nothing().returning(Payment.id)
        )
        return added.scalar()

    def of_period(self, person_id: UUID, programme: str, period_from: date) -> Sequence[Payment]:
        return self._session.scalars(
            select(Payment).where(
                Payment.person_id == person_id,
                Payment.period_from == period_from,
                Payment.programme == programme,
            )
        ).all()

    def former_states(self, payments: Sequence[Payment]) -> Sequence[PaymentHistory]:
        """The oldest first. The quarters are named, so that only theirs are read."""
        return self._session.scalars(
            select(PaymentHistory)
            .where(
                PaymentHistory.payment_id.in_([payment.id for payment in payments]),
                PaymentHistory.period_from.in_({payment.period_from for payment in payments}),
            )
            .order_by(PaymentHistory.id)
        ).all()

    def former_enrolment_states(
        self, enrolments: Sequence[Enrolment]
    ) -> Sequence[EnrolmentHistory]:
        """The newest first."""
        return self._session.scalars(
            select(EnrolmentHistory)
            .where(EnrolmentHistory.enrolment_id.in_([row.id for row in enrolments]))
            .order_by(EnrolmentHistory.id.desc())
        ).all()

    def make_quarters(self, first: date, last: date) -> None:
        self._session.execute(select(func.cases.make_payment_quarters(first, last)))

    def enrolments_of(self, person_id: UUID) -> Sequence[Enrolment]:
        return self._session.scalars(
            select(Enrolment)
            .where(Enrolment.person_id == person_id)
            .order_by(Enrolment.enrolled_on, Enrolment.id)
        ).all()
