from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from case_manager.kit.calendar import Calendar, local_date

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
HOLIDAYS = st.frozensets(st.dates(date(2020, 1, 1), date(2036, 12, 31)), max_size=40)
COUNTS = st.integers(0, 60)
MONDAY, THURSDAY, FRIDAY, SUNDAY = (date(2026, 11, day) for day in (23, 26, 27, 29))


class TestLocalDate:
    def test_late_evening_in_utc_is_tomorrow_in_dhaka(self):
        assert local_date(datetime(2026, 11, 23, 18, 0, tzinfo=UTC)) == date(2026, 11, 24)


class TestNextWorkingDay:
    def test_the_weekend_is_friday_and_saturday(self):
        assert Calendar().next_working_day(THURSDAY) == SUNDAY

    def test_holidays_are_passed_over(self):
        assert Calendar(frozenset({SUNDAY})).next_working_day(FRIDAY) == SUNDAY + timedelta(1)


class TestAdd:
    def test_the_day_itself_is_day_zero(self):
        assert Calendar().add(MONDAY, 1) == date(2026, 11, 24)

    def test_friday_begins_to_count_on_sunday(self):
        assert Calendar().add(FRIDAY, 1) == SUNDAY

    @given(DAYS, COUNTS, COUNTS, HOLIDAYS)
    def test_parts_add_up(self, day, first, second, holidays):
        calendar = Calendar(holidays)
        assert calendar.add(calendar.add(day, first), second) == calendar.add(day, first + second)

    @given(DAYS, COUNTS, HOLIDAYS)
    def test_later_openings_are_never_due_earlier(self, day, count, holidays):
        calendar = Calendar(holidays)
        assert calendar.add(day, count) <= calendar.add(day + timedelta(1), count)

    @given(DAYS, COUNTS, HOLIDAYS, DAYS)
    def test_a_new_holiday_never_moves_a_deadline_earlier(self, day, count, holidays, new):
        assert Calendar(holidays).add(day, count) <= Calendar(holidays | {new}).add(day, count)

    @given(DAYS, st.integers(1, 60), HOLIDAYS)
    def test_a_deadline_is_a_working_day_that_many_days_off(self, day, count, holidays):
        calendar = Calendar(holidays)
        due = calendar.add(day, count)
        assert calendar.is_working_day(due)
        assert calendar.between(day, due) == count
