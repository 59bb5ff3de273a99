from datetime import timedelta
from itertools import product

import pytest

from case_manager.messages.rules import (
    ACKNOWLEDGEMENT,
    NO_RESTRAINT,
    Restraint,
    moves_on,
    restraint_on,
    wait_before_retry,
)
from case_manager.vocabulary import DeliveryStatus


class TestMovesOn:
    @pytest.mark.parametrize(("current", "reported"), list(product(DeliveryStatus, repeat=2)))
    def test_never_there_and_back(self, current, reported):
        assert not (moves_on(current, reported) and moves_on(reported, current))

    def test_steps_may_be_left_out(self):
        assert moves_on(DeliveryStatus.QUEUED, DeliveryStatus.DELIVERED)

    def test_an_end_is_an_end(self):
        assert not moves_on(DeliveryStatus.DELIVERED, DeliveryStatus.FAILED)
        assert not moves_on(DeliveryStatus.FAILED, DeliveryStatus.SENT)

    def test_what_failed_was_sent_again_when_it_is_delivered(self):
        assert moves_on(DeliveryStatus.FAILED, DeliveryStatus.DELIVERED)


class TestWaitBeforeRetry:
    def test_it_grows_to_five_minutes(self):
        waits = [wait_before_retry(attempts) for attempts in range(20)]
        assert waits == sorted(waits)
        assert (waits[0], waits[-1]) == (timedelta(seconds=2), timedelta(minutes=5))


class TestRestraintOn:
    RESTRAINT = Restraint({"from": "21:00", "to": "08:00"}, 3)

    def test_a_caseworkers_reply_waits_for_the_day(self):
        assert restraint_on("case_reply", self.RESTRAINT) is self.RESTRAINT

    def test_the_confirmation_of_what_they_just_did_does_not(self):
        assert restraint_on(ACKNOWLEDGEMENT, self.RESTRAINT) is NO_RESTRAINT
