import pytest

from ussd_gateway.channels.smpp.errors import SubmitDeferred, SubmitRefused, Throttled
from ussd_gateway.channels.smpp.statuses import FINAL, RETRYABLE, THROTTLING, failure, name_of


def test_throttle_and_full_queue_are_two_statuses() -> None:
    assert set(THROTTLING) == {0x14, 0x58}


@pytest.mark.parametrize("status", THROTTLING)
def test_an_overrun_message_centre_asks_us_to_slow_down(status: int) -> None:
    assert type(failure(status)) is Throttled


@pytest.mark.parametrize("status", FINAL)
def test_what_is_wrong_with_the_message_stays_wrong(status: int) -> None:
    assert type(failure(status)) is SubmitRefused


@pytest.mark.parametrize("status", RETRYABLE)
def test_what_is_wrong_with_the_moment_passes(status: int) -> None:
    assert type(failure(status)) is SubmitDeferred


@pytest.mark.parametrize("status", [0x400, 0x4FF, 0x0C, 0x7FFFFFFF])
def test_a_status_nobody_knows_gives_no_message_up(status: int) -> None:
    assert type(failure(status)) is SubmitDeferred
    assert failure(status).reason == name_of(status) == f"0x{status:08X}"


def test_each_status_means_one_thing() -> None:
    assert len({*THROTTLING, *FINAL, *RETRYABLE}) == sum(map(len, (THROTTLING, FINAL, RETRYABLE)))
