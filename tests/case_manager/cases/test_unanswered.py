from datetime import UTC, datetime
from uuid import uuid4

from case_manager.cases import unanswered
from case_manager.cases.unanswered import Unanswered
from case_manager.vocabulary import CaseStatus, Channel, Language, MessageKind

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


class TestTakeOver:
    def test_the_citizen_hears_the_reference_once(self, session, world, keys, sent, said):
        found = Unanswered(world.conversation().id, uuid4(), Channel.SMS, Language.BANGLA, "আমার টাকা")
        case = unanswered.take_over(session, found, keys=keys, now=NOW)
        again = unanswered.take_over(session, found, keys=keys, now=NOW)
        assert (case.category, case.id) == ("information", again.id)
        assert len(sent(case)) == 1
        assert said(case) == [(MessageKind.CITIZEN, "আমার টাকা")]

    def test_what_follows_is_written_into_the_same_case(self, session, world, keys, sent, said):
        def takes(text, message_id):
            found = Unanswered(conversation.id, message_id, Channel.SMS, Language.BANGLA, text)
            return unanswered.take_over(session, found, keys=keys, now=NOW)

        conversation, second = world.conversation(), uuid4()
        case = takes("আমার টাকা", uuid4())
        for _ in range(2):
            assert takes("কেউ কি আছেন", second).id == case.id
        assert [text for _, text in said(case)] == ["আমার টাকা", "কেউ কি আছেন"]
        assert len(sent(case)) == 1
        assert case.has_unread_answer

    def test_told_again_after_its_case_was_closed_it_opens_no_other(
        self, session, world, keys, close, caseworker, said
    ):
        def takes(message_id):
            found = Unanswered(conversation.id, message_id, Channel.SMS, Language.BANGLA, "আমার টাকা")
            return unanswered.take_over(session, found, keys=keys, now=NOW)

        conversation, first, second = world.conversation(), uuid4(), uuid4()
        case = takes(first)
        takes(second)
        case.assignee_id = caseworker.id
        close(case)
        before = said(case)
        assert [takes(first).id, takes(second).id] == [case.id, case.id]
        assert said(case) == before
        assert case.status is CaseStatus.CLOSED

    def test_another_case_begins_once_it_is_closed_and_another_citizens_is_their_own(
        self, session, world, keys, close, caseworker
    ):
        def takes(conversation):
            found = Unanswered(conversation.id, uuid4(), Channel.SMS, Language.BANGLA, "আমার টাকা")
            return unanswered.take_over(session, found, keys=keys, now=NOW)

        one, other = world.conversation(), world.conversation("+8801912345678")
        first = takes(one)
        assert takes(other).id != first.id
        first.assignee_id = caseworker.id
        close(first)
        assert takes(one).id != first.id
