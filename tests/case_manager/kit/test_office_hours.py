from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from case_manager.kit.calendar import DHAKA, Calendar
from case_manager.kit.office_hours import OfficeHours, WishedCall
from case_manager.vocabulary import CallTime

HOURS = OfficeHours.read("09:00-17:00")
VICTORY_DAY = date(2026, 12, 16)  # a Wednesday
CALENDAR = Calendar(frozenset({VICTORY_DAY}))
MORNING, MIDDAY, AFTERNOON = CallTime.MORNING, CallTime.MIDDAY, CallTime.AFTERNOON


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Of December 2026; the 10th is a Thursday."""
    return datetime(2026, 12, day, hour, minute, tzinfo=DHAKA)


class TestIsOpen:
    @pytest.mark.parametrize(
        ("moment", "is_open"),
        [
            (at(10, 9), True),
            (at(10, 16, 59), True),
            (at(10, 8, 59), False),
            (at(10, 17), False),
            (at(11, 12), False),  # a Friday
            (at(16, 12), False),  # a holiday
        ],
    )
    def test_in_the_hours_of_a_working_day(self, moment: datetime, is_open: bool) -> None:
        assert HOURS.is_open(moment, CALENDAR) is is_open


class TestNextCall:
    @pytest.mark.parametrize(
        ("moment", "wanted", "call"),
        [
            (at(10, 10, 30), None, at(10, 10, 30)),
            (at(10, 7), None, at(10, 9)),
            (at(10, 20), None, at(13, 9)),  # over the weekend
            (at(11, 10), None, at(13, 9)),
            (at(15, 18), None, at(17, 9)),  # over the holiday
            (at(10, 10, 30), MORNING, at(10, 10, 30)),
            (at(10, 12), MORNING, at(13, 9)),
            (at(10, 10), MIDDAY, at(10, 12)),
            (at(10, 10), AFTERNOON, at(10, 15)),
            (at(10, 16), AFTERNOON, at(10, 16)),
            (at(10, 17), AFTERNOON, at(13, 15)),
        ],
    )
    def test_is_the_earliest_at_the_wished_time(
        self, moment: datetime, wanted: CallTime | None, call: datetime
    ) -> None:
        assert HOURS.next_call(moment, CALENDAR, WishedCall(wanted)) == call

    @pytest.mark.parametrize(
        ("wished", "call", "why_not_then"),
        [
            (WishedCall(on=date(2026, 12, 13)), at(13, 9), None),
            (WishedCall(MORNING, date(2026, 12, 13), time(10)), at(13, 10), None),
            (WishedCall(AFTERNOON, date(2026, 12, 14)), at(14, 15), None),
            (WishedCall(AFTERNOON, date(2026, 12, 14), time(16, 30)), at(14, 16, 30), None),
            (WishedCall(AFTERNOON, date(2026, 12, 14), time(10)), at(14, 15), None),
            (WishedCall(AFTERNOON, date(2026, 12, 11)), at(13, 15), "closed"),  # a Friday
            (WishedCall(None, date(2026, 12, 16)), at(17, 9), "closed"),  # a holiday
            (WishedCall(None, date(2026, 12, 14), time(20)), at(14, 9), "closed"),
            (WishedCall(MORNING, date(2026, 12, 14), time(20)), at(14, 9), "closed"),
            (WishedCall(MORNING, date(2026, 12, 14), time(16)), at(14, 9), "closed"),
            (WishedCall(MORNING, None, time(12)), at(10, 13), "closed"),
            (WishedCall(MIDDAY, None, time(15, 30)), at(10, 13), "closed"),
            (WishedCall(MORNING, date(2026, 12, 14), time(7)), at(14, 9), "closed"),
            (WishedCall(None, date(2026, 12, 10), time(20)), at(10, 13), "closed"),  # today
            (WishedCall(MORNING, date(2026, 12, 10)), at(13, 9), "over"),  # it is one o'clock
            (WishedCall(None, date(2026, 12, 10)), at(10, 13), None),
            (WishedCall(None, None, time(10)), at(10, 13), None),
            (WishedCall(None, date(2026, 12, 9)), at(10, 13), "over"),
        ],
    )
    def test_is_on_the_day_and_from_the_hour_that_were_named_where_the_office_has_them(
        self, wished: WishedCall, call: datetime, why_not_then: str | None
    ) -> None:
        assert HOURS.next_call(at(10, 13), CALENDAR, wished) == call
        assert HOURS.why_not_then(at(10, 13), CALENDAR, wished) == why_not_then

    @pytest.mark.parametrize("day", [11, 12])
    def test_today_is_closed_and_not_over_on_the_weekend(self, day: int) -> None:
        today = WishedCall(AFTERNOON, date(2026, 12, day))
        assert HOURS.why_not_then(at(day, 10), CALENDAR, today) == "closed"

    def test_a_wish_for_closed_hours_is_one_for_any(self) -> None:
        short = OfficeHours(time(9), time(14))
        assert short.next_call(at(10, 7), CALENDAR, WishedCall(AFTERNOON)) == at(10, 9)

    @given(
        moment=st.integers(0, 60 * 24 * 60).map(lambda n: at(1, 0) + timedelta(minutes=n)),
        wanted=st.builds(
            WishedCall,
            st.sampled_from([None, *CallTime]),
            st.none() | st.dates(date(2026, 11, 1), date(2027, 2, 1)),
            st.none() | st.times(),
        ),
    )
    def test_is_never_in_the_past_nor_outside_the_hours(
        self, moment: datetime, wanted: WishedCall
    ) -> None:
        call = HOURS.next_call(moment, CALENDAR, wanted)
        assert call >= moment
        assert HOURS.is_open(call, CALENDAR)
