from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ussd_gateway.ids import made_within, uuid7

NOW = datetime(2026, 11, 23, 10, 0, 0, 123456, tzinfo=UTC)


def test_ids_are_version_seven() -> None:
    made = uuid7(NOW)
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"


def test_no_two_are_the_same() -> None:
    assert len({uuid7(NOW) for _ in range(1000)}) == 1000


def test_a_later_id_is_a_greater_id() -> None:
    assert uuid7(NOW) < uuid7(NOW + timedelta(milliseconds=1))


@given(st.integers(0, 2**31))
def test_an_id_knows_its_moment(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    start, end = made_within(uuid7(moment))
    assert start <= moment < end


def test_an_id_from_the_end_of_time_is_still_an_id() -> None:
    start, end = made_within(UUID(int=2**128 - 1))
    assert start < end
