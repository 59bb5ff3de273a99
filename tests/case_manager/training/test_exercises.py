from datetime import timedelta
from uuid import uuid4

import pytest

from case_manager.cases import service as cases_service
from case_manager.people import service as people_service
from case_manager.training.rules import CaseTrace, EventTrace, PhoneTrace, exercises_done
from case_manager.vocabulary import Channel, EventKind, Language, OfficeDecision

from ..conftest import NOW

PHONE = "+8801712345678"
TOKEN = {"Authorization": "Bearer case-manager-token"}
PATH = "/api/v1/training/checks"


@pytest.fixture
def done(client):
    def done(*phones, since=NOW - timedelta(hours=1)):
        body = {"phones": list(phones or (PHONE,)), "since": since.isoformat()}
        answer = client.post(PATH, json=body, headers=TOKEN)
        assert answer.status_code == 200
        return {each["id"] for each in answer.json()["exercises"] if each["is_done"]}

    return done


ME, COLLEAGUE = uuid4(), uuid4()
TAKEN = (EventTrace(EventKind.ASSIGNED, ME, ME), EventTrace(EventKind.NOTE_WRITTEN, ME))
BEFORE, AFTER = NOW - timedelta(minutes=1), NOW + timedelta(minutes=1)


def happened(*kinds):
    return tuple(EventTrace(kind, ME) for kind in kinds)


def trace(**facts):
    told = {
        "channel": Channel.SMS,
        "language": Language.ENGLISH,
        "category": "payment_not_received",
        "is_of_nobody_known": False,
        "is_for_somebody_else": False,
        "events": happened(EventKind.OPENED),
    }
    return CaseTrace(**told | facts)


def phone(language=Language.BANGLISH, opted_out=False, language_at=None, opted_at=None):
    return PhoneTrace(language, opted_out, language_at, opted_at)


MOTHERS = {
    "channel": Channel.USSD,
    "language": Language.BANGLA,
    "is_for_somebody_else": True,
}
RIGHT = {
    "complain_by_ussd": {"channel": Channel.USSD},
    "complain_for_mother": MOTHERS,
    "complain_in_banglish": {"language": Language.BANGLISH},
    "complain_without_papers": {"is_of_nobody_known": True},
    "ask_for_a_human": {"category": "information"},
    "take_a_case": {"events": TAKEN},
    "ask_the_citizen": {"events": happened(EventKind.REPLY_SENT, EventKind.CITIZEN_WROTE)},
    "close_a_case": {"events": happened(EventKind.CLOSED)},
}
NEARLY = [
    ("complain_by_ussd", {"channel": Channel.USSD, "category": "information"}),
    ("complain_by_ussd", {"channel": Channel.USSD, "category": "suggestion"}),
    ("complain_by_ussd", {"channel": Channel.SMS}),
    ("complain_for_mother", MOTHERS | {"category": "information"}),
    ("complain_for_mother", MOTHERS | {"is_for_somebody_else": False}),
    ("complain_for_mother", MOTHERS | {"language": Language.BANGLISH}),
    ("complain_for_mother", MOTHERS | {"channel": Channel.SMS}),
    ("complain_in_banglish", {"language": Language.BANGLISH, "category": "information"}),
    ("complain_in_banglish", {"language": Language.BANGLA}),
    ("complain_in_banglish", {"language": Language.BANGLISH, "channel": Channel.USSD}),
    ("complain_without_papers", {"is_of_nobody_known": True, "category": "information"}),
    ("complain_without_papers", {"is_of_nobody_known": False}),
    ("ask_for_a_human", {"category": "payment_not_received"}),
    ("take_a_case", {"events": TAKEN[:1]}),
    ("take_a_case", {"events": TAKEN[1:]}),
    ("take_a_case", {"events": (EventTrace(EventKind.ASSIGNED, ME, COLLEAGUE), TAKEN[1])}),
    ("take_a_case", {"events": (TAKEN[0], EventTrace(EventKind.NOTE_WRITTEN, COLLEAGUE))}),
    ("take_a_case", {"events": (*TAKEN, EventTrace(EventKind.UNASSIGNED, ME))}),
    ("ask_the_citizen", {"events": happened(EventKind.REPLY_SENT)}),
    ("ask_the_citizen", {"events": happened(EventKind.CITIZEN_WROTE, EventKind.REPLY_SENT)}),
    ("close_a_case", {"events": happened(EventKind.WITHDRAWN)}),
    ("close_a_case", {"events": happened(EventKind.CLOSED, EventKind.CLOSING_UNDONE)}),
]
ENGLISH = Language.ENGLISH
PHONES = [
    ("change_language", phone(ENGLISH, language_at=AFTER), True),
    ("change_language", phone(ENGLISH), False),
    ("change_language", phone(ENGLISH, language_at=BEFORE), False),
    ("change_language", phone(Language.BANGLA, language_at=AFTER), False),
    ("stop_messages", phone(opted_out=True, opted_at=AFTER), True),
    ("stop_messages", phone(opted_out=True, opted_at=BEFORE), False),
    ("stop_messages", phone(opted_out=True), False),
    ("stop_messages", phone(opted_out=False, opted_at=AFTER), False),
]


class TestRules:
    @pytest.mark.parametrize("exercise", RIGHT)
    def test_each_is_seen_by_its_trace(self, exercise):
        assert exercise in exercises_done([trace(**RIGHT[exercise])], [], since=NOW)

    def test_a_payment_that_was_sent_back_did_not_come_either(self):
        returned = trace(channel=Channel.USSD, category="payment_returned")
        assert "complain_by_ussd" in exercises_done([returned], [], since=NOW)

    @pytest.mark.parametrize(("exercise", "facts"), NEARLY)
    def test_what_is_nearly_it_is_not_it(self, exercise, facts):
        assert exercise not in exercises_done([trace(**facts)], [], since=NOW)

    @pytest.mark.parametrize(("exercise", "phone", "is_done"), PHONES)
    def test_a_phone_counts_for_what_it_changed_since(self, exercise, phone, is_done):
        assert exercises_done([], [phone], since=NOW) == ({exercise} if is_done else set())

    def test_each_of_the_ten_has_a_wrong_act_beside_it(self, client):
        answer = client.post(PATH, json={"phones": []}, headers=TOKEN)
        wrong = {name for name, _ in NEARLY} | {name for name, _, done in PHONES if not done}
        assert {exercise["id"] for exercise in answer.json()["exercises"]} == wrong


class TestChecks:
    def test_there_are_ten_in_both_languages_and_none_is_done(self, client):
        answer = client.post(PATH, json={"phones": []}, headers=TOKEN)
        exercises = answer.json()["exercises"]
        assert len({exercise["id"] for exercise in exercises}) == 10
        assert all(exercise["name"].keys() == {"bn", "en"} for exercise in exercises)
        assert all(exercise["task"].keys() == {"bn", "en"} for exercise in exercises)
        assert not any(exercise["is_done"] for exercise in exercises)

    def test_a_daughter_complains_for_her_mother(self, world, session, keys, done):
        mother = world.person(phone="+8801811111111")
        conversation = world.conversation(PHONE)
        conversation.language = Language.BANGLA
        case = world.case(conversation=conversation, channel=Channel.USSD)
        case.person_id, case.language = mother.id, Language.BANGLA
        session.flush()
        assert done() == {"complain_by_ussd", "complain_for_mother"}

    def test_one_s_own_complaint_is_not_for_somebody_else(self, world, session, done):
        case = world.case(conversation=world.conversation(PHONE), channel=Channel.USSD)
        case.person_id, case.language = world.person(phone=PHONE).id, Language.BANGLA
        session.flush()
        assert done() == {"complain_by_ussd"}

    def test_a_caseworker_goes_all_the_way(self, world, session, keys, done):
        case = world.case(conversation=world.conversation(PHONE))
        user = world.user()
        cases_service.assign_case(session, case.reference, assignee=user, actor=user, now=NOW)
        cases_service.write_note(
            session, case.reference, "called", source_key="n", actor=user, keys=keys, now=NOW
        )
        cases_service.close_case(
            session,
            case.reference,
            decision=OfficeDecision.UPHELD,
            message="done",
            decided_on=NOW.date(),
            actor=user,
            keys=keys,
            now=NOW,
        )
        assert done() == {
            "complain_in_banglish",
            "complain_without_papers",
            "take_a_case",
            "close_a_case",
        }

    def test_what_others_did_and_what_was_before_does_not_count(self, world, session, done):
        world.case(conversation=world.conversation("+8801899999999"), channel=Channel.USSD)
        world.case(conversation=world.conversation(PHONE), channel=Channel.USSD)
        assert done("+8801712345670") == set()
        assert done(since=NOW + timedelta(seconds=1)) == set()

    def test_messages_that_were_stopped_are_seen(self, world, session, done):
        conversation = world.conversation(PHONE)
        people_service.change_opt_out(session, conversation.id, opted_out=True, now=NOW)
        assert done() == {"stop_messages"}
        people_service.change_opt_out(session, conversation.id, opted_out=True, now=AFTER)
        assert done(since=AFTER) == set()

    def test_a_phone_that_spoke_english_all_along_has_not_changed(self, world, session, keys, done):
        conversation = world.conversation(PHONE)
        said = {"phone": PHONE, "keys": keys, "now": NOW}
        conversation.language = ENGLISH
        people_service.put_conversation(session, conversation.id, language=ENGLISH, **said)
        assert done() == set()
        people_service.put_conversation(session, conversation.id, language=Language.BANGLA, **said)
        assert done() == set()
        people_service.put_conversation(session, conversation.id, language=ENGLISH, **said)
        assert done() == {"change_language"}
        assert done(since=AFTER) == set()

    @pytest.mark.parametrize("phones", [["01712345678"], [PHONE] * 13, "all"])
    def test_what_is_no_list_of_phones_is_refused_without_repeating_it(self, client, phones):
        answer = client.post(PATH, json={"phones": phones}, headers=TOKEN)
        assert answer.status_code == 422
        assert "1712345678" not in answer.text


def test_the_demo_s_citizens_are_told_to_the_gateway_only(client):
    assert client.get("/api/v1/demo/citizens").status_code == 401
    citizens = client.get("/api/v1/demo/citizens", headers=TOKEN).json()["citizens"]
    assert {"phone", "name_bn", "nid", "birth_year"} <= citizens[0].keys()
