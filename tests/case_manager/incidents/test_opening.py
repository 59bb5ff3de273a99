"""Incidents opened by hand, and who works on one."""

from datetime import date

import pytest
from sqlalchemy import select

from case_manager.errors import AssigneeMayNotSee, Malformed, NotYoursToDo
from case_manager.incidents import service
from case_manager.models import AuditEntry
from case_manager.vocabulary import IncidentEventKind, IncidentKind, Role
from tests.case_manager.incidents.conftest import NOW


class TestOpening:
    def test_its_own_work_with_a_deadline(self, open_by_hand, caseworker):
        incident = open_by_hand(caseworker)
        assert incident.owner_id == caseworker.id
        assert incident.area_code == "302602"
        assert incident.due_on == date(2026, 12, 7)

    def test_what_is_open_already_is_the_answer(self, incident, open_by_hand, caseworker):
        found = open_by_hand(caseworker, IncidentKind.BATCH, batch="OAA-17")
        assert found.id == incident.id

    def test_a_job_counts_whom_it_hits_and_gathers_its_cases(
        self, pay, case_of, open_by_hand, caseworker, show, count
    ):
        case = case_of(pay(2, batch="OAA-18")[0])
        incident = open_by_hand(caseworker, IncidentKind.BATCH, batch="OAA-18")
        assert (incident.is_counting, incident.people) == (True, 0)
        count(incident)
        assert (incident.is_counting, incident.people) == (False, 2)
        assert incident.owner_id == caseworker.id
        assert [each.reference for each in show(incident, caseworker).cases] == [case.reference]

    def test_nobody_acts_on_it_before(self, session, pay, open_by_hand, supervisor, count):
        pay(2, batch="OAA-18")
        incident = open_by_hand(supervisor, IncidentKind.BATCH, batch="OAA-18")
        with pytest.raises(NotYoursToDo):
            service.mend(session, incident.number, actor=supervisor, now=NOW)
        count(incident)
        service.mend(session, incident.number, actor=supervisor, now=NOW)

    def test_what_reaches_beyond_their_area_is_for_who_looks_after_all_of_it(
        self, session, world, pay, open_by_hand, caseworker, show, count
    ):
        leader = world.user(Role.SUPERVISOR, "30")
        for upazila in ("302602", "302702"):
            pay(2, batch="OAA-18", area_code=upazila)
        incident = open_by_hand(caseworker, IncidentKind.BATCH, batch="OAA-18")
        count(incident)
        assert (incident.owner_id, incident.area_code) == (leader.id, "30")
        assert show(incident, caseworker).history[-1].event.kind is IncidentEventKind.ASSIGNED
        with pytest.raises(NotYoursToDo):
            service.mend(session, incident.number, actor=caseworker, now=NOW)

    def test_what_lies_elsewhere_they_still_see(self, pay, open_by_hand, caseworker, show, count):
        pay(2, batch="OAA-18", area_code="302702")
        incident = open_by_hand(caseworker, IncidentKind.BATCH, batch="OAA-18")
        count(incident)
        assert not show(incident, caseworker).may_act

    def test_of_what_the_ledger_does_not_know_nobody_is_hit(self, open_by_hand, caseworker, count):
        incident = open_by_hand(caseworker, IncidentKind.BATCH, batch="OAA-18")
        count(incident)
        assert (incident.is_counting, incident.people) == (False, 0)
        assert (incident.owner_id, incident.area_code) == (caseworker.id, "302602")

    def test_not_of_an_area_that_is_not_theirs(self, world, open_by_hand, caseworker):
        world.area("302604")
        with pytest.raises(NotYoursToDo):
            open_by_hand(caseworker, area_code="302604")

    def test_nobody_opens_one_about_themselves(self, open_by_hand, caseworker):
        with pytest.raises(Malformed, match="concerns"):
            open_by_hand(caseworker, concerns=caseworker)

    def test_in_the_trail(self, session, open_by_hand, caseworker):
        incident = open_by_hand(caseworker)
        line = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "incident_opened")
        ).all()[-1]
        assert (line.actor_id, line.subject_id) == (caseworker.id, str(incident.number))


class TestOwner:
    def test_taken_by_somebody_who_looks_after_all_of_it(self, session, incident, caseworker):
        service.assign(session, incident.number, owner_id=None, actor=caseworker, now=NOW)
        assert incident.owner_id == caseworker.id

    def test_not_by_somebody_of_a_part_of_it(self, session, world, incident):
        incident.area_code = "30"
        part = world.user(Role.SUPERVISOR, "3026")
        with pytest.raises(NotYoursToDo):
            service.assign(session, incident.number, owner_id=None, actor=part, now=NOW)

    def test_given_only_to_who_looks_after_all_of_it(
        self, session, world, incident, supervisor, caseworker
    ):
        service.assign(session, incident.number, owner_id=caseworker.id, actor=supervisor, now=NOW)
        assert incident.owner_id == caseworker.id
        stranger = world.user(Role.CASEWORKER, "3027")
        with pytest.raises(AssigneeMayNotSee):
            service.assign(
                session, incident.number, owner_id=stranger.id, actor=supervisor, now=NOW
            )

    def test_not_given_to_whom_it_concerns(self, session, open_by_hand, supervisor, caseworker):
        incident = open_by_hand(supervisor, concerns=caseworker)
        with pytest.raises(AssigneeMayNotSee):
            service.assign(
                session, incident.number, owner_id=caseworker.id, actor=supervisor, now=NOW
            )

    def test_nobody_acts_on_what_is_not_theirs(self, session, world, incident, supervisor):
        incident.owner_id = supervisor.id
        other = world.user(Role.CASEWORKER, "302602")
        with pytest.raises(NotYoursToDo):
            service.mend(session, incident.number, actor=other, now=NOW)
