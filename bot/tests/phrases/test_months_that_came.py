from datetime import date
from typing import Any

import pytest

from citizen_text.periods import find_periods
from phrases.months_that_came import only_missing

TODAY = date(2026, 11, 23)
APRIL, JULY = ("2026-04", "2026-04"), ("2026-07", "2026-07")
NEXT_INSTALMENT = ("2026-07", "2026-09")


def meant(text: str, *, is_missing: bool = True) -> list[tuple[str, str]]:
    told: list[dict[str, Any]] = [
        {
            "entity": "period",
            "start": span.start,
            "end": span.end,
            "value": {"from": span.value.first, "to": span.value.last},
        }
        for span in find_periods(text, TODAY)
    ]
    kept = only_missing(text, told, is_missing=is_missing)
    return [(each["value"]["from"], each["value"]["to"]) for each in kept]


@pytest.mark.parametrize("is_missing", [True, False])
@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("april er ta paisi, julai er ta pai nai", [JULY]),
        ("april paisi july pai nai", [JULY]),
        ("april may june paisi july pai nai", [JULY]),
        ("april er taka dhukse kintu julyer taka ekhono pai nai", [JULY]),
        ("july er taka ase nai, april er taka aise", [JULY]),
        ("april masher taka aseni july masher taka aise", [APRIL]),
        ("এপ্রিলের টাকা পাইছি, জুলাইয়ের টাকা পাই নাই", [JULY]),
        ("জুলাইয়ের টাকা পাইনি, এপ্রিলের টাকা পেয়েছি", [JULY]),
        ("i got the money for april but not for july", [JULY]),
        ("i got april not july", [JULY]),
        ("not for july, april i got", [JULY]),
        ("i did not get the money for april but july i got", [APRIL]),
        ("i have not received july money, april money came", [JULY]),
        ("got 1950 in april but only 900 in july", [JULY]),
        ("2 kisti paisi, january theke pai nai", [("2026-01", "2026-11")]),
        ("এপ্রিল জুন পাইছি পরেরটা পাই নাই", [NEXT_INSTALMENT]),
        ("april er ta paisi porerta pai nai", [NEXT_INSTALMENT]),
        ("april came, the next one did not", [NEXT_INSTALMENT]),
    ],
)
def test_what_did_not_come_is_meant(
    text: str, months: list[tuple[str, str]], *, is_missing: bool
) -> None:
    assert meant(text, is_missing=is_missing) == months


@pytest.mark.parametrize(
    "text",
    ["april paisi", "আমি এপ্রিলের টাকা পাইছি, এখন পাই না", "দুই কিস্তির এক কিস্তি আইছে"],
)
def test_of_what_came_nothing_is_missing_and_yet_it_may_be_spoken_of(text: str) -> None:
    assert meant(text) == []
    assert meant(text, is_missing=False)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("april theke taka pai nai", [("2026-04", "2026-11")]),
        ("april er taka pai nai", [APRIL]),
        ("april july kono taka pai nai", [APRIL, JULY]),
        ("got april er taka koi", [("2026-04", "2026-04")]),
    ],
)
def test_of_what_did_not_come_all_stays(text: str, months: list[tuple[str, str]]) -> None:
    assert meant(text) == months
