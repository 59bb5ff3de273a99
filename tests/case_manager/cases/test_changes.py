from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from case_manager.cases import changes, clocks, reading, service
from case_manager.cases.categories import categories
from case_manager.errors import (
    AssigneeMayNotSee,
    CaseAlreadyClosed,
    CaseStillOpen,
    GivenWithoutName,
    Malformed,
    NotYoursToDo,
    PaymentOfAnotherProgramme,
    SupervisorsOnly,
    UnknownReference,
)
from case_manager.kit.calendar import Calendar
from case_manager.models import AuditEntry, CaseMovement
from case_manager.vocabulary import CaseStatus, EventKind, MessageKind, OfficeDecision, Role

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
LATER = NOW + timedelta(days=14)


@pytest.fixture
def closed(session, assigned, caseworker, keys):
    return service.close_case(
        session,
        assigned.reference,
        decision=OfficeDecision.REJECTED,
        message="shesh",
        actor=caseworker,
        keys=keys,
        now=NOW,
    )


@pytest.fixture
def kinds(session):
    return lambda case: [entry.event_kind for entry in reading.history(session, case)]


@pytest.fixture
def booked(session):
    """What the books say of a case after its opening: kind, count, and where it stood."""

    def booked(case):
        lines = session.scalars(
            select(CaseMovement).where(CaseMovement.case_id == case.id).order_by(CaseMovement.id)
        ).all()[1:]
        return [
            (line.kind.value, line.count, line.category, line.programme, line.area_code)
            for line in lines
        ]

    return booked


class TestAssignToAColleague:
    def assign(self, session, case, assignee, actor):
        return service.assign_case(session, case.reference, assignee=assignee, actor=actor, now=NOW)

    def test_those_who_lead_give_it_to_who_may_see_it(self, session, case, caseworker, supervisor):
        assert self.assign(session, case, caseworker, supervisor).assignee_id == caseworker.id

    @pytest.mark.parametrize(
        ("area", "category"), [("10", "payment_not_received"), ("3026", "inclusion_error")]
    )
    def test_not_to_somebody_who_may_not_see_it(self, session, world, supervisor, area, category):
        world.person()
        case, colleague = world.case(category), world.user(Role.CASEWORKER, area)
        with pytest.raises(AssigneeMayNotSee):
            self.assign(session, case, colleague, supervisor)

    def test_not_to_somebody_who_has_left(self, session, case, caseworker, supervisor):
        caseworker.is_active = False
        with pytest.raises(AssigneeMayNotSee):
            self.assign(session, case, caseworker, supervisor)

    def test_a_case_that_waits_goes_on_waiting(
        self, session, keys, assigned, caseworker, supervisor
    ):
        service.reply_to_citizen(
            session, assigned.reference, "Kobe?", actor=caseworker, keys=keys, now=NOW
        )
        case = self.assign(session, assigned, supervisor, supervisor)
        assert (case.status, case.paused_on) == (CaseStatus.WAITING_FOR_CITIZEN, TODAY)

    def test_only_those_who_lead_are_shown_to_whom(self, session, world, case, supervisor):
        near = world.user(Role.CASEWORKER, "302602", name="Near")
        far = world.user(Role.CASEWORKER, None, name="Far")
        world.user(Role.CASEWORKER, "10")
        found = changes.possible_assignees(session, case, supervisor)
        assert found == [near, supervisor, far]
        assert changes.possible_assignees(session, case, near) == []

    def test_a_restricted_one_goes_to_those_who_lead(self, session, world, supervisor, caseworker):
        world.person()
        found = changes.possible_assignees(session, world.case("inclusion_error"), supervisor)
        assert found == [supervisor]

    def test_a_case_of_nowhere_goes_to_those_who_see_the_country(self, session, world, caseworker):
        chief = world.user(Role.ADMINISTRATOR)
        assert changes.possible_assignees(session, world.case(), chief) == [chief]


class TestUnassignCase:
    def test_it_is_nobodys_again(self, session, assigned, supervisor, kinds):
        case = changes.unassign_case(session, assigned.reference, actor=supervisor, now=NOW)
        assert case.assignee_id is None
        assert kinds(case)[-1] is EventKind.UNASSIGNED

    def test_twice_is_once(self, session, case, supervisor, kinds):
        changes.unassign_case(session, case.reference, actor=supervisor, now=NOW)
        assert kinds(case) == [EventKind.OPENED]

    def test_a_caseworker_may_not(self, session, assigned, caseworker):
        with pytest.raises(SupervisorsOnly):
            changes.unassign_case(session, assigned.reference, actor=caseworker, now=NOW)

    def test_a_closed_case_is_left_alone(self, session, closed, supervisor):
        with pytest.raises(CaseAlreadyClosed):
            changes.unassign_case(session, closed.reference, actor=supervisor, now=NOW)


class TestReclassifyCase:
    def reclassify(self, session, case, actor, category="information", programme=None, now=NOW):
        return changes.reclassify_case(
            session, case.reference, category, programme, actor=actor, now=now
        )

    def test_its_deadlines_are_those_of_the_new_category_from_the_opening_day(
        self, session, assigned, caseworker
    ):
        case = self.reclassify(session, assigned, caseworker, now=LATER)
        limits = categories()["information"].limits
        assert case.resolution_due_on == Calendar().add(TODAY, limits.resolve)
        assert case.first_action_due_on == Calendar().add(TODAY, limits.first_action_days)
        assert (case.resolution_days, case.office_days) == (limits.resolve, limits.office)

    def test_the_books_move_it(self, session, assigned, caseworker, booked):
        case = self.reclassify(session, assigned, caseworker, programme="oaa")
        assert booked(case) == [
            ("moved_out", 1, "payment_not_received", None, "302602"),
            ("moved_in", 1, "information", "oaa", "302602"),
        ]

    def test_the_restriction_follows(self, session, assigned, caseworker):
        assert self.reclassify(session, assigned, caseworker, "inclusion_error").is_restricted

    def test_one_caseworker_does_not_open_a_restricted_case_to_all(
        self, session, assigned, caseworker, supervisor
    ):
        case = self.reclassify(session, assigned, caseworker, "inclusion_error")
        with pytest.raises(SupervisorsOnly):
            self.reclassify(session, case, caseworker)
        assert not self.reclassify(session, case, supervisor).is_restricted

    def test_to_what_it_is_already_is_nothing(self, session, assigned, caseworker, booked):
        self.reclassify(session, assigned, caseworker, "payment_not_received")
        assert booked(assigned) == []

    def test_a_payment_keeps_its_programme(self, session, world, supervisor):
        payment = world.payment(world.person())
        case = world.case(payment_id=payment.id)
        with pytest.raises(PaymentOfAnotherProgramme):
            self.reclassify(session, case, supervisor, programme="wda")
        assert self.reclassify(session, case, supervisor, programme="oaa").programme == "oaa"

    @pytest.mark.parametrize("made_up", [{"category": "moon"}, {"programme": "moon"}])
    def test_what_does_not_exist_is_refused(self, session, assigned, caseworker, made_up):
        with pytest.raises(Malformed):
            self.reclassify(session, assigned, caseworker, **made_up)

    def test_a_case_of_others_is_not_mine_to_change(self, session, case, caseworker):
        with pytest.raises(NotYoursToDo):
            self.reclassify(session, case, caseworker)


class TestMoveCase:
    def move(self, session, case, actor, area="302604"):
        return changes.move_case(session, case.reference, area, actor=actor, now=NOW)

    def test_it_stays_with_who_looks_after_both(self, session, world, assigned, caseworker, booked):
        world.area("302604")
        case = self.move(session, assigned, caseworker)
        assert (case.area_code, case.assignee_id) == ("302604", caseworker.id)
        assert [line[::4] for line in booked(case)] == [
            ("moved_out", "302602"),
            ("moved_in", "302604"),
        ]

    def test_whoever_does_not_look_after_the_new_area_loses_it(
        self, session, world, assigned, caseworker
    ):
        world.area("100602")
        assert self.move(session, assigned, caseworker, "100602").assignee_id is None
        with pytest.raises(UnknownReference):
            reading.find_case(session, assigned.reference, caseworker)

    def test_an_area_that_does_not_exist_is_refused(self, session, assigned, caseworker):
        with pytest.raises(Malformed):
            self.move(session, assigned, caseworker, "999999")


class TestChangeNumber:
    SISTER, BROTHER = "+8801812345678", "+8801912345678"

    @pytest.fixture
    def change(self, session, keys, caseworker):
        def change(case, phone, actor=caseworker):
            return changes.change_number(
                session, case.reference, phone, actor=actor, keys=keys, now=LATER
            )

        return change

    def test_is_written_down_corrected_and_removed_and_all_of_it_is_history(
        self, session, keys, assigned, caseworker, change, kinds
    ):
        own, rung = "+8801712345678", []
        for phone in ("01812-345678", "০১৯১২৩৪৫৬৭৮", self.BROTHER, " "):
            change(assigned, phone)
            case = reading.find_case(session, assigned.reference, caseworker)
            rung.append(reading.phone_of(case, keys))
        assert rung == [self.SISTER, self.BROTHER, self.BROTHER, own]
        assert kinds(assigned)[-3:] == [
            EventKind.NUMBER_TOLD,
            EventKind.NUMBER_CHANGED,
            EventKind.NUMBER_REMOVED,
        ]
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(3))
        assert {(entry.action, entry.actor_id) for entry in entries} == {
            ("case_number_told", assigned.assignee_id),
            ("case_number_changed", assigned.assignee_id),
            ("case_number_removed", assigned.assignee_id),
        }

    def test_nothing_of_a_number_stands_in_the_history(self, session, assigned, change):
        change(assigned, self.SISTER)
        data = [str(entry.data) for entry in reading.history(session, assigned)]
        assert not any("1812345678" in each for each in data)

    def test_what_is_no_number_is_refused(self, assigned, change):
        with pytest.raises(Malformed):
            change(assigned, "999")

    def test_not_by_others_nor_on_a_closed_case(self, world, assigned, close, change):
        with pytest.raises(NotYoursToDo):
            change(assigned, self.SISTER, world.user(Role.CASEWORKER, "3026"))
        close(assigned)
        with pytest.raises(CaseAlreadyClosed):
            change(assigned, self.SISTER)

    def test_a_case_without_a_name_leads_to_none(self, session, world, supervisor, change):
        world.person()
        case = world.case(is_anonymous=True)
        with pytest.raises(GivenWithoutName):
            change(case, self.SISTER, supervisor)


class TestReopenCase:
    def reopen(self, session, keys, case, actor, now=LATER, **options):
        return changes.reopen_case(
            session, case.reference, "Taka ashe ni", actor=actor, keys=keys, now=now, **options
        )

    def test_the_solution_has_its_whole_time_again(self, session, keys, closed, caseworker, booked):
        calendar = clocks.calendar(session)
        case = self.reopen(session, keys, closed, caseworker)
        assert (case.status, case.closed_at, case.office_decision) == (
            CaseStatus.IN_PROGRESS,
            None,
            None,
        )
        assert case.resolution_due_on == calendar.add(date(2026, 12, 7), case.resolution_days)
        assert case.first_action_due_on == date(2026, 11, 24)
        assert [line[:2] for line in booked(case)] == [("disposed", 1), ("reopened", 1)]

    def test_the_reason_is_kept_sealed_as_a_note(self, session, keys, closed, supervisor):
        case = self.reopen(session, keys, closed, supervisor)
        last = [entry for entry in reading.thread(session, case, keys=keys) if entry.text][-1]
        assert (last.message_kind, last.text) == (MessageKind.NOTE, "Taka ashe ni")
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
        assert (entry.action, entry.data) == ("case_reopened", {})

    def test_without_a_reason_it_stays_closed(self, session, keys, closed, caseworker):
        with pytest.raises(Malformed):
            changes.reopen_case(
                session, closed.reference, " ", actor=caseworker, keys=keys, now=NOW
            )

    def test_an_open_case_is_refused(self, session, keys, assigned, caseworker):
        with pytest.raises(CaseStillOpen):
            self.reopen(session, keys, assigned, caseworker)

    def test_not_by_others(self, session, keys, world, closed):
        with pytest.raises(NotYoursToDo):
            self.reopen(session, keys, closed, world.user(Role.CASEWORKER, "3026"))

    def test_the_same_form_twice_reopens_once(self, session, keys, closed, caseworker, booked):
        for _ in range(2):
            self.reopen(session, keys, closed, caseworker, source_key="form:1")
        assert len(booked(closed)) == 2
