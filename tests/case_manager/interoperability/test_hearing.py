"""A citizen asks, and whoever alone knows is asked first: in time, once, and with the age of it."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import randrange
from threading import Event
from time import monotonic
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from case_manager.app import create_app
from case_manager.interoperability.file import read_interoperability
from case_manager.interoperability.hearing import Hearing
from case_manager.interoperability.peers import make_peers
from case_manager.kit.keys import Keys
from case_manager.models import (
    AuditEntry,
    Conversation,
    DeathReport,
    Enrolment,
    Payment,
    Person,
)
from tests.case_manager.conftest import InProcess, World
from tests.case_manager.contract import grant
from tests.case_manager.interoperability.conftest import SEED_TEXT
from tests.case_manager.settings import make_settings

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
FILE = """
[us]
id = "nalish"
key_id = "2026-1"
signing_key = { env = "OUR_KEY" }

[peers.dss]
type = "registry"
id = "dss-ibr"
url = "https://dss.test"
signature = "body"

[peers.payer]
type = "disbursements"
id = "payer"
url = "https://payer.test"
signature = "body"
reference_form = "{beneficiary_id}-{period_from}"

[peers.spar]
type = "mapper"
id = "spar"
url = "https://spar.test"
signature = "header"

[programmes.wda]
source = "dci"
code = "WDA"
registry = "dss"
disbursements = "payer"
mapper = "spar"
"""
CREDITED = {
    "status": "succ",
    "timestamp": "2026-10-20T06:00:00Z",
    "amount": "1950.00",
    "currency_code": "BDT",
    "payee_fa": "account:01712345678@bkash",
}


@dataclass
class Country:
    """Its registry and its payer; whoever is `held` answers when the test lets them."""

    enrolment: str = "1"
    paid: dict[str, dict[str, str]] = field(default_factory=lambda: {"2026-07-01": CREDITED})
    down: set[str] = field(default_factory=set)
    held: dict[str, Event] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    is_asked: Event = field(default_factory=Event)

    def handle(self, request: httpx.Request) -> httpx.Response:
        host, body = request.url.host, json.loads(request.content)
        self.asked.append(host)
        self.is_asked.set()
        if held := self.held.get(host):
            held.wait(60)
        if host in self.broken:
            raise RuntimeError
        if host in self.down:
            return httpx.Response(503)
        message = body["message"]
        said = {"transaction_id": message["transaction_id"]} | self._say(message)
        header = {"message_id": "m", "action": body["header"]["action"], "status": "succ"}
        return httpx.Response(200, json={"header": header, "message": said})

    def _say(self, message: Any) -> Any:
        if "search_request" in message:
            programme = {"programme_identifier": "WDA", "enrolment_status": self.enrolment}
            own = {
                "reference_id": message["search_request"][0]["reference_id"],
                "status": "succ",
                "data": {"reg_records": [{"programme": [programme]}]},
            }
            return {"search_response": [own]}
        statuses = [
            {"reference_id": reference} | self._of(reference[-10:])
            for reference in message["txnstatus_request"]["attribute_value"]
        ]
        return {"txnstatus_response": {"txn_status": {"disbursements_status": statuses}}}

    def _of(self, first_day: str) -> dict[str, str]:
        unknown = {"status": "rjct", "status_reason_code": "rjct.reference_id.invalid"}
        return self.paid.get(first_day, unknown)


def bearing(signed: str) -> dict[str, str]:
    return {"Authorization": f"Grant {signed}"}


@dataclass
class Phone:
    """Of one citizen whose phone is theirs alone."""

    app: FastAPI
    person: Person
    conversation: Conversation

    def asks(self, what: str = "payments") -> Any:
        expires_at = int(self.app.state.clock().timestamp()) + 60
        signed = grant(self.conversation.id, expires_at)
        path, headers = f"/api/v1/conversations/{self.conversation.id}/{what}", bearing(signed)
        with httpx.Client(transport=InProcess(self.app), base_url="http://desk.test") as client:
            answer = client.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
def country() -> Country:
    return Country()


@pytest.fixture
def hearing(
    tmp_path: Path, country: Country, live_sessions: sessionmaker[Session], keys: Keys
) -> Iterator[Hearing]:
    file = tmp_path / "interoperability.toml"
    file.write_text(FILE)
    config = read_interoperability(file, {"OUR_KEY": SEED_TEXT})
    peers = make_peers(config, httpx.MockTransport(country.handle))
    hearing = Hearing(live_sessions, peers, keys, patience_seconds=60)
    yield hearing
    for held in country.held.values():
        held.set()
    hearing.close()


@pytest.fixture
def app(live_url: str, live_engine: Engine, hearing: Hearing) -> FastAPI:
    app = create_app(make_settings(live_url), engine=live_engine, clock=lambda: NOW)
    app.state.hear = hearing.hear
    return app


@pytest.fixture
def phone(app: FastAPI, live_world: World) -> Phone:
    number = f"+88017{randrange(10**8):08d}"
    person, conversation = live_world.person(number), live_world.conversation(number)
    live_world.session.commit()
    return Phone(app, person, conversation)


@pytest.fixture
def later(app: FastAPI) -> Callable[[timedelta], None]:
    def later(passed: timedelta) -> None:
        app.state.clock = lambda: NOW + passed

    return later


def of_person(session: Session, table: type[Any], phone: Phone) -> list[Any]:
    return list(session.scalars(select(table).where(table.person_id == phone.person.id)))


class TestPayments:
    def test_that_no_file_tells_of_are_told_with_their_day(
        self, phone: Phone, country: Country, live_world: World
    ) -> None:
        told = phone.asks()
        [payment] = told["payments"]
        assert told["is_heard"]
        assert (payment["programme"], payment["status"]) == ("wda", "credited")
        assert (payment["period_from"], payment["period_to"]) == ("2026-07-01", "2026-09-30")
        assert (payment["amount_paisa"], payment["provider"]) == (195_000, "bkash")
        assert (payment["status_on"], payment["heard_on"]) == ("2026-10-20", "2026-11-23")
        [kept] = of_person(live_world.session, Payment, phone)
        [enrolment] = of_person(live_world.session, Enrolment, phone)
        assert (kept.source, enrolment.source) == ("dci:payer", "dci:dss")

    def test_of_whoever_is_enrolled_nowhere_nobody_is_asked(
        self, phone: Phone, country: Country
    ) -> None:
        country.enrolment = "?"
        assert phone.asks() == {"payments": [], "is_heard": True}
        assert country.asked == ["dss.test"]

    def test_are_asked_for_once_an_hour(
        self, phone: Phone, country: Country, later: Callable[[timedelta], None]
    ) -> None:
        phone.asks(), phone.asks()
        assert country.asked == ["dss.test", "payer.test"]
        later(timedelta(minutes=60))
        country.paid["2026-07-01"] = {
            "status": "rjct",
            "status_reason_code": "rjct.payee_fa.invalid",
        }
        [payment] = phone.asks()["payments"]
        assert (payment["status"], payment["reason"]) == ("returned", "WRONG_NUMBER")

    def test_without_an_amount_are_not_guessed(self, phone: Phone, country: Country) -> None:
        for amount, currency in (
            ("", "BDT"),
            ("-5", "BDT"),
            ("1e99", "BDT"),
            ("9e999999", "BDT"),
            ("7", "USD"),
        ):
            country.paid["2026-07-01"] = CREDITED | {"amount": amount, "currency_code": currency}
            assert phone.asks()["payments"] == []

    def test_of_a_stranger_are_not_asked_for(
        self, app: FastAPI, live_world: World, country: Country
    ) -> None:
        conversation = live_world.conversation(f"+88018{randrange(10**8):08d}")
        live_world.session.commit()
        path, headers = (
            f"/api/v1/conversations/{conversation.id}/payments",
            bearing(grant(conversation.id)),
        )
        with httpx.Client(transport=InProcess(app), base_url="http://desk.test") as client:
            answer = client.get(path, headers=headers)
        assert answer.status_code == 403
        assert country.asked == []

    def test_asked_for_leave_a_line_in_the_trail(self, phone: Phone, live_world: World) -> None:
        phone.asks(), phone.asks()
        about = AuditEntry.subject_id == str(phone.person.id)
        entries = live_world.session.scalars(select(AuditEntry).where(about)).all()
        actions = [entry.action for entry in entries]
        assert actions.count("peers_asked") == 2  # who it is, then what was paid
        assert actions.count("payments_told") == 2
        assert {entry.data["conversation"] for entry in entries} == {str(phone.conversation.id)}


class TestEntitlements:
    def test_are_those_of_the_registry(self, phone: Phone, country: Country) -> None:
        country.enrolment = "4"
        [enrolment] = phone.asks("entitlements")["enrolments"]
        assert (enrolment["programme"], enrolment["status"]) == ("wda", "suspended")


class TestADeathThatARegistryTells:
    def test_is_not_told_to_the_citizen(
        self, phone: Phone, country: Country, live_world: World
    ) -> None:
        phone.asks()
        country.enrolment = "2"
        phone.app.state.clock = lambda: NOW + timedelta(hours=1)
        [enrolment] = phone.asks("entitlements")["enrolments"]
        assert enrolment["status"] == "active"
        assert len(phone.asks()["payments"]) == 1
        assert phone.asks("identity")["state"] == "verified"
        [report] = of_person(live_world.session, DeathReport, phone)
        assert report.decided_at is None


class TestWhoDoesNotAnswer:
    def test_is_waited_for_no_longer_than_a_citizen_waits(
        self, phone: Phone, country: Country, hearing: Hearing, app: FastAPI
    ) -> None:
        country.held["dss.test"] = Event()
        impatient = Hearing(hearing.sessions, hearing.peers, hearing.keys, patience_seconds=0.2)
        app.state.hear = impatient.hear
        began = monotonic()
        assert phone.asks() == {"payments": [], "is_heard": False}
        assert monotonic() - began < 30
        country.held["dss.test"].set()
        app.state.hear = hearing.hear
        assert len(phone.asks()["payments"]) == 1

    def test_is_asked_by_one_for_all_who_wait(self, phone: Phone, country: Country) -> None:
        country.held["dss.test"] = Event()
        with ThreadPoolExecutor(2) as threads:
            both = [threads.submit(phone.asks) for _ in range(2)]
            assert country.is_asked.wait(60)
            country.held["dss.test"].set()
            assert [len(each.result()["payments"]) for each in both] == [1, 1]
        assert country.asked.count("dss.test") == 1

    def test_leaves_what_was_told_before_with_its_day(
        self, phone: Phone, country: Country, later: Callable[[timedelta], None]
    ) -> None:
        phone.asks()
        later(timedelta(days=2))
        country.down = {"dss.test", "payer.test"}
        told = phone.asks()
        assert told["is_heard"]
        assert told["payments"][0]["heard_on"] == "2026-11-23"

    def test_and_never_did_is_said_to(self, phone: Phone, country: Country) -> None:
        country.down = {"dss.test"}
        assert phone.asks() == {"payments": [], "is_heard": False}

    def test_and_fails_in_a_way_nobody_foresaw_costs_no_answer(
        self, phone: Phone, country: Country
    ) -> None:
        country.broken = {"dss.test"}
        assert phone.asks() == {"payments": [], "is_heard": False}
        country.broken = set()
        assert len(phone.asks()["payments"]) == 1

    def test_is_left_alone_for_a_minute(
        self, phone: Phone, country: Country, later: Callable[[timedelta], None]
    ) -> None:
        country.down = {"dss.test"}
        phone.asks(), phone.asks()
        later(timedelta(seconds=59))
        assert not phone.asks()["is_heard"]
        assert country.asked == ["dss.test"]
        country.down = set()
        later(timedelta(seconds=60))
        assert len(phone.asks()["payments"]) == 1

    def test_opens_the_breaker_for_everybody(
        self, app: FastAPI, live_world: World, country: Country
    ) -> None:
        country.down = {"dss.test"}
        phones = []
        for _ in range(7):
            number = f"+88016{randrange(10**8):08d}"
            person = live_world.person(number)
            phones.append(Phone(app, person, live_world.conversation(number)))
        live_world.session.commit()
        for each in phones:
            assert not each.asks()["is_heard"]
        assert country.asked.count("dss.test") == 5
