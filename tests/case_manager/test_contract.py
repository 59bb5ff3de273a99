"""Every example of the contract that is not about a case, against the real application."""

import json
from datetime import date
from uuid import UUID

import httpx
import pytest
from itsdangerous import URLSafeSerializer

from case_manager.messages import service as messages_service
from case_manager.messages.gateway import make_gateway
from case_manager.messages.service import Handover
from case_manager.models import Case, OutgoingMessage
from case_manager.people import service as people_service
from case_manager.vocabulary import PaymentStatus, ReturnReason

from .contract import CONVERSATION, PHONE, TOKENS, check, conversation, example, grant, rahima, send

__all__ = ["conversation", "rahima"]


class TestConversations:
    def test_put(self, client):
        check(client, "conversation_put")

    def test_put_again(self, client):
        check(client, "conversation_put")
        check(client, "conversation_put")

    def test_put_without_a_phone(self, client):
        check(client, "conversation_put_hidden")
        check(client, "conversation_put_hidden")

    def test_a_wrong_token_is_refused(self, client):
        request = example("conversation_put")["request"]
        answer = client.put(
            request["path"], json=request["body"], headers={"Authorization": "Bearer x"}
        )
        assert (answer.status_code, answer.json()["error"]) == (401, "TokenRefused")

    @pytest.mark.parametrize(
        "body", [{}, {"phone": "01712", "language": "bn"}, {"phone": PHONE}, {"language": "bn"}]
    )
    def test_malformed_bodies_are_refused_in_words(self, client, body):
        answer = client.put(
            f"/api/v1/conversations/{CONVERSATION}",
            json=body,
            headers={"Authorization": TOKENS["Bearer <service token>"]},
        )
        assert (answer.status_code, answer.json()["error"]) == (422, "Malformed")
        assert "01712" not in answer.text


class TestIdentity:
    def test_known_by_phone(self, client, rahima):
        check(client, "identity")

    def test_a_right_answer(self, client, world, conversation):
        world.person(PHONE, nid="1952269250004567", birth_year=1952)
        world.person(PHONE, birth_year=1980)
        check(client, "identity_check")

    def test_a_wrong_answer(self, client, conversation):
        check(client, "identity_check_failed")

    def test_again_who_the_phone_says(self, client, rahima):
        check(client, "identity_forget")

    def test_an_expired_grant(self, client, rahima):
        check(client, "grant_refused")

    @pytest.mark.parametrize(
        "authorization",
        [
            "",
            "Grant nonsense",
            f"Grant {grant(key='forged')}",
            f"Grant {grant(conversation_id=UUID(int=1))}",
            "Bearer case-manager-token",
            "Grant " + URLSafeSerializer("grant-key", salt="grant").dumps(["not", "claims"]),
        ],
    )
    def test_anything_but_the_own_grant_is_refused(self, client, rahima, authorization):
        told = example("grant_refused")
        answer = client.get(told["request"]["path"], headers={"Authorization": authorization})
        assert (answer.status_code, answer.json()) == (401, told["response"]["body"])

    def test_both_facts_at_once_are_malformed(self, client, conversation):
        request = example("identity_check")["request"]
        request["body"]["identifier"] = "1965269250123"
        answer = send(client, request)
        assert (answer.status_code, answer.json()["error"]) == (422, "Malformed")
        assert "1965269250123" not in answer.text


class TestPayments:
    def test_the_latest(self, client, session, world, rahima):
        returned = world.payment(rahima, date(2026, 7, 1))
        credited = world.payment(rahima, date(2026, 4, 1), PaymentStatus.CREDITED)
        told = example("payments")["response"]["body"]["payments"]
        for payment, shown in zip((returned, credited), told, strict=True):
            payment.id = UUID(shown["payment_id"])
            payment.period_to = date.fromisoformat(shown["period_to"])
            payment.status_on = date.fromisoformat(shown["status_on"])
            payment.amount_paisa = shown["amount_paisa"]
        session.commit()
        check(client, "payments")

    def test_a_long_name_is_told_as_people_say_it(self, client, session, world, rahima):
        world.payment(rahima, programme="wda")
        session.commit()
        told = send(client, example("payments")["request"]).json()["payments"]
        assert told[0]["programme_name"]["bn"] == "বিধবা ভাতা"

    @pytest.mark.parametrize("status", PaymentStatus)
    @pytest.mark.parametrize("reason", ReturnReason)
    def test_every_state_is_told_and_a_reason_where_it_failed(
        self, client, session, world, rahima, status, reason
    ):
        world.payment(rahima, status=status, reason=reason)
        session.commit()
        (told,) = send(client, example("payments")["request"]).json()["payments"]
        failed = status in (PaymentStatus.RETURNED, PaymentStatus.ON_HOLD)
        assert (told["status"], told["reason"]) == (status, reason if failed else None)

    def test_without_identity(self, client, conversation):
        check(client, "payments_identity_required")


class TestEntitlements:
    def test_of_a_known_person(self, client, world, rahima):
        world.payment(rahima)
        check(client, "entitlements")

    def test_of_somebody_unknown(self, client, conversation):
        check(client, "entitlements_unknown")

    def test_of_one_programme(self, client, world, rahima):
        world.payment(rahima)
        check(client, "entitlement")

    def test_of_one_programme_for_somebody_unknown(self, client, conversation):
        told = send(client, example("entitlement")["request"]).json()
        assert told == {**example("entitlement")["response"]["body"], "enrolment": None}

    def test_of_a_programme_that_is_not_told_of(self, client, rahima):
        check(client, "entitlement_unknown_programme")

    def test_of_another_conversation_is_refused(self, client, rahima):
        answer = client.get(
            f"/api/v1/conversations/{UUID(int=1)}/entitlements",
            headers={"Authorization": TOKENS["Grant <grant>"]},
        )
        assert answer.status_code == 401


class TestEligibility:
    @pytest.mark.parametrize("name", ["", "_first", "_decided", "_refused"])
    def test_of_somebody_of_whom_facts_are_told(self, client, name):
        check(client, f"eligibility{name}")

    def test_with_the_service_token(self, client):
        request = example("eligibility")["request"]
        request["headers"]["Authorization"] = "Bearer <service token>"
        told = example("eligibility")["response"]["body"]
        assert send(client, request).json() == told

    @pytest.mark.parametrize("authorization", ["", "Grant nonsense", "Bearer nonsense"])
    def test_nobody_else_is_answered(self, client, authorization):
        request = example("eligibility")["request"]
        answer = client.post(
            request["path"], json=request["body"], headers={"Authorization": authorization}
        )
        assert answer.status_code == 401

    @pytest.mark.parametrize(
        ("body", "sentence"),
        [
            ({"programmes": ["gold"]}, "programmes: write ids of programmes"),
            ({"receives": ["gold"]}, "receives: write ids of programmes"),
            ({"facts": {"age": [1]}}, "facts.age"),
            ({"facts": "age"}, "facts: Input should be a valid dictionary"),
            ({"name": "Rahima"}, "name: Extra inputs are not permitted"),
        ],
    )
    def test_what_cannot_be_understood_is_refused_in_words(self, client, body, sentence):
        request = example("eligibility")["request"] | {"body": body}
        answer = send(client, request)
        assert (answer.status_code, answer.json()["error"]) == (422, "Malformed")
        assert answer.json()["detail"].startswith(sentence)
        assert "Rahima" not in answer.text

    def test_of_every_programme_where_none_is_named(self, client):
        request = example("eligibility")["request"] | {"body": {"facts": {"age": 61}}}
        assert len(send(client, request).json()["programmes"]) == 48


class TestEvents:
    def test_a_delivery(self, client, session, world, keys):
        message = self.outgoing(session, world, keys)
        check(client, "event_delivery")
        check(client, "event_delivery")
        session.expire_all()
        assert session.get_one(OutgoingMessage, message.id).delivery_status == "delivered"

    def outgoing(self, session, world, keys):
        message = messages_service.enqueue(
            session,
            world.conversation(),
            "hello",
            language="en",
            case_id=None,
            cost_tag="test",
            keys=keys,
            now=world.conversation().created_at,
        )
        session.flush()
        session.query(OutgoingMessage).filter_by(id=message.id).update(
            {"id": UUID("0197f3aa-4444-7c00-8000-00000000000d")}
        )
        session.commit()
        session.expunge_all()
        return session.query(OutgoingMessage).one()

    def test_a_delivery_of_an_unknown_message(self, client):
        check(client, "event_delivery")

    def test_an_unanswered_message_becomes_one_case(self, client, session, conversation):
        check(client, "event_unanswered")
        check(client, "event_unanswered")
        assert session.query(Case).one().category == "information"

    @pytest.mark.parametrize("text", ["", " ", "a\x00b", "x" * 5000])
    def test_whatever_an_unanswered_message_says_it_is_kept(
        self, client, session, conversation, text
    ):
        request = example("event_unanswered")["request"]
        request["body"]["text"] = text
        assert send(client, request).status_code == 200
        assert session.query(Case).count() == 1

    def test_it_stays_one_case_when_the_event_comes_under_another_id(
        self, client, session, conversation
    ):
        request = example("event_unanswered")["request"]
        send(client, request)
        request["body"]["event_id"] = str(UUID(int=7))
        assert send(client, request).status_code == 200
        assert session.query(Case).count() == 1

    def test_opting_out_and_in(self, client, session, conversation):
        check(client, "event_opt_out")
        session.expire_all()
        assert people_service.find_conversation(session, CONVERSATION).opted_out
        request = example("event_opt_out")["request"]
        request["body"] |= {"kind": "opted_in", "event_id": str(UUID(int=8))}
        send(client, request)
        session.expire_all()
        assert not people_service.find_conversation(session, CONVERSATION).opted_out

    @pytest.mark.parametrize(
        "change", [{"kind": "party"}, {"occurred_at": "yesterday"}, {"event_id": "x"}]
    )
    def test_malformed_events_are_refused(self, client, conversation, change):
        request = example("event_opt_out")["request"]
        request["body"] |= change
        answer = send(client, request)
        assert (answer.status_code, answer.json()["error"]) == (422, "Malformed")


def answering(told, asked):
    def gateway(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(told["response"]["status"], json=told["response"]["body"])

    return make_gateway("http://gateway", "token", httpx.MockTransport(gateway))


class TestHandingOver:
    def test_the_gateway_is_asked_for_a_contact_as_the_contract_says(self):
        told = example("contact_put")
        asked = []

        def gateway(request: httpx.Request) -> httpx.Response:
            asked.append(request)
            return httpx.Response(told["response"]["status"], json=told["response"]["body"])

        client = make_gateway("http://gateway", "token", httpx.MockTransport(gateway))
        contact = client.make_known(**told["request"]["body"])
        assert (str(contact.id), contact.opted_out) == (str(CONVERSATION), False)
        assert (asked[0].method, asked[0].url.path) == ("PUT", told["request"]["path"])
        assert json.loads(asked[0].content) == told["request"]["body"]
        assert asked[0].headers["authorization"] == "Bearer token"

    def test_the_gateway_tells_of_its_channels_as_the_contract_says(self):
        told, asked = example("channels"), []
        robi, smsc = answering(told, asked).channels()
        assert (asked[0].method, asked[0].url.path) == ("GET", told["request"]["path"])
        assert (robi.channel, robi.failed_last_hour, robi.automatic_last_day) == ("robi", 3, 12)
        assert robi.unanswered.messages == 2
        assert [(each.priority, each.messages) for each in robi.waiting] == [
            ("conversation", 4),
            ("bulk", 1200),
        ]
        assert (smsc.is_connected, smsc.heard_at, smsc.unanswered) == (False, None, None)

    def test_the_gateway_lists_what_failed_and_sends_it_again_as_the_contract_says(self):
        told, asked = example("failed_messages"), []
        found = answering(told, asked).failed_messages(after=None)
        assert asked[0].url.path == told["request"]["path"]
        assert [each.reason for each in found.messages] == ["http:500"]
        assert found.next_after == found.messages[0].id
        told = example("failed_message_resend")
        answering(told, asked).resend(found.messages[0].id)
        assert (asked[1].method, asked[1].url.path) == ("POST", told["request"]["path"])

    def test_the_gateway_tells_of_costs_as_the_contract_says(self):
        told, asked = example("costs"), []
        costs = answering(told, asked).costs(date(2026, 10, 1), date(2026, 11, 30))
        assert dict(asked[0].url.params) == told["request"]["query"]
        assert [(each.month.month, each.cost_tag, each.cost_paisa) for each in costs] == [
            (11, "", 10555515),
            (11, "case_reply", 108000),
            (10, "acknowledgement", 36000),
        ]

    def test_the_gateway_is_asked_as_the_contract_says(self):
        told = example("message_send")
        asked = []

        def gateway(request: httpx.Request) -> httpx.Response:
            asked.append(request)
            return httpx.Response(told["response"]["status"], json=told["response"]["body"])

        body = dict(told["request"]["body"])
        del body["template"]
        client = make_gateway("http://gateway", "token", httpx.MockTransport(gateway))
        client.send(Handover(**body))
        assert json.loads(asked[0].content) == told["request"]["body"]
        assert asked[0].url.path == told["request"]["path"]
        assert asked[0].headers["authorization"] == "Bearer token"
