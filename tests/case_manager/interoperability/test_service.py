"""What is asked about a person, what is kept of the answers, and what they change."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from procrastinate import App
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from case_manager.interoperability import service
from case_manager.interoperability.asking import Question, Subject
from case_manager.interoperability.file import read_interoperability
from case_manager.interoperability.jobs import add_jobs, ask
from case_manager.interoperability.peers import Peers, make_peers
from case_manager.kit.keys import Keys
from case_manager.models import (
    AuditEntry,
    Death,
    DeathReport,
    Enrolment,
    Payment,
    Person,
    RegistryAnswer,
)
from case_manager.people import deaths
from case_manager.vocabulary import (
    EnrolmentStatus,
    IdentifierKind,
    PaymentStatus,
    ReturnReason,
    Role,
)
from case_manager.worker import make_job_app
from tests.case_manager.conftest import World
from tests.case_manager.interoperability.conftest import SEED_TEXT

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
NID = "1965269250123"
FILE = """
[us]
id = "nalish"
key_id = "2026-1"
signing_key = { env = "OUR_KEY" }

[peers.dss]
type = "registry"
id = "dss-ibr"
url = "https://dss.test/v1.0.0"
signature = "body"
identifier_type = "UIN"

[peers.spar]
type = "mapper"
id = "spar"
url = "https://spar.test"
signature = "header"

[peers.payer]
type = "disbursements"
id = "payer"
url = "https://payer.test"
signature = "body"

[programmes.oaa]
source = "both"
code = "OAA"
registry = "dss"
mapper = "spar"
disbursements = "payer"

[programmes.wda]
source = "dci"
code = "WDA"
registry = "dss"

[programmes.pwd]
source = "both"
code = "PWD"
registry = "roll"

[programmes.bede]
source = "dci"
code = "BEDE"
registry = "roll"

[peers.roll]
type = "registry"
id = "roll"
url = "https://roll.test"
signature = "body"
ask = "enrolled"
"""


class Country:
    """Plays all the peers: what each says of a person, or how it fails."""

    def __init__(self) -> None:
        self.enrolments: Any = [{"programme_identifier": "OAA", "enrolment_status": "1"}]
        self.on_roll = "no"
        self.unknown: set[str] = set()
        self.account = "account:01712345678@bkash"
        self.payment: dict[str, str] = {"status": "succ"}
        self.down: set[str] = set()
        self.asked: list[tuple[str, Any]] = []

    def handle(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        self.asked.append((request.url.host, body["message"]))
        if request.url.host in self.down:
            return httpx.Response(503)
        header = {"message_id": "m", "action": body["header"]["action"], "status": "succ"}
        said = self._say(body["message"])
        said["transaction_id"] = body["message"]["transaction_id"]
        return httpx.Response(200, json={"header": header, "message": said})

    def _say(self, message: Any) -> Any:
        common = {"timestamp": NOW.isoformat(), "status": "succ"}
        if "search_request" in message:
            asked = message["search_request"][0]["search_criteria"]["query"]["value"]
            is_known = self.enrolments is not None and asked not in self.unknown
            records = [{"programme": self.enrolments}] if is_known else []
            common["reference_id"] = message["search_request"][0]["reference_id"]
            return {"search_response": [common | {"data": {"reg_records": records}}]}
        if "enrolled_criteria" in message:
            return {"enrolled_response": [common | {"enrolled_status": self.on_roll}]}
        if "resolve_request" in message:
            common["reference_id"] = message["resolve_request"][0]["reference_id"]
            return {"resolve_response": [common | {"fa": self.account}]}
        references = message["txnstatus_request"]["attribute_value"]
        statuses = [common | {"reference_id": each} | self.payment for each in references]
        return {"txnstatus_response": {"txn_status": {"disbursements_status": statuses}}}


@pytest.fixture
def country() -> Country:
    return Country()


@pytest.fixture
def peers(tmp_path: Path, country: Country) -> Iterator[Peers]:
    file = tmp_path / "interoperability.toml"
    file.write_text(FILE)
    config = read_interoperability(file, {"OUR_KEY": SEED_TEXT})
    peers = make_peers(config, httpx.MockTransport(country.handle))
    yield peers
    for each in (*peers.registries.values(), *peers.mappers.values()):
        each.peer.http.close()
    for payer in peers.disbursements.values():
        payer.peer.http.close()


@pytest.fixture
def person(world: World) -> Person:
    person = world.person(nid=NID, beneficiary_id="BEN77")
    world.payment(person, status=PaymentStatus.SENT).batch = "B9"
    world.session.flush()
    return person


def due(session: Session, peers: Peers, person: Person, keys: Keys) -> list[Question]:
    return service.due_questions(session, peers.config, person.id, keys=keys, now=NOW)


class TestQuestions:
    def test_are_of_what_somebody_is_enrolled_in(
        self, session: Session, peers: Peers, person: Person, keys: Keys
    ) -> None:
        """And of what only the peers know, wherever files say nothing."""
        asked = [(each.programme, each.subject) for each in due(session, peers, person, keys)]
        assert asked == [
            ("oaa", Subject.REGISTRY),
            ("oaa", Subject.MAPPER),
            ("oaa", Subject.DISBURSEMENTS),
            ("wda", Subject.REGISTRY),
            ("bede", Subject.REGISTRY),
        ]

    def test_name_payments_as_the_payer_does(
        self, session: Session, peers: Peers, person: Person, keys: Keys
    ) -> None:
        [question] = [each for each in due(session, peers, person, keys) if each.payments]
        [payment] = session.scalars(select(Payment))
        assert question.payments["B9-BEN77"].payment_id == payment.id

    def test_are_not_of_payments_that_cannot_be_named(
        self, session: Session, peers: Peers, person: Person, keys: Keys
    ) -> None:
        session.scalars(select(Payment)).one().batch = None
        subjects = [each.subject for each in due(session, peers, person, keys)]
        assert Subject.DISBURSEMENTS not in subjects

    def test_need_a_nid(self, session: Session, peers: Peers, keys: Keys, world: World) -> None:
        stranger = world.person(nid=NID)
        session.execute(text("DELETE FROM cases.identifiers WHERE kind = 'nid'"))
        assert due(session, peers, stranger, keys) == []

    def test_say_nothing_of_the_number(
        self, session: Session, peers: Peers, person: Person, keys: Keys
    ) -> None:
        assert NID not in repr(due(session, peers, person, keys))


@dataclass
class Asking:
    """The job about one person, and what is known afterwards."""

    sessions: sessionmaker[Session]
    session: Session
    peers: Peers
    keys: Keys
    person: Person

    def run(self, now: datetime = NOW) -> None:
        self.session.commit()
        ask(self.sessions, self.peers, self.keys, self.person.id, now)
        self.session.expire_all()

    def facts(self) -> dict[str, Any]:
        found = service.facts_of(self.session, self.person, keys=self.keys)
        return {f"{each.programme} {each.subject}": each for each in found}

    def the_payment(self) -> Payment:
        return self.session.scalars(select(Payment)).one()


@pytest.fixture
def asking(
    sessions: sessionmaker[Session], session: Session, peers: Peers, keys: Keys, person: Person
) -> Asking:
    return Asking(sessions, session, peers, keys, person)


class TestAnswers:
    def test_are_kept_with_their_source_and_age(self, asking: Asking) -> None:
        asking.run()
        facts = asking.facts()
        assert set(facts) == {
            "oaa registry",
            "oaa mapper",
            "oaa disbursements",
            "wda registry",
            "bede registry",
        }
        enrolment = facts["oaa registry"]
        assert (enrolment.peer, enrolment.answered_at) == ("dss", NOW)
        assert enrolment.content["status"] == "active"
        assert facts["oaa mapper"].content == {
            "state": "active",
            "account": "01712345678",
            "provider": "bkash",
        }
        [payment] = facts["oaa disbursements"].content["payments"]
        assert (payment["status"], payment["status_on"]) == ("credited", "2026-11-23")
        assert facts["wda registry"].content == {"known": True, "enrolled": False}

    def test_are_asked_by_the_numbers_of_the_person(self, asking: Asking, country: Country) -> None:
        asking.run()
        asked = dict(country.asked)
        [search] = asked["dss.test"]["search_request"]
        assert search["search_criteria"]["query"] == {"type": "UIN", "value": NID}
        assert asked["spar.test"]["resolve_request"][0]["id"] == f"token:{NID}@nidw"

    def test_are_sealed(self, asking: Asking) -> None:
        asking.run()
        for kept in asking.session.scalars(select(RegistryAnswer)):
            assert kept.content_sealed is not None
            assert b"01712345678" not in kept.content_sealed

    def test_change_the_register_and_the_ledger(self, asking: Asking, country: Country) -> None:
        country.enrolments = {
            "programme_identifier": "OAA",
            "enrolment_status": "4",
            "suspension_date": "2026-10-01",
        }
        country.payment = {"status": "rjct", "status_reason_code": "rjct.payee_fa.invalid"}
        asking.run()
        enrolment = asking.session.scalars(select(Enrolment)).one()
        assert (enrolment.status, enrolment.status_from) == (
            EnrolmentStatus.SUSPENDED,
            date(2026, 10, 1),
        )
        payment = asking.the_payment()
        assert (payment.status, payment.return_reason) == (
            PaymentStatus.RETURNED,
            ReturnReason.WRONG_NUMBER,
        )
        assert (enrolment.source, payment.source) == ("dci:dss", "dci:payer")

    def test_of_one_who_left_and_came_again_are_of_today(
        self, asking: Asking, country: Country
    ) -> None:
        former = {"programme_identifier": "OAA", "enrolment_status": "3"}
        former |= {"enrolment_date": "2020-01-01", "graduation_date": "2026-06-30"}
        present = {"programme_identifier": "OAA", "enrolment_status": "1"}
        country.enrolments = [former, present, former]
        asking.run()
        enrolment = asking.session.scalars(select(Enrolment)).one()
        assert enrolment.status is EnrolmentStatus.ACTIVE

    @pytest.mark.parametrize(
        ("known", "status"),
        [([], EnrolmentStatus.ENDED), (None, EnrolmentStatus.ACTIVE)],
    )
    def test_of_a_peer_that_alone_is_believed_end_what_it_does_not_have(
        self,
        asking: Asking,
        world: World,
        country: Country,
        known: list[Any] | None,
        status: EnrolmentStatus,
    ) -> None:
        """Whom it does not know at all it may know by another number."""
        enrolment = world.enrolment(asking.person, "wda")
        country.enrolments = known
        asking.run()
        assert asking.session.get_one(Enrolment, enrolment.id).status is status

    @pytest.mark.parametrize(
        ("word", "status"), [("yes", EnrolmentStatus.ACTIVE), ("no", EnrolmentStatus.ENDED)]
    )
    def test_of_such_a_one_that_says_yes_or_no_are_written_too(
        self, asking: Asking, world: World, country: Country, word: str, status: EnrolmentStatus
    ) -> None:
        enrolment = world.enrolment(asking.person, "bede")
        enrolment.status = EnrolmentStatus.ENDED if word == "yes" else EnrolmentStatus.ACTIVE
        country.on_roll = word
        asking.run()
        kept = asking.session.get_one(Enrolment, enrolment.id)
        assert (kept.status, kept.source) == (status, "dci:roll")

    def test_are_by_whichever_nid_they_know(
        self, asking: Asking, world: World, country: Country
    ) -> None:
        world.number(asking.person, IdentifierKind.NID, "1234567890")
        country.unknown = {NID}
        asking.run()
        assert asking.facts()["oaa registry"].content["status"] == "active"

    def test_are_not_of_two_payments_by_one_name(
        self, session: Session, peers: Peers, person: Person, keys: Keys, world: World
    ) -> None:
        """Arrears are paid in one batch: nobody could tell of which of them an answer is."""
        world.payment(person, date(2026, 4, 1), status=PaymentStatus.SENT).batch = "B9"
        subjects = [each.subject for each in due(session, peers, person, keys)]
        assert Subject.DISBURSEMENTS not in subjects

    def test_that_somebody_died_wait_for_staff(self, asking: Asking, country: Country) -> None:
        country.enrolments = {"programme_identifier": "OAA", "enrolment_status": "2"}
        asking.run()
        asking.run(NOW + timedelta(hours=1))
        [report] = asking.session.scalars(select(DeathReport))
        assert (report.source, report.decided_at) == ("dci:dss", None)
        assert asking.facts()["oaa registry"].content["status"] == "deceased"
        assert asking.session.scalars(select(Death)).all() == []
        enrolment = asking.session.scalars(select(Enrolment)).one()
        assert enrolment.status is EnrolmentStatus.ACTIVE

    def test_that_somebody_died_whom_staff_found_alive_change_nothing(
        self, asking: Asking, country: Country, world: World
    ) -> None:
        country.enrolments = {"programme_identifier": "OAA", "enrolment_status": "2"}
        asking.run()
        [report] = asking.session.scalars(select(DeathReport))
        deaths.deny_death(asking.session, asking.person.id, report.id, viewer=world.user(), now=NOW)
        asking.run(NOW + timedelta(hours=1))
        [report] = asking.session.scalars(select(DeathReport))
        assert report.was_right is False

    def test_do_not_change_what_is_newer_in_a_file_where_both_are_sources(
        self, asking: Asking
    ) -> None:
        asking.the_payment().as_of = date(2026, 11, 24)
        asking.run()
        assert asking.the_payment().status is PaymentStatus.SENT

    def test_are_asked_for_again_when_they_are_old(self, asking: Asking, country: Country) -> None:
        asking.run()
        asking.run(NOW + timedelta(minutes=59))
        assert len(country.asked) == 5
        asking.run(NOW + timedelta(minutes=60))
        assert len(country.asked) == 10

    def test_stay_when_a_peer_fails_and_say_why(
        self, asking: Asking, country: Country, capsys: pytest.CaptureFixture[str]
    ) -> None:
        asking.run()
        later = NOW + timedelta(hours=2)
        country.down = {"dss.test"}
        asking.run(later)
        facts = asking.facts()
        enrolment = facts["oaa registry"]
        assert (enrolment.content["status"], enrolment.answered_at) == ("active", NOW)
        assert (enrolment.failed_with, enrolment.asked_at) == ("peer.no_answer", later)
        assert facts["oaa mapper"].answered_at == later
        logged = capsys.readouterr().out
        assert "peer not heard" in logged
        assert NID not in logged
        country.down = set()
        asking.run(later + timedelta(minutes=1))
        assert asking.facts()["oaa registry"].failed_with is None

    def test_that_never_came_are_a_reason_only(self, asking: Asking, country: Country) -> None:
        country.down = {"dss.test", "spar.test", "payer.test"}
        asking.run()
        fact = asking.facts()["oaa mapper"]
        assert (fact.content, fact.answered_at) == (None, None)
        assert fact.failed_with == "peer.no_answer"

    def test_of_a_stranger_say_so(self, asking: Asking, country: Country) -> None:
        country.enrolments, country.account = None, ""
        asking.run()
        facts = asking.facts()
        assert facts["oaa registry"].content == {"known": False, "enrolled": False}
        assert facts["oaa mapper"].content == {"state": "not_linked"}

    @pytest.mark.parametrize("word", ["yes", "no"])
    def test_of_a_registry_that_says_yes_or_no_is_just_that(
        self, asking: Asking, world: World, country: Country, word: str
    ) -> None:
        enrolment = world.enrolment(asking.person, "pwd")
        country.on_roll = word
        asking.run()
        fact = asking.facts()["pwd registry"]
        assert (fact.peer, fact.content) == ("roll", {"enrolled": word == "yes"})
        assert asking.session.get_one(Enrolment, enrolment.id).source == "mis.bhata"


class TestAskLater:
    def test_is_a_job_and_in_the_trail(
        self, session: Session, world: World, person: Person
    ) -> None:
        user = world.user(Role.CASEWORKER)
        service.ask_later(session, person, actor=user, now=NOW)
        [entry] = session.scalars(select(AuditEntry))
        assert (entry.action, entry.subject_id) == ("peers_asked", str(person.id))
        assert entry.actor_id == user.id
        jobs = "SELECT task_name, args FROM case_jobs.procrastinate_jobs"
        assert session.execute(text(jobs)).all() == [("ask_peers", {"person_id": str(person.id)})]

    def test_is_done_by_the_worker(
        self,
        live_url: str,
        live_world: World,
        live_sessions: sessionmaker[Session],
        peers: Peers,
        keys: Keys,
    ) -> None:
        session = live_world.session
        person = live_world.person(nid="1965269250777")
        live_world.enrolment(person)
        service.ask_later(session, person, actor=live_world.user(), now=NOW)
        session.commit()
        app = make_job_app(live_url)
        add_jobs(app, live_sessions, peers, keys)
        asyncio.run(work(app))
        facts = service.facts_of(session, person, keys=keys)
        assert {each.subject for each in facts} == {Subject.REGISTRY, Subject.MAPPER}


async def work(app: App) -> None:
    async with app.open_async():
        await app.run_worker_async(queues=["interoperability"], wait=False)
