"""What registries say of a case's citizen, as the desk shows it, and asking them anew."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from case_manager.cases.registries import age
from case_manager.interoperability.config import Interoperability
from case_manager.interoperability.file import read_interoperability
from case_manager.models import AuditEntry, RegistryAnswer
from case_manager.ui.texts import texts
from case_manager.vocabulary import Language
from tests.case_manager.interoperability.conftest import SEED_TEXT
from tests.case_manager.interoperability.partner import ONE_REGISTRY

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
ASKED = int(NOW.timestamp())
MEMBERSHIP = {"known": True, "enrolled": True, "status": "suspended", "since": "2026-10-01"}
PAYMENTS = {
    "payments": [
        {
            "payment_id": "p",
            "period_from": "2026-07-01",
            "period_to": "2026-09-30",
            "status": "returned",
            "status_on": "2026-11-03",
            "code": "rjct.payee_fa.invalid",
        },
        {"payment_id": "q", "period_from": "2026-04-01", "period_to": "2026-06-30"},
    ]
}


@pytest.fixture
def configured(app, tmp_path):
    file = tmp_path / "interoperability.toml"
    file.write_text(ONE_REGISTRY)
    app.state.interoperability = read_interoperability(file, {"OUR_KEY": SEED_TEXT})


@pytest.fixture
def worker(world, sign_in):
    return sign_in(world.user(area_code="3026"))


@pytest.fixture
def person(world):
    person = world.person()
    world.enrolment(person)
    return person


@pytest.fixture
def case(world, person):
    return world.case(conversation=world.conversation())


@pytest.fixture
def answered(session, keys, person):
    def answered(content, subject="registry", ago=timedelta(0), failed_with=None):
        sealed = keys.sealer.seal(json.dumps(content), "registry_answers.content")
        session.add(
            RegistryAnswer(
                person_id=person.id,
                programme="oaa",
                subject=subject,
                peer="dss",
                content_sealed=sealed if content else None,
                answered_at=NOW - ago if content else None,
                asked_at=NOW - ago,
                failed_with=failed_with,
            )
        )
        session.flush()

    return answered


def panel(client, case, query=""):
    page = client.get(f"/cases/{case.reference}{query}")
    assert page.status_code == 200
    found = re.search(r'<section class="card-panel" id="registries".*?</section>', page.text, re.S)
    return found[0] if found else None


@pytest.mark.usefixtures("worker")
class TestPanel:
    def test_is_not_there_where_nobody_can_be_asked(self, client, case):
        assert panel(client, case) is None

    @pytest.mark.usefixtures("configured")
    def test_is_not_there_for_somebody_unknown(self, client, world, sign_in):
        sign_in(world.user())
        case = world.case(conversation=world.conversation("+8801999999999"))
        assert panel(client, case) is None

    @pytest.mark.usefixtures("configured")
    def test_offers_to_ask(self, client, case):
        shown = panel(client, case)
        assert "Nobody was asked yet." in shown
        assert "Ask now" in shown

    @pytest.mark.usefixtures("configured")
    def test_shows_each_fact_with_source_and_age(self, client, case, answered):
        answered(MEMBERSHIP, ago=timedelta(hours=3))
        shown = panel(client, case)
        for words in (
            "Old Age Allowance: enrolment",
            "Enrolled, suspended, since 1 October 2026",
            "dss, 3 hours ago",
            'title="23 November 2026, 09:00"',
            "Ask now",
        ):
            assert words in shown

    @pytest.mark.usefixtures("configured")
    def test_in_bangla_too(self, client, worker, case, answered):
        worker.language = Language.BANGLA
        answered(MEMBERSHIP, ago=timedelta(hours=3), failed_with="peer.no_answer")
        shown = panel(client, case)
        for words in ("রেজিস্ট্রি যা বলে", "স্থগিত", "৩ ঘণ্টা আগে", "উত্তর দিচ্ছে না"):
            assert words in shown

    @pytest.mark.usefixtures("configured")
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            ({"known": True, "enrolled": True}, "Enrolled, in a state that we do not know"),
            ({"known": True, "enrolled": False}, "Known there, but not enrolled"),
            ({"known": True, "enrolled": True, "status": "deceased"}, "Listed as dead there"),
            ({"known": False, "enrolled": False}, "Nobody with this NID is known there"),
            ({"enrolled": True}, ">Enrolled<"),
            ({"enrolled": False}, ">Not enrolled<"),
        ],
    )
    def test_says_what_a_registry_knows(self, client, case, answered, content, words):
        answered(content)
        assert words in panel(client, case)

    @pytest.mark.usefixtures("configured")
    def test_masks_an_account(self, client, case, answered):
        answered({"state": "active", "account": "01712345678", "provider": "bkash"}, "mapper")
        shown = panel(client, case)
        assert "017••-•••678, bKash" in shown
        assert "12345" not in shown

    @pytest.mark.usefixtures("configured")
    def test_shows_payments_and_why_they_failed(self, client, case, answered):
        answered(PAYMENTS, "disbursements")
        shown = panel(client, case)
        for words in (
            "July–September 2026: Returned, 3 November 2026",
            "the account that is paid to is not right",
            "April–June 2026: Nothing is known of it yet",
        ):
            assert words in shown

    @pytest.mark.usefixtures("configured")
    @pytest.mark.parametrize(
        ("code", "words"),
        [
            ("peer.left_alone", "is left alone for half a minute"),
            ("rjct.search_criteria.invalid", "does not accept what was searched for"),
            ("rjct.of_their_own", "rjct.of_their_own"),
        ],
    )
    def test_says_why_nothing_new_was_told(self, client, case, answered, code, words):
        answered(None, failed_with=code)
        shown = panel(client, case)
        assert words in shown
        assert "Ask now" in shown

    @pytest.mark.usefixtures("configured")
    def test_offers_nothing_while_all_is_fresh(self, client, case, answered):
        answered(MEMBERSHIP, ago=timedelta(minutes=59))
        assert "Ask now" not in panel(client, case)

    def test_facts_of_files_have_source_and_day(self, client, case):
        page = client.get(f"/cases/{case.reference}").text
        assert "From mis.bhata, as of 1 November 2026" in page


@pytest.mark.usefixtures("worker", "configured")
class TestPageOfAPerson:
    def test_loads_what_registries_say(self, client, person):
        address = f"/people/{person.id}/registries"
        assert f'hx-get="{address}" hx-trigger="load"' in client.get(f"/people/{person.id}").text

    def test_has_nothing_of_it_where_nobody_can_be_asked(self, app, client, person):
        app.state.interoperability = Interoperability()
        assert "registries" not in client.get(f"/people/{person.id}").text

    @pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {}])
    def test_shows_each_fact_with_source_and_age(self, client, person, answered, headers):
        answered(MEMBERSHIP, ago=timedelta(hours=3))
        shown = client.get(f"/people/{person.id}/registries", headers=headers).text
        for words in ("Enrolled, suspended, since 1 October 2026", "dss, 3 hours ago"):
            assert words in shown
        assert f'action="/people/{person.id}/registry-questions"' in shown
        assert ("<html" in shown) == (not headers)

    def test_asks(self, client, session, person, worker):
        address = f"/people/{person.id}/registry-questions"
        answer = client.post(address, data={"csrf_token": "token"})
        assert answer.headers["Location"] == f"/people/{person.id}/registries?asked={ASKED}"
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "peers_asked")).one()
        assert (entry.actor_id, entry.subject_id) == (worker.id, str(person.id))

    def test_is_not_for_those_of_elsewhere(self, client, world, sign_in, person):
        sign_in(world.user(area_code="1001"))
        address = f"/people/{person.id}"
        assert client.get(f"{address}/registries").status_code == 404
        asked = client.post(f"{address}/registry-questions", data={"csrf_token": "token"})
        assert asked.status_code == 404


@pytest.mark.usefixtures("worker", "configured")
class TestAsking:
    def post(self, client, case, token="token"):
        return client.post(
            f"/cases/{case.reference}/registry-questions", data={"csrf_token": token}
        )

    def test_puts_a_job_and_a_line_in_the_trail(self, client, session, case, person, worker):
        answer = self.post(client, case)
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"/cases/{case.reference}?asked={ASKED}#registries"
        jobs = session.execute(
            text(
                "SELECT args->>'person_id' FROM case_jobs.procrastinate_jobs"
                " WHERE task_name = 'ask_peers'"
            )
        )
        assert jobs.scalars().all() == [str(person.id)]
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "peers_asked")).one()
        assert (entry.actor_id, entry.subject_id) == (worker.id, str(person.id))

    def test_needs_the_token_of_the_form(self, client, case):
        assert self.post(client, case, token="x").status_code == 403

    def test_is_not_for_a_case_of_others(self, client, world, sign_in, case):
        sign_in(world.user(area_code="1001"))
        assert self.post(client, case).status_code == 404
        assert client.get(f"/cases/{case.reference}/registries").status_code == 404

    def test_waits_for_the_answer(self, client, case):
        shown = panel(client, case, f"?asked={ASKED}")
        assert f'hx-get="/cases/{case.reference}/registries?asked={ASKED}"' in shown
        assert "Being asked" in shown
        assert "Ask now" not in shown

    def test_is_a_look_in_the_trail_once_there_is_something_new(
        self, client, session, case, worker, answered
    ):
        looks = select(AuditEntry.actor_id, AuditEntry.subject_id).where(
            AuditEntry.action == "case_read"
        )
        shown = panel(client, case, f"?asked={ASKED}")
        given = session.execute(looks).all()
        address = f"/cases/{case.reference}/registries?asked={ASKED}"
        seen = re.search(r'hx-vals=\'{"seen": "(\w+)"}\'', shown)[1]
        assert client.get(f"{address}&seen={seen}").status_code == 204
        assert session.execute(looks).all() == given
        answered(MEMBERSHIP)
        assert "Enrolled, suspended" in client.get(f"{address}&seen={seen}").text
        assert session.execute(looks).all() == [*given, (worker.id, str(case.id))]

    def test_is_over_with_the_answer(self, client, case, answered):
        answered(MEMBERSHIP)
        shown = client.get(f"/cases/{case.reference}/registries?asked={ASKED}").text
        assert "Enrolled, suspended" in shown
        assert "hx-get" not in shown

    def test_is_over_with_a_refusal(self, client, case, answered):
        answered(None, failed_with="peer.not_allowed")
        shown = client.get(f"/cases/{case.reference}/registries?asked={ASKED}").text
        assert "does not let us ask" in shown
        assert "hx-get" not in shown

    def test_is_over_after_half_a_minute(self, client, case):
        asked = ASKED - 31
        shown = client.get(f"/cases/{case.reference}/registries?asked={asked}").text
        assert "Ask now" in shown

    @pytest.mark.parametrize("asked", ["", "x", "-1", "9" * 30, "99999999999", "২"])
    def test_is_not_misled_by_an_address(self, client, case, asked):
        shown = client.get(f"/cases/{case.reference}/registries", params={"asked": asked}).text
        assert "Ask now" in shown


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "a minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=1), "an hour ago"),
        (timedelta(hours=23), "23 hours ago"),
        (timedelta(days=1), "a day ago"),
        (timedelta(days=40), "40 days ago"),
    ],
)
def test_ages_are_said_in_words(passed, words):
    found = age(NOW - passed, NOW)
    assert texts(Language.ENGLISH)(found.key, count=found.count) == words
