"""Money that comes after the complaint: the case learns it, the citizen is asked and decides."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from case_manager.cases import follow_ups, remedies, service
from case_manager.cases.schemas import AnswerRemedy
from case_manager.models import AuditEntry, CaseMovement, Conversation, OutgoingMessage
from case_manager.vocabulary import (
    CaseStatus,
    DeliveryStatus,
    EventKind,
    Language,
    MovementKind,
    OfficeDecision,
    PaymentStatus,
    Role,
)
from citizen_text.references import in_groups

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=3)
CAME_ON = date(2026, 11, 25)


@pytest.fixture
def person(world):
    return world.person()


@pytest.fixture
def payment(world, person):
    return world.payment(person)


@pytest.fixture
def case(world, payment):
    return world.case(payment_id=payment.id)


@pytest.fixture
def came(session):
    def came(payment, on=CAME_ON):
        payment.status, payment.return_reason = PaymentStatus.CREDITED, None
        payment.status_on = on
        session.flush()

    return came


@pytest.fixture
def follow(session, keys):
    """Goes through all open cases, as the job does after an import."""

    def follow(now=LATER):
        told, position = 0, None
        while True:
            found = remedies.find_credited(session, position)
            told += remedies.tell_credited(session, found.case_ids, keys=keys, now=now)
            position = found.position
            if position is None:
                return told

    return follow


@pytest.fixture
def asked(session, keys):
    """The texts that ask, in order."""

    def asked(case):
        rows = session.scalars(
            select(OutgoingMessage)
            .where(OutgoingMessage.case_id == case.id, OutgoingMessage.about == "remedy")
            .order_by(OutgoingMessage.created_at)
        )
        return [keys.sealer.open(row.text_sealed, "outgoing_messages.text") for row in rows]

    return asked


@pytest.fixture
def answer(session, keys):
    def answer(case, came, text="ha", now=LATER):
        command = AnswerRemedy(
            conversation_id=case.conversation_id,
            came=came,
            text=text,
            language=Language.BANGLISH,
        )
        key = f"test:{uuid4()}"
        return follow_ups.answer_remedy(
            session, case.reference, command, source_key=key, keys=keys, now=now
        )

    return answer


class TestNews:
    def test_the_case_is_told_and_the_citizen_asked_in_their_language(
        self, case, payment, came, follow, kinds, asked
    ):
        came(payment)
        assert follow() == 1
        assert kinds(case)[-1] is EventKind.PAYMENT_CREDITED
        [question] = asked(case)
        assert in_groups(case.reference, "bn-Latn") in question
        assert "25 November 2026" in question
        assert question.endswith("Taka ele HA, na ele NA likhe pathan.")
        assert not case.has_unread_answer

    def test_the_answer_is_awaited_and_the_clocks_go_on(self, session, case, payment, came, follow):
        came(payment)
        follow()
        message = session.scalars(
            select(OutgoingMessage).where(OutgoingMessage.about == "remedy")
        ).one()
        assert message.expects_reply
        assert (case.status, case.paused_on) == (CaseStatus.NEW, None)

    def test_nobody_is_asked_twice(self, case, payment, came, follow, asked):
        came(payment)
        follow()
        assert follow() == 0
        assert len(asked(case)) == 1

    def test_nor_in_a_second_case_about_the_same_payment(
        self, world, case, payment, came, follow, asked, kinds
    ):
        other = world.case(payment_id=payment.id)
        came(payment)
        assert follow() == 2
        assert len(asked(case)) + len(asked(other)) == 1
        assert {case.has_unread_answer, other.has_unread_answer} == {True, False}

    def test_nobody_is_asked_two_things_at_once(
        self, session, world, person, case, payment, came, follow, asked
    ):
        spring = world.payment(person, date(2026, 4, 1))
        conversation = session.get_one(Conversation, case.conversation_id)
        other = world.case(conversation=conversation, payment_id=spring.id)
        came(payment)
        came(spring)
        assert follow() == 2
        assert len(asked(case)) + len(asked(other)) == 1
        assert {case.has_unread_answer, other.has_unread_answer} == {True, False}

    @pytest.fixture
    def leader(self, world):
        return world.user(Role.SUPERVISOR)

    @pytest.fixture
    def other(self, session, world, person, case):
        conversation = session.get_one(Conversation, case.conversation_id)
        return world.case(
            conversation=conversation, payment_id=world.payment(person, date(2026, 4, 1)).id
        )

    def test_nor_while_the_question_at_a_closing_waits_for_its_answer(
        self, leader, case, other, payment, close, came, follow, asked, answer
    ):
        close(other, actor=leader)
        came(payment)
        assert follow() == 1
        assert (len(asked(other)), asked(case)) == (1, [])
        assert case.has_unread_answer

    def test_who_has_answered_that_is_asked(
        self, leader, case, other, payment, close, came, follow, asked, answer
    ):
        close(other, actor=leader)
        answer(other, came=True)
        came(payment)
        follow()
        assert len(asked(case)) == 1

    def test_nor_at_a_closing_while_another_case_waits(
        self, leader, case, other, payment, close, came, follow, asked
    ):
        came(payment)
        follow()
        close(other, actor=leader)
        assert (len(asked(case)), asked(other)) == (1, [])

    def test_at_the_closing_of_the_case_that_asked_it_is_asked_again(
        self, leader, case, payment, close, came, follow, asked
    ):
        came(payment)
        follow()
        close(case, actor=leader)
        assert len(asked(case)) == 2

    def test_nor_when_it_came_back_and_comes_again(
        self, session, case, payment, came, follow, asked, answer
    ):
        came(payment)
        follow()
        answer(case, came=False)
        came(payment, on=date(2026, 11, 27))
        follow()
        assert len(asked(case)) == 1

    def test_after_a_no_the_case_learns_that_it_is_said_to_have_come_again(
        self, session, world, person, came, follow, asked, answer, kinds
    ):
        then = datetime(2020, 1, 5, 6, 0, tzinfo=UTC)
        payment = world.payment(person, date(2019, 7, 1))
        case = world.case(payment_id=payment.id, now=then)
        came(payment, on=date(2020, 1, 7))
        follow(then + timedelta(days=2))
        answer(case, came=False, now=then + timedelta(days=3))
        case.has_unread_answer = False
        came(payment, on=date(2020, 1, 9))
        assert follow(then + timedelta(days=4)) == 1
        assert case.has_unread_answer
        assert kinds(case)[-1] is EventKind.PAYMENT_CREDITED
        assert len(asked(case)) == 1
        assert follow(then + timedelta(days=5)) == 0

    def test_one_that_cannot_be_told_keeps_no_other_from_it(
        self, monkeypatch, world, person, case, payment, came, follow
    ):
        spring = world.payment(person, date(2026, 4, 1))
        broken = world.case(payment_id=spring.id)
        came(payment)
        came(spring)
        tell = remedies._tell_credited

        def failing(session, case_id, *more):
            if case_id == broken.id:
                raise ValueError("broken")
            return tell(session, case_id, *more)

        monkeypatch.setattr(remedies, "_tell_credited", failing)
        assert follow() == 1

    def test_a_payment_that_has_not_come_is_no_news(self, case, follow, asked):
        assert follow() == 0
        assert asked(case) == []

    def test_what_had_come_before_the_complaint_is_no_news(self, world, person, follow):
        payment = world.payment(person, status=PaymentStatus.CREDITED)
        world.case(payment_id=payment.id)
        assert follow() == 0

    def test_nor_is_what_came_on_the_day_of_the_complaint(self, world, person, follow):
        payment = world.payment(person, status=PaymentStatus.CREDITED)
        payment.status_on = NOW.date()
        world.case(payment_id=payment.id)
        assert follow() == 0

    def test_nor_that_another_payment_came(self, world, person, came, follow, asked):
        spring = world.payment(person, date(2026, 4, 1))
        world.payment(person, status=PaymentStatus.CREDITED)
        case = world.case(programme="oaa")
        came(spring)
        assert follow() == 0
        assert asked(case) == []

    def test_what_a_late_file_tells_of_a_day_before_the_complaint_is(
        self, world, person, came, follow
    ):
        payment = world.payment(person, date(2019, 7, 1))
        world.case(payment_id=payment.id, now=datetime(2020, 1, 5, tzinfo=UTC))
        came(payment, on=date(2019, 12, 1))
        assert follow() == 1

    def test_a_closed_case_is_left_alone(self, case, payment, close, assigned, came, follow):
        close(case, asks_remedy=False)
        came(payment)
        assert follow() == 0

    def test_one_person_at_a_time(self, session, keys, person, case, payment, came, asked):
        came(payment)
        found = remedies.find_credited_of(session, person.id)
        assert remedies.tell_credited(session, found, keys=keys, now=LATER) == 1
        assert len(asked(case)) == 1

    def test_all_open_cases_are_looked_through(self, monkeypatch, world, came, follow):
        monkeypatch.setattr(remedies, "_AT_A_TIME", 2)
        for phone in range(5):
            person = world.person(f"+88017123456{phone:02d}")
            payment = world.payment(person)
            conversation = world.conversation(f"+88017123456{phone:02d}")
            world.case(conversation=conversation, payment_id=payment.id)
            came(payment)
        assert follow() == 5


class TestWithoutANamedPayment:
    def test_the_month_tells_which(self, world, payment, came, follow, asked):
        case = world.case(programme="oaa", missing_since="2026-08")
        came(payment)
        assert follow() == 1
        assert len(asked(case)) == 1

    def test_another_programme_is_not_meant(self, world, payment, came, follow):
        world.case(programme="wda", missing_since="2026-08")
        came(payment)
        assert follow() == 0

    def test_nor_another_period(self, world, payment, came, follow):
        world.case(programme="oaa", missing_since="2026-10")
        came(payment)
        assert follow() == 0

    def test_all_that_was_missing_must_have_come(self, world, person, payment, came, follow):
        spring = world.payment(person, date(2026, 4, 1))
        world.case(programme="oaa", missing_since="2026-05")
        came(payment)
        assert follow() == 0
        came(spring)
        assert follow() == 1

    def test_who_complains_for_another_is_not_asked_about_their_own(
        self, world, payment, came, follow
    ):
        world.case(programme="oaa", missing_since="2026-08", told={"for_other": "agreed"})
        came(payment)
        assert follow() == 0

    def test_nor_about_the_own_payment_that_they_named(self, world, payment, came, follow):
        world.case(payment_id=payment.id, told={"for_other": "agreed"})
        came(payment)
        assert follow() == 0

    def test_a_case_without_a_name_leads_to_nobody(self, world, payment, came, follow):
        world.case(programme="oaa", missing_since="2026-08", is_anonymous=True)
        came(payment)
        assert follow() == 0


class TestWhoHearsTheDay:
    @pytest.fixture
    def proven_case(self, session, world, payment):
        def proven_case(phone):
            conversation = world.conversation(phone)
            conversation.person_id = payment.person_id
            conversation.verified_until = NOW + timedelta(hours=1)
            return world.case(conversation=conversation, payment_id=payment.id)

        return proven_case

    def test_not_a_phone_of_several(self, world, proven_case, payment, came, follow, asked):
        world.person()
        case = proven_case("+8801712345678")
        came(payment)
        assert follow(NOW + timedelta(minutes=30)) == 1
        [question] = asked(case)
        assert question == (
            f"Nalish {in_groups(case.reference, 'bn-Latn')}: e niye notun khobor achhe."
            "\nTaka ele HA, na ele NA likhe pathan."
        )

    @pytest.mark.parametrize("phone", ["+8801812345678", None])
    def test_nor_one_that_is_nobodys(self, proven_case, payment, came, follow, asked, phone):
        case = proven_case(phone)
        came(payment)
        follow()
        assert "25 November" not in asked(case)[0]

    def test_nor_one_that_is_another_persons(
        self, world, proven_case, payment, came, follow, asked
    ):
        world.person("+8801812345678")
        case = proven_case("+8801812345678")
        came(payment)
        follow()
        assert "25 November" not in asked(case)[0]


class TestWhoIsNotWrittenTo:
    @pytest.mark.parametrize("contact", ["no", "call"])
    def test_nobody_for_whom_an_sms_is_not_safe(self, world, payment, came, follow, asked, contact):
        case = world.case(payment_id=payment.id, told={"contact_safely": contact})
        came(payment)
        assert follow() == 1
        assert asked(case) == []
        assert case.has_unread_answer

    def test_nobody_in_a_restricted_case(self, session, case, payment, came, follow, asked):
        case.is_restricted = True
        came(payment)
        follow()
        assert asked(case) == []
        assert case.has_unread_answer

    def test_nobody_who_wants_no_messages(self, session, case, payment, came, follow, asked):
        session.get_one(Conversation, case.conversation_id).opted_out = True
        came(payment)
        follow()
        assert asked(case) == []
        assert case.has_unread_answer


class TestAnswer:
    @pytest.fixture
    def asked_case(self, case, assigned, payment, came, follow):
        came(payment)
        follow()
        return case

    def test_yes_solves_it(self, session, asked_case, answer, kinds):
        answer(asked_case, came=True)
        assert (asked_case.status, asked_case.office_decision) == (
            CaseStatus.CLOSED,
            OfficeDecision.UPHELD,
        )
        assert asked_case.remedy_confirmed_at == LATER
        assert kinds(asked_case)[-2:] == [EventKind.REMEDY_CONFIRMED, EventKind.CLOSED]

    def test_the_trail_has_what_was_told_and_that_the_answer_closed_it(
        self, session, asked_case, answer
    ):
        answer(asked_case, came=True)
        lines = session.scalars(
            select(AuditEntry.action)
            .where(AuditEntry.subject_id == str(asked_case.id))
            .order_by(AuditEntry.id)
        ).all()
        assert [line for line in lines if line in ("payment_credited_told", "case_closed")] == [
            "payment_credited_told",
            "case_closed",
        ]

    def test_a_question_that_never_arrives_is_for_somebody_to_ask(self, session, asked_case):
        question = session.scalars(
            select(OutgoingMessage.id).where(OutgoingMessage.about == "remedy")
        ).one()
        service.record_delivery(session, question, DeliveryStatus.FAILED, "absent", now=LATER)
        assert asked_case.has_unread_answer

    def test_the_books_hold_it(self, session, asked_case, answer):
        answer(asked_case, came=True)
        rows = select(CaseMovement.kind).where(CaseMovement.case_id == asked_case.id)
        assert session.scalars(rows.order_by(CaseMovement.id)).all() == [
            MovementKind.RECEIVED,
            MovementKind.DISPOSED,
        ]

    def test_no_goes_to_the_next_office_with_its_whole_time(self, asked_case, answer, kinds):
        before = asked_case.office_due_on
        answer(asked_case, came=False, text="na")
        assert asked_case.status is CaseStatus.IN_PROGRESS
        assert asked_case.office_tier == "T3"
        assert asked_case.office_due_on > before
        assert asked_case.has_unread_answer
        assert kinds(asked_case)[-2:] == [EventKind.REMEDY_MISSED, EventKind.ESCALATED]

    def test_after_a_no_the_citizen_is_told_a_day_still_to_come(self, asked_case, answer):
        late = NOW + timedelta(days=200)
        answer(asked_case, came=False, now=late)
        assert asked_case.resolution_due_on > late.date()

    def test_the_highest_office_begins_anew(self, session, asked_case, answer, kinds):
        asked_case.office_tier = "T5"
        late = NOW + timedelta(days=200)
        answer(asked_case, came=False, now=late)
        assert asked_case.office_tier == "T5"
        assert asked_case.office_due_on > late.date()
        assert kinds(asked_case)[-1] is EventKind.REMEDY_MISSED

    def test_no_opens_again_what_was_closed_meanwhile(self, asked_case, close, answer):
        close(asked_case, asks_remedy=False)
        answer(asked_case, came=False)
        assert asked_case.status is CaseStatus.IN_PROGRESS
        assert asked_case.closed_at is None

    def test_an_answer_nobody_asked_for_closes_nothing(self, case, assigned, answer):
        answer(case, came=True)
        assert case.closed_at is None

    def test_the_second_answer_decides_nothing_more(self, asked_case, answer):
        answer(asked_case, came=False)
        answer(asked_case, came=True)
        assert asked_case.closed_at is None

    def test_what_became_restricted_stays_open(self, asked_case, answer):
        asked_case.is_restricted = True
        answer(asked_case, came=True)
        assert asked_case.closed_at is None


def test_the_thread_says_that_nobody_of_ours_wrote_it(
    client, sign_in, world, case, payment, came, follow
):
    came(payment)
    follow()
    sign_in(world.user(Role.SUPERVISOR))
    page = client.get(f"/cases/{case.reference}").text
    assert "By itself" in page
    assert "The source says that the money was paid. The citizen is asked whether it came." in page
