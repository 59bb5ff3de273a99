"""Hours of the clock that people name."""

from datetime import time

import pytest

from citizen_text.hours import Hour, find_hours


@pytest.mark.parametrize(
    ("text", "named", "hour"),
    [
        ("tomorrow morning after 10", "morning after 10", Hour(time(10), True)),
        ("kal sokal 10tar por", "sokal 10tar por", Hour(time(10), True)),
        ("আগামীকাল বিকাল ৩টায়", "বিকাল ৩টায়", Hour(time(15), False)),
        ("next Sunday 3pm", "3pm", Hour(time(15), False)),
        ("at 10 in the morning", "at 10 in the morning", Hour(time(10), False)),
        ("10 a.m.", "10 a.m.", Hour(time(10), False)),
        ("12 am", "12 am", Hour(time(0), False)),
        ("12 pm", "12 pm", Hour(time(12), False)),
        ("dupur 12ta", "dupur 12ta", Hour(time(12), False)),
        ("dupur dui tay", "dupur dui tay", Hour(time(14), False)),
        ("sare 10tay", "sare 10tay", Hour(time(10, 30), False)),
        ("সোয়া ৩টায়", "সোয়া ৩টায়", Hour(time(15, 15), False)),
        ("poune 11ta", "poune 11ta", Hour(time(10, 45), False)),
        ("দেড়টায়", "দেড়টায়", Hour(time(13, 30), False)),
        ("arai tar por", "arai tar por", Hour(time(14, 30), True)),
        ("10:30", "10:30", Hour(time(10, 30), False)),
        ("rat 8tay", "rat 8tay", Hour(time(20), False)),
        ("sokal at tay", "sokal at tay", Hour(time(8), False)),
        ("rat 2tay", "rat 2tay", Hour(time(2), False)),
        ("bhor 5ta", "bhor 5ta", Hour(time(5), False)),
        ("sondha 7tar por", "sondha 7tar por", Hour(time(19), True)),
        ("4tar por", "4tar por", Hour(time(16), True)),
        ("15tay", "15tay", Hour(time(15), False)),
        ("10ta theke 12ta", "10ta theke 12ta", Hour(time(10), False)),
        ("from 2 pm", "from 2 pm", Hour(time(14), True)),
        ("kal 25tay", "25tay", Hour(None, False)),
        ("10:75", "10:75", Hour(None, False)),
        ("morning 10 am", "morning 10 am", Hour(time(10), False)),
        ("dupur 12 pm", "dupur 12 pm", Hour(time(12), False)),
        ("morning at 4 pm", "morning at 4 pm", Hour(None, False)),
        ("sokal 8tay rate", "sokal 8tay rate", Hour(None, False)),
        ("morning at 8 in the evening", "morning at 8 in the evening", Hour(None, False)),
    ],
)
def test_is_found_with_the_part_of_the_day_beside_it(text: str, named: str, hour: Hour) -> None:
    (found,) = find_hours(text)
    assert (found.of(text), found.value) == (named, hour)


@pytest.mark.parametrize(
    "text",
    [
        "10tar age",
        "before 5 pm",
        "ekta number e phone diyen",
        "2ta number e diyen",
        "sokale 01812345678 e phone diyen",
        "after noon",
        "at noon",
        "ek ghonta por",
        "amar 3 meye",
        "650 taka",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    assert find_hours(text) == []
