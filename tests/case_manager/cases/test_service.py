from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from case_manager.cases import opening, service
from case_manager.cases.schemas import CaseReference, OpenCase
from case_manager.errors import (
    AppError,
    CaseAlreadyClosed,
    Malformed,
    MistypedReference,
    NotYoursToDo,
    NoWayToReply,
    UnknownConversation,
    UnknownReference,
)
from case_manager.idempotency import answer_once
from case_manager.models import AuditEntry, Case, CaseMovement, Holiday, OutgoingMessage
from case_manager.people import service as people_service
from case_manager.vocabulary import (
    CaseStatus,
    Channel,
    DeliveryStatus,
    EventKind,
    Language,
    MessageKind,
    MovementKind,
    OfficeDecision,
    Role,
)
from citizen_text import sms
from citizen_text.references import in_groups

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


class TestOpenCase:
    def test_it_belongs_to_the_area_of_the_known_person(self, world):
        person = world.person(area_code="302602")
        case = world.case()
        assert (case.person_id, case.area_code) == (person.id, "302602")

    def test_an_unknown_citizen_is_heard_too(self, world):
        case = world.case()
        assert (case.person_id, case.area_code) == (None, None)

    def test_a_place_that_was_told_is_that_of_somebody_unknown(self, world):
        world.area("5585")
        case = world.case(told={"area_code": "5585"})
        assert case.area_code == "5585"

    def test_the_register_knows_better_where_its_people_live(self, world):
        world.area("5585")
        world.person(area_code="302602")
        assert world.case(told={"area_code": "5585"}).area_code == "302602"

    def test_of_somebody_else_the_place_is_the_one_that_was_told(self, world):
        world.area("5585")
        world.person(area_code="302602")
        case = world.case(told={"area_code": "5585", "for_other": "not_agreed"})
        assert case.area_code == "5585"

    def test_somebody_else_is_nobody_of_the_register_until_it_is_proven_who(self, world):
        payment = world.payment(world.person(area_code="302602"))
        case = world.case(payment_id=payment.id, told={"for_other": "agreed"})
        assert (case.person_id, case.payment_id, case.programme) == (None, None, "oaa")
        assert case.area_code == "302602"
        assert case.conversation_id

    def test_somebody_else_is_whoever_it_was_proven_to_be(self, world):
        world.person()
        mother = world.person(phone=None)
        payment, conversation = world.payment(mother), world.conversation()
        conversation.person_id = mother.id
        conversation.verified_until = NOW + timedelta(hours=1)
        told = {"for_other": "agreed"}
        case = world.case(conversation=conversation, payment_id=payment.id, told=told)
        assert (case.person_id, case.payment_id) == (mother.id, payment.id)

    def test_only_what_was_told_is_kept(self, world):
        case = world.case(told={"amount_paisa": 150_000, "role": "agent"})
        assert case.told == {"amount_paisa": 150_000, "role": "agent"}

    def test_without_a_name_nothing_leads_to_the_person(self, session, world):
        world.area("302602")
        person = world.person(area_code="3026020101")
        payment = world.payment(person)
        case = world.case(payment_id=payment.id, is_anonymous=True)
        assert (case.person_id, case.payment_id, case.programme) == (None, None, "oaa")
        assert case.area_code == "302602"

    def test_the_database_keeps_no_link_of_one_without_a_name(self, session, world):
        case = world.case(is_anonymous=True)
        case.person_id = world.person().id
        with pytest.raises(IntegrityError, match="anonymous_leads_to_nobody"):
            session.flush()

    def test_holidays_move_the_deadlines(self, session, world):
        session.add(Holiday(on=date(2026, 11, 24), name_en="x", name_bn="x", source="test"))
        session.flush()
        assert world.case().first_action_due_on == date(2026, 11, 25)

    def test_the_local_date_counts_not_the_utc_date(self, world):
        late = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
        assert world.case(now=late).first_action_due_on == date(2026, 11, 25)

    def test_the_payment_behind_it_says_which_programme(self, world):
        payment = world.payment(world.person())
        case = world.case(payment_id=payment.id, missing_since="2026-07")
        assert (case.programme, case.missing_since) == ("oaa", date(2026, 7, 1))

    def test_sensitive_categories_are_restricted(self, world):
        assert world.case("inclusion_error").is_restricted

    def test_the_citizens_words_open_the_thread(self, world, said, kinds):
        case = world.case(description="amar taka nai")
        assert said(case) == [(MessageKind.CITIZEN, "amar taka nai")]
        assert kinds(case) == [EventKind.OPENED]

    def test_words_are_sealed_at_rest(self, session, world):
        world.case(description="gopon kotha")
        rows = session.scalars(text("SELECT text_sealed FROM cases.case_messages")).all()
        assert not any(b"gopon" in bytes(row) for row in rows)

    def test_sms_filers_get_no_second_acknowledgement(self, world, sent):
        assert sent(world.case(channel=Channel.SMS)) == []

    def test_ussd_filers_get_the_reference_by_sms(self, world, sent):
        case = world.case(channel=Channel.USSD)
        [told] = sent(case)
        assert in_groups(case.reference, "bn-Latn") in told
        assert "24 November 2026" in told

    @pytest.mark.parametrize("category", ["bribe", "harassment_sea", "threat"])
    def test_of_a_restricted_case_an_sms_says_only_its_number(self, world, sent, category):
        case = world.case(category, channel=Channel.USSD)
        [told] = sent(case)
        assert in_groups(case.reference, "bn-Latn") in told
        assert not any(word in told.casefold() for word in ("obhijog", "nalish", "complaint"))

    def test_an_unknown_conversation_is_refused(self, session, keys):
        command = OpenCase(
            conversation_id=uuid4(),
            category="information",
            description="?",
            channel=Channel.SMS,
            language=Language.BANGLA,
        )
        with pytest.raises(UnknownConversation):
            opening.open_case(session, command, source_key="x", keys=keys, now=NOW)


class TestAppendCitizenWords:
    def test_they_are_unread_and_end_the_waiting(self, session, assigned, reply, append, said):
        reply(assigned)
        case = append(assigned, "ekhono na")
        assert (case.status, case.has_unread_answer) == (CaseStatus.IN_PROGRESS, True)
        assert said(case)[-1] == (MessageKind.CITIZEN, "ekhono na")

    def test_delivered_twice_written_once(self, case, append, said):
        append(case, "ekhono na")
        append(case, "ekhono na")
        assert len(said(case)) == 2

    def test_a_stranger_cannot_write_into_it(self, world, case, append):
        stranger = world.conversation("+8801912345678")
        with pytest.raises(UnknownReference):
            append(case, "hello", stranger.id)

    def test_the_verified_person_may_from_another_phone(self, session, world, keys, append):
        person = world.person(nid="1234567890", birth_year=1952)
        case = world.case()
        other = world.conversation("+8801912345678")
        answer = people_service.IdentityAnswer(None, "1234567890", 1952)
        people_service.check_identity(session, other.id, answer, keys=keys, now=NOW)
        assert append(case, "ami", other.id).person_id == person.id

    def test_words_after_the_closing_are_kept_unread(self, assigned, close, append, said):
        close(assigned)
        case = append(assigned, "abar ashe nai")
        assert (case.status, case.has_unread_answer) == (CaseStatus.CLOSED, True)
        assert said(case)[-1][1] == "abar ashe nai"

    def test_a_mistyped_number_is_said_to_be_one(self, session, case, keys):
        wrong = case.reference[:-1] + str((int(case.reference[-1]) + 1) % 10)
        with pytest.raises(MistypedReference):
            service.case_of_citizen(session, wrong, case.conversation_id, keys=keys, now=NOW)


class TestAssignCase:
    def test_work_begins(self, assigned, caseworker, kinds):
        assert (assigned.assignee_id, assigned.status) == (caseworker.id, CaseStatus.IN_PROGRESS)
        assert assigned.first_action_at == NOW
        assert kinds(assigned) == [EventKind.OPENED, EventKind.ASSIGNED]

    def test_twice_is_once(self, session, assigned, caseworker, kinds):
        service.assign_case(
            session, assigned.reference, assignee=caseworker, actor=caseworker, now=NOW
        )
        assert kinds(assigned).count(EventKind.ASSIGNED) == 1

    def test_closed_case_cannot_be_assigned(self, session, assigned, close, caseworker):
        close(assigned)
        with pytest.raises(CaseAlreadyClosed):
            service.assign_case(
                session, assigned.reference, assignee=caseworker, actor=caseworker, now=NOW
            )

    def test_a_case_of_another_area_is_unknown(self, session, world, case):
        outsider = world.user(Role.CASEWORKER, "10")
        with pytest.raises(UnknownReference):
            service.assign_case(session, case.reference, assignee=outsider, actor=outsider, now=NOW)

    def test_two_at_once_and_one_gets_it(self, live_sessions, live_world):
        live_world.person("+8801712340002")
        case = live_world.case(conversation=live_world.conversation("+8801712340002"))
        users = [live_world.user(Role.CASEWORKER, "3026") for _ in range(2)]
        live_world.session.commit()

        def take(user):
            try:
                with live_sessions.begin() as session:
                    service.assign_case(session, case.reference, assignee=user, actor=user, now=NOW)
            except AppError as refusal:
                return type(refusal).__name__
            return "taken"

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(take, users)) == ["CaseAlreadyAssigned", "taken"]


class TestWriteNote:
    def test_it_stays_inside(self, session, case, caseworker, keys, said, sent):
        service.write_note(
            session, case.reference, "UNO bollen", actor=caseworker, keys=keys, now=NOW
        )
        assert said(case)[-1] == (MessageKind.NOTE, "UNO bollen")
        assert sent(case) == []

    @pytest.mark.parametrize("words", ["", "  \x00 ", "x" * 4001])
    def test_nothing_and_too_much_are_refused(self, session, case, caseworker, keys, words):
        with pytest.raises(Malformed):
            service.write_note(session, case.reference, words, actor=caseworker, keys=keys, now=NOW)


class TestReplyToCitizen:
    def test_a_question_waits_for_the_citizen(self, session, assigned, reply, sent, said):
        reply(assigned, "Peyechhen ki?")
        heading = f"Nalish {assigned.reference[:4]}-{assigned.reference[4:]}:"
        assert sent(assigned) == [f"{heading} Peyechhen ki?"]
        assert said(assigned)[-1] == (MessageKind.REPLY, "Peyechhen ki?")
        assert assigned.status is CaseStatus.WAITING_FOR_CITIZEN

    def test_it_is_handed_to_a_job_in_the_same_transaction(self, session, assigned, reply):
        message = reply(assigned)
        jobs = session.scalars(
            text("SELECT args->>'message_id' FROM case_jobs.procrastinate_jobs")
        ).all()
        assert str(message.outgoing_id) in jobs

    def test_what_the_gateway_would_not_take_is_refused_at_once(self, assigned, reply):
        with pytest.raises(Malformed, match="1500"):
            reply(assigned, "x" * 1501)

    def test_who_does_not_work_on_it_may_not_write(self, case, reply):
        with pytest.raises(NotYoursToDo):
            reply(case)

    def test_a_supervisor_may(self, world, case, reply):
        assert reply(case, actor=world.user(Role.SUPERVISOR, "3026"))

    def test_who_opted_out_is_left_alone(self, session, assigned, reply):
        people_service.change_opt_out(session, assigned.conversation_id, opted_out=True, now=NOW)
        with pytest.raises(NoWayToReply):
            reply(assigned)

    def test_a_closed_case_is_refused(self, assigned, close, reply):
        close(assigned)
        with pytest.raises(CaseAlreadyClosed):
            reply(assigned)


class TestTheirLanguage:
    @pytest.mark.parametrize(
        ("language", "heading", "ending"),
        [
            (Language.BANGLA, "নালিশ ৪৮২১-০৯৩৪: ", "\nটাকা এলে হ্যাঁ, না এলে না লিখে পাঠান।"),
            (Language.BANGLISH, "Nalish 4821-0934: ", "\nTaka ele HA, na ele NA likhe pathan."),
            (
                Language.ENGLISH,
                "Nalish 4821-0934: ",
                "\nAnswer YES when the money has come, NO if it does not.",
            ),
        ],
    )
    def test_what_we_add_is_in_the_one_that_they_wrote_last(
        self, session, assigned, append, reply, close, sent, language, heading, ending
    ):
        assigned.language, assigned.reference = Language.BANGLISH, "48210934"
        append(assigned, "ki holo", language=language)
        reply(assigned, "1")
        close(assigned, "2")
        assert sorted(sent(assigned)) == sorted([f"{heading}1", f"{heading}2{ending}"])
        told = select(OutgoingMessage.language).where(OutgoingMessage.case_id == assigned.id)
        assert set(session.scalars(told)) == {language}


class TestCloseCase:
    def test_decision_and_message_go_together(self, assigned, close, sent, kinds):
        case = close(assigned, "Apnar taka eshechhe.")
        assert (case.status, case.closed_at) == (CaseStatus.CLOSED, NOW)
        assert (case.office_decision, case.office_decided_on) == (
            OfficeDecision.UPHELD,
            date(2026, 11, 23),
        )
        heading = f"Nalish {case.reference[:4]}-{case.reference[4:]}:"
        assert sent(case) == [
            f"{heading} Apnar taka eshechhe.\nTaka ele HA, na ele NA likhe pathan."
        ]
        assert kinds(case)[-2:] == [EventKind.DECISION_RECORDED, EventKind.CLOSED]

    @pytest.mark.parametrize(
        ("language", "words", "heading", "ending"),
        [
            (
                Language.BANGLA,
                "দোকানদার ১০০ টাকা ফেরত দেবেন। কাল দোকানে যান।",
                "নালিশ ৪৮২১-০৯৩৪:",
                'সিদ্ধান্ত না মানলে "আপিল" লিখুন।',
            ),
            (
                Language.BANGLISH,
                "Kal dokane jan.",
                "Nalish 4821-0934:",
                "Shiddhanto na manle APPEAL likhun.",
            ),
            (
                Language.ENGLISH,
                "Go to the shop tomorrow.",
                "Nalish 4821-0934:",
                "If you do not accept the decision, write APPEAL.",
            ),
        ],
    )
    def test_whoever_is_not_asked_learns_how_to_appeal(
        self, assigned, close, sent, language, words, heading, ending
    ):
        assigned.language, assigned.reference = language, "48210934"
        close(assigned, words, asks_remedy=False)
        assert sent(assigned) == [f"{heading} {words}\n{ending}"]
        assert sms.measure(sent(assigned)[0]).segments <= 3

    def test_of_a_restricted_case_only_the_number_is_told(self, assigned, close, sent):
        assigned.is_restricted, assigned.reference = True, "48210934"
        close(assigned, "Asun, kotha boli.")
        assert sent(assigned) == [
            "4821-0934: Asun, kotha boli.\nShiddhanto na manle APPEAL likhun."
        ]

    def test_words_that_name_their_case_need_no_heading(self, assigned, close, sent):
        assigned.reference = "48210934"
        close(assigned, "4821 0934 er kaj shesh.", asks_remedy=False)
        assert sent(assigned) == ["4821 0934 er kaj shesh.\nShiddhanto na manle APPEAL likhun."]

    def test_a_message_is_required(self, assigned, close):
        with pytest.raises(Malformed):
            close(assigned, " ")

    @pytest.mark.parametrize("days", [-1, 1])
    def test_the_decision_is_neither_before_the_case_nor_in_the_future(self, assigned, close, days):
        with pytest.raises(Malformed):
            close(assigned, decided_on=date(2026, 11, 23) + timedelta(days))

    def test_twice_is_refused(self, assigned, close):
        close(assigned)
        with pytest.raises(CaseAlreadyClosed):
            close(assigned)

    def test_who_opted_out_gets_none_but_the_words_are_kept(
        self, session, assigned, close, sent, said
    ):
        people_service.change_opt_out(session, assigned.conversation_id, opted_out=True, now=NOW)
        close(assigned, "shesh")
        assert sent(assigned) == []
        assert said(assigned)[-1] == (MessageKind.REPLY, "shesh")

    def test_it_is_in_the_audit_trail(self, session, assigned, close):
        close(assigned)
        about_it = select(AuditEntry.action).where(AuditEntry.subject_id == str(assigned.id))
        actions = session.scalars(about_it.order_by(AuditEntry.id)).all()
        assert actions == ["case_assigned", "case_closed"]


class TestRecordDelivery:
    def test_the_thread_shows_how_far_it_got(self, session, assigned, reply, thread, kinds):
        outgoing_id = reply(assigned).outgoing_id
        for status in (DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.SENT):
            service.record_delivery(session, outgoing_id, status, None, now=NOW)
        delivered = [entry for entry in thread(assigned) if entry.delivery_status]
        assert delivered[0].delivery_status is DeliveryStatus.DELIVERED
        assert kinds(assigned).count(EventKind.DELIVERY_CHANGED) == 2


class TestMarkRead:
    def test_only_the_assignee_reads_an_answer_away(self, session, world, assigned, append):
        append(assigned, "ekhono na")
        supervisor = world.user(Role.SUPERVISOR)
        service.mark_read(session, assigned.reference, actor=supervisor)
        assert assigned.has_unread_answer

    def test_the_assignee_does(self, session, assigned, append, caseworker):
        append(assigned, "ekhono na")
        service.mark_read(session, assigned.reference, actor=caseworker)
        assert not assigned.has_unread_answer


class TestSideBySide:
    def test_a_hundred_copies_of_one_request_open_one_case(self, live_sessions, live_world, keys):
        command = OpenCase(
            conversation_id=live_world.conversation("+8801712340003").id,
            category="information",
            description="manush chai",
            channel=Channel.SMS,
            language=Language.BANGLISH,
        )
        live_world.session.commit()
        source_key = f"copies:{uuid4()}"

        def opened(_):
            return self.opened(live_sessions, command, source_key, keys)

        with ThreadPoolExecutor(16) as pool:
            references = set(pool.map(opened, range(100)))
        with live_sessions() as session:
            count = session.scalar(
                select(func.count()).select_from(Case).where(Case.source_key == source_key)
            )
        assert (len(references), count) == (1, 1)

    def opened(self, sessions, command, source_key, keys):
        """As the endpoint does it: under the request's own key."""
        with sessions.begin() as session:

            def answer():
                case = opening.open_case(
                    session, command, source_key=source_key, keys=keys, now=NOW
                )
                return CaseReference(reference=case.reference)

            return answer_once(
                session, source_key, command, answer, status_code=201, keys=keys, now=NOW
            ).body


class TestBooks:
    def test_a_case_is_received_and_disposed_of_where_it_stands(self, session, world, keys):
        salma = world.user()
        case = world.case(programme="oaa")
        service.assign_case(session, case.reference, assignee=salma, actor=salma, now=NOW)
        service.close_case(
            session,
            case.reference,
            decision=OfficeDecision.UPHELD,
            message="done",
            actor=salma,
            keys=keys,
            now=NOW + timedelta(days=2),
        )
        lines = session.scalars(
            select(CaseMovement).where(CaseMovement.case_id == case.id).order_by(CaseMovement.id)
        ).all()
        assert [(line.kind, line.count, line.on, line.programme) for line in lines] == [
            (MovementKind.RECEIVED, 1, date(2026, 11, 23), "oaa"),
            (MovementKind.DISPOSED, 1, date(2026, 11, 25), "oaa"),
        ]
