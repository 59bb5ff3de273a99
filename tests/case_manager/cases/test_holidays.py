"""Lists of holidays, and what a holiday and a pause do to deadlines."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from case_manager.cases import holidays, rules
from case_manager.cases.rules import Pause
from case_manager.errors import Malformed
from case_manager.kit.calendar import Calendar
from case_manager.models import CaseEvent, Holiday
from case_manager.vocabulary import EventKind
from tests.case_manager.conftest import NOW

HEAD = "date,name,source"
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
PAUSES = st.lists(
    st.tuples(DAYS, st.integers(0, 40)).map(
        lambda span: Pause(span[0], span[0] + timedelta(days=span[1]))
    ),
    max_size=3,
)
HOLIDAYS = st.frozensets(DAYS, max_size=20)
LIMITS = st.integers(0, 40)


class TestDeadlines:
    @given(DAYS, LIMITS, PAUSES, PAUSES, HOLIDAYS)
    def test_a_pause_never_shortens(self, day, limit, pauses, more, closed):
        calendar = Calendar(closed)
        before = rules.resolution_due_on(day, limit, pauses, calendar)
        assert before <= rules.resolution_due_on(day, limit, pauses + more, calendar)

    @given(DAYS, LIMITS, PAUSES, HOLIDAYS, DAYS)
    def test_a_holiday_never_moves_one_earlier(self, day, limit, pauses, closed, new):
        before, after = Calendar(closed), Calendar(closed | {new})
        for due_on in (
            lambda calendar: rules.resolution_due_on(day, limit, pauses, calendar),
            lambda calendar: rules.first_action_due_on(day, limit, calendar),
        ):
            assert due_on(before) <= due_on(after)

    @given(DAYS, LIMITS, HOLIDAYS)
    def test_an_acknowledgement_falls_on_a_working_day(self, day, limit, closed):
        calendar = Calendar(closed)
        assert calendar.is_working_day(rules.first_action_due_on(day, limit, calendar))


class TestReading:
    def test_a_list(self):
        [line] = holidays.read_holidays([HEAD, "2026-12-16,Victory Day,gazette of 2025"])
        assert (line.on, line.name) == (date(2026, 12, 16), "Victory Day")

    def test_every_wrong_line_is_named(self):
        with pytest.raises(Malformed) as refusal:
            holidays.read_holidays(
                [HEAD, "2026-12-16,a,b", "16/12/2026,a,b", "2026-12-17,,b", "2026-12-16,a,b", "x"]
            )
        told = refusal.value.detail.splitlines()
        assert [words.split(":")[0] for words in told] == [f"line {n}" for n in (3, 4, 5, 6)]

    @pytest.mark.parametrize(
        "lines",
        [[], [HEAD], ["day,name"], [HEAD, "1026-12-16,a,b"], [HEAD, "2026-12-16,a,b,c"]],
    )
    def test_no_list_at_all(self, lines):
        with pytest.raises(Malformed, match="line"):
            holidays.read_holidays(lines)


class TestImport:
    def put(self, session, *days):
        lines = [holidays.HolidayLine(day, "Strike", "gazette") for day in days]
        holidays.add_holidays(session, lines)
        after, moved = None, 0
        while True:
            done = holidays.recompute_deadlines(session, after, now=NOW, limit=2)
            after, moved = done.last, moved + done.moved
            if after is None:
                return moved

    def workday_before(self, session, day):
        known = set(session.scalars(select(Holiday.on)))
        calendar = Calendar(frozenset(known))
        while not calendar.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def test_open_cases_get_the_day_they_lose_in_every_batch(self, session, world):
        cases = [world.case() for _ in range(5)]
        before = [case.resolution_due_on for case in cases]
        self.put(session, self.workday_before(session, before[0]))
        for case, was in zip(cases, before, strict=True):
            session.refresh(case)
            assert case.resolution_due_on > was
            event = session.scalar(
                select(CaseEvent).where(
                    CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.DEADLINE_MOVED
                )
            )
            assert event.data["was"]["resolution_due_on"] == was.isoformat()

    def test_the_same_list_twice_moves_them_once(self, session, world):
        case = world.case()
        day = self.workday_before(session, case.resolution_due_on)
        assert self.put(session, day)
        assert self.put(session, day) == 0

    def test_a_friday_changes_nothing(self, session, world):
        world.case()
        assert self.put(session, date(2026, 11, 27)) == 0

    def test_none_moves_earlier_even_if_it_was_set_late(self, session, world):
        case = world.case()
        late = case.resolution_due_on = case.resolution_due_on + timedelta(days=60)
        session.flush()
        self.put(session, self.workday_before(session, case.office_due_on))
        session.refresh(case)
        assert case.resolution_due_on == late

    def test_what_is_known_is_not_new(self, session):
        known = session.scalars(select(Holiday.on).limit(1)).first()
        line = holidays.HolidayLine(date(2031, 1, 1), "x", "y")
        lines = [line] + ([holidays.HolidayLine(known, "x", "y")] if known else [])
        assert holidays.new_days(session, lines) == [line.on]
