import pytest
from hypothesis import given
from hypothesis import strategies as st

from ussd_gateway.channels.smpp.pace import Pace


def test_the_slots_are_spread_evenly() -> None:
    pace = Pace(10)
    assert [pace.reserve(100) for _ in range(4)] == pytest.approx([0, 0.1, 0.2, 0.3])


def test_after_a_pause_there_is_no_burst() -> None:
    pace = Pace(10)
    pace.reserve(100)
    assert pace.reserve(200) == 0
    assert pace.reserve(200) == pytest.approx(0.1)


def test_one_refusal_halves_the_rate() -> None:
    pace = Pace(10)
    pace.slow_down(100)
    assert pace.rate(100) == 5
    assert pace.reserve(100) == pytest.approx(0.2)


def test_a_windowful_of_refusals_counts_once() -> None:
    pace = Pace(10)
    for moment in (100, 100.1, 100.9):
        pace.slow_down(moment)
    assert pace.rate(100) == 5


def test_the_rate_grows_back_evenly() -> None:
    pace = Pace(60)
    pace.slow_down(100)
    assert [pace.rate(100 + seconds) for seconds in (0, 10, 20, 30, 3000)] == [30, 40, 50, 60, 60]


def test_it_never_comes_to_a_standstill() -> None:
    pace = Pace(64)
    for moment in range(0, 40, 2):
        pace.slow_down(moment)
    assert 1 <= pace.rate(38) < 4


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 5)), max_size=60))
def test_no_second_ever_holds_more_than_the_contract_allows(
    story: list[tuple[bool, float]],
) -> None:
    pace, now, slots = Pace(5), 0.0, []
    for throttled, passed in story:
        now += passed
        if throttled:
            pace.slow_down(now)
        slots.append(now + pace.reserve(now))
    assert slots == sorted(slots)
    for slot in slots:
        assert sum(slot <= other < slot + 0.999 for other in slots) <= 5
