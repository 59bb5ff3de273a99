from datetime import timedelta

import pytest

from case_manager.cases import service as cases_service
from case_manager.people import service as people_service
from case_manager.training.rules import CaseTrace, PhoneTrace, exercises_done
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


def trace(**facts):
    told = {
        "channel": Channel.SMS,
        "language": Language.ENGLISH,
        "category": "payment_late",
        "is_of_nobody_known": False,
        "is_for_somebody_else": False,
        "events": (EventKind.OPENED,),
    }
    return CaseTrace(**told | facts)


class TestRules:
    @pytest.mark.parametrize(
        ("facts", "exercise"),
        [
            ({"channel": Channel.USSD}, "complain_by_ussd"),
            ({"language": Language.BANGLISH}, "complain_in_banglish"),
            ({"is_of_nobody_known": True}, "complain_without_papers"),
            ({"category": "information"}, "ask_for_a_human"),
            ({"events": (EventKind.ASSIGNED, EventKind.NOTE_WRITTEN)}, "take_a_case"),
            ({"events": (EventKind.CLOSED,)}, "close_a_case"),
        ],
    )
    def test_each_is_seen_by_its_trace(self, facts, exercise):
        assert exercises_done([trace()], []) == set()
        assert exercise in exercises_done([trace(**facts)], [])

    @pytest.mark.parametrize("missing", ["channel", "language", "is_for_somebody_else"])
    def test_the_mother_s_complaint_needs_all_of_it(self, missing):
        facts = {
            "channel": Channel.USSD,
            "language": Language.BANGLA,
            "is_for_somebody_else": True,
        }
        assert "complain_for_mother" in exercises_done([trace(**facts)], [])
        del facts[missing]
        assert "complain_for_mother" not in exercises_done([trace(**facts)], [])

    def test_an_answer_comes_after_its_question(self):
        asked = [EventKind.REPLY_SENT, EventKind.CITIZEN_WROTE]
        assert "ask_the_citizen" in exercises_done([trace(events=asked)], [])
        assert "ask_the_citizen" not in exercises_done([trace(events=asked[::-1])], [])

    def test_what_a_phone_wants_is_seen_by_the_phone(self):
        assert exercises_done([], [PhoneTrace(Language.ENGLISH, True)]) == {
            "change_language",
            "stop_messages",
        }


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
        people_service.change_opt_out(session, conversation.id, opted_out=True)
        assert done() == {"stop_messages"}

    @pytest.mark.parametrize("phones", [["01712345678"], [PHONE] * 13, "all"])
    def test_what_is_no_list_of_phones_is_refused_without_repeating_it(self, client, phones):
        answer = client.post(PATH, json={"phones": phones}, headers=TOKEN)
        assert answer.status_code == 422
        assert "1712345678" not in answer.text


def test_the_demo_s_citizens_are_told_to_the_gateway_only(client):
    assert client.get("/api/v1/demo/citizens").status_code == 401
    citizens = client.get("/api/v1/demo/citizens", headers=TOKEN).json()["citizens"]
    assert {"phone", "name_bn", "nid", "birth_year"} <= citizens[0].keys()
