"""Cases that staff write down, and how the citizen hears of them."""

import json
from datetime import date, timedelta
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select, text

from case_manager.cases import intake, reading, service
from case_manager.cases.categories import categories
from case_manager.cases.jobs import introduce
from case_manager.cases.told import Told
from case_manager.errors import Malformed
from case_manager.kit.calendar import local_date
from case_manager.messages.gateway import GatewayUnavailable, make_gateway
from case_manager.models import AuditEntry, Case, CaseEvent, CaseMovement, OutgoingMessage
from case_manager.vocabulary import (
    Channel,
    ForOther,
    Language,
    MovementKind,
    OfficeDecision,
    Role,
)
from citizen_text import dates
from citizen_text.references import in_groups
from tests.case_manager.conftest import NOW

TODAY = local_date(NOW)
PHONE = "+8801712345678"


@pytest.fixture
def register(session, keys, caseworker):
    def register(actor=caseworker, form_id=None, **changes):
        facts = {
            "channel": Channel.WALK_IN,
            "category": "payment_not_received",
            "words": "তিন মাস টাকা পাই নাই",
            "language": Language.BANGLA,
        }
        return intake.register_case(
            session,
            intake.RegisterCase(**(facts | changes)),
            form_id=form_id or uuid4(),
            actor=actor,
            keys=keys,
            now=NOW,
        )

    return register


@pytest.fixture
def case_of(session):
    def case_of(registered):
        return session.scalar(select(Case).where(Case.reference == registered.reference))

    return case_of


def sent(session, keys, case):
    rows = session.scalars(select(OutgoingMessage).where(OutgoingMessage.case_id == case.id))
    return [keys.sealer.open(row.text_sealed, "outgoing_messages.text") for row in rows]


def waiting_jobs(session, case):
    jobs = text("SELECT count(*) FROM case_jobs.procrastinate_jobs WHERE args->>'case_id' = :id")
    return session.scalar(jobs, {"id": str(case.id)})


class TestRegister:
    def test_a_case_of_the_own_area_that_a_colleague_can_follow(
        self, session, register, case_of, caseworker
    ):
        registered = register(name="রহিমা বেগম")
        case = case_of(registered)
        assert registered.is_visible
        assert (case.channel, case.area_code) == (Channel.WALK_IN, "3026")
        assert reading.find_case(session, registered.reference, caseworker)

    def test_the_books_the_history_and_the_trail_tell_of_it(
        self, session, register, case_of, caseworker
    ):
        case = case_of(register(channel=Channel.HEARING))
        movement = session.scalar(select(CaseMovement).where(CaseMovement.case_id == case.id))
        assert (movement.kind, movement.channel) == (MovementKind.RECEIVED, Channel.HEARING)
        event = session.scalar(select(CaseEvent).where(CaseEvent.case_id == case.id))
        assert event.actor_id == caseworker.id
        actions = select(AuditEntry.action).where(AuditEntry.subject_id == str(case.id))
        assert session.scalars(actions).all() == ["case_registered"]

    def test_writing_it_down_is_not_yet_a_first_action(self, register, case_of):
        assert case_of(register()).first_action_at is None

    def test_a_letters_clocks_run_from_the_day_it_came(self, register, case_of):
        came_on = TODAY - timedelta(days=5)
        letter = case_of(register(channel=Channel.PAPER, received_on=came_on))
        visit = case_of(register())
        assert letter.received_on == came_on
        assert letter.resolution_due_on < visit.resolution_due_on
        assert letter.first_action_due_on < visit.first_action_due_on

    def test_the_same_form_twice_is_one_case(self, session, register):
        form_id = uuid4()
        first, second = register(form_id=form_id), register(form_id=form_id)
        assert first == second

    def test_a_sensitive_case_is_closed_to_the_one_who_wrote_it_down(self, register, case_of):
        sensitive = next(one.id for one in categories().values() if one.is_sensitive)
        registered = register(category=sensitive)
        assert case_of(registered).is_restricted
        assert not registered.is_visible

    def test_a_case_of_another_area_belongs_to_others(self, world, register, case_of):
        world.area("302602")
        world.area("4001")
        registered = register(area_code="4001")
        assert case_of(registered).area_code == "4001"
        assert not registered.is_visible

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"channel": Channel.SMS}, "channel"),
            ({"channel": Channel.USSD}, "channel"),
            ({"category": "weather"}, "category"),
            ({"programme": "lottery"}, "programme"),
            ({"area_code": "999999"}, "area"),
            ({"received_on": TODAY + timedelta(days=1)}, "received_on"),
            ({"received_on": date(1971, 12, 16)}, "received_on"),
            ({"phone": "not a phone"}, "phone"),
            ({"phone": "01712345678 01812345678"}, "phone"),
            ({"name": "x" * 121}, "name"),
            ({"words": " \x00 "}, "write something"),
            ({"words": "x" * 4001}, "no more than"),
        ],
    )
    def test_what_cannot_be_is_answered_in_words(self, session, register, changes, field):
        before = session.scalar(select(func.count(Case.id)))
        with pytest.raises(Malformed) as refusal:
            register(**changes)
        assert refusal.value.detail.startswith(field)
        assert session.scalar(select(func.count(Case.id))) == before


class TestWhoItIs:
    def test_the_only_owner_of_a_phone(self, world, register, case_of):
        person = world.person(PHONE)
        case = case_of(register(phone="০১৭১২-৩৪৫৬৭৮", name="Rohima"))
        assert (case.person_id, case.area_code) == (person.id, person.area_code)

    @pytest.mark.parametrize("name", ["Jamal Hossain", "Salma Begum", "সালমা বেগম"])
    def test_another_name_on_the_phone_is_kept_as_given(
        self, session, world, register, keys, caseworker, name
    ):
        world.person(PHONE)
        registered = register(phone=PHONE, name=name)
        case = reading.find_case(session, registered.reference, caseworker)
        assert case.person_id is None
        assert reading.given_name(case, keys) == name
        assert reading.phone_of(case, keys) == PHONE

    def test_somebody_elses_phone_tells_not_for_whom_it_is(self, world, register, case_of):
        person = world.person(PHONE)
        told = Told(for_other=ForOther.AGREED)
        assert case_of(register(phone=PHONE, told=told)).person_id is None
        assert case_of(register(phone=PHONE, told=told, name="Rohima")).person_id == person.id

    def test_a_phone_of_several_is_nobodys(self, world, register, case_of):
        world.person(PHONE)
        world.person(PHONE)
        assert case_of(register(phone=PHONE)).person_id is None


class TestAcknowledgement:
    def test_a_known_contact_hears_the_reference(self, session, world, register, case_of, keys):
        conversation = world.conversation(PHONE)
        case = case_of(register(phone=PHONE))
        assert case.conversation_id == conversation.id
        [words] = sent(session, keys, case)
        assert in_groups(case.reference, case.language) in words

    def test_nothing_after_a_stop(self, session, world, register, case_of, keys):
        world.conversation(PHONE).opted_out = True
        assert sent(session, keys, case_of(register(phone=PHONE))) == []

    def test_no_phone_no_message_no_job(self, session, register, case_of, keys):
        case = case_of(register())
        assert sent(session, keys, case) == []
        assert waiting_jobs(session, case) == 0

    def test_a_late_letter_promises_no_day_that_is_over(
        self, session, world, register, case_of, keys
    ):
        world.conversation(PHONE)
        case = case_of(register(phone=PHONE, received_on=TODAY - timedelta(days=60)))
        [words] = sent(session, keys, case)
        assert dates.in_words(TODAY, case.language) in words


class TestAlreadyOpen:
    """What somebody sees before they open a second case of the same citizen about the same."""

    @pytest.fixture
    def finds(self, session, keys, caseworker):
        def finds(actor=caseworker, form_id=None, **changes):
            facts = {
                "channel": Channel.WALK_IN,
                "category": "payment_not_received",
                "words": "টাকা পাই নাই",
                "language": Language.BANGLA,
                "phone": PHONE,
            }
            command = intake.RegisterCase(**(facts | changes))
            found = intake.already_open(
                session, command, form_id=form_id or uuid4(), actor=actor, keys=keys
            )
            return [case.reference for case in found]

        return finds

    def test_a_case_that_the_citizen_filed_by_phone(self, world, finds):
        world.person(PHONE)
        case = world.case(conversation=world.conversation(PHONE))
        assert finds() == [case.reference]
        assert finds(phone="০১৭১২-৩৪৫৬৭৮") == [case.reference]

    def test_the_person_of_the_register_from_another_phone(self, session, world, finds):
        person = world.person(PHONE)
        case = world.case(conversation=world.conversation("+8801812345678"))
        case.person_id, case.area_code = person.id, person.area_code
        session.flush()
        assert finds() == [case.reference]

    def test_somebody_who_never_wrote_and_came_before(self, register, finds):
        registered = register(phone=PHONE, name="Jamal Hossain")
        assert finds() == [registered.reference]
        assert finds(name="জামাল") == [registered.reference]

    def test_another_name_on_a_shared_phone_is_another_citizen(self, world, register, finds):
        world.person(PHONE)
        world.case(conversation=world.conversation(PHONE))
        assert finds(name="Salma Begum") == []
        registered = register(phone=PHONE, name="Salma Begum")
        assert finds(name="Salma Begum") == [registered.reference]

    def test_the_newest_first(self, world, register, finds):
        world.person(PHONE)
        old = world.case(conversation=world.conversation(PHONE), now=NOW - timedelta(days=9))
        new = register(phone=PHONE)
        assert finds() == [new.reference, old.reference]

    @pytest.mark.parametrize(
        "asked", [{"category": "information"}, {"phone": None}, {"phone": "01812345678"}]
    )
    def test_nothing_else_counts(self, world, finds, asked):
        world.person(PHONE)
        world.case(conversation=world.conversation(PHONE))
        assert finds(**asked) == []

    def test_what_is_closed_is_over(self, session, world, keys, finds):
        world.person(PHONE)
        case = world.case(conversation=world.conversation(PHONE))
        service.close_case(
            session,
            case.reference,
            decision=OfficeDecision.UPHELD,
            message="মিটেছে",
            actor=world.user(Role.ADMINISTRATOR),
            keys=keys,
            now=NOW,
        )
        assert finds() == []

    def test_of_what_they_may_not_see_nobody_is_told(self, session, world, finds):
        world.person(PHONE)
        case = world.case(conversation=world.conversation(PHONE))
        assert finds(actor=world.user(Role.CASEWORKER, "1004")) == []
        case.is_restricted = True
        session.flush()
        assert finds() == []
        assert finds(actor=world.user(Role.SUPERVISOR, "3026")) == [case.reference]

    def test_a_form_sent_twice_does_not_find_its_own_case(self, register, finds):
        form_id = uuid4()
        register(phone=PHONE, form_id=form_id)
        assert finds(form_id=form_id) == []


class Gateway:
    """Answers `PUT /api/v1/contacts` as in the example of the contract, or as told."""

    def __init__(self, status=200, **changes):
        self.heard = []
        contact = {"contact_id": str(uuid4()), "language": "bn-Latn", "opted_out": False}

        def answer(request):
            self.heard.append((request.method, request.url.path, json.loads(request.content)))
            return httpx.Response(status, json=contact | changes)

        self.client = make_gateway("http://gateway", "token", httpx.MockTransport(answer))


class TestSomebodyWhoNeverWrote:
    @pytest.fixture
    def case(self, session, register, case_of):
        case = case_of(register(phone="01712 345678"))
        session.commit()
        return case

    def test_a_job_waits_with_the_commit(self, session, case):
        assert waiting_jobs(session, case) == 1

    def test_the_gateway_makes_them_a_contact_and_they_hear_of_it(
        self, session, sessions, keys, case
    ):
        gateway = Gateway()
        introduce(sessions, gateway.client, keys, case.id, NOW)
        session.refresh(case)
        body = {"phone": PHONE, "language": "bn"}
        assert gateway.heard == [("PUT", "/api/v1/contacts", body)]
        assert case.citizen_phone_sealed is None
        [words] = sent(session, keys, case)
        assert in_groups(case.reference, case.language) in words

    def test_a_second_run_asks_and_sends_nothing(self, session, sessions, keys, case):
        gateway = Gateway()
        for _ in range(2):
            introduce(sessions, gateway.client, keys, case.id, NOW)
        assert len(gateway.heard) == 1
        assert len(sent(session, keys, case)) == 1

    def test_who_said_stop_at_the_gateway_hears_nothing(self, session, sessions, keys, case):
        introduce(sessions, Gateway(opted_out=True).client, keys, case.id, NOW)
        session.refresh(case)
        assert case.conversation_id
        assert sent(session, keys, case) == []

    def test_a_refused_number_stays_with_the_case(self, session, sessions, keys, case):
        introduce(sessions, Gateway(422).client, keys, case.id, NOW)
        session.refresh(case)
        assert case.conversation_id is None
        assert case.citizen_phone_sealed

    @pytest.mark.parametrize("gateway", [Gateway(503), Gateway(contact_id="?")])
    def test_a_gateway_in_trouble_is_asked_again(self, sessions, keys, case, gateway):
        with pytest.raises(GatewayUnavailable):
            introduce(sessions, gateway.client, keys, case.id, NOW)
