import pytest

from benchmarks.understanding import Measured


def test_one_slow_message_is_no_slow_median() -> None:
    measured = Measured(parse_ms=[2.0, 12.0, 90.0], training_seconds=360.0, server_mb=1200.0)
    assert measured.figures["a message, ms at the median"] == 12.0
    assert measured.is_within_limits


@pytest.mark.parametrize(
    "over",
    [
        Measured(parse_ms=[2.0, 12.1, 12.2], training_seconds=360.0, server_mb=1200.0),
        Measured(parse_ms=[2.0], training_seconds=361.0, server_mb=1200.0),
        Measured(parse_ms=[2.0], training_seconds=360.0, server_mb=1201.0),
    ],
)
def test_each_limit_counts(over: Measured) -> None:
    assert not over.is_within_limits
