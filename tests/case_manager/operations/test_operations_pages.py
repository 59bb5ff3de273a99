import json
from pathlib import Path

import httpx
import pytest

from case_manager.messages.gateway import make_gateway
from case_manager.vocabulary import Language, Role

EXAMPLES = Path(__file__).parents[2] / "contract" / "examples"


def example(name):
    return json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))["response"]["body"]


class FakeGateway:
    """Answers by path, with 503 for what it has nothing for."""

    def __init__(self):
        self.bodies = {"/api/v1/channels": example("channels"), "/api/v1/costs": example("costs")}
        self.asked = []

    def __call__(self, request):
        self.asked.append(request)
        body = self.bodies.get(request.url.path)
        return httpx.Response(503) if body is None else httpx.Response(200, json=body)


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
        assert "Answers: 4" in text
        assert "To many at once: 1,200" in text
        assert 'href="/operations"' in text

    def test_in_bangla_as_well(self, client, session, administrator, gateway):
        session.merge(administrator).language = Language.BANGLA
        text = client.get("/operations").text
        assert "গত এক ঘণ্টায় ৩টি পাঠানো যায়নি" in text
        assert "২৩ নভেম্বর ২০২৬, ১১:৫৯" in text

    def test_without_any_it_says_what_to_do(self, client, administrator, gateway):
        gateway.bodies["/api/v1/channels"] = {"channels": []}
        assert "No channel is set up yet" in client.get("/operations").text


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

    @pytest.mark.parametrize("missing", ["/api/v1/channels", "/api/v1/costs"])
    def test_what_it_does_tell_is_shown(self, client, administrator, gateway, missing):
        del gateway.bodies[missing]
        text = client.get("/operations").text
        assert "The gateway did not tell this" in text
        assert ("Not connected" in text) == (missing == "/api/v1/costs")

    @pytest.mark.parametrize("body", [{}, {"channels": [{"channel": 5}]}, []])
    def test_an_answer_that_cannot_be_read_is_none(self, client, administrator, gateway, body):
        gateway.bodies["/api/v1/channels"] = body
        assert "The gateway did not tell this" in client.get("/operations").text
