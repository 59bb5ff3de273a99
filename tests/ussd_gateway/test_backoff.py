from ussd_gateway import backoff


def test_our_own_parts_are_asked_again_within_about_a_minute() -> None:
    waits = [backoff.for_calls(attempts).total_seconds() for attempts in range(1, 40)]
    assert 1 < waits[0] < 3
    assert max(waits) <= 72


def test_a_provider_is_asked_again_for_some_hours() -> None:
    waits = [
        backoff.for_sending(attempts).total_seconds()
        for attempts in range(1, backoff.MOST_SENDING_ATTEMPTS)
    ]
    assert 4 <= waits[0] <= 6
    assert 1.5 * 3600 < sum(waits) < 3 * 3600
