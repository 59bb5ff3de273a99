from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from case_manager.cases import clocks, rules
from case_manager.cases.categories import categories
from case_manager.cases.rules import Clock, Limits, NoSms
from case_manager.errors import CaseAlreadyAssigned, CaseAlreadyClosed, Malformed, NotYoursToDo
from case_manager.kit.calendar import Calendar
from case_manager.models import Case
from case_manager.vocabulary import CaseStatus, Role, SafeContact

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
CALENDAR = Calendar()
ME, HER = uuid4(), uuid4()


def limits(first_action=1, resolve=10, office=30, is_same_day=False):
    return Limits(first_action, resolve, office, is_same_day)


def opened(limits, received_on):
    case = Case()
    clocks.start(case, limits, received_on, CALENDAR)
    return case


class TestDueDates:
    def test_the_day_of_opening_is_day_zero(self):
        case = opened(limits(), MONDAY)
        assert case.first_action_due_on == date(2026, 11, 24)
        assert case.resolution_due_on == date(2026, 12, 7)

    def test_the_offices_clock_runs_apart(self):
        case = opened(limits(resolve=2), MONDAY)
        assert case.office_due_on == CALENDAR.add(MONDAY, 30)

    @pytest.mark.parametrize(
        ("is_same_day", "opened_on", "due_on"),
        [
            (True, MONDAY, MONDAY),
            (True, FRIDAY, date(2026, 11, 29)),
            (False, MONDAY, date(2026, 11, 24)),
        ],
    )
    def test_only_the_gravest_are_promised_for_the_same_day(self, is_same_day, opened_on, due_on):
        case = opened(limits(first_action=0, is_same_day=is_same_day), opened_on)
        assert case.first_action_due_on == due_on

    @given(st.sampled_from(sorted(categories())), st.dates(date(2025, 1, 1), date(2030, 1, 1)))
    def test_no_category_promises_an_answer_after_its_resolution(self, category, opened_on):
        case = opened(categories()[category].limits, opened_on)
        assert opened_on <= case.first_action_due_on <= case.resolution_due_on


class TestDeadline:
    def deadline(self, today, done=False, closed=False):
        return rules.deadline(
            first_action_due_on=date(2026, 11, 24),
            first_action_done=done,
            resolution_due_on=date(2026, 12, 7),
            closed=closed,
            today=today,
            calendar=CALENDAR,
        )

    def test_the_nearest_clock_counts(self):
        found = self.deadline(MONDAY)
        assert (found.clock, found.working_days_left) == (Clock.FIRST_ACTION, 1)

    def test_a_first_action_stops_its_clock(self):
        found = self.deadline(MONDAY, done=True)
        assert (found.clock, found.working_days_left) == (Clock.RESOLUTION, 10)

    def test_due_today_is_not_late(self):
        assert not self.deadline(date(2026, 12, 7), done=True).is_overdue

    def test_late_is_late_on_a_friday_too(self):
        found = rules.deadline(
            first_action_due_on=date(2026, 11, 26),
            first_action_done=False,
            resolution_due_on=date(2026, 12, 7),
            closed=False,
            today=FRIDAY,
            calendar=CALENDAR,
        )
        assert (found.is_overdue, found.working_days_left) == (True, -1)

    def test_closed_cases_have_none(self):
        assert self.deadline(MONDAY + timedelta(90), closed=True) is None


class TestCheckOpen:
    def test_a_closed_case_is_refused(self):
        with pytest.raises(CaseAlreadyClosed):
            rules.check_open(CaseStatus.CLOSED)


class TestCheckMayAssign:
    @pytest.mark.parametrize("current", [None, ME])
    def test_a_caseworker_takes_what_is_free(self, current):
        rules.check_may_assign(Role.CASEWORKER, ME, ME, current)

    def test_not_what_somebody_else_has(self):
        with pytest.raises(CaseAlreadyAssigned):
            rules.check_may_assign(Role.CASEWORKER, ME, ME, HER)

    def test_not_for_somebody_else(self):
        with pytest.raises(NotYoursToDo):
            rules.check_may_assign(Role.CASEWORKER, ME, HER, None)

    @pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMINISTRATOR])
    def test_those_who_lead_may_move_work(self, role):
        rules.check_may_assign(role, ME, HER, uuid4())


class TestCheckMayAct:
    def test_the_assignee_may(self):
        rules.check_may_act(Role.CASEWORKER, ME, ME)

    @pytest.mark.parametrize("assignee", [None, HER])
    def test_other_caseworkers_may_not(self, assignee):
        with pytest.raises(NotYoursToDo):
            rules.check_may_act(Role.CASEWORKER, ME, assignee)


class TestAfterReply:
    @pytest.mark.parametrize(
        ("current", "expects_reply", "after"),
        [
            (CaseStatus.NEW, False, CaseStatus.IN_PROGRESS),
            (CaseStatus.WITH_OFFICE, False, CaseStatus.WITH_OFFICE),
            (CaseStatus.IN_PROGRESS, True, CaseStatus.WAITING_FOR_CITIZEN),
        ],
    )
    def test_a_question_waits_for_its_answer(self, current, expects_reply, after):
        assert rules.after_reply(current, expects_reply=expects_reply) is after


class TestAfterCitizenWrote:
    @pytest.mark.parametrize(
        ("current", "after"),
        [
            (CaseStatus.WAITING_FOR_CITIZEN, CaseStatus.IN_PROGRESS),
            (CaseStatus.WITH_OFFICE, CaseStatus.WITH_OFFICE),
            (CaseStatus.CLOSED, CaseStatus.CLOSED),
        ],
    )
    def test_an_answer_ends_the_waiting(self, current, after):
        assert rules.after_citizen_wrote(current) is after


class TestWhyNoSms:
    @pytest.mark.parametrize(
        ("told", "facts", "why"),
        [
            (None, {}, None),
            (SafeContact.SMS, {}, None),
            (SafeContact.CALL, {}, NoSms.CALL),
            (SafeContact.CALL, {"opted_out": True}, NoSms.CALL),
            (SafeContact.CALL, {"is_anonymous": True}, NoSms.NOT_SAFE),
            (SafeContact.NO, {}, NoSms.NOT_SAFE),
            (SafeContact.NO, {"has_phone": False}, NoSms.NOT_SAFE),
            (SafeContact.SMS, {"has_phone": False}, NoSms.NO_PHONE),
            (None, {"opted_out": True}, NoSms.OPTED_OUT),
        ],
    )
    def test_what_would_harm_comes_first(self, told, facts, why):
        known = {"is_anonymous": False, "has_phone": True, "opted_out": False} | facts
        assert rules.why_no_sms(told, **known) is why


class TestReadTaka:
    @pytest.mark.parametrize(
        ("written", "paisa"),
        [
            ("1500", 150_000),
            ("১,৫০০", 150_000),
            ("৳ 1,50,000", 15_000_000),
            (" 12.5 ", 1_250),
            ("0.05", 5),
        ],
    )
    def test_as_people_write_it(self, written, paisa):
        assert rules.read_taka(written) == paisa

    @pytest.mark.parametrize("written", ["", "0", "0.00", "-5", "1.234", "ten", "123456789", "1 2"])
    def test_anything_else_is_refused(self, written):
        with pytest.raises(Malformed, match="amount"):
            rules.read_taka(written)
