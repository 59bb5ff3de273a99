import hashlib
import re
from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import select

from case_manager.cases import service
from case_manager.cases.rules import NoSms
from case_manager.cases.schemas import AppendWords
from case_manager.messages.rules import WHY_NOT_DELIVERED
from case_manager.models import (
    AuditEntry,
    Case,
    CaseMessage,
    Conversation,
    OutgoingMessage,
    SignInSession,
)
from case_manager.ui import languages
from case_manager.ui.texts import texts
from case_manager.vocabulary import (
    AccusedRole,
    CallTime,
    CaseStatus,
    Channel,
    DeliveryStatus,
    EnrolmentStatus,
    EventKind,
    ForOther,
    IdentifierKind,
    Language,
    MessageKind,
    NomineeRelation,
    OfficeDecision,
    PaymentStatus,
    PhoneReason,
    Provider,
    ReturnReason,
    Role,
    SafeContact,
    Sex,
    Wanted,
    WrongDetail,
)

AREA = "3026"
CSRF = "the-form-s-token"


def sign_in(client, session, user, now):
    client.cookies.set("nalish_session", f"token-of-{user.id}")
    session.add(
        SignInSession(
            token_hash=hashlib.sha256(f"token-of-{user.id}".encode()).digest(),
            user_id=user.id,
            csrf_token=CSRF,
            created_at=now,
            last_seen_at=now,
        )
    )
    session.flush()
    return user


@pytest.fixture
def now(app):
    return app.state.clock()


@pytest.fixture
def worker(client, session, world, now):
    return sign_in(client, session, world.user(area_code=AREA), now)


@pytest.fixture
def case(world):
    person = world.person()
    payment = world.payment(person)
    return world.case(
        description="amar taka 3 mash dhore pai nai",
        conversation=world.conversation(),
        payment_id=payment.id,
        missing_since="2026-07",
    )


@pytest.fixture
def mine(session, world, worker, case, now):
    service.assign_case(session, case.reference, assignee=worker, actor=worker, now=now)
    return case


@pytest.fixture
def post(client):
    def send(path, **fields):
        return client.post(path, data={"csrf_token": CSRF} | fields)

    return send


def reloaded(session, case):
    return session.scalars(select(Case).where(Case.reference == case.reference)).one()


def refresh_of(pane, page):
    """Where an open page asks for news of one of its panes."""
    return unescape(re.search(rf'hx-get="(/cases/[^"]*{pane}[^"]*)"', page.text)[1])


def listed(page):
    return re.findall(r'class="case-row[^"]*" href="/cases/(\d+)[^"]*"', page.text)


class TestShowCase:
    def test_the_words_the_payment_and_the_history(self, client, worker, case):
        text = client.get(f"/cases/{case.reference}").text
        for words in (
            "amar taka 3 mash dhore pai nai",
            "Rahima Begum",
            "৳2,100",
            "Returned",
            "PIN was never set",
            "Old Age Allowance",
            "017••-•••678",
            "Opened by SMS",
        ):
            assert words in text
        assert "12345678" not in text

    def test_the_reference_is_in_groups_of_four(self, client, worker, case):
        grouped = f"{case.reference[:4]} {case.reference[4:]}"
        assert grouped in client.get(f"/cases/{case.reference}").text

    def test_in_bangla_too(self, client, session, worker, case):
        worker.language = Language.BANGLA
        text = client.get(f"/cases/{case.reference}").text
        for words in ('<html lang="bn">', "রহিমা বেগম", "৳২,১০০", "০১৭••-•••৬৭৮", "ফেরত গেছে"):
            assert words in text

    @pytest.mark.parametrize("reference", ["00000000", "abc", "99999999999"])
    def test_an_unknown_number_is_not_found(self, client, worker, reference):
        assert client.get(f"/cases/{reference}").status_code == 404

    def test_somebody_else_s_case_is_not_found_either(self, client, session, world, case, now):
        sign_in(client, session, world.user(area_code="1004"), now)
        for path in ("", "/thread"):
            assert client.get(f"/cases/{case.reference}{path}").status_code == 404

    def test_the_look_is_in_the_audit_trail(self, client, session, worker, case):
        client.get(f"/cases/{case.reference}")
        looks = session.scalars(select(AuditEntry).where(AuditEntry.action == "case_read")).all()
        assert [look.actor_id for look in looks] == [worker.id]

    def test_what_a_citizen_wrote_is_never_markup(self, client, worker, world):
        world.person()
        case = world.case(
            description="<script>alert(1)</script>", conversation=world.conversation()
        )
        text = client.get(f"/cases/{case.reference}").text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text

    def test_without_a_person_it_is_anonymous(self, client, session, world, now):
        supervisor = sign_in(client, session, world.user(Role.SUPERVISOR), now)
        case = world.case(conversation=world.conversation("+8801999999999"))
        text = client.get(f"/cases/{case.reference}").text
        assert "Anonymous" in text
        assert supervisor.name in text


class TestTakeCase:
    def test_it_is_mine_afterwards(self, client, session, worker, case, post):
        answer = post(f"/cases/{case.reference}/assignments")
        assert answer.headers["location"] == f"/cases/{case.reference}"
        assert reloaded(session, case).assignee_id == worker.id

    def test_a_colleague_who_was_faster_keeps_it(
        self, client, session, world, worker, case, post, now
    ):
        colleague = world.user(area_code=AREA, name="Rafiq")
        service.assign_case(session, case.reference, assignee=colleague, actor=colleague, now=now)
        answer = post(f"/cases/{case.reference}/assignments")
        assert answer.status_code == 409
        assert "A colleague was faster" in answer.text
        assert reloaded(session, case).assignee_id == colleague.id

    def test_without_the_form_s_token_nothing_happens(self, client, session, worker, case):
        assert client.post(f"/cases/{case.reference}/assignments").status_code == 403
        assert reloaded(session, case).assignee_id is None

    def test_of_another_area_it_is_not_found(self, client, session, world, case, post, now):
        sign_in(client, session, world.user(area_code="1004"), now)
        verbs = ("assignments", "notes", "replies", "closures", "phone-views")
        form = {"text": "x", "reason": "other", "decision": "upheld", "decided_on": "2026-11-23"}
        for verb in verbs:
            assert post(f"/cases/{case.reference}/{verb}", **form).status_code == 404


class TestWriteNote:
    def test_it_stands_in_the_thread(self, client, worker, case, post):
        post(f"/cases/{case.reference}/notes", text="called the office")
        page = client.get(f"/cases/{case.reference}")
        assert "called the office" in page.text
        assert "entry-note" in page.text

    def test_empty_it_comes_back_with_the_reason(self, worker, case, post):
        answer = post(f"/cases/{case.reference}/notes", text="  ")
        assert answer.status_code == 422
        assert "Write something first." in answer.text

    def test_the_same_form_twice_writes_once(self, session, worker, case, post):
        for _ in range(2):
            answer = post(f"/cases/{case.reference}/notes", text="once", form_id=str(UUID(int=1)))
            assert answer.status_code == 303
        notes = select(CaseMessage).where(CaseMessage.kind == MessageKind.NOTE)
        assert len(session.scalars(notes).all()) == 1


class TestReplyToCitizen:
    def test_it_becomes_an_sms_and_stands_in_the_thread(self, client, session, mine, post):
        post(f"/cases/{mine.reference}/replies", text="We look into it", expects_reply="yes")
        outgoing = session.scalars(select(OutgoingMessage)).one()
        assert outgoing.expects_reply
        page = client.get(f"/cases/{mine.reference}")
        assert "We look into it" in page.text
        assert "waiting to be sent" in page.text
        assert reloaded(session, mine).status == CaseStatus.WAITING_FOR_CITIZEN

    def test_without_the_tick_no_answer_is_expected(self, session, mine, post):
        post(f"/cases/{mine.reference}/replies", text="For your information")
        assert not session.scalars(select(OutgoingMessage)).one().expects_reply

    def test_how_far_it_got_is_shown(self, client, session, mine, post, now):
        post(f"/cases/{mine.reference}/replies", text="We look into it")
        sent = session.scalars(select(OutgoingMessage)).one()
        service.record_delivery(session, sent.id, DeliveryStatus.FAILED, "absent", now=now)
        assert "not delivered" in client.get(f"/cases/{mine.reference}").text

    @pytest.mark.parametrize(
        ("reason", "words"),
        [
            ("TextTooLong", "write it in parts"),
            ("SameTextAgain", "the same words"),
            ("opted_out", "wants no messages"),
        ],
    )
    def test_why_it_got_no_further_is_said(self, client, session, mine, post, now, reason, words):
        post(f"/cases/{mine.reference}/replies", text="We look into it")
        sent = session.scalars(select(OutgoingMessage)).one()
        service.record_delivery(session, sent.id, DeliveryStatus.FAILED, reason, now=now)
        assert words in client.get(f"/cases/{mine.reference}").text

    def test_the_same_form_twice_sends_once(self, session, mine, post):
        for _ in range(2):
            post(f"/cases/{mine.reference}/replies", text="once", form_id=str(UUID(int=2)))
        assert len(session.scalars(select(OutgoingMessage)).all()) == 1

    def test_who_has_not_taken_the_case_is_told_to(self, session, worker, case, post):
        answer = post(f"/cases/{case.reference}/replies", text="hello there")
        assert answer.status_code == 403
        assert "Take the case first." in answer.text
        assert session.scalars(select(OutgoingMessage)).all() == []

    def test_too_long_it_comes_back_as_it_was(self, mine, post):
        answer = post(f"/cases/{mine.reference}/replies", text="x" * 4001)
        assert answer.status_code == 422
        assert "x" * 4001 in answer.text
        assert "No more than 1,600 characters" in answer.text

    def test_to_who_wants_no_messages_nothing_is_sent(self, client, session, mine, post):
        conversation = session.get_one(Conversation, mine.conversation_id)
        conversation.opted_out = True
        answer = post(f"/cases/{mine.reference}/replies", text="hello")
        assert answer.status_code == 409
        assert "nothing was sent" in answer.text


class TestCloseCase:
    def test_with_decision_and_message(self, client, session, mine, post):
        form = {"text": "Paid on Sunday", "decision": "upheld", "decided_on": "2026-11-23"}
        assert post(f"/cases/{mine.reference}/closures", **form).status_code == 303
        closed = reloaded(session, mine)
        assert (closed.status, closed.office_decision) == (
            CaseStatus.CLOSED,
            OfficeDecision.UPHELD,
        )
        text = client.get(f"/cases/{mine.reference}").text
        assert "The office decided: Complaint upheld" in text
        assert "Paid on Sunday" in text

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"text": ""}, "Write something first."),
            ({"decision": ""}, "Choose what the office decided."),
            ({"decision": "nonsense"}, "Choose what the office decided."),
            ({"decided_on": "soon"}, "Give the day of the decision."),
            ({"decided_on": "2026-11-24"}, "between the opening of the case and today"),
        ],
    )
    def test_incomplete_it_comes_back_and_nothing_is_closed(
        self, session, mine, post, fields, sentence
    ):
        form = {"text": "Paid", "decision": "upheld", "decided_on": "2026-11-23"} | fields
        answer = post(f"/cases/{mine.reference}/closures", **form)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert reloaded(session, mine).closed_at is None
        assert session.scalars(select(OutgoingMessage)).all() == []

    def test_twice_is_said(self, mine, post):
        form = {"text": "Paid", "decision": "upheld", "decided_on": "2026-11-23"}
        post(f"/cases/{mine.reference}/closures", **form)
        answer = post(f"/cases/{mine.reference}/closures", **form)
        assert answer.status_code == 409
        assert "already closed" in answer.text


class TestThread:
    def test_an_open_page_learns_of_the_answer(self, client, session, mine, keys, now):
        page = client.get(f"/cases/{mine.reference}")
        refresh = refresh_of("thread", page)
        assert client.get(refresh).status_code == 204
        service.append_citizen_words(
            session,
            mine.reference,
            AppendWords(
                conversation_id=mine.conversation_id, text="ji, pin nai", language=Language.BANGLISH
            ),
            source_key="answer",
            keys=keys,
            now=now + timedelta(minutes=5),
        )
        answer = client.get(refresh)
        assert answer.status_code == 200
        assert "ji, pin nai" in answer.text
        assert "<html" not in answer.text
        looks = select(AuditEntry).where(AuditEntry.action == "case_read")
        assert len(session.scalars(looks).all()) == 2, "the page, and what it learned"

    def test_the_unread_mark_goes_when_its_worker_opens_the_case(
        self, client, session, mine, keys, now
    ):
        words = AppendWords(
            conversation_id=mine.conversation_id, text="ji", language=Language.BANGLA
        )
        service.append_citizen_words(
            session, mine.reference, words, source_key="answer", keys=keys, now=now
        )
        assert listed(client.get("/cases?queue=answered")) == [mine.reference]
        client.get(f"/cases/{mine.reference}")
        assert listed(client.get("/cases?queue=answered")) == []

    def test_it_does_not_keep_the_session_alive(self, client, app, worker, case, now):
        app.state.clock = lambda: now + timedelta(minutes=59)
        assert client.get(f"/cases/{case.reference}/thread").status_code == 200
        app.state.clock = lambda: now + timedelta(minutes=61)
        shown = f"http://desk.test/cases/{case.reference}"
        answer = client.get(f"/cases/{case.reference}/thread", headers={"HX-Current-URL": shown})
        assert answer.headers["hx-redirect"] == f"/sign-in?then=/cases/{case.reference}"

    def test_a_form_sent_too_late_leads_back_to_its_page(self, client, app, worker, case, now):
        app.state.clock = lambda: now + timedelta(minutes=61)
        shown = f"http://desk.test/cases/{case.reference}"
        answer = client.post(f"/cases/{case.reference}/notes", headers={"Referer": shown})
        assert answer.headers["location"] == f"/sign-in?then=/cases/{case.reference}"


class TestShowPhone:
    def test_for_a_reason_that_is_recorded(self, session, worker, case, post):
        answer = post(f"/cases/{case.reference}/phone-views", reason="call_back")
        assert "01712-345678" in answer.text
        look = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "phone_revealed")
        ).one()
        assert look.data == {"reason": "call_back"}

    def test_the_reasons_are_offered(self, client, worker, case):
        text = client.get(f"/cases/{case.reference}").text
        assert all(f'<option value="{reason}">' in text for reason in PhoneReason)

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            (Language.ENGLISH, "Hidden by the operator"),
            (Language.BANGLA, "অপারেটর নম্বরটি দেখায় না"),
        ],
    )
    def test_what_the_operator_hides_is_said_and_not_offered(
        self, client, session, world, worker, case, language, words
    ):
        session.merge(worker).language = language
        hidden = world.case(conversation=world.conversation(None))
        hidden.area_code = case.area_code
        text = client.get(f"/cases/{hidden.reference}").text
        assert words in text
        assert "/phone-views" not in text

    @pytest.mark.parametrize("reason", ["", " ", "Rahima 01712345678"])
    def test_without_one_of_them_it_stays_hidden(self, session, worker, case, post, reason):
        answer = post(f"/cases/{case.reference}/phone-views", reason=reason)
        assert answer.status_code == 422
        assert "Choose why you need the number" in answer.text
        assert "01712-345678" not in answer.text
        looks = select(AuditEntry).where(AuditEntry.action == "phone_revealed")
        assert session.scalars(looks).all() == []


class TestMeasureSms:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "0 / 160 · 0 SMS · ৳0"),
            ("hello", "5 / 160 · 1 SMS"),
            ("আ" * 71, "71 / 134 · 2 SMS"),
            ("It’s " + "x" * 66, "71 / 160 · 1 SMS"),
        ],
    )
    def test_it_counts_as_the_network_does(self, worker, post, text, words):
        assert words in post("/sms-sizes", text=text).text


class TestWords:
    @pytest.mark.parametrize(
        ("prefix", "words"),
        [
            ("status", CaseStatus),
            ("channel", Channel),
            ("delivery", DeliveryStatus),
            ("why_not_delivered", sorted(set(WHY_NOT_DELIVERED.values()))),
            ("event", EventKind),
            ("decision", OfficeDecision),
            ("payment_status", PaymentStatus),
            ("return_reason", ReturnReason),
            ("phone_reason", PhoneReason),
            ("enrolment_status", EnrolmentStatus),
            ("identifier_kind", IdentifierKind),
            ("nominee_relation", NomineeRelation),
            ("sex", Sex),
            ("language", Language),
            ("role", Role),
            ("accused_role", AccusedRole),
            ("provider", Provider),
            ("wrong_detail", WrongDetail),
            ("wanted", Wanted),
            ("for_other", ForOther),
            ("safe_contact", SafeContact),
            ("call_time", CallTime),
            ("composer.no_sms", NoSms),
        ],
    )
    def test_every_word_of_the_trade_has_a_text(self, prefix, words):
        for language in languages.PAGE_LANGUAGES:
            assert {f"{prefix}.{word}" for word in words} <= set(texts(language).entries)
