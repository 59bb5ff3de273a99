"""Agents of one provider in one place, found by the complaints that they keep money."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from case_manager.cases import service as cases_service
from case_manager.incidents import reading, service
from case_manager.incidents.views import rows
from case_manager.models import Case
from case_manager.vocabulary import IncidentKind, Language, OfficeDecision, Role
from tests.case_manager.incidents.conftest import LATER, NOW

UNION = "30260211"


@pytest.fixture
def complain(world):
    """So many people, each from a phone of their own."""

    def complain(people, provider="nagad", area_code=UNION, first=0, **facts):
        world.area(area_code)
        told = {"provider": provider, "area_code": area_code, "amount_paisa": 10_000}
        return [
            world.case(
                "agent_overcharge",
                conversation=world.conversation(f"+88018555000{first + each:02d}"),
                told={name: value for name, value in told.items() if value},
                **facts,
            )
            for each in range(people)
        ]

    return complain


@pytest.fixture
def leader(world):
    return world.user(Role.SUPERVISOR, "3026")


@pytest.fixture
def close(session, keys, leader):
    def close(case):
        cases_service.close_case(
            session,
            case.reference,
            decision=OfficeDecision.UPHELD,
            message="It is paid back",
            actor=leader,
            keys=keys,
            now=LATER,
        )

    return close


class TestFound:
    def test_by_five_who_complain(self, session, complain, leader, look, show):
        cases = complain(5)
        [incident] = look()
        assert (incident.kind, incident.provider) == (IncidentKind.AGENT, "nagad")
        assert (incident.area_code, incident.owner_id) == (UNION, leader.id)
        assert (incident.people, incident.amount_paisa) == (5, 50_000)
        assert {each.reference for each in show(incident, leader).cases} == {
            case.reference for case in cases
        }
        found = reading.list_incidents(session, leader, is_mended=False, cursor=None, now=NOW)
        [row] = rows(found, Language.ENGLISH)
        assert row.title == f"Agents of Nagad in Area {UNION} keep money"

    def test_not_by_four(self, complain, look):
        complain(4)
        assert look() == []

    def test_not_by_one_who_complains_again_and_again(self, session, complain, look):
        cases = complain(5)
        for case in cases:
            case.conversation_id = cases[0].conversation_id
        session.flush()
        assert look() == []

    @pytest.mark.parametrize(
        "other", [{"provider": "bkash"}, {"area_code": "30260212"}, {"provider": None}]
    )
    def test_not_by_what_has_less_in_common(self, complain, look, other):
        complain(4)
        complain(1, first=50, **other)
        assert look() == []

    def test_not_by_what_is_restricted(self, session, complain, look):
        complain(5)
        session.execute(update(Case).values(is_restricted=True))
        assert look() == []

    def test_not_by_what_was_long_ago(self, complain, look):
        complain(5, now=NOW - timedelta(days=90))
        assert look() == []

    def test_once(self, complain, look):
        complain(5)
        look()
        assert look(LATER) == []

    def test_not_by_cases_that_were_taken_out_by_hand(self, session, complain, leader, look):
        cases = complain(5)
        [incident] = look()
        for case in cases:
            service.remove_case(session, incident.number, case.reference, actor=leader, now=NOW)
        service.mend(session, incident.number, actor=leader, now=NOW)
        assert look(LATER) == []

    def test_not_again_by_the_cases_of_one_that_was_mended(self, session, complain, leader, look):
        complain(5)
        [incident] = look()
        service.mend(session, incident.number, actor=leader, now=NOW)
        assert look(LATER) == []
        complain(5, first=50)
        assert len(look(LATER)) == 1


class TestItsCases:
    def test_those_that_come_join_it(self, complain, look):
        complain(5)
        [incident] = look()
        complain(2, first=50)
        look(LATER)
        assert (incident.people, incident.people_left) == (7, 7)

    def test_of_an_incident_opened_by_hand_too(self, complain, open_by_hand, leader, count):
        complain(2)
        incident = open_by_hand(leader, provider="nagad", area_code=UNION)
        assert incident.is_counting
        count(incident)
        assert incident.people == 2

    def test_it_is_mended_with_the_last_of_them(self, complain, close, look):
        cases = complain(5)
        [incident] = look()
        for case in cases[:4]:
            close(case)
        look(LATER)
        assert (incident.people_left, incident.mended_at) == (1, None)
        close(cases[4])
        look(LATER)
        assert incident.mended_at == LATER
