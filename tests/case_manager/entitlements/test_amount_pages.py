import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from case_manager.entitlements import service
from case_manager.models import StatedAmount
from case_manager.vocabulary import Language, Role

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
GIVEN = {
    "csrf_token": "token",
    "group": "",
    "first_day": "2026-07-01",
    "amount": "720",
    "certainty": "confirmed",
    "source_title": "Circular 12 of the Department",
    "source_on": "2026-10-01",
    "source_url": "https://dss.example/12.pdf",
    "reason": "The circular came by post",
}
AUTHORISATION = {"Authorization": "Bearer case-manager-token"}


@pytest.fixture
def administrator(sign_in, world):
    return sign_in(world.user(Role.ADMINISTRATOR, name="Farida"))


@pytest.fixture
def send(client, administrator):
    def post(programme="oaa", **fields):
        return client.post(f"/programmes/{programme}/amounts", data=GIVEN | fields)

    return post


@pytest.fixture
def shown(client, administrator):
    def get(path="/programmes/oaa"):
        answer = client.get(path)
        assert answer.status_code == 200
        return " ".join(answer.text.split())

    return get


@pytest.fixture
def take_back(client, session):
    def post():
        stated = session.scalars(select(StatedAmount)).one()
        return client.post(
            f"/programmes/oaa/amounts/{stated.id}/undoings", data={"csrf_token": "token"}
        )

    return post


def may_have(client, **facts):
    body = {"facts": facts, "programmes": ["oaa"]}
    answer = client.post("/api/v1/eligibility", json=body, headers=AUTHORISATION)
    (programme,) = answer.json()["programmes"]
    return programme["rate"]


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SUPERVISOR])
def test_it_is_for_administrators(client, world, sign_in, session, role):
    sign_in(world.user(role))
    assert client.get("/programmes/oaa/amounts/new").status_code == 403
    assert client.post("/programmes/oaa/amounts", data=GIVEN).status_code == 403
    assert client.post("/programmes/oaa/amounts/1/undoings", data=GIVEN).status_code == 403
    assert session.scalars(select(StatedAmount)).all() == []


class TestForm:
    def test_it_is_reached_from_the_amount_that_it_is_about(self, shown):
        (link,) = re.findall(
            r'href="(/programmes/oaa/amounts/new\?group=age_90_or_more[^"]*)"', shown()
        )
        text = shown(link.replace("&amp;", "&"))
        assert "aged 90 or more" in text
        assert 'value="1000"' in text
        assert 'value="2026-07-01"' in text

    def test_what_is_no_money_says_how_it_is_counted(self, shown):
        assert "counted in: kg rice, month" in shown("/programmes/vwb/amounts/new?from=2026-07-01")

    @pytest.mark.parametrize("path", ["gold/amounts/new", "oaa/amounts/new?group=kings"])
    def test_what_is_not_there(self, client, administrator, path):
        assert client.get(f"/programmes/{path}").status_code == 404

    @pytest.mark.parametrize("language", [Language.BANGLA, Language.ENGLISH])
    def test_in_both_languages(self, client, administrator, session, language):
        administrator.language = language
        session.commit()
        assert client.get("/programmes/oaa/amounts/new").status_code == 200


class TestStating:
    def test_citizens_are_told_it_at_once(self, client, send):
        assert may_have(client, age=70)["amount_paisa"] == 70_000
        assert send().headers["location"] == "/programmes/oaa?said=stated"
        rate = may_have(client, age=70)
        assert (rate["amount_paisa"], rate["may_change"]) == (72_000, False)

    def test_from_a_day_to_come_not_before(self, client, send):
        send(first_day="2026-11-24")
        assert may_have(client, age=70)["amount_paisa"] == 70_000

    def test_the_page_says_who_when_why_and_whence(self, send, shown):
        assert "not confirmed" in shown("/programmes/bede").split("Conditions")[0]
        send("bede", amount="700")
        text = shown("/programmes/bede").split("Conditions")[0]
        assert "The circular came by post" in text
        assert "Farida, 23 November 2026, 12:00" in text
        assert '<a href="https://dss.example/12.pdf"' in text
        assert "dated 2026-10-01" in text
        assert text.count("not confirmed") == 0

    def test_bangla_figures_and_lakh_grouping(self, send, session):
        send(amount="১,২০০", first_day="2026-12-01")
        assert session.scalars(select(StatedAmount.amount)).all() == [1200]

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            *(
                ("first_day", value)
                for value in ("", "soon", "1971-12-15", "2029-01-01", "2026-02-30")
            ),
            *(("amount", value) for value in ("", "0", "-5", "7.5", "10000001", "²", "9" * 40)),
            ("amount", "000000001200"),
            ("amount", "0000000099999999999"),
            *(("certainty", value) for value in ("", "perhaps")),
            *(("source_title", value) for value in ("", "x" * 201)),
            *(("source_on", value) for value in ("yesterday", "2026-11-24")),
            *(
                ("source_url", value)
                for value in ("http://plain", "javascript:x", "https://a b", "https://" + "x" * 500)
            ),
            *(("reason", value) for value in ("", "x" * 501)),
        ],
    )
    def test_what_is_wrong_is_said_where_it_is(self, send, session, field, value):
        answer = send(**{field: value})
        assert answer.status_code == 422
        assert f'id="{field}-error"' in answer.text
        assert session.scalars(select(StatedAmount)).all() == []

    def test_what_was_written_is_kept(self, send):
        answer = send(amount="lots")
        assert 'value="Circular 12 of the Department"' in answer.text

    def test_a_group_that_is_not_there(self, send):
        assert send(group="kings").status_code == 404


class TestTakingBack:
    def test_while_nobody_was_told(self, client, send, take_back, shown):
        send()
        assert "Take back" in shown()
        assert take_back().headers["location"] == "/programmes/oaa?said=taken_back"
        assert may_have(client, age=70)["amount_paisa"] == 70_000
        text = shown()
        assert "taken back by Farida" in text
        assert "Take back<" not in text

    def test_not_after_a_citizen_was_told(self, client, send, take_back, shown):
        send()
        may_have(client, age=70)
        assert "Take back" not in shown()
        answer = take_back()
        assert answer.status_code == 409
        assert "Correct it with another one instead" in answer.text
        assert may_have(client, age=70)["amount_paisa"] == 72_000

    def test_reading_the_page_uses_nothing(self, send, take_back, shown):
        send()
        shown()
        assert take_back().status_code == 303

    def test_who_is_told_that_it_is_not_for_them_is_told_no_amount(self, client, send, take_back):
        send()
        assert may_have(client, age=30) is None
        assert take_back().status_code == 303


class TestOwnEnrolment:
    def test_the_assistant_tells_the_new_amount(self, session, world, keys, send):
        world.payment(world.person())
        conversation = world.conversation()
        send()
        (own,) = service.entitlements_of_conversation(session, conversation.id, keys=keys, now=NOW)
        assert own.rate.amount_paisa == 72_000
        assert session.scalars(select(StatedAmount)).one().first_used_at == NOW
        assert service.rate_today(session, "oaa", now=NOW).amount_paisa == 72_000
