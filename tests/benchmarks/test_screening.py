from benchmarks import screening


def test_everybody_is_screened_and_one_in_twenty_is_found() -> None:
    for taken in screening.measure(400).values():
        assert taken.people == 400
        assert taken.findings > 10
        assert taken.gigabytes < screening.LIMIT_GB
