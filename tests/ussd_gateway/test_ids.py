from ussd_gateway.ids import uuid7


def test_ids_are_version_seven() -> None:
    made = uuid7()
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"


def test_no_two_are_the_same() -> None:
    assert len({uuid7() for _ in range(1000)}) == 1000
