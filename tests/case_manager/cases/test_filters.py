from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from case_manager.cases import reading, service
from case_manager.cases.filters import FILTER_NAMES, filter_query, read_filter
from case_manager.cases.queues import CaseFilter, Order, Queue
from case_manager.errors import FilterNotYours, FilterRefused
from case_manager.ui.languages import PAGE_LANGUAGES
from case_manager.ui.texts import texts
from case_manager.vocabulary import Channel, OfficeDecision, Role

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture
def found(session, keys, supervisor):
    def found(viewer=supervisor, now=NOW, **values):
        filter_ = read_filter(session, viewer, values)
        page = reading.list_cases(session, viewer, filter_, keys=keys, now=now)
        return [item.reference for item in page.items]

    return found


class TestReadFilter:
    @pytest.mark.parametrize(
        ("values", "key"),
        [
            ({"colour": "red"}, "no_such"),
            ({"queue": "unread"}, "queue_unknown"),
            ({"order": "up"}, "order_unknown"),
            ({"area": "999999"}, "area_unknown"),
            ({"area": "30%"}, "area_unknown"),
            ({"area": "\0"}, "area_unknown"),
            ({"programme": "moon"}, "programme_unknown"),
            ({"category": "moon"}, "category_unknown"),
            ({"channel": "pigeon"}, "channel_unknown"),
            ({"status": "lost"}, "status_unknown"),
            ({"assignee": "somebody"}, "assignee_unknown"),
            ({"assignee": str(uuid4())}, "assignee_unknown"),
            ({"is_restricted": "perhaps"}, "is_restricted_unknown"),
            ({"opened_from": "2026-02-30"}, "day_unknown"),
            ({"closed_to": "0001-01-01"}, "day_unknown"),
            ({"opened_from": "2026-11-02", "opened_to": "2026-11-01"}, "period_backwards"),
        ],
    )
    def test_what_does_not_exist_is_refused_in_words(self, session, supervisor, values, key):
        with pytest.raises(FilterRefused) as refusal:
            read_filter(session, supervisor, values)
        assert refusal.value.key == f"filter.{key}"
        assert all(texts(language)(refusal.value.key) for language in PAGE_LANGUAGES)

    def test_an_area_of_others_is_refused(self, session, world, supervisor):
        world.area("10")
        with pytest.raises(FilterNotYours) as refusal:
            read_filter(session, supervisor, {"area": "10"})
        assert refusal.value.key == "filter.area_not_yours"

    @pytest.mark.parametrize("area", ["30", "3026", "302602"])
    def test_ones_own_area_its_parts_and_what_it_lies_in_are_not(self, session, world, area):
        viewer = world.user(Role.CASEWORKER, "3026")
        world.area("302602")
        assert read_filter(session, viewer, {"area": area}).area == area

    def test_a_colleague_elsewhere_is_as_unknown_as_nobody(self, session, world, supervisor):
        stranger = world.user(area_code="10")
        with pytest.raises(FilterRefused) as refusal:
            read_filter(session, supervisor, {"assignee": str(stranger.id)})
        assert refusal.value.key == "filter.assignee_unknown"

    def test_only_those_who_lead_ask_for_restricted_ones(self, session, world):
        with pytest.raises(FilterNotYours):
            read_filter(session, world.user(area_code="30"), {"is_restricted": "yes"})

    def test_what_is_empty_was_not_chosen(self, session, supervisor):
        assert read_filter(session, supervisor, dict.fromkeys(FILTER_NAMES, "")) == CaseFilter()

    def test_it_is_written_as_it_is_read(self, session, world, supervisor):
        world.area("302602")
        values = {
            "queue": "closed",
            "order": "oldest",
            "area": "302602",
            "programme": "none",
            "category": "payment_not_received",
            "channel": "walk_in",
            "status": "closed",
            "assignee": str(supervisor.id),
            "is_restricted": "no",
            "received_from": "2026-10-01",
            "received_to": "2026-10-31",
            "opened_from": "2026-11-01",
            "opened_to": "2026-11-30",
            "closed_from": "2026-11-02",
            "closed_to": "2026-11-29",
            "counted": "disposed",
            "counted_from": "2026-11-03",
            "counted_to": "2026-11-28",
            "open_on": "2026-10-31",
        }
        assert filter_query(read_filter(session, supervisor, values)) == values
        assert filter_query(CaseFilter()) == {}


class TestFilteredLists:
    @pytest.fixture
    def cases(self, world):
        world.person("+8801711111111", area_code="302602")
        world.person("+8801722222222", area_code="302604")
        one = world.case(conversation=world.conversation("+8801711111111"))
        other = world.case(
            "information",
            conversation=world.conversation("+8801722222222"),
            channel=Channel.USSD,
            programme="oaa",
            now=NOW - timedelta(days=3),
        )
        one.received_on = date(2026, 11, 1)
        secret = world.case(
            "inclusion_error", conversation=world.conversation("+8801722222222"), now=NOW
        )
        return {"one": one, "other": other, "secret": secret}

    @pytest.mark.parametrize(
        ("values", "names"),
        [
            ({}, {"one", "other", "secret"}),
            ({"area": "3026"}, {"one", "other", "secret"}),
            ({"area": "302602"}, {"one"}),
            ({"area": "none"}, set()),
            ({"programme": "oaa"}, {"other"}),
            ({"programme": "none"}, {"one", "secret"}),
            ({"category": "information"}, {"other"}),
            ({"channel": "ussd"}, {"other"}),
            ({"status": "new"}, {"one", "other", "secret"}),
            ({"status": "with_office"}, set()),
            ({"is_restricted": "yes"}, {"secret"}),
            ({"is_restricted": "no"}, {"one", "other"}),
            ({"received_to": "2026-11-01"}, {"one"}),
            ({"received_from": "2026-11-02", "received_to": "2026-11-20"}, {"other"}),
            ({"opened_from": "2026-11-21"}, {"one", "secret"}),
            ({"opened_to": "2026-11-20"}, {"other"}),
            ({"opened_from": "2026-11-20", "opened_to": "2026-11-20"}, {"other"}),
            ({"closed_from": "2026-01-01"}, set()),
            ({"assignee": "me"}, {"one"}),
            ({"area": "302604", "is_restricted": "no"}, {"other"}),
        ],
    )
    def test_every_filter_holds(self, session, supervisor, cases, found, values, names):
        service.assign_case(
            session, cases["one"].reference, assignee=supervisor, actor=supervisor, now=NOW
        )
        cases["one"].status = "new"
        session.flush()
        assert set(found(**values)) == {cases[name].reference for name in names}

    def test_the_oldest_come_first(self, cases, found):
        assert found(order="oldest")[0] == cases["other"].reference

    def test_an_area_larger_than_ones_own_shows_ones_own(self, world, cases, found):
        viewer = world.user(area_code="302602")
        assert found(viewer, area="30") == [cases["one"].reference]


class TestQueues:
    def counts(self, session, viewer, now):
        counted = reading.count_queues(session, viewer, now=now)
        return {queue for queue, count in counted.items() if count}

    @pytest.mark.parametrize(
        ("later", "queues"),
        [
            (timedelta(), {Queue.OPEN, Queue.ALL, Queue.UNASSIGNED, Queue.DUE_SOON}),
            (timedelta(days=2), {Queue.OPEN, Queue.ALL, Queue.UNASSIGNED, Queue.OVERDUE}),
        ],
    )
    def test_time_moves_a_case_from_queue_to_queue(
        self, session, world, supervisor, found, later, queues
    ):
        world.person()
        case = world.case()
        assert self.counts(session, supervisor, NOW + later) == queues
        for queue in Queue:
            expected = [case.reference] if queue in queues else []
            assert found(now=NOW + later, queue=queue) == expected

    def test_a_question_waits_and_its_answer_is_unread(self, session, world, keys, supervisor):
        world.person()
        case = world.case()
        service.assign_case(session, case.reference, assignee=supervisor, actor=supervisor, now=NOW)
        service.reply_to_citizen(
            session, case.reference, "Kobe?", actor=supervisor, keys=keys, now=NOW
        )
        waiting = self.counts(session, supervisor, NOW)
        assert waiting == {Queue.OPEN, Queue.ALL, Queue.MINE, Queue.WAITING_FOR_CITIZEN}

    @pytest.mark.parametrize("order", list(Order))
    @pytest.mark.parametrize("queue", [Queue.OPEN, Queue.CLOSED])
    def test_every_order_has_pages_without_gaps(
        self, session, world, keys, supervisor, queue, order
    ):
        world.person()
        cases = [world.case(now=NOW + timedelta(days=number // 2)) for number in range(5)]
        if queue is Queue.CLOSED:
            for number, case in enumerate(cases):
                service.close_case(
                    session,
                    case.reference,
                    decision=OfficeDecision.REJECTED,
                    message="shesh",
                    actor=supervisor,
                    keys=keys,
                    now=NOW + timedelta(days=9, hours=number // 2),
                )
        filter_, cursor, pages = CaseFilter(queue, order), None, []
        while not pages or cursor:
            page = reading.list_cases(
                session, supervisor, filter_, cursor, keys=keys, now=NOW, limit=2
            )
            pages += [item.reference for item in page.items]
            cursor = page.next_cursor
        whole = reading.list_cases(session, supervisor, filter_, keys=keys, now=NOW).items
        assert pages == [item.reference for item in whole]
        assert len(pages) == 5
