"""The one way to the case manager. Every call carries the turn's grant.

CaseManagerError
 ├─ CaseManagerUnavailable     down, slow, or an answer that cannot be used: worth another try
 └─ Refused
     ├─ IdentityRequired, IdentityLocked
     ├─ UnknownReference, MistypedReference, UnknownProgramme
     ├─ CaseAlreadyClosed, CaseStillOpen, TooLateToRate
     └─ NotDecidedYet, NoHigherTier, Malformed
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import httpx

from turn import Turn

TIMEOUT_SECONDS = 4.0
LONGEST_TEXT = 4000


class CaseManagerError(Exception):
    pass


class CaseManagerUnavailable(CaseManagerError):
    pass


class Refused(CaseManagerError):
    """`answer` is what the case manager said."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        super().__init__(str(answer.get("detail", "")))
        self.answer = answer


class IdentityRequired(Refused):
    pass


class IdentityLocked(Refused):
    pass


class UnknownReference(Refused):
    pass


class MistypedReference(Refused):
    pass


class UnknownProgramme(Refused):
    """Or one of which nothing can be told."""


class CaseAlreadyClosed(Refused):
    pass


class CaseStillOpen(Refused):
    pass


class TooLateToRate(Refused):
    pass


class NotDecidedYet(Refused):
    """There is nothing to appeal against; the words are kept with the case."""

    @property
    def decision_due_on(self) -> date:
        return date.fromisoformat(self.answer["decision_due_on"])


class NoHigherTier(Refused):
    """The last one has decided; the words are kept with the case."""


class Malformed(Refused):
    """It names what the case manager does not know."""


REFUSALS: Mapping[str, type[Refused]] = {
    refusal.__name__: refusal
    for refusal in (
        IdentityRequired,
        IdentityLocked,
        UnknownReference,
        MistypedReference,
        UnknownProgramme,
        CaseAlreadyClosed,
        CaseStillOpen,
        TooLateToRate,
        NotDecidedYet,
        NoHigherTier,
        Malformed,
    )
}


ASKABLE = frozenset({"shared_phone", "unknown_phone"})


@dataclass(frozen=True)
class Identity:
    """`state` is verified, locked, or one of ASKABLE: whoever it is may still say so."""

    state: str
    attempts_left: int


@dataclass(frozen=True)
class IdentityAnswer:
    """Exactly one of `nid_last4` and `identifier` (NID or beneficiary id) is given."""

    nid_last4: str | None
    identifier: str | None
    birth_year: int


@dataclass(frozen=True)
class Payment:
    """`reason` is why it came back or is held; complaints begun long ago kept no provider."""

    payment_id: str
    programme: str
    programme_name: Mapping[str, str]
    period_from: date
    period_to: date
    amount_paisa: int
    status: str
    status_on: date
    provider: str = ""
    reason: str | None = None


@dataclass(frozen=True)
class Rate:
    """A month's amount; two where it depends on a group. `fiscal_year` is 2026-27."""

    amount_paisa: int
    highest_paisa: int
    fiscal_year: str
    may_change: bool


@dataclass(frozen=True)
class Enrolment:
    """`status` is active or suspended."""

    programme_name: Mapping[str, str]
    status: str
    enrolled_on: date
    rate: Rate | None


@dataclass(frozen=True)
class ProgrammeName:
    programme: str
    programme_name: Mapping[str, str]


@dataclass(frozen=True)
class Entitlements:
    enrolments: list[Enrolment]
    programmes: list[ProgrammeName]


@dataclass(frozen=True)
class Application:
    """`is_open` is None where nobody knows; `last_day` is that of the last known window."""

    office: Mapping[str, str]
    papers: tuple[Mapping[str, str], ...]
    is_open: bool | None
    last_day: date | None


@dataclass(frozen=True)
class Programme:
    """What everybody may know of it, and the own enrolment where identity is known."""

    programme_name: Mapping[str, str]
    rate: Rate | None
    paid_every_months: int | None
    qualifies: Mapping[str, str]
    apply_at: Mapping[str, str]
    application: Application
    enrolment: Enrolment | None


@dataclass(frozen=True)
class Complaint:
    """`missing_since` is a month, 2026-07; `told` holds what else the contract has a field for."""

    category: str
    description: str
    payment_id: str | None = None
    programme: str | None = None
    missing_since: str | None = None
    told: Mapping[str, Any] = field(default_factory=dict)
    is_anonymous: bool = False


@dataclass(frozen=True)
class Case:
    """`needs_identity`: the office cannot decide until it is known whose case it is."""

    reference: str
    status: str
    opened_on: date
    first_answer_on: date
    resolution_due_on: date
    needs_identity: bool

    @property
    def is_open(self) -> bool:
        return self.status != "closed"


class CaseManager:
    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def identity(self, turn: Turn) -> Identity:
        return _identity(await self._get(turn, f"{_conversation(turn)}/identity"))

    async def check_identity(self, turn: Turn, answer: IdentityAnswer) -> Identity:
        path = f"{_conversation(turn)}/identity-checks"
        body = {
            "nid_last4": answer.nid_last4,
            "identifier": answer.identifier,
            "birth_year": answer.birth_year,
        }
        return _identity(await self._post(turn, path, "check_identity", body))

    async def payments(self, turn: Turn) -> list[Payment]:
        """The verified person's latest payments, newest first."""
        found = await self._get(turn, f"{_conversation(turn)}/payments")
        return [payment_from(row) for row in found["payments"]]

    async def entitlements(self, turn: Turn) -> Entitlements:
        found = await self._get(turn, f"{_conversation(turn)}/entitlements")
        return Entitlements(
            enrolments=[_enrolment(row) for row in found["enrolments"]],
            programmes=[
                ProgrammeName(row["programme"], row["programme_name"])
                for row in found["programmes"]
            ],
        )

    async def programme(self, turn: Turn, programme: str) -> Programme:
        row = await self._get(turn, f"{_conversation(turn)}/entitlements/{programme}")
        own = row["enrolment"]
        return Programme(
            programme_name=row["programme_name"],
            rate=rate_from(row["rate"]),
            paid_every_months=row["paid_every_months"],
            qualifies=row["qualifies"],
            apply_at=row["apply_at"],
            application=application_from(row["application"]),
            enrolment=_enrolment(own) if own else None,
        )

    async def eligibility(
        self, turn: Turn, facts: Mapping[str, Any], programmes: Sequence[str]
    ) -> Mapping[str, Any]:
        """As it is answered: eligibility.assessment reads it."""
        body = {"facts": {**facts}, "programmes": [*programmes]}
        return await self._send("POST", "/api/v1/eligibility", _headers(turn), body)

    async def cases(self, turn: Turn) -> list[Case]:
        found = await self._get(turn, f"{_conversation(turn)}/cases")
        return [_case(row) for row in found["cases"]]

    async def case(self, turn: Turn, reference: str) -> Case:
        return _case(await self._get(turn, f"/api/v1/cases/{reference}"))

    async def open_case(self, turn: Turn, complaint: Complaint, operation: str) -> Case:
        body = {
            "conversation_id": turn.conversation_id,
            "category": complaint.category,
            "description": complaint.description[:LONGEST_TEXT],
            "payment_id": complaint.payment_id,
            "programme": complaint.programme,
            "missing_since": complaint.missing_since,
            "channel": turn.channel,
            "language": turn.language,
            **({"told": complaint.told} if complaint.told else {}),
            **({"is_anonymous": True} if complaint.is_anonymous else {}),
        }
        return _case(await self._post(turn, "/api/v1/cases", operation, body))

    async def append_to_case(self, turn: Turn, reference: str, text: str) -> None:
        body = {
            "conversation_id": turn.conversation_id,
            "text": text[:LONGEST_TEXT],
            "language": turn.language,
        }
        await self._post(turn, f"/api/v1/cases/{reference}/messages", "append", body)

    async def withdraw_case(self, turn: Turn, reference: str, text: str | None) -> Case:
        """A restricted one stays open."""
        body = {"text": _shortened(text), "language": turn.language}
        return await self._follow_up(turn, reference, "withdrawals", "withdraw", body)

    async def appeal_case(self, turn: Turn, reference: str, text: str) -> Case:
        """The appeal, a case of its own."""
        body = {"text": _shortened(text), "channel": turn.channel, "language": turn.language}
        return await self._follow_up(turn, reference, "appeals", "appeal", body)

    async def answer_remedy(
        self, turn: Turn, reference: str, *, came: bool, text: str | None
    ) -> Case:
        """What has not come opens a closed case again."""
        body = {"came": came, "text": _shortened(text), "language": turn.language}
        return await self._follow_up(turn, reference, "remedy-answers", "remedy", body)

    async def rate_case(self, turn: Turn, reference: str, score: int) -> Case:
        return await self._follow_up(turn, reference, "satisfaction", "rate", {"score": score})

    async def _follow_up(
        self, turn: Turn, reference: str, verb: str, operation: str, body: Mapping[str, Any]
    ) -> Case:
        path = f"/api/v1/cases/{reference}/{verb}"
        said = {"conversation_id": turn.conversation_id, **body}
        return _case(await self._post(turn, path, operation, said))

    async def _get(self, turn: Turn, path: str) -> dict[str, Any]:
        return await self._send("GET", path, _headers(turn), None)

    async def _post(
        self, turn: Turn, path: str, operation: str, body: Mapping[str, Any]
    ) -> dict[str, Any]:
        headers = _headers(turn) | {"Idempotency-Key": f"{turn.message_id}:{operation}"}
        return await self._send("POST", path, headers, body)

    async def _send(
        self, method: str, path: str, headers: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        try:
            answer = await self._http.request(method, path, headers=headers, json=body)
        except httpx.HTTPError as error:
            raise CaseManagerUnavailable(type(error).__name__) from error
        return _content(answer)


def connect(base_url: str) -> CaseManager:
    return CaseManager(httpx.AsyncClient(base_url=base_url, timeout=TIMEOUT_SECONDS))


def payment_from(row: Mapping[str, Any]) -> Payment:
    return Payment(
        payment_id=row["payment_id"],
        programme=row["programme"],
        programme_name=row["programme_name"],
        period_from=date.fromisoformat(row["period_from"]),
        period_to=date.fromisoformat(row["period_to"]),
        amount_paisa=row["amount_paisa"],
        status=row["status"],
        status_on=date.fromisoformat(row["status_on"]),
        provider=row.get("provider", ""),
        reason=row.get("reason"),
    )


def _headers(turn: Turn) -> dict[str, str]:
    granted = {"Authorization": f"Grant {turn.grant}"}
    return granted | ({"traceparent": turn.traceparent} if turn.traceparent else {})


def _shortened(text: str | None) -> str | None:
    return text[:LONGEST_TEXT] if text else None


def _conversation(turn: Turn) -> str:
    return f"/api/v1/conversations/{turn.conversation_id}"


def _identity(row: Mapping[str, Any]) -> Identity:
    return Identity(state=row["state"], attempts_left=row["attempts_left"])


def _enrolment(row: Mapping[str, Any]) -> Enrolment:
    return Enrolment(
        programme_name=row["programme_name"],
        status=row["status"],
        enrolled_on=date.fromisoformat(row["enrolled_on"]),
        rate=rate_from(row["rate"]),
    )


def rate_from(row: Mapping[str, Any] | None) -> Rate | None:
    if row is None:
        return None
    return Rate(
        amount_paisa=row["amount_paisa"],
        highest_paisa=row["highest_paisa"],
        fiscal_year=row["fiscal_year"],
        may_change=row["may_change"],
    )


def application_from(row: Mapping[str, Any]) -> Application:
    last_day = row["last_day"]
    return Application(
        office=row["offices"][0]["name"],
        papers=tuple(paper["name"] for paper in row["documents"]),
        is_open=row["is_open"],
        last_day=date.fromisoformat(last_day) if last_day else None,
    )


def _case(row: Mapping[str, Any]) -> Case:
    return Case(
        reference=row["reference"],
        status=row["status"],
        opened_on=date.fromisoformat(row["opened_on"]),
        first_answer_on=date.fromisoformat(row["first_answer_on"]),
        resolution_due_on=date.fromisoformat(row["resolution_due_on"]),
        needs_identity=row["needs_identity"],
    )


def _content(answer: httpx.Response) -> dict[str, Any]:
    try:
        content = answer.json()
    except ValueError as error:
        raise CaseManagerUnavailable(f"answered {answer.status_code} without JSON") from error
    if answer.is_success and isinstance(content, dict):
        return content
    name = content.get("error") if isinstance(content, dict) else None
    refusal = REFUSALS.get(str(name))
    if refusal is None:
        raise CaseManagerUnavailable(f"answered {answer.status_code} {name}")
    raise refusal(content)
