"""A case manager in memory, answering as tests/contract/examples say."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from examples import example
from fake_eligibility import PROGRAMMES, eligibility, told_of

from case_manager_client import CaseManagerUnavailable

OAA = {"bn": "বয়স্ক ভাতা", "bn-Latn": "boyosko bhata", "en": "Old Age Allowance"}
RESTRICTED = {"bribe", "embezzlement", "harassment_sea", "misbehaviour", "threat"}
PAID = {"status": "credited", "reason": None}
RETURNED = {"status": "returned", "reason": "PIN_INACTIVE"}


def payment(number: int, first: str, last: str, status_on: str, **state: Any) -> dict[str, Any]:
    return {
        "payment_id": f"7d1f0c52-0d8e-4c7e-bb67-1f9a4e0f1a{number:02d}",
        "programme": "oaa",
        "programme_name": OAA,
        "period_from": first,
        "period_to": last,
        "amount_paisa": 195000,
        "status_on": status_on,
        "provider": "nagad",
        "heard_on": None,
        **state,
    }


def two_payments() -> list[dict[str, Any]]:
    return [
        payment(1, "2026-07-01", "2026-09-30", "2026-10-20", **RETURNED),
        payment(2, "2026-04-01", "2026-06-30", "2026-07-12", **PAID),
    ]


def own_enrolments() -> list[dict[str, Any]]:
    return list(answer_of("entitlements")["enrolments"])


def answer_of(name: str) -> dict[str, Any]:
    answer: dict[str, Any] = example(name)["response"]["body"]
    return answer


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str]
    body: Any


@dataclass
class FakeCaseManager:
    state: str = "verified"
    payments: list[dict[str, Any]] = field(default_factory=two_payments)
    is_heard: bool = True
    enrolments: list[dict[str, Any]] = field(default_factory=own_enrolments)
    right_answer: dict[str, Any] = field(default_factory=dict)
    attempts_left: int = 3
    others: list[tuple[dict[str, Any], list[dict[str, Any]]]] = field(default_factory=list)
    proven: dict[str, Any] | None = None
    cases: dict[str, dict[str, Any]] = field(default_factory=dict)
    foreign_cases: dict[str, dict[str, Any]] = field(default_factory=dict)
    messages: list[tuple[str, str]] = field(default_factory=list)
    follow_ups: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    call_backs: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    call: dict[str, Any] = field(default_factory=dict)
    cancelled_calls: list[tuple[str, str]] = field(default_factory=list)
    answered: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    told_last: dict[str, Any] = field(default_factory=dict)
    is_down: bool = False
    lacks_identity: bool = False
    first_answer_on: str = "2026-11-24"
    home: str | None = None

    async def __call__(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[int, bytes]:
        """In the place of the client's connection."""
        if self.is_down:
            raise CaseManagerUnavailable("down")
        status, answer = self._answer(Request(method, path, headers, body and json.loads(body)))
        return status, json.dumps(answer).encode()

    def _answer(self, request: Request) -> tuple[int, dict[str, Any]]:
        self.requests.append(request)
        assert request.headers["Authorization"].startswith("Grant grant-of-")
        key = request.headers.get("Idempotency-Key")
        if key in self.answered:
            return self.answered[key]
        answer = self._route(request)
        if key is not None:
            self.answered[key] = answer
        return answer

    def _route(self, request: Request) -> tuple[int, dict[str, Any]]:
        for method, pattern, handle in self._routes():
            match = re.fullmatch(pattern, request.path)
            if match and method == request.method:
                return handle(request.body, *match.groups())
        raise AssertionError(f"no such path: {request.method} {request.path}")

    def _routes(self) -> list[tuple[str, str, Callable[..., tuple[int, dict[str, Any]]]]]:
        conversation = "/api/v1/conversations/[^/]+"
        return [
            ("GET", f"{conversation}/identity", self._identity),
            ("POST", f"{conversation}/identity-checks", self._check),
            ("DELETE", f"{conversation}/identity-checks", self._forget),
            ("GET", f"{conversation}/payments", self._payments),
            ("GET", f"{conversation}/entitlements", self._entitlements),
            ("GET", f"{conversation}/entitlements/([a-z_]+)", self._entitlement),
            ("POST", "/api/v1/eligibility", self._eligibility),
            ("GET", f"{conversation}/cases", self._cases),
            ("GET", r"/api/v1/cases/(\d+)", self._case),
            ("POST", "/api/v1/cases", self._open),
            ("POST", r"/api/v1/cases/(\d+)/messages", self._append),
            ("POST", r"/api/v1/cases/(\d+)/withdrawals", self._withdraw),
            ("POST", r"/api/v1/cases/(\d+)/appeals", self._appeal),
            ("POST", r"/api/v1/cases/(\d+)/remedy-answers", self._answer_remedy),
            ("POST", r"/api/v1/cases/(\d+)/satisfaction", self._rate),
            ("POST", r"/api/v1/cases/(\d+)/call-backs", self._call_back),
            ("POST", r"/api/v1/cases/(\d+)/call-cancellations", self._cancel_call),
        ]

    def _identity(self, body: Any) -> tuple[int, dict[str, Any]]:
        return 200, {
            "state": self._state,
            "area_code": self.home if self._state == "verified" else None,
            "attempts_left": self.attempts_left,
            "locked_until": None,
            "is_proven": self.proven is not None,
        }

    @property
    def _state(self) -> str:
        """For an hour whoever answered right, else as the phone says."""
        return "verified" if self.proven else self.state

    def _check(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        said = {name: value for name, value in body.items() if value is not None}
        if said == self.right_answer or said in [answer for answer, _ in self.others]:
            self.proven = said
        else:
            self.attempts_left -= 1
            self.state = self.state if self.attempts_left else "locked"
        return self._identity(None)

    def _forget(self, body: Any) -> tuple[int, dict[str, Any]]:
        self.proven = None
        return self._identity(None)

    def _payments(self, body: Any) -> tuple[int, dict[str, Any]]:
        if self._state != "verified":
            return 403, {"error": "IdentityRequired", "detail": "not known yet"}
        other = next((found for said, found in self.others if said == self.proven), None)
        payments = self.payments if other is None else other
        return 200, {"payments": payments, "is_heard": self.is_heard}

    def _entitlements(self, body: Any) -> tuple[int, dict[str, Any]]:
        programmes = answer_of("entitlements")["programmes"]
        return 200, {"enrolments": self._own(), "programmes": programmes}

    def _entitlement(self, body: Any, programme: str) -> tuple[int, dict[str, Any]]:
        if programme not in PROGRAMMES:
            return 404, {"error": "UnknownProgramme", "detail": "there is no such programme"}
        own = next((row for row in self._own() if row["programme"] == programme), None)
        return 200, {**answer_of("entitlement"), **told_of(programme), "enrolment": own}

    def _eligibility(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.told_last = body
        return eligibility(body)

    def _own(self) -> list[dict[str, Any]]:
        return self.enrolments if self._state == "verified" else []

    def _cases(self, body: Any) -> tuple[int, dict[str, Any]]:
        unsafe = [
            reference
            for reference, case in self.cases.items()
            if case.get("told", {}).get("contact_safely") in ("call", "no")
        ]
        told = [reference for reference in reversed(self.cases) if reference not in unsafe]
        return 200, {"cases": [self._read(reference) for reference in told]}

    def _case(self, body: Any, reference: str) -> tuple[int, dict[str, Any]]:
        if reference in self.cases:
            return 200, self._read(reference)
        if reference in self.foreign_cases and self._state == "verified":
            self.cases[reference] = self.foreign_cases[reference]
            return 200, self._read(reference)
        if reference.endswith("0"):
            return 404, {"error": "MistypedReference", "detail": "a mistake"}
        return 404, {"error": "UnknownReference", "detail": "no case of yours"}

    def _open(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        reference = str(48210934 + len(self.cases))
        self.cases[reference] = body
        return 201, self._read(reference)

    def _withdraw(self, body: dict[str, Any], reference: str) -> tuple[int, dict[str, Any]]:
        """What is restricted stays open."""
        case = self.cases[reference]
        if self._is_closed(reference):
            return 409, answer_of("case_withdraw_closed")
        self.follow_ups.append(("withdrawals", reference, body))
        if not case.get("is_restricted"):
            case["status"] = "closed"
        return 201, self._read(reference)

    def _appeal(self, body: dict[str, Any], reference: str) -> tuple[int, dict[str, Any]]:
        self.follow_ups.append(("appeals", reference, body))
        if not self._is_closed(reference):
            return 409, answer_of("case_appeal_not_decided")
        if self.cases[reference].get("is_last_tier"):
            return 409, answer_of("case_appeal_last")
        new = answer_of("case_appeal")
        self.cases[new["reference"]] = new
        return 201, new

    def _answer_remedy(self, body: dict[str, Any], reference: str) -> tuple[int, dict[str, Any]]:
        self.follow_ups.append(("remedy-answers", reference, body))
        if not body["came"]:
            self.cases[reference]["status"] = "in_progress"
        return 201, self._read(reference)

    def _rate(self, body: dict[str, Any], reference: str) -> tuple[int, dict[str, Any]]:
        if not self._is_closed(reference):
            return 409, answer_of("case_rate_open")
        self.follow_ups.append(("satisfaction", reference, body))
        return 201, self._read(reference)

    def _call_back(self, body: dict[str, Any], reference: str) -> tuple[int, dict[str, Any]]:
        self.call_backs.append((reference, body))
        told = answer_of("case_call_back")
        wished = {name: body[name] for name in ("call_on", "call_after") if body[name]}
        return 201, {**told, **wished, **self.call, "reference": reference}

    def _cancel_call(self, body: dict[str, Any], reference: str) -> tuple[int, dict[str, Any]]:
        self.cancelled_calls.append((reference, body["text"]))
        return 201, self._read(reference)

    def _is_closed(self, reference: str) -> bool:
        return bool(self._read(reference)["status"] == "closed")

    def _append(self, body: dict[str, Any], reference: str) -> tuple[int, dict[str, Any]]:
        self.messages.append((reference, body["text"]))
        return 201, {"reference": reference}

    def _read(self, reference: str) -> dict[str, Any]:
        return {
            "reference": reference,
            "category": self.cases[reference]["category"],
            "status": self.cases[reference].get("status", "new"),
            "opened_on": self.cases[reference].get("opened_on", "2026-11-23"),
            "first_answer_on": self.first_answer_on,
            "resolution_due_on": "2026-12-07",
            "office_decision": None,
            "closed_on": self.cases[reference].get("closed_on"),
            "needs_identity": self.lacks_identity,
            "is_anonymous": self.cases[reference].get("is_anonymous", False),
            "is_restricted": self.cases[reference]["category"] in RESTRICTED,
        }
