"""Days that people name, on Monday, 30 November 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen_text.days import find_days

MONDAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "named", "day"),
    [
        ("ajke phone diyen", "ajke", date(2026, 11, 30)),
        ("আজকে দুপুরে", "আজকে", date(2026, 11, 30)),
        ("kal sokale", "kal", date(2026, 12, 1)),
        ("আগামীকাল সকালে", "আগামীকাল", date(2026, 12, 1)),
        ("agami kal", "agami kal", date(2026, 12, 1)),
        ("call me tomorrow", "tomorrow", date(2026, 12, 1)),
        ("porshu dupure", "porshu", date(2026, 12, 2)),
        ("the day after tomorrow", "the day after tomorrow", date(2026, 12, 2)),
        ("torshu", "torshu", date(2026, 12, 3)),
        ("gotokal", "gotokal", date(2026, 11, 29)),
        ("গত পরশু", "গত পরশু", date(2026, 11, 28)),
        ("yesterday", "yesterday", date(2026, 11, 29)),
        ("শুক্রবারে", "শুক্রবার", date(2026, 12, 4)),
        ("robi bar sokale", "robi bar", date(2026, 12, 6)),
        ("বিষ্যুদবার", "বিষ্যুদবার", date(2026, 12, 3)),
        ("next Sunday 3pm", "next Sunday", date(2026, 12, 6)),
        ("on monday", "on monday", date(2026, 12, 7)),
        ("last friday", "last friday", date(2026, 11, 27)),
        ("গত রবিবার", "গত রবিবার", date(2026, 11, 29)),
        ("next week", "next week", date(2026, 12, 6)),
        ("agami soptahe mongolbar", "agami soptahe mongolbar", date(2026, 12, 8)),
        ("tuesday next week", "tuesday next week", date(2026, 12, 8)),
        ("3 din por", "3 din por", date(2026, 12, 3)),
        ("দুই দিন পরে", "দুই দিন পরে", date(2026, 12, 2)),
        ("after 2 days", "after 2 days", date(2026, 12, 2)),
        ("5 December bikale", "5 December", date(2026, 12, 5)),
        ("৫ই ডিসেম্বর", "৫ই ডিসেম্বর", date(2026, 12, 5)),
        ("december 5th", "december 5th", date(2026, 12, 5)),
        ("2 january", "2 january", date(2027, 1, 2)),
        ("3 november", "3 november", date(2026, 11, 3)),
        ("5 december 2027", "5 december 2027", date(2027, 12, 5)),
        ("5/12", "5/12", date(2026, 12, 5)),
        ("05-12-26", "05-12-26", date(2026, 12, 5)),
        ("30 tarikh", "30 tarikh", date(2026, 11, 30)),
        ("৫ তারিখে", "৫ তারিখ", date(2026, 12, 5)),
        ("৩১ তারিখ", "৩১ তারিখ", date(2026, 12, 31)),
        ("agami masher 30 tarikh", "agami masher 30 tarikh", date(2026, 12, 30)),
        ("29 february", "29 february", date(2028, 2, 29)),
    ],
)
def test_is_found_and_counted_from_today(text: str, named: str, day: date) -> None:
    (found,) = find_days(text, MONDAY)
    assert (found.of(text), found.value) == (named, day)


@pytest.mark.parametrize(
    "text", ["31 february", "৩২ তারিখ", "0 tarikh", "40/13", "1000000000 din por"]
)
def test_one_that_no_calendar_has_is_none(text: str) -> None:
    assert [found.value for found in find_days(text, MONDAY)] == [None]


@pytest.mark.parametrize(
    ("text", "today", "day"),
    [
        ("5 tarikh", date(2026, 12, 30), date(2027, 1, 5)),
        ("৩০ তারিখে", date(2027, 1, 31), date(2027, 3, 30)),
        ("29 tarikh", date(2027, 1, 31), date(2027, 3, 29)),
        ("29 tarikh", date(2028, 1, 31), date(2028, 2, 29)),
        ("31 tarikh", date(2027, 1, 31), date(2027, 1, 31)),
        ("31 tarikh", date(2026, 6, 30), date(2026, 7, 31)),
        ("samner mase 5 tarikh", date(2026, 12, 1), date(2027, 1, 5)),
        ("next month 31 tarikh", date(2026, 10, 31), None),
    ],
)
def test_a_day_without_its_month_is_the_next_that_there_is(
    text: str, today: date, day: date | None
) -> None:
    (found,) = find_days(text, today)
    assert found.value == day


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 31))
def test_of_a_day_without_its_month_none_before_it_is_left_out(today: date, number: int) -> None:
    (found,) = find_days(f"{number} tarikh", today)
    assert found.value is not None
    between = (today + timedelta(days) for days in range((found.value - today).days + 1))
    assert [each for each in between if each.day == number] == [found.value]


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_day_of_a_month_is_the_nearest_one(today: date, meant: date) -> None:
    (found,) = find_days(f"{meant.day}/{meant.month}", today)
    assert found.value is not None
    assert (found.value.day, found.value.month) == (meant.day, meant.month)
    assert abs(found.value - today) <= abs(meant - today)


@pytest.mark.parametrize(
    "text", ["bikale", "সকালে", "akash", "3 din dhore", "sat taka", "01812345678", "robi bhai"]
)
def test_other_words_name_none(text: str) -> None:
    assert find_days(text, MONDAY) == []


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(["sunday", "শুক্রবার"]))
def test_a_weekday_is_within_the_next_seven_days(today: date, name: str) -> None:
    (found,) = find_days(name, today)
    assert found.value is not None
    assert 1 <= (found.value - today).days <= 7
