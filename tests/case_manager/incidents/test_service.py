"""What staff do to incidents, and who may."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from case_manager.cases import follow_ups, reading, remedies
from case_manager.cases.schemas import AnswerRemedy
from case_manager.errors import (
    AssigneeMayNotSee,
    CaseInAnotherIncident,
    IncidentAlreadyMended,
    JoinedWithConcerned,
    Malformed,
    NotYoursToDo,
    UnknownIncident,
    UnknownReference,
)
from case_manager.incidents import reading as incident_reading
from case_manager.incidents import service
from case_manager.incidents.repository import IncidentRepository
from case_manager.incidents.rules import Fault
from case_manager.incidents.service import OpenIncident
from case_manager.models import AuditEntry, OutgoingMessage
from case_manager.vocabulary import (
    CaseStatus,
    EventKind,
    IncidentEventKind,
    IncidentKind,
    Language,
    Role,
)
from tests.case_manager.incidents.conftest import NOW

LATER = NOW + timedelta(days=4)


@pytest.fixture
def supervisor(world):
    return world.user(Role.SUPERVISOR, "3026")


@pytest.fixture
def caseworker(world):
    return world.user(Role.CASEWORKER, "302602")


@pytest.fixture
def open_by_hand(session, keys):
    def open_by_hand(actor, kind=IncidentKind.AGENT, concerns=None, **facts):
        command = OpenIncident(
            Fault(kind, **facts), "The agent keeps 100 taka", concerns.id if concerns else None
        )
        return service.open_by_hand(session, command, actor=actor, keys=keys, now=NOW)

    return open_by_hand


@pytest.fixture
def show(session, keys):
    def show(incident, viewer):
        return incident_reading.show_incident(
            session, incident.number, viewer, after=None, keys=keys, now=NOW
        )

    return show


@pytest.fixture
def tell_mended(session, keys):
    def tell_mended(incident):
        after = service.tell_mended(session, incident.id, None, 50, keys=keys, now=LATER)
        while after:
            after = service.tell_mended(session, incident.id, after, 50, keys=keys, now=LATER)

    return tell_mended


@pytest.fixture
def asked(session, keys):
    def asked(case):
        rows = session.scalars(
            select(OutgoingMessage).where(
                OutgoingMessage.case_id == case.id, OutgoingMessage.about == "remedy"
            )
        )
        return [keys.sealer.open(row.text_sealed, "outgoing_messages.text") for row in rows]

    return asked


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


class TestOpening:
    def test_its_own_work_with_a_deadline(self, open_by_hand, caseworker):
        incident = open_by_hand(caseworker)
        assert incident.owner_id == caseworker.id
        assert incident.area_code == "302602"
        assert incident.due_on == date(2026, 12, 7)

    def test_what_is_open_already_is_the_answer(self, incident, open_by_hand, caseworker):
        found = open_by_hand(caseworker, IncidentKind.BATCH, batch="OAA-17")
        assert found.id == incident.id

    def test_a_batch_brings_its_cases_at_once(self, pay, case_of, open_by_hand, caseworker, show):
        case = case_of(pay(2, batch="OAA-18")[0])
        incident = open_by_hand(caseworker, IncidentKind.BATCH, batch="OAA-18")
        assert incident.people == 2
        assert [each.reference for each in show(incident, caseworker).cases] == [case.reference]

    def test_not_what_reaches_beyond_their_area(self, pay, open_by_hand, caseworker):
        for upazila in ("302602", "302604"):
            pay(2, batch="OAA-18", area_code=upazila)
        with pytest.raises(NotYoursToDo):
            open_by_hand(caseworker, IncidentKind.BATCH, batch="OAA-18")

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


class TestMended:
    @pytest.fixture
    def case(self, failed_batch, case_of):
        return case_of(failed_batch[0])

    @pytest.fixture
    def mended(self, session, case, incident, look, supervisor):
        look()
        service.mend(session, incident.number, actor=supervisor, now=LATER)
        return incident

    def test_everybody_with_a_case_is_told_and_asked(self, case, mended, tell_mended, asked):
        tell_mended(mended)
        [question] = asked(case)
        assert case.reference in question
        assert "thik hoyechhe" in question
        assert question.endswith("Taka ele HA, na ele NA likhe pathan.")

    def test_once(self, case, mended, tell_mended, asked):
        tell_mended(mended)
        tell_mended(mended)
        assert len(asked(case)) == 1

    def test_not_who_was_asked_already_because_their_money_came(
        self, session, keys, case, mended, failed_batch, credit, tell_mended, asked
    ):
        credit(failed_batch[:1])
        remedies.tell_credited(session, [case.id], keys=keys, now=LATER)
        tell_mended(mended)
        assert len(asked(case)) == 1

    def test_who_waits_for_no_money_is_told_and_not_asked(
        self, session, keys, open_by_hand, pay, case_of, supervisor, tell_mended, asked
    ):
        case = case_of(pay(1)[0], category="account_update")
        incident = open_by_hand(supervisor)
        service.add_case(session, incident.number, case.reference, actor=supervisor, now=NOW)
        service.mend(session, incident.number, actor=supervisor, now=NOW)
        tell_mended(incident)
        assert asked(case) == []
        texts = [entry.text or "" for entry in reading.thread(session, case, keys=keys)]
        assert any("thik hoyechhe" in text for text in texts)
        told = select(AuditEntry).where(AuditEntry.action == "fault_mended_told")
        assert [line.subject_id for line in session.scalars(told)] == [str(case.id)]

    def test_a_restricted_case_is_told_and_its_citizen_not(
        self, case, mended, tell_mended, asked, session
    ):
        case.is_restricted = True
        tell_mended(mended)
        assert asked(case) == []
        assert case.has_unread_answer

    def test_yes_closes_the_case(self, session, keys, case, mended, tell_mended):
        tell_mended(mended)
        command = AnswerRemedy(
            conversation_id=case.conversation_id, came=True, language=Language.BANGLISH
        )
        follow_ups.answer_remedy(
            session, case.reference, command, source_key=f"{uuid4()}", keys=keys, now=LATER
        )
        assert case.status is CaseStatus.CLOSED

    def test_the_history_says_who(self, session, mended, supervisor):
        last = IncidentRepository(session).events(mended.id)[-1]
        assert (last.kind, last.actor_id) == (IncidentEventKind.MENDED, supervisor.id)

    def test_what_is_mended_is_mended(self, session, mended, supervisor):
        with pytest.raises(IncidentAlreadyMended):
            service.mend(session, mended.number, actor=supervisor, now=LATER)
