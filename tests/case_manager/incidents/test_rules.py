import pytest

from case_manager.incidents.rules import Failures as F
from case_manager.incidents.rules import Fault, common_area, covers, is_mended, many_enough
from case_manager.incidents.thresholds import Thresholds, thresholds
from case_manager.vocabulary import IncidentKind, ReturnReason

REASON = ReturnReason.LIMIT_OR_TECH


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("30260211", "30260211", "30260211"),
        ("30260211", "30260245", "302602"),
        ("302602", "302645", "3026"),
        ("302602", "309945", "30"),
        ("302602", "409945", None),
    ],
)
def test_the_smallest_area_that_holds_both(first, last, expected):
    assert common_area(first, last) == expected


@pytest.mark.parametrize(
    ("mine", "its", "expected"),
    [
        (None, None, True),
        (None, "3026", True),
        ("3026", "3026", True),
        ("30", "3026", True),
        ("302602", "3026", False),
        ("3026", None, False),
    ],
)
def test_an_area_covers_what_lies_in_it(mine, its, expected):
    assert covers(mine, its) is expected


@pytest.mark.parametrize(
    ("people", "left", "expected"), [(100, 2, True), (100, 3, False), (1, 0, True), (0, 0, False)]
)
def test_mended_once_hardly_any_are_left(people, left, expected):
    assert is_mended(people, left, 0.02) is expected


def test_people_of_one_fault_are_counted_over_all_its_parts():
    rows = [F("B1", "nagad", "oaa", REASON, place, 6) for place in ("302602", "302604")]
    assert many_enough(rows, IncidentKind.BATCH, 12) == {Fault(IncidentKind.BATCH, batch="B1"): 12}
    assert many_enough(rows, IncidentKind.UNION, 12) == {}


def test_payments_of_no_batch_are_no_batch():
    assert many_enough([F(None, "nagad", "oaa", REASON, "302602", 99)], IncidentKind.BATCH, 2) == {}


def test_what_nothing_names_has_no_key():
    common = {"programme": "oaa", "provider": "nagad", "area_code": "302602"}
    assert Fault(IncidentKind.OTHER, **common).key is None
    assert Fault(IncidentKind.AGENT, **common).key == "agent:nagad:302602"
    assert Fault(IncidentKind.AGENT, provider="nagad").key is None


def test_the_numbers_have_their_reasons():
    """What is found by itself is in the file; the rest is by hand."""
    assert set(thresholds().kinds) == {
        IncidentKind.BATCH,
        IncidentKind.PROVIDER,
        IncidentKind.UNION,
        IncidentKind.AGENT,
    }
    with pytest.raises(ValueError, match="reason"):
        Thresholds.model_validate(
            thresholds().model_dump() | {"by_hand": {"days": 3, "reason": ""}}
        )
