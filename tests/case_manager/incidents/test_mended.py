"""An incident is mended, and everybody with a case in it hears of it."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from case_manager.cases import follow_ups, reading, remedies
from case_manager.cases.schemas import AnswerRemedy
from case_manager.errors import IncidentAlreadyMended
from case_manager.incidents import service
from case_manager.incidents.repository import IncidentRepository
from case_manager.models import AuditEntry
from case_manager.vocabulary import CaseStatus, IncidentEventKind, Language
from citizen_text.references import in_groups
from tests.case_manager.incidents.conftest import LATER, NOW


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
        assert in_groups(case.reference, "bn-Latn") in question
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
