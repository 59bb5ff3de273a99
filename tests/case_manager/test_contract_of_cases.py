"""Every example of the contract that opens, tracks or changes a case, against the application."""

import json
import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import func, select

from case_manager.cases import service
from case_manager.models import Case, CaseEvent, CaseMessage
from case_manager.vocabulary import OfficeDecision, Role

from .contract import NOW_SECONDS, check, conversation, example, rahima, send, set_reference

__all__ = ["conversation", "rahima"]


class TestOpening:
    def test_a_missing_payment(self, client, session, world, rahima):
        payment = world.payment(rahima)
        payment.id = UUID("7d1f0c52-0d8e-4c7e-bb67-1f9a4e0f1a01")
        session.commit()
        self.opens(client, "case_open")

    def test_without_a_name_and_with_everything_that_was_told(self, client, world, rahima):
        self.opens(client, "case_open_told")

    def test_for_a_human(self, client, conversation):
        self.opens(client, "case_open_for_a_human")

    def test_the_trace_of_the_message_is_kept_and_logged(
        self, client, session, conversation, capsys
    ):
        request = example("case_open_for_a_human")["request"]
        trace_id = request["headers"]["traceparent"].split("-")[1]
        send(client, request)
        assert session.query(CaseEvent).one().data["trace_id"] == trace_id
        opened = json.loads(capsys.readouterr().out)
        assert (opened["event"], opened["trace_id"]) == ("case_opened", trace_id)

    @pytest.mark.parametrize("given", ["", "00-nothing", f"00-{'A' * 32}-{'0' * 16}-01"])
    def test_without_a_trace_the_case_manager_makes_one(self, client, session, conversation, given):
        request = example("case_open_for_a_human")["request"]
        request["headers"]["traceparent"] = given
        send(client, request)
        assert re.fullmatch("[0-9a-f]{32}", session.query(CaseEvent).one().data["trace_id"])

    @pytest.mark.parametrize("promised", [{"call_on": "2026-11-24"}, {"call_after": "10:00"}])
    def test_when_somebody_calls_is_not_for_the_citizen_to_say(
        self, client, session, rahima, promised
    ):
        request = example("case_open_told")["request"]
        request["body"]["told"] |= promised
        answer = send(client, request)
        assert (answer.status_code, answer.json()["error"]) == (422, "Malformed")
        assert session.query(Case).count() == 0

    def opens(self, client, name):
        """The reference is the one thing that cannot be foretold."""
        told = example(name)
        answer = send(client, told["request"])
        expected = told["response"]["body"] | {"reference": answer.json().get("reference")}
        assert (answer.status_code, answer.json()) == (told["response"]["status"], expected)

    def test_the_same_request_again_has_the_first_answer(self, client, session, conversation):
        request = example("case_open_for_a_human")["request"]
        first, second = send(client, request), send(client, request)
        assert (second.status_code, second.json()) == (first.status_code, first.json())
        assert session.query(Case).count() == 1

    def test_the_same_key_with_another_request_is_refused(self, client, conversation):
        request = example("case_open_for_a_human")["request"]
        send(client, request)
        request["body"]["description"] = "something else"
        answer = send(client, request)
        assert (answer.status_code, answer.json()["error"]) == (409, "IdempotencyKeyReused")

    def test_anothers_payment_is_unknown(self, client, world, rahima):
        payment = world.payment(world.person("+8801812345678"))
        request = example("case_open")["request"]
        request["body"]["payment_id"] = str(payment.id)
        answer = send(client, request)
        assert (answer.status_code, answer.json()["error"]) == (404, "UnknownPayment")

    def test_another_conversation_is_refused(self, client, conversation):
        request = example("case_open_for_a_human")["request"]
        request["body"]["conversation_id"] = str(UUID(int=1))
        assert send(client, request).status_code == 401

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("category", "no_such_category"),
            ("programme", "no_such_programme"),
            ("missing_since", "2026-13"),
            ("description", "  "),
            ("description", "a\x00b"),
            ("channel", "walk_in"),
            ("language", "fr"),
            ("surprise", 1),
        ],
    )
    def test_malformed_facts_are_refused_in_words(
        self, client, session, conversation, field, value
    ):
        request = example("case_open_for_a_human")["request"]
        request["body"][field] = value
        answer = send(client, request)
        assert (answer.status_code, answer.json()["error"]) == (422, "Malformed")
        assert field in answer.json()["detail"]
        assert session.query(Case).count() == 0

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("amount_paisa", 0),
            ("amount_paisa", 10**13),
            ("amount_paisa", "150000"),
            ("area_code", "999999"),
            ("area_code", "Ulipur"),
            ("role", "shopkeeper"),
            ("provider", "nobody"),
            ("detail", "phone"),
            ("detail", []),
            ("detail", ["name"] * 20),
            ("wanted", "money"),
            ("for_other", True),
            ("contact_safely", "letter"),
            ("call_time", "noon"),
            ("surprise", 1),
        ],
    )
    def test_what_was_told_in_other_terms_is_refused_by_its_name(
        self, client, session, conversation, field, value
    ):
        request = example("case_open_for_a_human")["request"]
        request["body"]["told"] = {field: value}
        answer = send(client, request)
        assert (answer.status_code, answer.json()["error"]) == (422, "Malformed")
        assert f"told.{field}" in answer.json()["detail"]
        assert session.query(Case).count() == 0

    @pytest.mark.parametrize("told", ["name", ["name"], ["name", "age"]])
    def test_one_detail_or_several_may_be_wrong(self, client, session, conversation, told):
        request = example("case_open_for_a_human")["request"]
        request["body"]["told"] = {"detail": told}
        assert send(client, request).status_code == 201
        assert session.query(Case).one().told["detail"] == ([told] if told == "name" else told)

    def test_without_a_key_it_is_refused(self, client, conversation):
        request = example("case_open_for_a_human")["request"]
        del request["headers"]["Idempotency-Key"]
        assert send(client, request).status_code == 422


class TestTracking:
    @pytest.fixture
    def case(self, session, world, rahima, conversation):
        case = world.case(conversation=conversation)
        set_reference(session, case)
        return case

    def test_by_reference(self, client, case):
        check(client, "case_read")

    def test_all_of_a_conversation(self, client, case):
        check(client, "cases_of_conversation")

    def test_mistyped(self, client, case):
        check(client, "case_mistyped")

    def test_unknown(self, client, case):
        check(client, "case_unknown")

    def test_anothers_is_unknown(self, client, session, world, rahima):
        stranger = world.case(conversation=world.conversation("+8801912345678"))
        set_reference(session, stranger, "48210942")
        check(client, "case_unknown")

    def test_more_words(self, client, case):
        check(client, "case_append")


EACH = [
    "case_withdraw",
    "case_appeal",
    "case_remedy_came",
    "case_rate",
    "case_call_back",
    "case_call_cancelled",
]


class TestFollowUps:
    @pytest.fixture
    def case(self, session, world, rahima, conversation):
        case = world.case(conversation=conversation)
        set_reference(session, case)
        return case

    @pytest.fixture
    def closed(self, session, world, keys, case):
        service.close_case(
            session,
            case.reference,
            decision=OfficeDecision.UPHELD,
            message="Sunday",
            actor=world.user(Role.ADMINISTRATOR),
            keys=keys,
            now=datetime.fromtimestamp(NOW_SECONDS, UTC),
        )
        session.commit()
        return case

    @pytest.mark.parametrize(
        "name",
        [
            "case_withdraw",
            "case_appeal_not_decided",
            "case_remedy_came",
            "case_rate_open",
            "case_call_back",
            "case_call_cancelled",
        ],
    )
    def test_of_an_open_case(self, client, case, name):
        check(client, name)

    @pytest.mark.parametrize("name", ["case_withdraw_closed", "case_remedy_missed", "case_rate"])
    def test_of_a_closed_case(self, client, closed, name):
        check(client, name)

    def test_an_appeal(self, client, closed):
        told = example("case_appeal")
        answer = send(client, told["request"])
        expected = told["response"]["body"] | {"reference": answer.json().get("reference")}
        assert (answer.status_code, answer.json()) == (201, expected)
        assert answer.json()["reference"] != closed.reference

    def test_an_appeal_after_the_last_tier(self, client, session, world, closed):
        first, second = world.case(), world.case()
        closed.appeal_of, second.appeal_of = second.id, first.id
        session.commit()
        check(client, "case_appeal_last")

    @pytest.mark.parametrize(
        "name",
        [
            "case_withdraw",
            "case_appeal_not_decided",
            "case_remedy_missed",
            "case_call_back",
            "case_call_cancelled",
        ],
    )
    def test_asked_twice_it_is_done_and_answered_once(self, client, session, case, name):
        request = example(name)["request"]
        first, second = send(client, request), send(client, request)
        assert (second.status_code, second.json()) == (first.status_code, first.json())
        said = select(func.count()).select_from(CaseMessage)
        assert session.scalar(said) == 2

    @pytest.mark.parametrize(
        ("name", "field", "value"),
        [
            ("case_call_back", "call_time", "midnight"),
            ("case_call_back", "call_on", "9999-12-31"),
            ("case_call_back", "call_after", "25:00"),
            ("case_withdraw", "text", " "),
            ("case_appeal", "text", None),
            ("case_appeal", "channel", "call"),
            ("case_remedy_came", "came", "yes"),
            ("case_rate", "score", 0),
            ("case_rate", "score", 6),
            ("case_rate", "score", "4"),
            ("case_rate", "surprise", 1),
        ],
    )
    def test_what_makes_no_sense_is_refused_by_its_name(self, client, case, name, field, value):
        request = example(name)["request"]
        request["body"][field] = value
        answer = send(client, request)
        assert (answer.status_code, answer.json()["error"]) == (422, "Malformed")
        assert field in answer.json()["detail"]

    @pytest.mark.parametrize("name", EACH)
    def test_of_another_conversation_is_refused(self, client, case, name):
        request = example(name)["request"]
        request["body"]["conversation_id"] = str(UUID(int=1))
        assert send(client, request).status_code == 401

    @pytest.mark.parametrize("name", EACH)
    def test_of_anothers_case_is_unknown(self, client, session, world, rahima, conversation, name):
        stranger = world.case(conversation=world.conversation("+8801912345678"))
        set_reference(session, stranger)
        answer = send(client, example(name)["request"])
        assert (answer.status_code, answer.json()["error"]) == (404, "UnknownReference")
