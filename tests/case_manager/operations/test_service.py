from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from case_manager.messages.gateway import ChannelState, Cost, WaitingQueue
from case_manager.operations import service
from case_manager.operations.service import Health

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
WELL = ChannelState(
    channel="robi",
    is_configured=True,
    takes_sms=True,
    takes_calls=False,
    sends=True,
    is_connected=None,
    is_left_alone=False,
    heard_at=NOW,
    sent_at=NOW,
    failed_last_hour=0,
    automatic_last_day=0,
    unanswered=None,
    waiting=[],
)


class FakeGateway:
    def __init__(self, states=(), costs=()):
        self.states, self.spent, self.asked = states, costs, []

    def channels(self):
        return self.states

    def costs(self, first, last):
        self.asked.append((first, last))
        return self.spent


class TestChannels:
    @pytest.mark.parametrize(
        ("change", "health"),
        [
            ({}, Health.WELL),
            ({"is_connected": True}, Health.WELL),
            ({"heard_at": None, "sent_at": None}, Health.SILENT),
            ({"heard_at": None}, Health.WELL),
            ({"failed_last_hour": 1}, Health.FAILING),
            ({"is_left_alone": True, "failed_last_hour": 1}, Health.LEFT_ALONE),
            ({"is_connected": False, "failed_last_hour": 1}, Health.DISCONNECTED),
            ({"is_configured": False, "is_connected": False}, Health.GONE),
        ],
    )
    def test_the_gravest_thing_is_said(self, change, health):
        assert service.health_of(replace(WELL, **change)) is health

    def test_those_in_trouble_come_first(self):
        failing = replace(WELL, channel="teletalk", failed_last_hour=2)
        silent = replace(WELL, channel="airtel", heard_at=None, sent_at=None)
        views = service.channels(FakeGateway([WELL, silent, failing]))
        assert [view.state.channel for view in views] == ["teletalk", "airtel", "robi"]

    def test_all_that_waits_is_added_up_and_the_oldest_named(self):
        early, late = NOW.replace(hour=5), NOW
        waiting = [WaitingQueue(3, late, "conversation"), WaitingQueue(9, early, "bulk")]
        [view] = service.channels(FakeGateway([replace(WELL, waiting=waiting)]))
        assert (view.waiting, view.waiting_since) == (12, early)


class TestCosts:
    def test_are_added_up_by_month(self):
        november, october = date(2026, 11, 1), date(2026, 10, 1)
        costs = [
            Cost(november, "robi", "", 10, 20, 900),
            Cost(november, "robi", "case_reply", 1, 2, 90),
            Cost(october, "robi", "", 5, 5, 225),
        ]
        months = service.costs(FakeGateway(costs=costs), 3, now=NOW)
        sums = [(each.month, each.messages, each.segments, each.paisa) for each in months]
        assert sums == [(november, 11, 22, 990), (october, 5, 5, 225)]

    @pytest.mark.parametrize(
        ("months", "first"),
        [(3, date(2026, 9, 1)), (12, date(2025, 12, 1)), (36, date(2023, 12, 1))],
    )
    def test_whole_months_are_asked_for_by_the_calendar_of_bangladesh(self, months, first):
        gateway = FakeGateway()
        late_in_november = datetime(2026, 11, 30, 17, 59, tzinfo=UTC)
        service.costs(gateway, months, now=late_in_november)
        assert gateway.asked == [(first, date(2026, 11, 30))]
