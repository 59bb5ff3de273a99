from datetime import date, time

import pytest

from citizen_text import dates

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("language", "text"),
    [("bn", "২৩ নভেম্বর ২০২৬"), ("bn-Latn", "23 November 2026"), ("en", "23 November 2026")],
)
def test_a_day_is_written_in_words(language, text):
    assert dates.in_words(DAY, language) == text


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 7, 1), date(2026, 9, 30), "July-September 2026"),
        (date(2026, 7, 1), date(2026, 7, 31), "July 2026"),
        (date(2025, 12, 1), date(2026, 2, 28), "December 2025-February 2026"),
    ],
)
def test_months_name_the_year_once_where_they_can(first, last, text):
    assert dates.months_in_words(first, last, "en") == text


def test_every_month_has_a_bangla_name_of_its_own():
    names = {dates.month_in_words(date(2026, month, 1), "bn") for month in range(1, 13)}
    assert len(names) == 12


@pytest.mark.parametrize(
    ("language", "text"),
    [("bn", "রবিবার ২৯ নভেম্বর"), ("bn-Latn", "Robibar 29 November"), ("en", "Sunday 29 November")],
)
def test_a_day_that_is_near_has_its_weekday(language, text):
    assert dates.with_weekday(date(2026, 11, 29), language) == text


@pytest.mark.parametrize(
    ("hour", "bangla", "banglish", "english"),
    [
        (time(9), "সকাল ৯টা", "shokal 9ta", "9 am"),
        (time(12), "দুপুর ১২টা", "dupur 12ta", "12 pm"),
        (time(15, 30), "বিকাল ৩:৩০টা", "bikal 3:30ta", "3:30 pm"),
        (time(18), "সন্ধ্যা ৬টা", "shondhya 6ta", "6 pm"),
    ],
)
def test_an_hour_is_told_with_its_part_of_the_day(hour, bangla, banglish, english):
    told = [dates.hour_in_words(hour, language) for language in ("bn", "bn-Latn", "en")]
    assert told == [bangla, banglish, english]
