from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from case_manager.cases import changes, reading, service
from case_manager.cases.queues import CaseFilter, Queue
from case_manager.errors import Malformed, UnknownReference
from case_manager.models import AuditEntry
from case_manager.people import service as people_service
from case_manager.vocabulary import OfficeDecision, PhoneReason, Role

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
PHONE = "+8801712345678"


@pytest.fixture
def listed(session, keys):
    """The references a viewer finds in a queue, page after page."""

    def listed(viewer, queue=Queue.OPEN, limit=25, now=NOW):
        references, cursor = [], None
        while True:
            page = reading.list_cases(
                session,
                viewer,
                CaseFilter(queue),
                cursor,
                keys=keys,
                now=now,
                limit=limit,
            )
            references += [item.reference for item in page.items]
            if page.next_cursor is None:
                return references
            cursor = page.next_cursor

    return listed


@pytest.fixture
def in_barishal(world):
    world.person("+8801812345678", area_code="100602")
    return world.case(conversation=world.conversation("+8801812345678"))


@pytest.fixture
def in_dhaka(world):
    world.person(PHONE, area_code="302602")
    return world.case()


@pytest.fixture
def restricted(world, in_dhaka):
    return world.case("inclusion_error")


@pytest.fixture
def of_nowhere(world):
    return world.case(conversation=world.conversation("+8801912345678"))


class TestWhoSeesWhat:
    @pytest.mark.parametrize(
        ("role", "area", "sees"),
        [
            (Role.CASEWORKER, "302602", {"dhaka"}),
            (Role.CASEWORKER, "30", {"dhaka"}),
            (Role.CASEWORKER, "10", {"barishal"}),
            (Role.CASEWORKER, "302603", set()),
            (Role.CASEWORKER, None, {"dhaka", "barishal", "nowhere"}),
            (Role.SUPERVISOR, "30", {"dhaka", "restricted"}),
            (Role.SUPERVISOR, "10", {"barishal"}),
            (Role.ADMINISTRATOR, None, {"dhaka", "barishal", "nowhere", "restricted"}),
        ],
    )
    def test_lists_counts_and_single_cases_agree(
        self,
        session,
        world,
        listed,
        in_dhaka,
        in_barishal,
        of_nowhere,
        restricted,
        role,
        area,
        sees,
    ):
        cases = {
            "dhaka": in_dhaka,
            "barishal": in_barishal,
            "nowhere": of_nowhere,
            "restricted": restricted,
        }
        viewer = world.user(role, area)
        expected = {cases[name].reference for name in sees}
        assert set(listed(viewer)) == expected
        assert reading.count_queues(session, viewer, now=NOW)[Queue.OPEN] == len(expected)
        for case in cases.values():
            if case.reference in expected:
                assert reading.find_case(session, case.reference, viewer) == case
            else:
                with pytest.raises(UnknownReference):
                    reading.find_case(session, case.reference, viewer)

    @pytest.mark.parametrize("role", Role)
    @pytest.mark.parametrize("area", [None, "30", "10"])
    @pytest.mark.parametrize("theirs", ["in_dhaka", "in_barishal", "of_nowhere", "restricted"])
    def test_every_count_is_the_length_of_its_list(
        self, request, session, world, listed, role, area, theirs
    ):
        """Also where what is assigned to them lies outside their area, or is restricted."""
        names = ("in_dhaka", "in_barishal", "of_nowhere", "restricted")
        cases = {name: request.getfixturevalue(name) for name in names}
        viewer = world.user(role, area)
        cases[theirs].assignee_id = viewer.id
        cases[theirs].has_unread_answer = True
        session.flush()
        counts = reading.count_queues(session, viewer, now=NOW)
        assert counts == {queue: len(listed(viewer, queue)) for queue in Queue}
        assert counts[Queue.MINE] == counts[Queue.ANSWERED] == 1

    def test_what_is_mine_i_go_on_seeing(self, session, world, in_dhaka, listed):
        caseworker = world.user(Role.CASEWORKER, "3026")
        service.assign_case(
            session, in_dhaka.reference, assignee=caseworker, actor=caseworker, now=NOW
        )
        changes.reclassify_case(
            session, in_dhaka.reference, "inclusion_error", None, actor=caseworker, now=NOW
        )
        assert listed(caseworker, Queue.MINE) == [in_dhaka.reference]


class TestListCases:
    def test_pages_follow_one_another_without_gaps(self, world, listed):
        cases = [
            world.case(now=NOW + timedelta(days=number // 3), conversation=world.conversation())
            for number in range(11)
        ]
        references = listed(world.user(), limit=3)
        assert sorted(references) == sorted(case.reference for case in cases)
        due = {case.reference: case.resolution_due_on for case in cases}
        assert [due[reference] for reference in references] == sorted(due.values())

    def test_a_row_says_who_where_and_what(self, session, world, keys, in_dhaka):
        page = reading.list_cases(session, world.user(), CaseFilter(), keys=keys, now=NOW)
        row = page.items[0]
        assert (row.citizen_name_en, row.upazila.code, row.words) == (
            "Rahima Begum",
            "302602",
            "taka pai nai",
        )
        assert row.deadline.due_on == in_dhaka.first_action_due_on

    @pytest.mark.parametrize("cursor", ["x", "2026-11-23_x", "_", "2026-13-01_" + "0" * 32])
    def test_a_made_up_page_is_refused(self, session, world, keys, cursor):
        with pytest.raises(Malformed):
            reading.list_cases(session, world.user(), CaseFilter(), cursor, keys=keys, now=NOW)


class TestQueues:
    def test_overdue_counts_either_clock(self, session, world, in_dhaka, listed):
        viewer = world.user()
        day_after = NOW + timedelta(days=2)
        assert listed(viewer, Queue.OVERDUE) == []
        assert listed(viewer, Queue.OVERDUE, now=day_after) == [in_dhaka.reference]
        service.assign_case(session, in_dhaka.reference, assignee=viewer, actor=viewer, now=NOW)
        assert listed(viewer, Queue.OVERDUE, now=day_after) == []
        assert listed(viewer, Queue.OVERDUE, now=NOW + timedelta(days=15)) == [in_dhaka.reference]

    def test_what_was_closed_last_comes_first(self, session, world, keys, listed):
        viewer = world.user(Role.SUPERVISOR)
        cases = [
            world.case(now=NOW + timedelta(minutes=number), conversation=world.conversation())
            for number in range(4)
        ]
        for number, case in enumerate(cases):
            service.close_case(
                session,
                case.reference,
                decision=OfficeDecision.REJECTED,
                message="shesh",
                actor=viewer,
                keys=keys,
                now=NOW + timedelta(hours=1 + number),
            )
        newest_first = [case.reference for case in reversed(cases)]
        assert listed(viewer, Queue.CLOSED, limit=3) == newest_first
        assert listed(viewer) == []


class TestRevealPhone:
    def reveal(self, session, case, viewer, keys, reason=PhoneReason.CALL_BACK):
        return reading.reveal_phone(
            session, case.reference, reason, viewer=viewer, keys=keys, now=NOW
        )

    def test_with_a_reason_it_is_shown_and_recorded(self, session, world, keys, in_dhaka):
        viewer = world.user()
        assert self.reveal(session, in_dhaka, viewer, keys) == PHONE
        look = select(AuditEntry).where(AuditEntry.subject_id == str(in_dhaka.id))
        entry = session.scalars(look).one()
        assert (entry.action, entry.actor_id) == ("phone_revealed", viewer.id)
        assert entry.data == {"reason": "call_back"}

    def test_masked_it_is_only_recognisable(self):
        assert people_service.masked(PHONE) == "+88017•••••678"
