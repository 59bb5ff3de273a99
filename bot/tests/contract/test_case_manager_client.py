"""The client says exactly what the contract's examples say, and understands their answers."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

import pytest
from examples import example
from fake_case_manager import Request
from running import run

from case_manager_client import (
    CaseAlreadyClosed,
    CaseManager,
    CaseManagerError,
    CaseManagerUnavailable,
    CaseStillOpen,
    Complaint,
    IdentityAnswer,
    IdentityRequired,
    MistypedReference,
    NoHigherTier,
    NotDecidedYet,
    TooLateToRate,
    UnknownProgramme,
    UnknownReference,
    WishedCall,
)
from eligibility.assessment import assessment_from
from turn import Turn, read_turn

Call = Callable[[CaseManager, Turn], Awaitable[Any]]

TURN = read_turn(
    "5f0c7d9e-3b1a-4c55-9a3e-0d6a1f2b7c11",
    {
        "metadata": {
            "message_id": "0197f3aa-1111-7c00-8000-00000000000a",
            "channel": "sms",
            "language": "bn-Latn",
            "grant": "<grant>",
            "traceparent": "00-0197f3aa99997c008000000000000abc-0197f3aa99990abc-01",
        }
    },
)
COMPLAINT = Complaint(
    category="payment_not_received",
    description="amar boyosko bhatar taka 3 mash dhore pai nai",
    payment_id="7d1f0c52-0d8e-4c7e-bb67-1f9a4e0f1a01",
    programme="oaa",
    missing_since="2026-07",
)
FOR_A_HUMAN = Complaint(category="information", description="manush er sathe kotha bolte chai")


@dataclass
class Recorder:
    status: int
    answer: str
    requests: list[Request] = field(default_factory=list)

    async def __call__(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[int, bytes]:
        self.requests.append(Request(method, path, headers, body and json.loads(body)))
        return self.status, self.answer.encode()


def ask(recorder: Recorder, call: Call) -> Any:
    return run(call(CaseManager(recorder), TURN))


def asked(name: str, call: Call) -> Any:
    """Makes the call against the example's answer and compares its request with the example's."""
    expected = example(name)
    response = expected["response"]
    recorder = Recorder(response["status"], json.dumps(response["body"]))
    try:
        return ask(recorder, call)
    finally:
        (request,) = recorder.requests
        assert request.method == expected["request"]["method"]
        assert request.path == expected["request"]["path"]
        for header, value in expected["request"]["headers"].items():
            assert request.headers[header] == value.replace("<expired>", "<grant>")
        assert request.body == expected["request"]["body"]


class TestRequests:
    def test_identity(self) -> None:
        identity = asked("identity", lambda client, turn: client.identity(turn))
        assert (identity.state, identity.attempts_left) == ("verified", 3)

    def test_identity_forgotten(self) -> None:
        identity = asked("identity_forget", lambda client, turn: client.forget_identity(turn))
        assert not identity.is_proven

    def test_identity_check(self) -> None:
        answer = IdentityAnswer(nid_last4="4567", identifier=None, birth_year=1952)
        identity = asked("identity_check", lambda client, turn: client.check_identity(turn, answer))
        assert (identity.state, identity.is_proven) == ("verified", True)

    def test_identity_check_that_fails(self) -> None:
        answer = IdentityAnswer(nid_last4=None, identifier="1965269250123", birth_year=1952)
        identity = asked(
            "identity_check_failed", lambda client, turn: client.check_identity(turn, answer)
        )
        assert (identity.state, identity.attempts_left) == ("unknown_phone", 2)

    def test_payments(self) -> None:
        newest, older = asked("payments", lambda client, turn: client.payments(turn))
        assert newest.period_from == date(2026, 7, 1)
        assert (newest.status, older.status) == ("returned", "credited")
        assert newest.amount_paisa == 210000

    def test_entitlements(self) -> None:
        found = asked("entitlements", lambda client, turn: client.entitlements(turn))
        (own,) = found.enrolments
        assert (own.status, own.enrolled_on) == ("active", date(2020, 7, 1))
        assert own.rate is not None
        assert (own.rate.amount_paisa, own.rate.may_change) == (70000, True)
        assert [row.programme for row in found.programmes][:3] == ["oaa", "wda", "pwd"]

    def test_entitlements_of_somebody_unknown(self) -> None:
        found = asked("entitlements_unknown", lambda client, turn: client.entitlements(turn))
        assert found.enrolments == []

    def test_one_programme(self) -> None:
        programme = asked("entitlement", lambda client, turn: client.programme(turn, "oaa"))
        assert programme.paid_every_months == 3
        assert programme.application.papers[2]["en"] == "mobile number in use"
        assert programme.enrolment is not None

    def test_eligibility_that_is_still_open(self) -> None:
        facts = example("eligibility")["request"]["body"]["facts"]
        answer = asked("eligibility", lambda c, t: c.eligibility(t, facts, ["oaa", "wda"]))
        found = assessment_from(answer)
        assert [verdict.state for verdict in found.verdicts] == ["not_eligible", "needs"]
        assert found.verdicts[0].reasons[0].words["en"].startswith("age on 30 June: 45 years")
        assert found.questions[0].choices[:2] == ("none", "oaa")

    def test_eligibility_that_is_decided(self) -> None:
        facts = example("eligibility_decided")["request"]["body"]["facts"]
        answer = asked("eligibility_decided", lambda c, t: c.eligibility(t, facts, ["wda"]))
        found = assessment_from(answer)
        (verdict,) = found.verdicts
        assert (found.questions, verdict.state, verdict.waits_for) == ((), "eligible", ())
        assert verdict.rate is not None
        assert verdict.rate.amount_paisa == 70000
        assert verdict.application is not None
        assert verdict.application.last_day == date(2025, 11, 6)

    def test_case(self) -> None:
        case = asked("case_read", lambda client, turn: client.case(turn, "48210934"))
        assert (case.status, case.first_answer_on) == ("new", date(2026, 11, 24))

    def test_cases_of_the_conversation(self) -> None:
        (case,) = asked("cases_of_conversation", lambda client, turn: client.cases(turn))
        assert case.reference == "48210934"

    def test_open_case_with_what_was_told(self) -> None:
        body = example("case_open_told")["request"]["body"]
        told = Complaint(
            category="wrong_amount",
            description=body["description"],
            programme="oaa",
            told=body["told"],
            is_anonymous=True,
        )
        case = asked(
            "case_open_told", lambda client, turn: client.open_case(turn, told, "open_case")
        )
        assert case.needs_identity

    def test_open_case(self) -> None:
        case = asked(
            "case_open", lambda client, turn: client.open_case(turn, COMPLAINT, "open_case")
        )
        assert case.reference == "48210934"

    def test_open_case_for_a_human(self) -> None:
        asked(
            "case_open_for_a_human",
            lambda client, turn: client.open_case(turn, FOR_A_HUMAN, "hand_over"),
        )

    def test_append(self) -> None:
        asked(
            "case_append",
            lambda client, turn: client.append_to_case(turn, "48210934", "ekhono ashe nai"),
        )


class TestFollowingUp:
    def test_withdraw(self) -> None:
        words = "ar lagbe na, taka peye gechi"
        case = asked("case_withdraw", lambda c, t: c.withdraw_case(t, "48210934", words))
        assert not case.is_open

    def test_appeal(self) -> None:
        words = "ami ei siddhanto mani na"
        appeal = asked("case_appeal", lambda c, t: c.appeal_case(t, "48210934", words))
        assert (appeal.reference, appeal.resolution_due_on) == ("84618316", date(2026, 12, 22))

    def test_appeal_before_there_is_a_decision(self) -> None:
        with pytest.raises(NotDecidedYet) as refused:
            asked(
                "case_appeal_not_decided",
                lambda c, t: c.appeal_case(t, "48210934", "ar koto din"),
            )
        assert refused.value.decision_due_on == date(2027, 1, 5)

    def test_remedy_that_came(self) -> None:
        case = asked(
            "case_remedy_came",
            lambda c, t: c.answer_remedy(t, "48210934", came=True, text=None),
        )
        assert case.is_open

    def test_remedy_that_did_not_come(self) -> None:
        case = asked(
            "case_remedy_missed",
            lambda c, t: c.answer_remedy(t, "48210934", came=False, text="akhono ashe nai"),
        )
        assert (case.status, case.resolution_due_on) == ("in_progress", date(2026, 12, 7))

    def test_call_back(self) -> None:
        wished = WishedCall("afternoon", date(2026, 11, 24), time(16))
        words = "Amake phone korun: kal bikal 4tar por"
        call = asked(
            "case_call_back",
            lambda client, turn: client.ask_for_call(
                turn, "48210934", wished, words, "+8801812345678"
            ),
        )
        assert (call.reference, call.is_office_open, call.why_not_then) == ("48210934", True, None)
        assert (call.on, call.after) == (date(2026, 11, 24), time(16))

    def test_call_cancelled(self) -> None:
        case = asked(
            "case_call_cancelled", lambda c, t: c.cancel_call(t, "48210934", "ar phone korben na")
        )
        assert case.is_open

    def test_rate(self) -> None:
        case = asked("case_rate", lambda c, t: c.rate_case(t, "48210934", 4))
        assert not case.is_open

    def test_rate_too_late(self) -> None:
        refused = Recorder(409, '{"error": "TooLateToRate", "detail": "thirty days"}')
        with pytest.raises(TooLateToRate):
            ask(refused, lambda c, t: c.rate_case(t, "48210934", 4))


class TestRefusals:
    @pytest.mark.parametrize(
        ("name", "call", "error"),
        [
            ("case_mistyped", lambda c, t: c.case(t, "48210930"), MistypedReference),
            ("case_unknown", lambda c, t: c.case(t, "48210942"), UnknownReference),
            (
                "case_withdraw_closed",
                lambda c, t: c.withdraw_case(t, "48210934", None),
                CaseAlreadyClosed,
            ),
            (
                "case_appeal_last",
                lambda c, t: c.appeal_case(t, "48210934", "tobu mani na"),
                NoHigherTier,
            ),
            ("case_rate_open", lambda c, t: c.rate_case(t, "48210934", 4), CaseStillOpen),
            (
                "entitlement_unknown_programme",
                lambda c, t: c.programme(t, "nonsense"),
                UnknownProgramme,
            ),
            ("payments_identity_required", lambda c, t: c.payments(t), IdentityRequired),
            ("grant_refused", lambda c, t: c.identity(t), CaseManagerUnavailable),
        ],
    )
    def test_has_a_class_of_its_own(
        self, name: str, call: Call, error: type[CaseManagerError]
    ) -> None:
        with pytest.raises(error):
            asked(name, call)


class TestFailures:
    @pytest.mark.parametrize(
        ("status", "answer"),
        [
            (500, "<html>"),
            (200, "not JSON"),
            (200, '["not", "an", "object"]'),
            (307, "{}"),
            (503, '{"error": "Unavailable", "detail": "no database"}'),
            (418, '{"error": "Teapot", "detail": "unknown to us"}'),
        ],
    )
    def test_an_answer_of_no_use_is_unavailable(self, status: int, answer: str) -> None:
        with pytest.raises(CaseManagerUnavailable):
            ask(Recorder(status, answer), lambda client, turn: client.identity(turn))
