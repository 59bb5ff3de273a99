"""What we ask registries, mappers and payers, held against their specifications, and what we
understand of their answers."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from case_manager.interoperability.disbursements import (
    BridgeDisbursements,
    Disbursement,
    G2PConnectDisbursements,
)
from case_manager.interoperability.errors import AnswerNotTrusted, PeerRefused
from case_manager.interoperability.mapper import FinancialAddress, Link, LinkState, Mapper
from case_manager.interoperability.registry import (
    Identifier,
    Membership,
    Purpose,
    Registry,
    RegistryRecord,
)
from case_manager.vocabulary import EnrolmentStatus, PaymentStatus, ReturnReason, Sex
from tests.case_manager.interoperability import specifications
from tests.case_manager.interoperability.conftest import FarSide, MakePeer, answer

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
STAMP = "2026-11-23T12:00:00+06:00"
NID = Identifier("NID", "19652692501234567")
SAMPLES = Path(__file__).parent / "samples"


def transaction(request: dict[str, Any]) -> dict[str, str]:
    return {"transaction_id": request["transaction_id"], "correlation_id": "C1"}


class TestSearch:
    def told(self, records: Any, **status: Any) -> Any:
        def message(request: dict[str, Any]) -> dict[str, Any]:
            said = {
                "reference_id": request["search_request"][0]["reference_id"],
                "timestamp": STAMP,
                "status": "succ",
                "data": {"version": "1.0.0", "reg_records": records},
            }
            return transaction(request) | {"search_response": [said | status]}

        return answer(message)

    @pytest.mark.parametrize("name", [specifications.IBR, specifications.SOCIAL])
    @pytest.mark.parametrize("purpose", [None, Purpose("grievance", "a complaint")])
    def test_asks_as_dci_wants_it(
        self, make_peer: MakePeer, far_side: FarSide, name: str, purpose: Purpose | None
    ) -> None:
        far_side.answers = [self.told([])]
        assert Registry(make_peer(), purpose).search(NID, now=NOW) == []
        path = "/registry/sync/search"
        assert specifications.request_problems(name, path, far_side.bodies[0]) == []

    def test_a_number_that_is_refused_keeps_no_other_from_being_asked(
        self, make_peer: MakePeer, far_side: FarSide
    ) -> None:
        refused = self.told([], status="rjct", status_reason_code="rjct.search_criteria.invalid")
        numbers = [Identifier("NID", "1234567890"), NID]
        far_side.answers = [refused, self.told([{"sex": "female"}])]
        assert len(Registry(make_peer()).search_in_turn(numbers, now=NOW)) == 1
        far_side.answers = [refused, self.told([])]
        with pytest.raises(PeerRefused):
            Registry(make_peer()).search_in_turn(numbers, now=NOW)

    def test_asks_as_g2p_connect_wants_it(self, make_peer: MakePeer, far_side: FarSide) -> None:
        far_side.answers = [self.told([])]
        registry = Registry(make_peer(), registry_type="ns:dss:RegistryType:beneficiary")
        registry.search(NID, now=NOW)
        path, body = "/registry/sync/search", far_side.bodies[0]
        assert specifications.request_problems(specifications.REGISTRY, path, body) == []

    def test_understands_the_sample_of_dci(self, make_peer: MakePeer, far_side: FarSide) -> None:
        sample = json.loads((SAMPLES / "ibr_search_answer.json").read_text("utf-8"))
        records = sample["message"]["search_response"][0]["data"]["reg_records"]
        far_side.answers = [self.told(records)]
        [found] = Registry(make_peer()).search(NID, now=NOW)
        assert (found.name, found.sex) == ("Sudarat Phumchai", Sex.FEMALE)
        assert found.born_on == date(1995, 9, 21)
        assert found.memberships[0] == Membership(
            programme="",
            status=EnrolmentStatus.ENDED,
            enrolled_on=date(2022, 10, 21),
            suspended_on=date(2023, 9, 21),
            ended_on=date(2022, 9, 21),
        )

    def test_understands_the_example_in_the_schema_of_dci(
        self, make_peer: MakePeer, far_side: FarSide
    ) -> None:
        schemas = specifications.document(specifications.IBR)["components"]["schemas"]
        answers = schemas["SearchResponse"]["properties"]["search_response"]["items"]
        records = answers["properties"]["data"]["properties"]["reg_records"]["items"]["example"]
        far_side.answers = [self.told([records])]
        [found] = Registry(make_peer()).search(NID, now=NOW)
        assert (found.name, found.sex) == ("Test Test2 Test3", Sex.FEMALE)
        [membership] = found.memberships
        assert (membership.programme, membership.status) == ("DCI001", EnrolmentStatus.ACTIVE)

    @pytest.mark.parametrize(
        ("word", "status"),
        [
            ("1", EnrolmentStatus.ACTIVE),
            ("2", None),
            ("Deceased", None),
            ("3", EnrolmentStatus.ENDED),
            ("4", EnrolmentStatus.SUSPENDED),
            ("Active", EnrolmentStatus.ACTIVE),
            ("7", None),
            (None, None),
        ],
    )
    def test_knows_the_codes_of_enrolment(
        self,
        make_peer: MakePeer,
        far_side: FarSide,
        word: str | None,
        status: EnrolmentStatus | None,
    ) -> None:
        record = {"programme": {"programme_identifier": "OAA", "enrolment_status": word}}
        far_side.answers = [self.told(record)]
        [found] = Registry(make_peer()).search(NID, now=NOW)
        says_died = str(word).lower() in ("2", "deceased")
        membership = Membership("OAA", status, says_died=says_died)
        assert found == RegistryRecord("", None, None, (membership,))

    @pytest.mark.parametrize(
        "odd", [[{"member": [], "programme": "OAA", "sex": 7, "birth_date": {}, "name": []}], [{}]]
    )
    def test_takes_what_it_can(
        self, make_peer: MakePeer, far_side: FarSide, odd: list[dict[str, Any]]
    ) -> None:
        far_side.answers = [self.told(odd)]
        [found] = Registry(make_peer()).search(NID, now=NOW)
        assert (found.born_on, found.memberships) == (None, ())

    @pytest.mark.parametrize("day", ["9999-12-31", "1899-12-31", "2026-11-25", "0001-01-01", 7])
    def test_takes_no_day_that_cannot_have_been(
        self, make_peer: MakePeer, far_side: FarSide, day: Any
    ) -> None:
        programme = {"programme_identifier": "OAA", "enrolment_status": "1", "enrolment_date": day}
        far_side.answers = [self.told([{"programme": programme, "birth_date": day}])]
        [found] = Registry(make_peer()).search(NID, now=NOW)
        assert (found.born_on, found.memberships[0].enrolled_on) == (None, None)

    @pytest.mark.parametrize("number", [NID.value, NID.value[-13:]])
    def test_takes_who_has_the_number(
        self, make_peer: MakePeer, far_side: FarSide, number: str
    ) -> None:
        other = {"identifier_type": "BRN", "identifier_value": "1"}
        own = {"identifier_type": "NID", "identifier_value": number}
        far_side.answers = [self.told([{"identifier": [other, own]}])]
        assert len(Registry(make_peer()).search(NID, now=NOW)) == 1

    def test_takes_nobody_who_has_another_number(
        self, make_peer: MakePeer, far_side: FarSide
    ) -> None:
        identifier = {"identifier_type": "NID", "identifier_value": "19652692501234568"}
        far_side.answers = [self.told([{"identifier": identifier}])]
        with pytest.raises(AnswerNotTrusted) as failed:
            Registry(make_peer()).search(NID, now=NOW)
        assert failed.value.code == "answer.of_another"

    def test_is_refused_by_name(self, make_peer: MakePeer, far_side: FarSide) -> None:
        refusal = {"status": "rjct", "status_reason_code": "rjct.search_criteria.invalid"}
        far_side.answers = [self.told([], **refusal)]
        with pytest.raises(PeerRefused) as failed:
            Registry(make_peer()).search(NID, now=NOW)
        assert failed.value.code == "rjct.search_criteria.invalid"

    @pytest.mark.parametrize(
        "said", [[], {"search_response": []}, {"search_response": [{"status": "?"}]}, None]
    )
    def test_wants_an_answer(self, make_peer: MakePeer, far_side: FarSide, said: Any) -> None:
        far_side.answers = [answer(lambda _: said)]
        with pytest.raises(AnswerNotTrusted):
            Registry(make_peer()).search(NID, now=NOW)

    def test_wants_the_answer_to_its_own_question(
        self, make_peer: MakePeer, far_side: FarSide
    ) -> None:
        far_side.answers = [self.told([], reference_id="another")]
        with pytest.raises(AnswerNotTrusted):
            Registry(make_peer()).search(NID, now=NOW)


class TestEnrolled:
    @pytest.mark.parametrize("word", ["yes", "no"])
    def test_asks_and_understands(self, make_peer: MakePeer, far_side: FarSide, word: str) -> None:
        def message(request: dict[str, Any]) -> dict[str, Any]:
            said = {"reference_id": "R1", "timestamp": STAMP, "status": "succ"}
            return transaction(request) | {"enrolled_response": [said | {"enrolled_status": word}]}

        far_side.answers = [answer(message)]
        enrolled = Registry(make_peer()).is_enrolled(NID.value, "OAA", now=NOW)
        assert enrolled is (word == "yes")
        path, body = "/registry/sync/enrolled", far_side.bodies[0]
        assert specifications.request_problems(specifications.IBR, path, body) == []


class TestResolve:
    def told(self, **said: Any) -> Any:
        def message(request: dict[str, Any]) -> dict[str, Any]:
            own = {
                "reference_id": request["resolve_request"][0]["reference_id"],
                "timestamp": STAMP,
                "status": "succ",
            }
            return transaction(request) | {"resolve_response": [own | said]}

        return answer(message)

    def resolved(self, make_peer: MakePeer) -> Link:
        return Mapper(make_peer(), "token:{nid}@nidw").resolve(NID.value, now=NOW)

    def test_asks_as_g2p_connect_wants_it(self, make_peer: MakePeer, far_side: FarSide) -> None:
        """But for the action: the file says `link` at /mapper/sync/resolve, which nobody takes."""
        far_side.answers = [self.told()]
        self.resolved(make_peer)
        body = far_side.bodies[0]
        assert body["header"]["action"] == "resolve"
        body["header"]["action"] = "link"
        path = "/mapper/sync/resolve"
        assert specifications.request_problems(specifications.MAPPER, path, body) == []
        [request] = body["message"]["resolve_request"]
        assert request["id"] == "token:19652692501234567@nidw"

    @pytest.mark.parametrize(
        ("code", "state"),
        [
            ("succ.fa.active", LinkState.ACTIVE),
            ("succ.fa.inactive", LinkState.INACTIVE),
            ("succ.fa.not_found", LinkState.NOT_FOUND),
            ("succ.fa.not_linked_to_id", LinkState.NOT_LINKED),
            ("succ.id.active", LinkState.ACTIVE),
            ("succ.id.inactive", LinkState.INACTIVE),
            ("succ.id.not_found", LinkState.NOT_FOUND),
            (None, LinkState.NOT_LINKED),
        ],
    )
    def test_knows_the_codes(
        self, make_peer: MakePeer, far_side: FarSide, code: str | None, state: LinkState
    ) -> None:
        far_side.answers = [self.told(status_reason_code=code)]
        assert self.resolved(make_peer).state is state

    @pytest.mark.parametrize(
        ("written", "address"),
        [
            (
                "account:01712345678@bkash",
                FinancialAddress("account", "01712345678", "bkash"),
            ),
            ("01712345678@nagad", FinancialAddress("", "01712345678", "nagad")),
            ("", None),
            ("nonsense", None),
        ],
    )
    def test_reads_an_address(
        self,
        make_peer: MakePeer,
        far_side: FarSide,
        written: str,
        address: FinancialAddress | None,
    ) -> None:
        far_side.answers = [self.told(fa=written, status_reason_code="succ.fa.active")]
        assert self.resolved(make_peer).address == address

    @pytest.mark.parametrize(
        "code",
        [
            "rjct.reference_id.invalid",
            "rjct.id.invalid",
            "rjct.fa.invalid",
            "rjct.resolve_type.not_supported",
        ],
    )
    def test_is_refused_by_name(self, make_peer: MakePeer, far_side: FarSide, code: str) -> None:
        far_side.answers = [self.told(status="rjct", status_reason_code=code)]
        with pytest.raises(PeerRefused) as failed:
            self.resolved(make_peer)
        assert failed.value.code == code

    def test_does_not_guess_what_a_code_means(self, make_peer: MakePeer, far_side: FarSide) -> None:
        far_side.answers = [self.told(status_reason_code="succ.fa.perhaps")]
        with pytest.raises(AnswerNotTrusted):
            self.resolved(make_peer)


class TestDisbursements:
    def told(self, *statuses: dict[str, Any]) -> Any:
        def message(request: dict[str, Any]) -> dict[str, Any]:
            status = {
                "transaction_id": request["transaction_id"],
                "disbursements_status": [{"timestamp": STAMP, **each} for each in statuses],
            }
            response = {"txn_type": "on-disburse", "txn_status": status}
            return transaction(request) | {"txnstatus_response": response}

        return answer(message)

    def test_asks_as_g2p_connect_wants_it(self, make_peer: MakePeer, far_side: FarSide) -> None:
        far_side.answers = [self.told()]
        told = G2PConnectDisbursements(make_peer()).statuses(["D-1", "D-2"], now=NOW)
        assert told == {"D-1": Disbursement("D-1", None), "D-2": Disbursement("D-2", None)}
        path, body = "/disburse/sync/txn/status", far_side.bodies[0]
        assert specifications.request_problems(specifications.DISBURSE, path, body) == []

    @pytest.mark.parametrize(
        ("said", "status", "reason"),
        [
            ({"status": "rcvd"}, PaymentStatus.SENT, None),
            ({"status": "pdng"}, PaymentStatus.SENT, None),
            ({"status": "succ"}, PaymentStatus.CREDITED, None),
            (
                {"status": "rjct", "status_reason_code": "rjct.payee_fa.invalid"},
                PaymentStatus.RETURNED,
                ReturnReason.WRONG_NUMBER,
            ),
            (
                {"status": "rjct", "status_reason_code": "rjct.amount.invalid"},
                PaymentStatus.RETURNED,
                ReturnReason.LIMIT_OR_TECH,
            ),
            ({"status": "rjct", "status_reason_code": "rjct.reference_id.invalid"}, None, None),
        ],
    )
    def test_understands_how_a_payment_went(
        self,
        make_peer: MakePeer,
        far_side: FarSide,
        said: dict[str, str],
        status: PaymentStatus | None,
        reason: ReturnReason | None,
    ) -> None:
        far_side.answers = [self.told({"reference_id": "D-1", **said})]
        found = G2PConnectDisbursements(make_peer()).statuses(["D-1"], now=NOW)["D-1"]
        assert (found.status, found.reason) == (status, reason)
        assert found.status_on == (date(2026, 11, 23) if status else None)
        assert found.code == said.get("status_reason_code", "")

    @pytest.mark.parametrize("stamp", ["2026-11-22T20:30:00Z", "2026-11-22T12:30:00-08:00"])
    def test_counts_days_as_bangladesh_does(
        self, make_peer: MakePeer, far_side: FarSide, stamp: str
    ) -> None:
        told = {"reference_id": "D-1", "status": "succ", "timestamp": stamp}
        far_side.answers = [self.told(told)]
        found = G2PConnectDisbursements(make_peer()).statuses(["D-1"], now=NOW)["D-1"]
        assert found.status_on == date(2026, 11, 23)

    @pytest.mark.parametrize(
        "stamp", ["9999-12-31T23:59:59Z", "1899-01-01T00:00:00Z", "2026-11-26T00:00:00Z"]
    )
    def test_takes_no_day_that_cannot_have_been(
        self, make_peer: MakePeer, far_side: FarSide, stamp: str
    ) -> None:
        told = {"reference_id": "D-1", "status": "succ", "timestamp": stamp}
        far_side.answers = [self.told(told)]
        found = G2PConnectDisbursements(make_peer()).statuses(["D-1"], now=NOW)["D-1"]
        assert (found.status, found.status_on) == (PaymentStatus.CREDITED, None)

    def test_wants_a_code_and_no_sentence(self, make_peer: MakePeer, far_side: FarSide) -> None:
        told = {"reference_id": "D-1", "status": "rjct", "status_reason_code": "r" * 65}
        far_side.answers = [self.told(told)]
        with pytest.raises(AnswerNotTrusted) as failed:
            G2PConnectDisbursements(make_peer()).statuses(["D-1"], now=NOW)
        assert failed.value.code == "answer.unreadable"

    @pytest.mark.parametrize("said", [{}, {"txnstatus_response": {"txn_status": []}}, []])
    def test_wants_an_answer(self, make_peer: MakePeer, far_side: FarSide, said: Any) -> None:
        far_side.answers = [answer(lambda _: said)]
        with pytest.raises(AnswerNotTrusted):
            G2PConnectDisbursements(make_peer()).statuses(["D-1"], now=NOW)

    def test_of_the_bridge_that_its_bank_could_not_place(
        self, make_peer: MakePeer, far_side: FarSide
    ) -> None:
        error = {"error_reason": "INVALID_REVERSAL", "value_date": "2026-10-03T00:00:00"}
        records = {"disbursement_error_recon_payloads": [error]}
        said = {"disbursement_id": "D-1", "disbursement_recon_records": records}
        far_side.answers = [answer(lambda _: [said])]
        found = BridgeDisbursements(make_peer()).statuses(["D-1"], now=NOW)["D-1"]
        assert found == Disbursement("D-1", None, date(2026, 10, 3), code="INVALID_REVERSAL")

    @pytest.mark.parametrize("said", [{"a": 1}, "text", [1], 7])
    def test_of_the_bridge_wants_an_answer(
        self, make_peer: MakePeer, far_side: FarSide, said: Any
    ) -> None:
        far_side.answers = [answer(lambda _: said)]
        with pytest.raises(AnswerNotTrusted):
            BridgeDisbursements(make_peer()).statuses(["D-1"], now=NOW)
