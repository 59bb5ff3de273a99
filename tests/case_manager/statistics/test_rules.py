from datetime import date, timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from case_manager.kit.calendar import Calendar
from case_manager.statistics import rules
from case_manager.statistics.rules import Balance, Flows, Period, Ratings, Step

DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
TODAY = date(2026, 11, 23)


def covered(parts, start, end):
    """Each day of the span with how often the parts hold it."""
    months, spans = parts.months, list(parts.days)
    if months:
        spans.append((months[0], months[1] - timedelta(days=1)))
    days = [start + timedelta(days=number) for number in range((end - start).days + 1)]
    return [sum(first <= day <= last for first, last in spans) for day in days]


class TestParts:
    @given(DAYS, st.integers(0, 800))
    def test_they_hold_each_day_once(self, start, length):
        end = start + timedelta(days=length)
        for by_month in (True, False):
            assert set(covered(rules.parts(start, end, by_month=by_month), start, end)) == {1}

    @given(DAYS, st.integers(0, 800))
    def test_days_around_whole_months_are_fewer_than_two_months(self, start, length):
        cut = rules.parts(start, start + timedelta(days=length), by_month=True)
        assert all((last - first).days < 62 for first, last in cut.days)


class TestTotals:
    @pytest.mark.parametrize(
        ("needed", "by_day", "by_month"),
        [
            (set(), {"channel"}, {"channel", "category"}),
            ({"programme"}, {"programme"}, {"channel", "programme"}),
            ({"district", "category"}, None, {"district", "category"}),
            ({"district", "category", "channel"}, None, None),
        ],
    )
    def test_the_shortest_that_tell_enough_apart(self, needed, by_day, by_month):
        assert rules.totals_for(needed, rules.TOTALS_BY_DAY) == by_day
        assert rules.totals_for(needed, rules.TOTALS_BY_MONTH) == by_month

    def test_what_is_folded_has_a_bit_the_last_the_lowest(self):
        assert rules.folded({"channel"}) == 0b1110
        assert rules.folded({"district", "category"}) == 0b0101


class TestPeriod:
    def test_the_one_before_is_as_long(self):
        assert Period(date(2026, 11, 10), date(2026, 11, 12)).before == Period(
            date(2026, 11, 7), date(2026, 11, 9)
        )

    def test_before_a_whole_month_comes_a_whole_month(self):
        assert Period(date(2026, 3, 1), date(2026, 3, 31)).before == Period(
            date(2026, 2, 1), date(2026, 2, 28)
        )

    @given(DAYS, st.integers(0, 900))
    def test_steps_begin_no_later_than_their_days(self, first, length):
        period = Period(first, first + timedelta(days=length))
        step = rules.step_of(period)
        starts = step.starts(period)
        assert starts[0] == step.start(first)
        assert starts == sorted(set(starts))
        assert len(starts) <= 62

    def test_a_week_begins_on_sunday(self):
        assert Step.WEEK.start(date(2026, 11, 23)) == date(2026, 11, 22)
        assert Step.WEEK.start(date(2026, 11, 22)) == date(2026, 11, 22)


class TestBalance:
    @given(st.integers(0, 99), st.lists(st.integers(0, 99), min_size=5, max_size=5))
    def test_the_identity(self, opening, counts):
        shown = dict(Balance(opening, Flows(*counts)).figures())
        came = shown["opening"] + shown["received"] + shown["reopened"] + shown["moved_in"]
        assert came - shown["moved_out"] - shown["disposed"] == shown["closing"]


class TestQuantile:
    @given(st.lists(st.integers(0, 400), min_size=1, max_size=40), st.sampled_from([0.5, 0.9]))
    def test_at_least_the_share_is_no_higher_and_less_is_lower(self, values, share):
        histogram = {value: values.count(value) for value in values}
        found = rules.quantile(histogram, share)
        assert found in values
        assert sum(value <= found for value in values) >= share * len(values)
        assert sum(value < found for value in values) < share * len(values)

    def test_of_nothing_there_is_none(self):
        assert rules.quantile({}, 0.5) is None


class TestClasses:
    @given(
        st.dictionaries(st.integers(0, 100), st.integers(1, 9)),
        st.sets(st.integers(0, 99), min_size=1).map(sorted),
    )
    def test_each_value_counts_in_the_first_class_that_holds_it(self, histogram, bounds):
        counts = rules.in_classes(histogram, bounds)
        up_to = [sum(n for value, n in histogram.items() if value <= bound) for bound in bounds]
        assert list(accumulate(counts)) == [*up_to, sum(histogram.values())]


@pytest.mark.parametrize(
    ("day", "first"),
    [("2026-11-29", "2025-12-01"), ("2026-12-01", "2026-01-01"), ("2028-02-29", "2027-03-01")],
)
def test_twelve_months_end_with_this_one(day, first):
    today = date.fromisoformat(day)
    assert rules.eleven_months_before(today) == date.fromisoformat(first)


class TestConfidential:
    @pytest.mark.parametrize(
        ("area", "first", "last", "may"),
        [
            (None, date(2026, 10, 1), date(2026, 10, 31), True),
            ("3026", date(2026, 10, 1), date(2026, 10, 31), True),
            ("302602", date(2026, 10, 1), date(2026, 10, 31), False),
            (None, date(2026, 10, 1), date(2026, 10, 30), False),
            (None, date(2026, 9, 1), date(2026, 10, 31), False),
            (None, date(2026, 11, 1), date(2026, 11, 30), False),
        ],
    )
    def test_only_whole_past_months_of_districts(self, area, first, last, may):
        assert rules.may_count_confidential(area, Period(first, last), today=TODAY) is may

    def test_every_figure_is_none_or_enough(self):
        assert rules.enough_of_each(Balance(5, Flows(received=6)), 5)
        assert not rules.enough_of_each(Balance(5, Flows(received=4)), 5)


class TestBacklog:
    @given(DAYS, st.integers(0, 70), st.sets(DAYS, max_size=30))
    def test_whoever_came_a_day_earlier_has_waited_longer(self, today, days, holidays):
        calendar = Calendar(frozenset(holidays))
        bound = rules.waiting_since(days, today, calendar)
        assert calendar.between(bound, today) <= days
        assert calendar.between(bound - timedelta(days=1), today) > days


@pytest.mark.parametrize(("part", "whole", "percent"), [(1, 2, 50), (1, 8, 13), (0, 3, 0)])
def test_percent_rounds_half_up(part, whole, percent):
    assert rules.percent(part, whole) == percent


@given(st.lists(st.integers(0, 1000), max_size=64))
def test_a_map_has_at_most_five_classes_that_hold_every_value(values):
    bounds = rules.five_classes(values)
    assert len(bounds) == min(len(set(values)), 5)
    assert all(value <= bounds[-1] for value in values)


class TestRatings:
    @pytest.mark.parametrize(
        ("scores", "mean"),
        [({}, None), ({5: 1}, 5.0), ({1: 1, 2: 1}, 1.5), ({4: 2, 5: 1}, 4.3), ({3: 3, 4: 1}, 3.3)],
    )
    def test_the_mean_to_a_tenth_half_up(self, scores, mean):
        assert Ratings(scores).mean == mean
