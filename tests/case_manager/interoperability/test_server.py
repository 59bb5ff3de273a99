"""Others ask us: who may, what is answered, and what is kept of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from schemathesis import openapi
from sqlalchemy import select
from sqlalchemy.orm import Session

from case_manager.audit import service as audit_service
from case_manager.interoperability import disclosing
from case_manager.interoperability.errors import PeerRefused
from case_manager.interoperability.file import read_interoperability
from case_manager.interoperability.peer import Peer, SignatureForm
from case_manager.interoperability.registry import Identifier, Membership, Purpose, Registry
from case_manager.interoperability.signatures import Signer, Verifier, compact, read_jwks
from case_manager.interoperability.tokens import Tokens
from case_manager.models import AuditEntry, Death, PartnerMessage
from case_manager.vocabulary import EnrolmentStatus, Sex
from tests.case_manager.conftest import InProcess, World
from tests.case_manager.interoperability import specifications
from tests.case_manager.interoperability.conftest import SEED_TEXT

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
NID = "1965269250123"
SECRET = "a-secret-of-the-partner-of-32-letters"
SEARCH, ENROLLED = "/registry/sync/search", "/registry/sync/enrolled"
BASE = "/dci/v1.0.0"
FILE = """
[us]
id = "nalish"
key_id = "2026-1"
signing_key = { env = "OUR_KEY" }

[programmes.oaa]
source = "file"
code = "OAA"

[programmes.wda]
source = "file"
code = "WDA"

[partners.mis]
id = "mis"
keys = "mis.json"
client_secret = { env = "PARTNER" }
programmes = ["oaa"]
purposes = ["duplicates"]
questions_a_day = 40
told = ["name", "sex", "birth"]

[partners.shy]
id = "shy"
keys = "mis.json"
client_secret = { env = "PARTNER" }
programmes = ["oaa"]
purposes = ["duplicates"]
asks = ["enrolled"]
"""
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PURPOSE = {"authorize": {"purpose": {"code": "duplicates"}}}


@dataclass
class Partner:
    """Another system, with everything right but for what a test changes."""

    client: httpx.Client
    id: str = "mis"
    key: Ed25519PrivateKey = KEY
    form: SignatureForm = SignatureForm.BODY
    sent: int = field(default=0)

    def token(self) -> str:
        form = {"grant_type": "client_credentials", "client_id": self.id, "client_secret": SECRET}
        return str(self.client.post(f"{BASE}/oauth2/token", data=form).json()["access_token"])

    def header(self, **changes: Any) -> dict[str, Any]:
        self.sent += 1
        return {
            "version": "1.0.0",
            "message_id": f"m-{self.sent}",
            "message_ts": NOW.isoformat(),
            "action": "search",
            "sender_id": self.id,
            "receiver_id": "nalish",
            "total_count": 1,
        } | changes

    def post(
        self, path: str, message: Any, *, header: Any = None, headers: Any = None
    ) -> httpx.Response:
        header = self.header() if header is None else header
        signer = Signer(self.id, "mis-1", self.key)
        signature = ""
        if self.form is SignatureForm.BODY:
            signature = signer.sign_in_body(header, message, namespace="dci", now=NOW)
        body = compact({"signature": signature, "header": header, "message": message})
        own = {"Authorization": f"Bearer {self.token()}", "Content-Type": "application/json"}
        if self.form is SignatureForm.HEADER:
            own["Signature"] = signer.sign_detached(body)
        return self.client.post(f"{BASE}{path}", content=body, headers=own | (headers or {}))

    def search(self, *questions: Any, **header: Any) -> dict[str, Any]:
        message = {"transaction_id": "T1", "search_request": list(questions)}
        said = self.header(**({"total_count": len(questions)} | header))
        answer = self.post(SEARCH, message, header=said)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


def question(
    value: Any = NID, kind: str = "NID", reference: Any = "R1", **changes: Any
) -> dict[str, Any]:
    criteria = {"query_type": "idtype-value", "query": {"type": kind, "value": value}, **PURPOSE}
    return {
        "reference_id": reference,
        "timestamp": NOW.isoformat(),
        "search_criteria": criteria | changes,
    }


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("interoperability")
    (folder / "mis.json").write_text(json.dumps(Signer("mis", "mis-1", KEY).jwks()))
    file = folder / "interoperability.toml"
    file.write_text(FILE)
    return file


@pytest.fixture
def partner(app: FastAPI, client: httpx.Client, file: Path) -> Partner:
    environment = {"OUR_KEY": SEED_TEXT, "PARTNER": SECRET}
    app.state.interoperability = read_interoperability(file, environment)
    return Partner(client)


@pytest.fixture
def enrolled(world: World) -> Any:
    person = world.person(nid=NID, beneficiary_id="BEN77")
    enrolment = world.enrolment(person)
    world.session.commit()
    return enrolment


@pytest.mark.usefixtures("enrolled")
class TestWhoMayAsk:
    MESSAGE = {"transaction_id": "T1", "search_request": [question()]}  # noqa: RUF012

    def refused(self, answer: httpx.Response) -> tuple[int, str]:
        return answer.status_code, answer.json()["errors"][0]["code"]

    @pytest.mark.parametrize("form", [SignatureForm.BODY, SignatureForm.HEADER])
    def test_who_signs(self, partner: Partner, form: SignatureForm) -> None:
        partner.form = form
        assert partner.post(SEARCH, self.MESSAGE).json()["header"]["status"] == "succ"

    @pytest.mark.parametrize("form", [SignatureForm.BODY, SignatureForm.HEADER])
    def test_not_who_signs_as_another(self, partner: Partner, form: SignatureForm) -> None:
        partner.form, partner.key = form, Ed25519PrivateKey.generate()
        refused = self.refused(partner.post(SEARCH, self.MESSAGE))
        assert refused == (401, "err.signature.invalid")

    def test_not_who_does_not_sign(self, partner: Partner) -> None:
        partner.form = SignatureForm.NONE
        refused = self.refused(partner.post(SEARCH, self.MESSAGE))
        assert refused == (401, "err.signature.missing")

    @pytest.mark.parametrize(
        "authorization", ["", "Bearer", "Bearer x", "Basic bWlzOnNlY3JldA==", "Grant x"]
    )
    def test_not_without_a_token(self, partner: Partner, authorization: str) -> None:
        headers = {"Authorization": authorization}
        refused = self.refused(partner.post(SEARCH, self.MESSAGE, headers=headers))
        assert refused == (401, "err.request.unauthorized")

    def test_not_with_a_token_that_is_over(self, partner: Partner, app: FastAPI) -> None:
        headers = {"Authorization": f"Bearer {partner.token()}"}
        app.state.clock = lambda: NOW + timedelta(minutes=10)
        refused = self.refused(partner.post(SEARCH, self.MESSAGE, headers=headers))
        assert refused == (401, "err.request.unauthorized")

    def test_not_with_anothers_token(self, partner: Partner) -> None:
        headers = {"Authorization": f"Bearer {Partner(partner.client, 'shy').token()}"}
        refused = self.refused(partner.post(SEARCH, self.MESSAGE, headers=headers))
        assert refused == (401, "err.request.unauthorized")

    def test_not_a_stranger(self, partner: Partner) -> None:
        header = partner.header(sender_id="stranger")
        refused = self.refused(partner.post(SEARCH, self.MESSAGE, header=header))
        assert refused == (401, "err.sender_id.invalid")

    def test_not_in_a_message_for_another(self, partner: Partner) -> None:
        header = partner.header(receiver_id="another")
        refused = self.refused(partner.post(SEARCH, self.MESSAGE, header=header))
        assert refused == (403, "err.receiver_id.invalid")

    def test_not_in_secret(self, partner: Partner) -> None:
        header = partner.header(is_msg_encrypted=True)
        refused = self.refused(partner.post(SEARCH, self.MESSAGE, header=header))
        assert refused == (400, "err.encryption.invalid")

    def test_not_what_was_not_agreed_on(self, partner: Partner) -> None:
        shy = Partner(partner.client, "shy")
        refused = self.refused(shy.post(SEARCH, self.MESSAGE))
        assert refused == (403, "err.request.forbidden")

    @pytest.mark.parametrize(
        "body", [b"", b"{", b"[]", b"\xff", b"{}", b'{"header": []}', b"[" * 9000, b"7"]
    )
    def test_not_in_what_is_no_message(self, partner: Partner, body: bytes) -> None:
        refused = self.refused(partner.client.post(f"{BASE}{SEARCH}", content=body))
        assert refused == (400, "err.request.bad")

    def test_nobody_without_a_file(self, client: httpx.Client) -> None:
        assert client.get(f"{BASE}/.well-known/jwks.json").status_code == 404
        body = {"header": Partner(client).header()}
        assert self.refused(client.post(f"{BASE}{SEARCH}", json=body))[0] == 401


class TestToken:
    @pytest.mark.parametrize(
        ("form", "status", "error"),
        [
            ({}, 400, "unsupported_grant_type"),
            ({"client_id": "mis", "client_secret": "x"}, 401, "invalid_client"),
            ({"client_id": "stranger", "client_secret": SECRET}, 401, "invalid_client"),
            ({"client_id": "stranger", "client_secret": ""}, 401, "invalid_client"),
        ],
    )
    def test_is_for_partners(
        self, partner: Partner, form: dict[str, str], status: int, error: str
    ) -> None:
        if form:
            form = {"grant_type": "client_credentials"} | form
        answer = partner.client.post(f"{BASE}/oauth2/token", data=form)
        assert (answer.status_code, answer.json()) == (status, {"error": error})

    def test_is_kept_by_nobody_on_the_way(self, partner: Partner) -> None:
        form = {"grant_type": "client_credentials", "client_id": "mis", "client_secret": SECRET}
        answer = partner.client.post(f"{BASE}/oauth2/token", data=form)
        assert answer.headers["Cache-Control"] == "no-store"
        assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 600)


class TestKeys:
    def test_are_shown(self, partner: Partner, signer: Signer) -> None:
        answer = partner.client.get(f"{BASE}/.well-known/jwks.json").json()
        assert read_jwks(answer) == {"2026-1": signer.key.public_key()}
        problems = specifications.schema_problems("dci/jwks_core_api", "JWKSResponse", answer)
        assert problems == []


@pytest.mark.usefixtures("enrolled")
class TestHeader:
    @pytest.mark.parametrize(
        ("header", "code"),
        [
            ({"version": "2.0.0"}, "rjct.version.invalid"),
            ({"message_ts": "yesterday"}, "rjct.message_ts.invalid"),
            ({"message_ts": None}, "rjct.message_ts.invalid"),
            ({"message_ts": "2026-11-23T06:00:00"}, "rjct.message_ts.invalid"),
            ({"message_ts": "2026-11-23T06:11:00+00:00"}, "rjct.message_ts.invalid"),
            ({"message_ts": "2026-11-23T05:49:00+00:00"}, "rjct.message_ts.invalid"),
            ({"action": ""}, "rjct.action.invalid"),
            ({"action": 7}, "rjct.action.invalid"),
            ({"action": "link"}, "rjct.action.not_supported"),
            ({"total_count": 2}, "rjct.total_count.invalid"),
            ({"total_count": True}, "rjct.total_count.invalid"),
            ({"total_count": None}, "rjct.total_count.invalid"),
        ],
    )
    def test_is_refused_with_its_reason(
        self, partner: Partner, header: dict[str, Any], code: str
    ) -> None:
        answer = partner.search(question(), **header)
        assert answer["header"]["status"] == "rjct"
        assert answer["header"]["status_reason_code"] == code
        assert "message" not in answer
        assert specifications.response_problems(specifications.IBR, SEARCH, answer) == []

    @pytest.mark.parametrize(
        "header",
        [
            {"total_count": "1"},
            {"action": "on-search"},
            {"receiver_id": ""},
            {"message_ts": "2026-11-23T12:09:00+06:00"},
        ],
    )
    def test_is_taken_as_senders_write_it(self, partner: Partner, header: dict[str, Any]) -> None:
        assert partner.search(question(), **header)["header"]["status"] == "succ"

    def test_comes_once(self, partner: Partner) -> None:
        first = partner.search(question(), message_id="same")
        again = partner.search(question(), message_id="same")
        assert first["header"]["status"] == "succ"
        assert again["header"]["status_reason_code"] == "rjct.message_id.duplicate"

    def test_of_another_partner_may_have_the_same_id(self, partner: Partner) -> None:
        partner.search(question(), message_id="same")
        shy = Partner(partner.client, "shy")
        criteria = enrolment_criteria()
        header = shy.header(message_id="same")
        assert shy.post(ENROLLED, criteria, header=header).json()["header"]["status"] == "succ"

    def test_has_a_limit_at_once(self, partner: Partner) -> None:
        questions = [question(reference=f"R{number}") for number in range(21)]
        code = partner.search(*questions)["header"]["status_reason_code"]
        assert code == "rjct.total_count.limit_exceeded"

    def test_has_a_limit_a_day(self, partner: Partner, session: Session) -> None:
        questions = [question(reference=f"R{number}") for number in range(20)]
        for _ in range(2):
            assert partner.search(*questions)["header"]["status"] == "succ"
        code = partner.search(question())["header"]["status_reason_code"]
        assert code == "rjct.total_count.limit_exceeded"
        for message in session.scalars(select(PartnerMessage)):
            message.received_at = NOW - timedelta(days=1)
        assert partner.search(question())["header"]["status"] == "succ"

    def test_stands_before_too_many_mistakes(self, partner: Partner) -> None:
        questions = [question("?", reference=f"R{number}") for number in range(11)]
        code = partner.search(*questions)["header"]["status_reason_code"]
        assert code == "rjct.errors.too_many"
        assert partner.search(*questions[:10])["header"]["status"] == "succ"


class TestSearch:
    def record(self, answer: dict[str, Any]) -> dict[str, Any]:
        [said] = answer["message"]["search_response"]
        assert said["status"] == "succ"
        return dict(said["data"]["reg_records"][0])

    def test_tells_what_was_agreed_on(self, partner: Partner, enrolled: Any) -> None:
        record = self.record(partner.search(question()))
        assert record["programme"] == [
            {
                "@type": "Programme",
                "programme_identifier": "OAA",
                "enrolment_status": "1",
                "enrolment_date": "2020-07-01",
                "last_update": enrolled.as_of.isoformat(),
            }
        ]
        assert record["identifier"] == [{"identifier_type": "NID", "identifier_value": NID}]
        assert (record["name"]["given_name"], record["sex"]) == ("Rahima Begum", "female")
        assert record["birth_date"] == "1952"

    def test_tells_no_more_than_the_file_says(
        self, app: FastAPI, partner: Partner, enrolled: Any
    ) -> None:
        config = app.state.interoperability
        quiet = config.partners["mis"].model_copy(update={"told": ()})
        app.state.interoperability = config.model_copy(update={"partners": {"mis": quiet}})
        record = self.record(partner.search(question()))
        assert set(record) == {"@context", "@type", "identifier", "programme"}

    @pytest.mark.parametrize(
        ("status", "code", "day"),
        [
            (EnrolmentStatus.SUSPENDED, "4", "suspension_date"),
            (EnrolmentStatus.ENDED, "3", "graduation_date"),
        ],
    )
    def test_tells_what_became_of_it(
        self, partner: Partner, enrolled: Any, status: EnrolmentStatus, code: str, day: str
    ) -> None:
        enrolled.status, enrolled.status_from = status, date(2026, 7, 1)
        [programme] = self.record(partner.search(question()))["programme"]
        assert (programme["enrolment_status"], programme[day]) == (code, "2026-07-01")

    @pytest.mark.parametrize(("revoked_on", "code"), [(None, "2"), (date(2026, 11, 1), "1")])
    def test_tells_of_a_death(
        self,
        partner: Partner,
        session: Session,
        enrolled: Any,
        revoked_on: date | None,
        code: str,
    ) -> None:
        death = Death(
            person_id=enrolled.person_id,
            died_on=date(2026, 10, 2),
            revoked_on=revoked_on,
            source="mis.bhata",
            as_of=date(2026, 11, 1),
        )
        session.add(death)
        [programme] = self.record(partner.search(question()))["programme"]
        assert programme["enrolment_status"] == code

    def test_knows_nobody_of_other_programmes(self, partner: Partner, world: World) -> None:
        world.enrolment(world.person(nid=NID), "wda")
        [said] = partner.search(question())["message"]["search_response"]
        assert (said["status"], said["data"]["reg_records"]) == ("succ", [])

    @pytest.mark.usefixtures("enrolled")
    @pytest.mark.parametrize(
        ("kind", "value", "count"),
        [
            ("UIN", NID, 1),
            ("NID", f"1952{NID}", 1),
            ("NID", int(NID), 1),
            ("BENEFICIARY_ID", "ben77", 1),
            ("NID", "1965269250999", 0),
            ("BRN", "19652692501234567", 0),
        ],
    )
    def test_finds_by_identifier(self, partner: Partner, kind: str, value: Any, count: int) -> None:
        [said] = partner.search(question(value, kind))["message"]["search_response"]
        assert len(said["data"]["reg_records"]) == count

    @pytest.mark.usefixtures("enrolled")
    def test_answers_in_the_form_of_the_specification(self, partner: Partner) -> None:
        answer = partner.search(question(), question("?", reference="R2"))
        assert specifications.response_problems(specifications.IBR, SEARCH, answer) == []
        assert specifications.response_problems(specifications.SOCIAL, SEARCH, answer) == []

    @pytest.mark.usefixtures("enrolled")
    @pytest.mark.parametrize("value", [NID, "1965269250999"])
    def test_answers_in_the_form_of_g2p_connect(self, partner: Partner, value: str) -> None:
        asked = question(value, query_type="idtype", reg_type="ns:dss:RegistryType:beneficiary")
        answer = partner.search(asked)
        assert specifications.response_problems(specifications.REGISTRY, SEARCH, answer) == []

    @pytest.mark.usefixtures("enrolled")
    def test_is_signed(self, partner: Partner, signer: Signer) -> None:
        answer = partner.search(question())
        verifier = Verifier("nalish", read_jwks(signer.jwks()))
        signature, header = answer["signature"], answer["header"]
        verifier.verify_in_body(signature, header, answer["message"], now=NOW)
        assert (header["sender_id"], header["receiver_id"]) == ("nalish", "mis")
        assert (header["total_count"], header["completed_count"]) == (1, 1)

    @pytest.mark.usefixtures("enrolled")
    @pytest.mark.parametrize(
        ("asked", "code"),
        [
            (question(reference=""), "rjct.reference_id.invalid"),
            (question(reference=7), "rjct.reference_id.invalid"),
            (question(reference="\ud800"), "rjct.reference_id.invalid"),
            (question() | {"timestamp": "now"}, "rjct.timestamp.invalid"),
            (question() | {"search_criteria": []}, "rjct.search_criteria.invalid"),
            (question(query_type="guess"), "rjct.search_criteria.invalid"),
            (question(query_type="expression"), "rjct.filter.invalid"),
            (question(query_type="predicate"), "rjct.filter.invalid"),
            (question(sort=[{"sort_order": "up"}]), "rjct.sort.invalid"),
            (question(sort=7), "rjct.sort.invalid"),
            (question(pagination={"page_size": 0}), "rjct.pagination.invalid"),
            (question(pagination=[1]), "rjct.pagination.invalid"),
            (question(authorize={"purpose": {"code": "x"}}), "rjct.search_criteria.invalid"),
            (question(authorize=""), "rjct.search_criteria.invalid"),
            (question(kind="MOBILE"), "rjct.search_criteria.invalid"),
            (question("01712345678"), "rjct.search_criteria.invalid"),
            (question("196526925012৩"), "rjct.search_criteria.invalid"),
            (question(query=[]), "rjct.search_criteria.invalid"),
            (7, "rjct.reference_id.invalid"),
        ],
    )
    def test_refuses_a_question_with_its_reason(
        self, partner: Partner, asked: Any, code: str
    ) -> None:
        [refused, fine] = partner.search(asked, question(reference="R2"))["message"][
            "search_response"
        ]
        assert (refused["status"], refused["status_reason_code"]) == ("rjct", code)
        assert fine["status"] == "succ"

    @pytest.mark.usefixtures("enrolled")
    def test_refuses_the_same_question_twice(self, partner: Partner) -> None:
        said = partner.search(question(), question())["message"]["search_response"]
        assert [each["status"] for each in said] == ["succ", "rjct"]
        assert said[1]["status_reason_code"] == "rjct.reference_id.duplicate"


def enrolment_criteria(person: Any = NID, programme: Any = "OAA") -> dict[str, Any]:
    query = {
        "person_identifier": {"eq": person},
        "programme_identifier.program.programme_identifier": {"eq": programme},
    }
    criteria = {"query_type": "expression", "query": query}
    return {"transaction_id": "T1", "enrolled_criteria": criteria}


class TestEnrolled:
    def said(self, partner: Partner, message: Any) -> dict[str, Any]:
        answer = partner.post(ENROLLED, message).json()
        message = answer["message"]
        problems = specifications.schema_problems(specifications.IBR, "EnrolledResponse", message)
        assert problems == []
        return dict(message["enrolled_response"][0])

    @pytest.mark.usefixtures("enrolled")
    @pytest.mark.parametrize(
        ("person", "word"),
        [(NID, "yes"), (f"1952{NID}", "yes"), ("BEN77", "yes"), ("1965269250999", "no")],
    )
    def test_says_yes_or_no(self, partner: Partner, person: str, word: str) -> None:
        said = self.said(partner, enrolment_criteria(person))
        assert (said["status"], said["enrolled_status"]) == ("succ", word)

    @pytest.mark.parametrize(
        ("status", "word"),
        [(EnrolmentStatus.SUSPENDED, "yes"), (EnrolmentStatus.ENDED, "no")],
    )
    def test_is_of_the_present(
        self, partner: Partner, enrolled: Any, status: EnrolmentStatus, word: str
    ) -> None:
        enrolled.status = status
        assert self.said(partner, enrolment_criteria())["enrolled_status"] == word

    @pytest.mark.usefixtures("enrolled")
    @pytest.mark.parametrize(
        "message",
        [
            enrolment_criteria(programme="WDA"),
            enrolment_criteria(programme="?"),
            enrolment_criteria(person="?"),
            enrolment_criteria(person=7),
            {"enrolled_criteria": {}, "transaction_id": "T1"},
            {"enrolled_criteria": [], "transaction_id": "T1"},
        ],
    )
    def test_refuses_what_was_not_agreed_on(self, partner: Partner, message: Any) -> None:
        said = self.said(partner, message)
        assert (said["status"], said["enrolled_status"]) == ("rjct", "no")
        assert said["status_reason_code"] == "rjct.search_criteria.invalid"


@pytest.mark.usefixtures("partner")
class TestTrail:
    def entries(self, session: Session) -> list[AuditEntry]:
        return list(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))

    def test_holds_each_disclosure(self, partner: Partner, session: Session, enrolled: Any) -> None:
        partner.search(question(), question("1965269250999", reference="R2"))
        partner.post(ENROLLED, enrolment_criteria())
        told, nobody, yes = self.entries(session)
        assert told.action == "partner_asked_search"
        assert (told.subject_kind, told.subject_id) == ("person", str(enrolled.person_id))
        assert told.data == {"partner": "mis", "purpose": "duplicates", "programmes": "oaa"}
        assert (nobody.subject_id, nobody.data["programmes"]) == ("nobody", "")
        assert (yes.action, yes.subject_id) == ("partner_asked_enrolled", told.subject_id)
        assert audit_service.first_broken_entry(session) is None

    @pytest.mark.usefixtures("enrolled")
    def test_holds_no_number(self, partner: Partner, session: Session) -> None:
        partner.search(question())
        assert NID not in str([entry.data for entry in self.entries(session)])

    def test_holds_nothing_of_what_was_refused(self, partner: Partner, session: Session) -> None:
        partner.search(question("?"))
        assert self.entries(session) == []


class TestUpkeep:
    def test_old_messages_are_forgotten(self, partner: Partner, session: Session) -> None:
        partner.search(question())
        disclosing.forget_old_messages(session, now=NOW + timedelta(days=1))
        assert len(session.scalars(select(PartnerMessage)).all()) == 1
        disclosing.forget_old_messages(session, now=NOW + timedelta(days=3))
        assert session.scalars(select(PartnerMessage)).all() == []


class TestOurOwnClient:
    """One Nalish asks another."""

    @pytest.fixture
    def registry(self, app: FastAPI, partner: Partner, signer: Signer) -> Iterator[Registry]:
        address = f"http://desk.test{BASE}"
        with httpx.Client(transport=InProcess(app), base_url=address) as http:
            peer = Peer(
                name="nalish",
                receiver_id="nalish",
                form=SignatureForm.BODY,
                namespace="dci",
                signer=Signer("mis", "mis-1", KEY),
                verifier=Verifier("nalish", read_jwks(signer.jwks())),
                tokens=Tokens(http, f"{address}/oauth2/token", "mis", SECRET),
                http=http,
            )
            yield Registry(peer, Purpose("duplicates", ""))

    @pytest.mark.usefixtures("enrolled")
    def test_understands_what_our_server_says(self, registry: Registry) -> None:
        [found] = registry.search(Identifier("NID", NID), now=NOW)
        assert (found.name, found.sex) == ("Rahima Begum", Sex.FEMALE)
        assert found.memberships == (
            Membership("OAA", EnrolmentStatus.ACTIVE, enrolled_on=date(2020, 7, 1)),
        )
        assert registry.is_enrolled(NID, "OAA", now=NOW)

    def test_hears_why_it_was_refused(self, registry: Registry) -> None:
        with pytest.raises(PeerRefused) as refused:
            registry.search(Identifier("MOBILE", "01712345678"), now=NOW)
        assert refused.value.code == "rjct.search_criteria.invalid"


_SCHEMA = openapi.from_dict(specifications.document(specifications.IBR))


@pytest.mark.usefixtures("enrolled")
class TestWhateverTheSpecificationAllows:
    """Bodies made from it at random, signed: an answer, and in the form of the specification."""

    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(data=st.data())
    def test_is_answered(self, partner: Partner, data: st.DataObject) -> None:
        way = data.draw(st.sampled_from([SEARCH, ENROLLED]))
        body: Any = data.draw(_SCHEMA[way]["POST"].as_strategy()).body
        assume(isinstance(body, dict) and {"header", "message"} <= set(body))
        header = {**body["header"], **data.draw(st.sampled_from([{}, partner.header()]))}
        header["sender_id"] = "mis"
        answer = partner.post(way, body["message"], header=header)
        assert answer.status_code in (200, 400, 403), answer.text
        if answer.status_code == 200 and way == SEARCH:
            said = answer.json()
            assert specifications.response_problems(specifications.IBR, SEARCH, said) == []
