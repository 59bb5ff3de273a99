"""What a citizen told beside their words: the desk shows it, and obeys what keeps them safe."""

from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select

from case_manager.cases import intake, reading, reply_templates, service
from case_manager.cases.jobs import introduce
from case_manager.cases.told import Told
from case_manager.errors import GivenWithoutName, NoWayToReply
from case_manager.kit.calendar import local_date
from case_manager.messages.gateway import make_gateway
from case_manager.models import AuditEntry, Case, Person
from case_manager.vocabulary import (
    Channel,
    Language,
    OfficeDecision,
    PhoneReason,
    Role,
)
from tests.case_manager.conftest import NOW

PHONE = "+8801712345678"
TOLD = {
    "amount_paisa": 15_000_000,
    "area_code": "302602",
    "role": "member",
    "provider": "bkash",
    "detail": "age",  # as it was kept before there could be several
    "wanted": "stop",
    "for_other": "not_agreed",
    "contact_safely": "call",
    "call_time": "afternoon",
}


@pytest.fixture
def worker(sign_in, world):
    return sign_in(world.user(area_code="3026"))


@pytest.fixture
def open_page(client, session, worker):
    def open_page(case, write="reply", language=Language.ENGLISH):
        worker.language = language
        service.assign_case(session, case.reference, assignee=worker, actor=worker, now=NOW)
        return client.get(f"/cases/{case.reference}?write={write}").text

    return open_page


@pytest.fixture
def register(session, keys, caseworker):
    def register(**changes):
        facts = {
            "channel": Channel.WALK_IN,
            "category": "bribe",
            "words": "মেম্বার টাকা চায়",
            "language": Language.BANGLA,
            "phone": PHONE,
        }
        registered = intake.register_case(
            session,
            intake.RegisterCase(**(facts | changes)),
            form_id=uuid4(),
            actor=caseworker,
            keys=keys,
            now=NOW,
        )
        return session.scalar(select(Case).where(Case.reference == registered.reference))

    return register


class TestTheCasePage:
    @pytest.mark.parametrize(
        ("language", "lines"),
        [
            (
                Language.ENGLISH,
                [
                    "৳1,50,000",
                    "Area 302602, Dhaka, Dhaka",
                    "Union Parishad member",
                    "bKash",
                    "Age",
                    "That it stops",
                    "That person does not know",
                    "By a call, no SMS",
                    "In the afternoon",
                ],
            ),
            (
                Language.BANGLA,
                [
                    "৳১,৫০,০০০",
                    "এলাকা 302602, ঢাকা, ঢাকা",
                    "ইউপি সদস্য (মেম্বার)",
                    "বিকাশ",
                    "বয়স",
                    "এটি বন্ধ হোক",
                    "তিনি জানেন না",
                    "ফোনে, এসএমএস নয়",
                    "বিকালে",
                ],
            ),
        ],
    )
    def test_says_it_in_short_lines(self, world, open_page, language, lines):
        world.area("302602")
        text = open_page(world.case(told=TOLD), language=language)
        assert [line for line in lines if f">{line}</dd>" not in text] == []

    def test_says_all_that_is_wrong(self, world, open_page):
        world.area("302602")
        text = open_page(world.case(told=TOLD | {"detail": ["age", "name"]}))
        assert ">Age, Name</dd>" in text

    def test_has_no_empty_panel_where_nothing_was_told(self, world, open_page):
        world.person()
        assert "What was told" not in open_page(world.case())


class TestSafeContact:
    @pytest.mark.parametrize("way", ["call", "no"])
    def test_no_sms_goes_out_not_even_with_the_reference(self, session, world, keys, sent, way):
        leader = world.user(Role.ADMINISTRATOR)
        case = world.case(channel=Channel.USSD, told={"contact_safely": way})
        with pytest.raises(NoWayToReply):
            service.reply_to_citizen(
                session, case.reference, "hello", actor=leader, keys=keys, now=NOW
            )
        service.close_case(
            session,
            case.reference,
            decision=OfficeDecision.UPHELD,
            message="It is paid",
            actor=leader,
            keys=keys,
            now=NOW,
        )
        assert sent(case) == []
        assert "It is paid" in [entry.text for entry in reading.thread(session, case, keys=keys)]

    def test_by_sms_it_is_as_ever(self, world, sent):
        assert len(sent(world.case(channel=Channel.USSD, told={"contact_safely": "sms"}))) == 1

    @pytest.mark.parametrize("way", ["call", "no"])
    def test_who_came_to_the_office_gets_none_either(
        self, session, sessions, keys, register, sent, way
    ):
        case = register(told=intake.Told(contact_safely=way), category="wrong_amount")
        session.commit()
        contact = {"contact_id": str(uuid4()), "language": "bn", "opted_out": False}
        answering = httpx.MockTransport(lambda _: httpx.Response(200, json=contact))
        gateway = make_gateway("http://gateway", "token", answering)
        introduce(sessions, gateway, keys, case.id, NOW)
        session.refresh(case)
        assert case.conversation_id
        assert sent(case) == []

    @pytest.mark.parametrize(
        ("told", "is_anonymous", "why"),
        [
            ({"contact_safely": "call"}, False, "No SMS: somebody else may read it."),
            ({"contact_safely": "no"}, False, "No SMS and no call"),
            ({"contact_safely": "call"}, True, "No SMS and no call"),
        ],
    )
    @pytest.mark.parametrize("write", ["reply", "close"])
    def test_the_page_says_why(self, world, open_page, told, is_anonymous, why, write):
        world.person()
        text = open_page(world.case(told=told, is_anonymous=is_anonymous), write)
        assert why in text


class TestWithoutAName:
    @pytest.fixture
    def case(self, world):
        world.person()
        return world.case(conversation=world.conversation(PHONE), is_anonymous=True)

    def test_neither_name_nor_number_stands_on_a_page(self, client, open_page, case):
        text = open_page(case)
        assert "Given without a name" in text
        for words in ("Rahima", "•678", "Show the number"):
            assert words not in text
        assert "Rahima" not in client.get("/cases").text

    def test_nobody_sees_the_number_and_who_asks_is_told_so(self, client, session, open_page, case):
        open_page(case)
        form = {"csrf_token": "token", "reason": PhoneReason.CALL_BACK.value}
        answer = client.post(f"/cases/{case.reference}/phone-views", data=form)
        assert answer.status_code == 403
        assert "Nobody sees whose number it came from." in answer.text
        assert "12345678" not in answer.text
        looks = select(func.count()).where(AuditEntry.action == "phone_revealed")
        assert session.scalar(looks) == 0

    def test_not_even_those_who_lead(self, session, world, keys, case):
        with pytest.raises(GivenWithoutName):
            reading.reveal_phone(
                session,
                case.reference,
                PhoneReason.OTHER,
                viewer=world.user(Role.ADMINISTRATOR),
                keys=keys,
                now=NOW,
            )

    def test_replies_still_reach_them(self, session, world, keys, sent, case):
        leader = world.user(Role.ADMINISTRATOR)
        service.reply_to_citizen(session, case.reference, "hello", actor=leader, keys=keys, now=NOW)
        heading = f"Nalish {case.reference[:4]}-{case.reference[4:]}:"
        assert sent(case) == [f"{heading} hello"]

    def test_only_the_conversation_that_filed_it_finds_it(self, session, world, keys, case):
        rahima = session.scalars(select(Person)).one()
        other_phone = world.conversation("+8801812345678")
        other_phone.person_id, other_phone.verified_until = rahima.id, NOW + timedelta(hours=1)
        session.flush()
        found = service.cases_of_citizen(session, case.conversation_id, keys=keys, now=NOW)
        assert [one.reference for one in found] == [case.reference]
        assert not service.cases_of_citizen(session, other_phone.id, keys=keys, now=NOW)

    def test_templates_name_nobody(self, session, keys, caseworker, case):
        found = reading.find_case(session, case.reference, caseworker)
        filled = reply_templates.find_templates(
            "thanks", found, shown_in=Language.ENGLISH, keys=keys, now=NOW
        )
        assert "Rahima" not in filled[0].text

    def test_staff_do_not_learn_of_it_by_writing_down_another(
        self, session, keys, caseworker, case
    ):
        command = intake.RegisterCase(
            channel=Channel.CALL,
            category=case.category,
            words="টাকা পাই নাই",
            language=Language.BANGLA,
            phone=PHONE,
        )
        assert (
            intake.already_open(session, command, form_id=uuid4(), actor=caseworker, keys=keys)
            == []
        )

    def test_written_down_by_staff_it_keeps_no_name(self, world, register):
        world.person(PHONE, area_code="302602")
        case = register(name="Rahima Begum", is_anonymous=True)
        assert (case.person_id, case.citizen_name_sealed) == (None, None)
        assert case.area_code == "302602"


class TestWhoeverHoldsThePhone:
    @pytest.mark.parametrize(
        ("contact", "is_heard"), [("sms", True), ("call", False), ("no", False)]
    )
    def test_hears_of_a_case_only_where_an_sms_is_safe(
        self, session, world, keys, contact, is_heard
    ):
        case = world.case("threat", told=Told(contact_safely=contact))
        found = service.cases_of_citizen(session, case.conversation_id, keys=keys, now=NOW)
        assert bool(found) is is_heard

    def test_with_its_number_it_is_theirs(self, session, world, keys):
        case = world.case("threat", told=Told(contact_safely="no"))
        found = service.case_of_citizen(
            session, case.reference, case.conversation_id, keys=keys, now=NOW
        )
        assert found.id == case.id

    def test_of_a_case_without_such_a_wish_they_hear(self, session, world, keys):
        case = world.case("threat")
        assert service.cases_of_citizen(session, case.conversation_id, keys=keys, now=NOW)


class TestWhereToCall:
    """A number that was told in danger stands where the own would, and not with what was told."""

    SISTER = "+8801812345678"
    CALLED = {"contact_safely": "call", "ring_at": SISTER}  # noqa: RUF012

    def test_is_sealed_and_shown_instead_of_the_own(self, session, world, keys):
        case = world.case(told=self.CALLED)
        assert reading.phone_of(case, keys) == self.SISTER
        assert case.told == {"contact_safely": "call"}
        assert b"1812345678" not in case.citizen_phone_sealed

    @pytest.mark.parametrize(
        ("language", "label"),
        [
            (Language.ENGLISH, "Other number to call"),
            (Language.BANGLA, "ফোন করার অন্য নম্বর"),
        ],
    )
    def test_is_named_as_that(self, world, open_page, language, label):
        world.person()
        assert label in open_page(world.case(told=self.CALLED), language=language)
        assert label not in open_page(world.case(told={"contact_safely": "call"}))

    def test_is_looked_up_for_a_reason(self, session, world, keys, caseworker):
        case = world.case("wrong_amount", told=self.CALLED)
        leader = world.user(Role.ADMINISTRATOR)
        shown = reading.reveal_phone(
            session, case.reference, PhoneReason.CALL_BACK, viewer=leader, keys=keys, now=NOW
        )
        assert shown == self.SISTER
        looks = select(AuditEntry).where(AuditEntry.action == "phone_revealed")
        assert len(session.scalars(looks).all()) == 1

    def test_is_not_kept_without_a_name(self, world):
        case = world.case(told=self.CALLED, is_anonymous=True)
        assert case.citizen_phone_sealed is None

    @pytest.mark.parametrize("number", ["01812345678", "999", "+88018123456789", ""])
    def test_is_a_mobile_number(self, number):
        with pytest.raises(ValueError, match="ring_at"):
            Told(ring_at=number)


class TestTheFormOfStaff:
    FORM = {  # noqa: RUF012
        "csrf_token": "token",
        "channel": "walk_in",
        "category": "wrong_amount",
        "words": "টাকা কম দেয়",
        "language": "bn",
        "received_on": local_date(NOW).isoformat(),
    }

    def test_keeps_what_was_told(self, client, session, worker):
        told = {"amount": "৳ ১,৫০০.৫", "role": "agent", "contact_safely": "no", "call_time": ""}
        answer = client.post("/cases", data=self.FORM | told | {"is_anonymous": "yes"})
        assert answer.status_code == 303
        case = session.scalars(select(Case)).one()
        assert case.told == {"amount_paisa": 150_050, "role": "agent", "contact_safely": "no"}
        assert case.is_anonymous

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"amount": "a lot"}, "not an amount in taka"),
            ({"amount": "0"}, "not an amount in taka"),
            ({"role": "shopkeeper"}, "Choose one of the list"),
            ({"contact_safely": "letter"}, "Choose one of the list"),
        ],
    )
    def test_what_cannot_be_comes_back_with_its_reason(self, client, session, worker, wrong, words):
        worker.language = Language.ENGLISH
        answer = client.post("/cases", data=self.FORM | wrong)
        assert answer.status_code == 422
        assert words in answer.text
        assert session.scalars(select(Case)).all() == []
