"""Cases gathered, taken out, joined and split off by hand."""

import pytest
from sqlalchemy import select

from case_manager.cases import reading
from case_manager.errors import (
    CaseInAnotherIncident,
    IncidentAlreadyMended,
    JoinedWithConcerned,
    Malformed,
    UnknownIncident,
    UnknownReference,
)
from case_manager.incidents import service
from case_manager.models import AuditEntry
from case_manager.vocabulary import EventKind, Role
from tests.case_manager.incidents.conftest import LATER, NOW


class TestCases:
    def test_added_by_hand(self, session, open_by_hand, pay, case_of, supervisor, show):
        case = case_of(pay(1)[0])
        incident = open_by_hand(supervisor)
        service.add_case(session, incident.number, case.reference, actor=supervisor, now=NOW)
        assert [each.reference for each in show(incident, supervisor).cases] == [case.reference]
        assert incident.people == 1
        assert [each.event_kind for each in reading.history(session, case)][-1] is (
            EventKind.INCIDENT_JOINED
        )

    def test_taken_out_it_counts_no_more(
        self, session, keys, open_by_hand, pay, case_of, supervisor
    ):
        one, other = (
            case_of(payment, phone)
            for payment, phone in zip(pay(2), ("+8801712345678", "+8801712345679"), strict=True)
        )
        incident = open_by_hand(supervisor)
        for case in (one, other):
            service.add_case(session, incident.number, case.reference, actor=supervisor, now=NOW)
        service.split(
            session, incident.number, [one.reference], "x", actor=supervisor, keys=keys, now=NOW
        )
        assert incident.people_left == 1
        service.remove_case(session, incident.number, other.reference, actor=supervisor, now=NOW)
        assert incident.people_left == 0

    def test_a_note_is_in_the_trail(self, session, keys, open_by_hand, supervisor):
        incident = open_by_hand(supervisor)
        service.write_note(
            session, incident.number, "x", source_key=None, actor=supervisor, keys=keys, now=NOW
        )
        actions = session.scalars(
            select(AuditEntry.action).where(AuditEntry.subject_id == str(incident.number))
        )
        assert "incident_note_written" in actions.all()

    def test_not_one_that_the_actor_may_not_see(
        self, session, open_by_hand, pay, case_of, supervisor
    ):
        case = case_of(pay(1, area_code="302702")[0])
        incident = open_by_hand(supervisor)
        with pytest.raises(UnknownReference):
            service.add_case(session, incident.number, case.reference, actor=supervisor, now=NOW)

    def test_not_one_of_another_open_incident(
        self, session, incident, failed_batch, case_of, look, open_by_hand, supervisor
    ):
        case = case_of(failed_batch[0])
        look()
        other = open_by_hand(supervisor)
        with pytest.raises(CaseInAnotherIncident):
            service.add_case(session, other.number, case.reference, actor=supervisor, now=NOW)

    def test_taken_out_for_good(
        self, session, incident, failed_batch, case_of, look, supervisor, show
    ):
        case = case_of(failed_batch[0])
        look()
        service.remove_case(session, incident.number, case.reference, actor=supervisor, now=NOW)
        look(LATER)
        assert show(incident, supervisor).cases == []
        assert reading.incident_of(session, case, supervisor) is None

    def test_joined_all_cases_go_on_in_the_other(
        self, session, incident, failed_batch, case_of, look, open_by_hand, supervisor, show
    ):
        case = case_of(failed_batch[0])
        look()
        other = open_by_hand(supervisor)
        service.join(session, incident.number, other.number, actor=supervisor, now=NOW)
        late = case_of(failed_batch[1], "+8801712345679")
        assert look(LATER) == []
        assert {each.reference for each in show(other, supervisor).cases} == {
            case.reference,
            late.reference,
        }
        assert other.people == 25
        assert show(incident, supervisor).joined_into == other.number
        with pytest.raises(IncidentAlreadyMended):
            service.mend(session, incident.number, actor=supervisor, now=NOW)

    def test_joined_it_is_still_hidden_from_whom_it_concerns(
        self, session, open_by_hand, supervisor, caseworker, show
    ):
        incident, other = open_by_hand(supervisor, concerns=caseworker), open_by_hand(supervisor)
        service.join(session, incident.number, other.number, actor=supervisor, now=NOW)
        with pytest.raises(UnknownIncident):
            show(other, caseworker)

    def test_nor_does_it_go_on_with_whom_it_concerns(
        self, session, open_by_hand, supervisor, caseworker
    ):
        incident, other = open_by_hand(supervisor, concerns=caseworker), open_by_hand(caseworker)
        with pytest.raises(JoinedWithConcerned):
            service.join(session, incident.number, other.number, actor=supervisor, now=NOW)

    def test_what_concerns_different_colleagues_stays_apart(
        self, session, world, open_by_hand, supervisor, caseworker
    ):
        one = open_by_hand(supervisor, concerns=caseworker)
        other = open_by_hand(supervisor, concerns=world.user(Role.CASEWORKER, "3026"))
        with pytest.raises(JoinedWithConcerned):
            service.join(session, one.number, other.number, actor=supervisor, now=NOW)

    def test_joined_to_itself_is_refused(self, session, incident, supervisor):
        with pytest.raises(Malformed):
            service.join(session, incident.number, incident.number, actor=supervisor, now=NOW)

    def test_split_the_chosen_ones_get_their_own(
        self, session, keys, incident, failed_batch, case_of, look, supervisor, show
    ):
        stays, goes = case_of(failed_batch[0]), case_of(failed_batch[1], "+8801712345679")
        look()
        new = service.split(
            session,
            incident.number,
            [goes.reference],
            "one agent keeps it",
            actor=supervisor,
            keys=keys,
            now=NOW,
        )
        look(LATER)
        assert [each.reference for each in show(incident, supervisor).cases] == [stays.reference]
        shown = show(new, supervisor)
        assert [each.reference for each in shown.cases] == [goes.reference]
        assert shown.words == "one agent keeps it"
