import json
from pathlib import Path

import httpx
import pytest

from case_manager.messages.gateway import make_gateway
from case_manager.models import AuditEntry
from case_manager.vocabulary import Language, Role

EXAMPLES = Path(__file__).parents[2] / "contract" / "examples"


def example(name):
    return json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))["response"]["body"]


class FakeGateway:
    """Answers by path, with 503 for what it has nothing for."""

    def __init__(self):
        self.bodies = {
            "/api/v1/channels": example("channels"),
            "/api/v1/failed-messages": example("failed_messages"),
            "/api/v1/costs": example("costs"),
        }
        self.resends = httpx.Response(202, json=example("failed_message_resend"))
        self.asked = []

    def __call__(self, request):
        self.asked.append(request)
        if request.method == "POST":
            return self.resends
        body = self.bodies.get(request.url.path)
        return httpx.Response(503) if body is None else httpx.Response(200, json=body)


FAILED = example("failed_messages")["messages"][0]


def resend(client):
    path = f"/operations/failed-messages/{FAILED['id']}/resends"
    return client.post(path, data={"csrf_token": "token"})


@pytest.fixture
def gateway(app):
    fake = FakeGateway()
    app.state.gateway = make_gateway("http://gateway", "token", httpx.MockTransport(fake))
    return fake


@pytest.fixture
def administrator(sign_in, world):
    user = sign_in(world.user(Role.ADMINISTRATOR))
    user.language = Language.ENGLISH
    return user


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SUPERVISOR])
def test_it_is_for_administrators(client, world, sign_in, gateway, role):
    sign_in(world.user(role))
    assert client.get("/operations").status_code == 403
    assert gateway.asked == []
    assert 'href="/operations"' not in client.get("/account").text


class TestChannels:
    def test_their_health_and_queues_stand_there(self, client, administrator, gateway):
        text = client.get("/operations").text
        assert "3 given up in the last hour" in text
        assert "Not connected" in text
        assert text.count("automatic messages in the last day: 12") == 1
        assert "Answers: 4" in text
        assert "To many at once: 1,200" in text
        assert 'href="/operations"' in text

    def test_in_bangla_as_well(self, client, session, administrator, gateway):
        session.merge(administrator).language = Language.BANGLA
        text = client.get("/operations").text
        assert "গত এক ঘণ্টায় ৩টি পাঠানো যায়নি" in text
        assert "২৩ নভেম্বর ২০২৬, ১১:৫৯" in text
        assert "গত এক দিনে স্বয়ংক্রিয় বার্তা: ১২টি" in text

    def test_without_any_it_says_what_to_do(self, client, administrator, gateway):
        gateway.bodies["/api/v1/channels"] = {"channels": []}
        assert "No channel is set up yet" in client.get("/operations").text


class TestFailedMessages:
    def test_stand_there_without_words_and_lead_to_their_case(self, client, administrator, gateway):
        text = client.get("/operations").text
        assert "+88017•••••678" in text
        assert "http:500" in text
        assert f'href="/cases/{FAILED["case_reference"]}"' in text
        assert f"after={FAILED['id']}#failed" in text

    def test_a_hidden_number_has_a_name_for_it(self, client, administrator, gateway):
        gateway.bodies["/api/v1/failed-messages"] = {
            "messages": [FAILED | {"phone": None}],
            "next_after": None,
        }
        assert client.get("/operations").text.count("Hidden number") == 2

    def test_beside_a_case_without_a_name_stands_no_number(
        self, client, session, world, administrator, gateway
    ):
        case = world.case(is_anonymous=True)
        case.reference = FAILED["case_reference"]
        session.commit()
        text = client.get("/operations").text
        assert "•678" not in text
        assert f'href="/cases/{FAILED["case_reference"]}"' in text

    @pytest.mark.parametrize(
        ("status", "words"), [("delivered", "delivered"), ("queued", "waiting to be sent")]
    )
    def test_one_that_was_sent_again_says_how_that_went(
        self, client, administrator, gateway, status, words
    ):
        again = {"resent_as": "0197f3aa-6666-7c00-8000-00000000000f", "resent_status": status}
        gateway.bodies["/api/v1/failed-messages"] = {
            "messages": [FAILED | again],
            "next_after": None,
        }
        text = " ".join(client.get("/operations").text.split())
        assert f"Sent again: {words}" in text
        assert "/resends" not in text

    def test_one_that_failed_again_leads_to_its_successor(self, client, administrator, gateway):
        id_ = "0197f3aa-6666-7c00-8000-00000000000f"
        first = FAILED | {"resent_as": id_, "resent_status": "failed"}
        gateway.bodies["/api/v1/failed-messages"] = {
            "messages": [FAILED | {"id": id_}, first],
            "next_after": None,
        }
        text = client.get("/operations").text
        assert f'id="message-{id_}"' in text
        assert f'href="#message-{id_}"' in text

    def test_the_next_page_is_asked_for(self, client, administrator, gateway):
        client.get("/operations", params={"after": FAILED["id"]})
        asked = [each for each in gateway.asked if each.url.path == "/api/v1/failed-messages"]
        assert asked[0].url.params["after"] == FAILED["id"]

    def test_without_any_it_says_what_would_be_there(self, client, administrator, gateway):
        gateway.bodies["/api/v1/failed-messages"] = {"messages": [], "next_after": None}
        assert "No message was given up" in client.get("/operations").text

    def test_one_is_sent_again_and_that_is_in_the_audit_trail(
        self, client, session, administrator, gateway
    ):
        answer = resend(client)
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            "/operations?said=resent#failed",
        )
        path = f"/api/v1/failed-messages/{FAILED['id']}/resends"
        assert [each.url.path for each in gateway.asked if each.method == "POST"] == [path]
        entry = session.query(AuditEntry).filter_by(action="message_resent").one()
        assert (entry.subject_id, entry.actor_id) == (FAILED["id"], administrator.id)
        assert "goes out again" in client.get("/operations?said=resent").text

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (httpx.Response(409, json={"error": "ContactOptedOut"}), "wants no messages"),
            (httpx.Response(409, json={"error": "MessageNotFailed"}), "on its way again"),
            (httpx.Response(409, json={"error": "NotAddressable"}), "to this number"),
            (httpx.Response(409, json={"error": "TextTooLong"}), "in parts"),
            (httpx.Response(404, json={"error": "UnknownMessage"}), "no such message"),
            (httpx.Response(409, json={"error": "Something"}), "refused to send"),
            (httpx.Response(503), "was not sent again"),
        ],
    )
    def test_a_refusal_is_said_in_words_and_leaves_no_trail(
        self, client, session, administrator, gateway, answer, words
    ):
        gateway.resends = answer
        page = resend(client)
        assert (page.status_code, words in page.text) == (409, True)
        assert session.query(AuditEntry).filter_by(action="message_resent").count() == 0

    @pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SUPERVISOR])
    def test_only_administrators_send_again(self, client, world, sign_in, gateway, role):
        sign_in(world.user(role))
        assert resend(client).status_code == 403
        assert gateway.asked == []


class TestCosts:
    def test_stand_by_month_channel_and_purpose(self, client, administrator, gateway):
        text = client.get("/operations").text
        assert "November 2026" in text
        assert "৳1,06,635.15" in text
        assert "Replies about a case" in text

    def test_a_purpose_that_we_have_no_word_for_stands_as_it_came(
        self, client, administrator, gateway
    ):
        gateway.bodies["/api/v1/costs"]["costs"][0]["cost_tag"] = "eid_notice"
        assert "eid_notice" in client.get("/operations").text

    @pytest.mark.parametrize(("asked", "first"), [("12", "2025-12-01"), ("5", "2026-09-01")])
    def test_the_period_is_in_the_address(self, client, administrator, gateway, asked, first):
        client.get("/operations", params={"months": asked})
        assert gateway.asked[-1].url.params["from"] == first

    def test_without_any_it_says_what_would_be_there(self, client, administrator, gateway):
        gateway.bodies["/api/v1/costs"] = {"costs": []}
        assert "Nothing was sent in these months" in client.get("/operations").text


class TestWithoutTheGateway:
    def test_it_says_so_once(self, client, administrator, gateway):
        gateway.bodies.clear()
        answer = client.get("/operations")
        assert answer.status_code == 200
        assert answer.text.count("The gateway does not answer") == 1

    @pytest.mark.parametrize(
        "missing", ["/api/v1/channels", "/api/v1/failed-messages", "/api/v1/costs"]
    )
    def test_what_it_does_tell_is_shown(self, client, administrator, gateway, missing):
        del gateway.bodies[missing]
        text = client.get("/operations").text
        assert "The gateway did not tell this" in text
        assert ("Not connected" in text) == (missing != "/api/v1/channels")

    @pytest.mark.parametrize("body", [{}, {"channels": [{"channel": 5}]}, []])
    def test_an_answer_that_cannot_be_read_is_none(self, client, administrator, gateway, body):
        gateway.bodies["/api/v1/channels"] = body
        assert "The gateway did not tell this" in client.get("/operations").text
