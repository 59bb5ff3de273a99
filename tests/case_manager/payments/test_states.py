"""Single states that a source tells of: what is newer is written, and what was before is kept."""

from datetime import date

import pytest
from sqlalchemy import select

from case_manager.models import Enrolment, EnrolmentHistory, PaymentHistory
from case_manager.payments import states
from case_manager.payments.rules import attempt_after
from case_manager.payments.states import Told
from case_manager.vocabulary import EnrolmentStatus, PaymentStatus, ReturnReason

TOLD = Told(source="dci:payer", as_of=date(2026, 11, 23), outranks=False)
OLD = Told(source="dci:payer", as_of=date(2026, 10, 1), outranks=False)
OLD_BUT_RIGHT = Told(source="dci:payer", as_of=date(2026, 10, 1), outranks=True)


class TestAttempt:
    @pytest.mark.parametrize(
        ("before", "after", "attempt"),
        [
            (PaymentStatus.RETURNED, PaymentStatus.SENT, 2),
            (PaymentStatus.RETURNED, PaymentStatus.REISSUED, 2),
            (PaymentStatus.ON_HOLD, PaymentStatus.APPROVED, 2),
            (PaymentStatus.RETURNED, PaymentStatus.CREDITED, 1),
            (PaymentStatus.SENT, PaymentStatus.RETURNED, 1),
            (PaymentStatus.REISSUED, PaymentStatus.SENT, 1),
        ],
    )
    def test_is_another_where_it_goes_out_again(self, before, after, attempt):
        assert attempt_after(1, before, after) == attempt


class TestPayment:
    @pytest.fixture
    def payment(self, world):
        return world.payment(world.person(), status=PaymentStatus.SENT)

    def record(self, session, payment, status=PaymentStatus.CREDITED, told=TOLD, reason=None):
        states.record_payment(
            session,
            payment.id,
            status=status,
            status_on=date(2026, 11, 20),
            reason=reason,
            told=told,
        )
        session.flush()

    def test_what_has_arrived_is_not_scheduled_again(self, session, payment):
        self.record(session, payment)
        self.record(session, payment, PaymentStatus.SCHEDULED)
        assert payment.status is PaymentStatus.CREDITED

    def test_a_newer_state_takes_the_place_of_the_older(self, session, payment):
        self.record(session, payment)
        assert (payment.status, payment.status_on) == (
            PaymentStatus.CREDITED,
            date(2026, 11, 20),
        )
        assert (payment.source, payment.as_of) == ("dci:payer", TOLD.as_of)
        former = session.scalars(select(PaymentHistory)).one()
        assert (former.status, former.source) == (PaymentStatus.SENT, "mis.bhata")

    def test_with_why_it_came_back(self, session, payment):
        self.record(session, payment, PaymentStatus.RETURNED, reason=ReturnReason.WRONG_NUMBER)
        assert payment.return_reason is ReturnReason.WRONG_NUMBER

    def test_an_older_one_changes_nothing(self, session, payment):
        self.record(session, payment, told=OLD)
        assert payment.status is PaymentStatus.SENT

    def test_an_older_one_of_who_is_right_changes_it(self, session, payment):
        self.record(session, payment, told=OLD_BUT_RIGHT)
        assert payment.status is PaymentStatus.CREDITED

    def test_what_has_arrived_is_not_on_its_way_again(self, session, payment):
        payment.status = PaymentStatus.CREDITED
        self.record(session, payment, PaymentStatus.SENT, told=OLD_BUT_RIGHT)
        assert payment.status is PaymentStatus.CREDITED

    def test_the_same_one_holds_still_that_day(self, session, payment):
        sent_on = payment.status_on
        self.record(session, payment, PaymentStatus.SENT)
        assert (payment.source, payment.as_of) == ("dci:payer", TOLD.as_of)
        assert payment.status_on == sent_on
        assert session.scalars(select(PaymentHistory)).all() == []

    @pytest.mark.parametrize(
        ("status", "first", "then"),
        [
            (PaymentStatus.RETURNED, ReturnReason.WRONG_NUMBER, ReturnReason.NID_MISMATCH),
            (PaymentStatus.CREDITED, None, ReturnReason.OTP_FRAUD),
        ],
    )
    def test_another_reason_corrects_it(self, session, payment, status, first, then):
        self.record(session, payment, status, reason=first)
        self.record(session, payment, status, reason=then)
        assert (payment.status, payment.return_reason, payment.attempt) == (status, then, 1)
        reasons = [each.return_reason for each in session.scalars(select(PaymentHistory))]
        assert sorted(map(str, reasons)) == sorted(map(str, [None, first]))


class TestEnrolment:
    @pytest.fixture
    def person(self, world):
        return world.person()

    def record(self, session, person, status=EnrolmentStatus.SUSPENDED, told=TOLD):
        states.record_enrolment(
            session,
            person.id,
            "oaa",
            status=status,
            enrolled_on=None,
            since=date(2026, 9, 1),
            told=told,
        )
        session.flush()

    def test_a_newer_state_takes_the_place_of_the_older(self, session, world, person):
        enrolment = world.enrolment(person)
        self.record(session, person)
        assert (enrolment.status, enrolment.status_from) == (
            EnrolmentStatus.SUSPENDED,
            date(2026, 9, 1),
        )
        former = session.scalars(select(EnrolmentHistory)).one()
        assert former.status is EnrolmentStatus.ACTIVE

    def test_an_older_one_changes_nothing(self, session, world, person):
        enrolment = world.enrolment(person)
        self.record(session, person, told=OLD)
        assert (enrolment.status, enrolment.source) == (EnrolmentStatus.ACTIVE, "mis.bhata")

    def test_the_same_one_holds_still_that_day(self, session, world, person):
        enrolment = world.enrolment(person)
        self.record(session, person, EnrolmentStatus.ACTIVE)
        assert (enrolment.status, enrolment.source) == (EnrolmentStatus.ACTIVE, "dci:payer")
        assert enrolment.as_of == TOLD.as_of

    def test_one_that_the_register_did_not_know_is_added(self, session, person):
        self.record(session, person)
        added = session.scalars(select(Enrolment)).one()
        assert (added.programme, added.status) == ("oaa", EnrolmentStatus.SUSPENDED)
        assert (added.enrolled_on, added.source) == (TOLD.as_of, "dci:payer")
