"""Others ask us: what is answered, and what is kept of it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from schemathesis import openapi
from sqlalchemy import select
from sqlalchemy.orm import Session

from case_manager.audit import service as audit_service
from case_manager.interoperability import disclosing
from case_manager.interoperability.errors import PeerRefused
from case_manager.interoperability.peer import Peer, SignatureForm
from case_manager.interoperability.registry import Identifier, Membership, Purpose, Registry
from case_manager.interoperability.signatures import Signer, Verifier, read_jwks
from case_manager.interoperability.tokens import Tokens
from case_manager.models import AuditEntry, Death, PartnerMessage
from case_manager.vocabulary import EnrolmentStatus, Sex
from tests.case_manager.conftest import InProcess, World
from tests.case_manager.interoperability import specifications
from tests.case_manager.interoperability.partner import (
    BASE,
    ENROLLED,
    KEY,
    NID,
    NOW,
    SEARCH,
    SECRET,
    Partner,
    enrolment_criteria,
    question,
)


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
            (question(reference="\0"), "rjct.reference_id.invalid"),
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

    def test_of_an_own_number_that_looks_like_a_nid(self, partner: Partner, world: World) -> None:
        number = "1234567890"
        world.enrolment(world.person(beneficiary_id=number))
        said = self.said(partner, enrolment_criteria(number))
        assert (said["status"], said["enrolled_status"]) == ("succ", "yes")
        world.person(nid=number)
        said = self.said(partner, enrolment_criteria(number))
        assert said["status_reason_code"] == "rjct.search.too_many_records_found"

    @pytest.mark.parametrize(
        ("status", "word"),
        [(EnrolmentStatus.SUSPENDED, "yes"), (EnrolmentStatus.ENDED, "no")],
    )
    def test_is_of_the_present(
        self, partner: Partner, enrolled: Any, status: EnrolmentStatus, word: str
    ) -> None:
        enrolled.status = status
        assert self.said(partner, enrolment_criteria())["enrolled_status"] == word

    @pytest.mark.parametrize(("revoked_on", "word"), [(None, "no"), (date(2026, 11, 1), "yes")])
    def test_is_of_the_living(
        self,
        partner: Partner,
        session: Session,
        enrolled: Any,
        revoked_on: date | None,
        word: str,
    ) -> None:
        death = Death(
            person_id=enrolled.person_id,
            died_on=date(2026, 10, 2),
            revoked_on=revoked_on,
            source="mis.bhata",
            as_of=date(2026, 11, 1),
        )
        session.add(death)
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

    def test_says_of_whom_a_no_was(self, partner: Partner, session: Session, world: World) -> None:
        person = world.person(nid=NID)
        world.enrolment(person, "wda")
        partner.post(ENROLLED, enrolment_criteria())
        partner.search(question())
        told = [(each.subject_id, each.data["programmes"]) for each in self.entries(session)]
        assert told == [(str(person.id), "")] * 2

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
