"""What the database itself promises of the ledger, whoever writes to it."""

from datetime import date

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from case_manager.models import EnrolmentHistory, Payment, PaymentHistory
from case_manager.payments import service
from case_manager.vocabulary import EnrolmentStatus, PaymentStatus, ReturnReason


@pytest.fixture
def payment(world):
    return world.payment(world.person(), status=PaymentStatus.RETURNED)


class TestHistoryOfPayments:
    def test_a_new_state_leaves_the_former_one_behind(self, session, payment):
        payment.status, payment.return_reason = PaymentStatus.REISSUED, None
        payment.attempt, payment.status_on = 2, date(2026, 11, 2)
        session.flush()
        former = session.scalars(select(PaymentHistory)).one()
        assert (former.payment_id, former.attempt) == (payment.id, 1)
        assert (former.status, former.return_reason) == (
            PaymentStatus.RETURNED,
            ReturnReason.PIN_INACTIVE,
        )
        assert former.source == payment.source

    def test_a_corrected_amount_leaves_the_former_one_behind(self, session, payment):
        payment.amount_paisa = 195_000
        session.flush()
        assert session.scalars(select(PaymentHistory.amount_paisa)).all() == [210_000]

    def test_the_same_state_told_once_more_leaves_nothing(self, session, payment):
        payment.as_of = date(2026, 11, 20)
        session.flush()
        assert session.scalar(select(func.count()).select_from(PaymentHistory)) == 0

    def test_many_changes_of_one_statement_are_each_kept(self, session, world):
        person = world.person()
        for month in (1, 4, 7):
            world.payment(person, date(2026, month, 1), PaymentStatus.SENT)
        session.execute(text("UPDATE cases.payments SET status = 'credited'"))
        former = session.execute(select(PaymentHistory.period_from, PaymentHistory.status)).all()
        assert sorted(former) == [(date(2026, month, 1), PaymentStatus.SENT) for month in (1, 4, 7)]

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE cases.payment_history SET attempt = 9",
            "UPDATE cases.payment_history_2026q3 SET attempt = 9",
            "DELETE FROM cases.payment_history",
            "TRUNCATE cases.payment_history",
            "DELETE FROM cases.payments",
            "DELETE FROM cases.payments_2026q3",
            "TRUNCATE cases.payments",
        ],
    )
    def test_nothing_is_taken_away_or_written_anew(self, session, payment, change):
        """Not even by the owner of the tables."""
        session.execute(text("SET LOCAL ROLE NONE"))
        payment.status, payment.return_reason = PaymentStatus.CREDITED, None
        session.flush()
        with pytest.raises(IntegrityError, match="append-only"):
            session.execute(text(change))


class TestHistoryOfEnrolments:
    def test_a_new_state_leaves_the_former_one_and_its_days_behind(self, session, world):
        enrolment = world.enrolment(world.person())
        enrolment.status, enrolment.status_from = EnrolmentStatus.SUSPENDED, date(2026, 4, 1)
        session.flush()
        former = session.scalars(select(EnrolmentHistory)).one()
        assert former.status is EnrolmentStatus.ACTIVE
        assert (former.from_on, former.until_on) == (date(2020, 7, 1), date(2026, 4, 1))


class TestOneInstalment:
    def test_is_in_the_ledger_once(self, world, payment):
        twin = {column.key: getattr(payment, column.key) for column in Payment.__table__.columns}
        with pytest.raises(IntegrityError, match="person_id_period_from"):
            world.session.execute(
                Payment.__table__.insert().values(twin | {"id": func.gen_random_uuid()})
            )

    @pytest.mark.parametrize(
        ("status", "reason"),
        [
            (PaymentStatus.RETURNED, None),
            (PaymentStatus.ON_HOLD, None),
            (PaymentStatus.SENT, ReturnReason.PIN_INACTIVE),
            (PaymentStatus.APPROVED, ReturnReason.PIN_INACTIVE),
        ],
    )
    def test_has_a_reason_exactly_where_something_went_wrong(
        self, session, payment, status, reason
    ):
        payment.status, payment.return_reason = status, reason
        with pytest.raises(IntegrityError, match="reason_of_what_went_wrong"):
            session.flush()

    def test_of_money_that_was_stolen_afterwards_is_credited_with_a_reason(self, session, payment):
        payment.status, payment.return_reason = PaymentStatus.CREDITED, ReturnReason.OTP_FRAUD
        session.flush()
        assert session.scalars(select(PaymentHistory.status)).all() == [PaymentStatus.RETURNED]


class TestMakeRoom:
    def test_for_periods_that_nobody_thought_of(self, session, world):
        assert session.scalar(text("SELECT to_regclass('cases.payments_2011q3')")) is None
        service.make_room(session, date(2011, 8, 17), date(2011, 8, 17))
        world.payment(world.person(), date(2011, 8, 17))
        found = session.execute(text("SELECT tableoid::regclass::text FROM cases.payments"))
        assert found.scalars().all() == ["cases.payments_2011q3"]

    def test_for_those_to_come(self, session):
        service.make_room_ahead(session, today=date(2040, 1, 10))
        for quarter in ("2040q1", "2041q2"):
            name = f"cases.payment_history_{quarter}"
            assert session.scalar(text(f"SELECT to_regclass('{name}')::text")) == name
