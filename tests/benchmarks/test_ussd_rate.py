import pytest

from benchmarks.ussd_rate import Measured


def test_the_rate_is_what_both_cores_have_time_for() -> None:
    measured = Measured(turns=1000, seconds=5, cpu_seconds={"gateway": 1.5, "assistant": 2.5})
    assert measured.ms_a_turn == {"gateway": 1.5, "assistant": 2.5, "total": 4.0}
    assert measured.turns_a_second == pytest.approx(500)
