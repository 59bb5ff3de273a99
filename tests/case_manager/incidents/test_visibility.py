"""Who sees an incident, its number and its cases."""

import pytest

from case_manager.cases import reading
from case_manager.errors import UnknownIncident
from case_manager.incidents import service
from case_manager.vocabulary import EventKind, IncidentEventKind, IncidentKind, Role
from tests.case_manager.incidents.conftest import NOW


class TestWhoSees:
    def test_those_whose_area_it_reaches_into(self, session, world, incident, show):
        for area in (None, "30", "3026", "302602", "30260211"):
            assert show(incident, world.user(Role.CASEWORKER, area))
        with pytest.raises(UnknownIncident):
            show(incident, world.user(Role.SUPERVISOR, "3027"))

    def test_of_several_areas_everybody(self, session, world, incident, show):
        incident.area_code = None
        assert show(incident, world.user(Role.CASEWORKER, "4001"))

    def test_whom_it_concerns_never(self, world, open_by_hand, show, supervisor, caseworker):
        incident = open_by_hand(supervisor, concerns=caseworker)
        with pytest.raises(UnknownIncident):
            show(incident, caseworker)
        assert show(incident, supervisor)

    def test_nor_is_its_number_on_the_case_for_them(
        self, session, open_by_hand, pay, case_of, supervisor, caseworker
    ):
        case = case_of(pay(1)[0])
        incident = open_by_hand(supervisor, concerns=caseworker)
        service.add_case(session, incident.number, case.reference, actor=supervisor, now=NOW)
        assert reading.incident_of(session, case, supervisor) == incident.number
        assert reading.incident_of(session, case, caseworker) is None

    def test_nor_does_its_history_tell_them(
        self, session, open_by_hand, pay, case_of, supervisor, caseworker
    ):
        case = case_of(pay(1)[0])
        incident = open_by_hand(supervisor, concerns=caseworker)
        service.add_case(session, incident.number, case.reference, actor=supervisor, now=NOW)
        told = [
            {each.event_kind for each in reading.history(session, case, viewer)}
            for viewer in (supervisor, caseworker)
        ]
        assert EventKind.INCIDENT_JOINED in told[0]
        assert EventKind.INCIDENT_JOINED not in told[1]

    def test_nor_what_another_was_joined_into(
        self, session, open_by_hand, supervisor, caseworker, show
    ):
        incident, other = open_by_hand(supervisor), open_by_hand(supervisor, concerns=caseworker)
        service.join(session, incident.number, other.number, actor=supervisor, now=NOW)
        shown = show(incident, caseworker)
        assert shown.joined_into is None
        assert [each.event.kind for each in shown.history] == [IncidentEventKind.OPENED]
        assert show(incident, supervisor).joined_into == other.number

    def test_nor_does_opening_the_same(self, pay, open_by_hand, supervisor, caseworker, show):
        pay(2, batch="OAA-18")
        hidden = open_by_hand(supervisor, IncidentKind.BATCH, concerns=caseworker, batch="OAA-18")
        own = open_by_hand(caseworker, IncidentKind.BATCH, batch="OAA-18")
        assert own.id != hidden.id
        assert show(own, caseworker).listed.incident.batch == "OAA-18"

    def test_only_cases_of_theirs(
        self, session, world, incident, failed_batch, case_of, look, show
    ):
        here, restricted = case_of(failed_batch[0]), case_of(failed_batch[1], "+8801712345679")
        restricted.is_restricted = True
        look()
        seen = show(incident, world.user(Role.CASEWORKER, "302602"))
        assert [item.reference for item in seen.cases] == [here.reference]
        assert seen.listed.open_cases == 1
        assert len(show(incident, world.user(Role.SUPERVISOR, "302602")).cases) == 2
