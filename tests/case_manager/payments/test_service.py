from datetime import UTC, date, datetime

import pytest

from case_manager.errors import IdentityRequired, UnknownPayment
from case_manager.payments import service

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


class TestPaymentsOfConversation:
    def test_the_newest_eight(self, session, world, keys):
        person = world.person()
        for year in range(2015, 2026):
            world.payment(person, date(year, 7, 1))
        found = service.payments_of_conversation(
            session, world.conversation().id, keys=keys, now=NOW
        )
        assert [payment.period_from.year for payment in found] == list(range(2025, 2017, -1))

    def test_never_without_identity(self, session, world, keys):
        with pytest.raises(IdentityRequired):
            service.payments_of_conversation(session, world.conversation().id, keys=keys, now=NOW)


class TestPaymentOf:
    def test_ones_own(self, session, world):
        person = world.person()
        payment = world.payment(person)
        assert service.payment_of(session, payment.id, person) == payment

    def test_anothers_is_unknown(self, session, world):
        payment = world.payment(world.person())
        with pytest.raises(UnknownPayment):
            service.payment_of(session, payment.id, world.person("+8801812345678"))

    def test_nobody_has_payments(self, session, world):
        with pytest.raises(UnknownPayment):
            service.payment_of(session, world.payment(world.person()).id, None)
