"""The one way to the case manager. Every call carries the turn's grant."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from case_manager_client.connection import Connection, HttpConnection
from case_manager_client.errors import REFUSALS, CaseManagerUnavailable
from case_manager_client.facts import (
    CallBack,
    Case,
    Complaint,
    Entitlements,
    Identity,
    IdentityAnswer,
    Ledger,
    Payment,
    Programme,
    ProgrammeName,
    WishedCall,
    application_from,
    call_back_from,
    case_from,
    enrolment_from,
    identity_from,
    payment_from,
    rate_from,
)
from turn import Turn

LONGEST_TEXT = 4000
_SUCCESSES = range(200, 300)


class CaseManager:
    def __init__(self, connection: Connection) -> None:
        self._ask = connection

    async def identity(self, turn: Turn) -> Identity:
        return identity_from(await self._get(turn, f"{_conversation(turn)}/identity"))

    async def check_identity(self, turn: Turn, answer: IdentityAnswer) -> Identity:
        path = f"{_conversation(turn)}/identity-checks"
        body = {
            "nid_last4": answer.nid_last4,
            "identifier": answer.identifier,
            "birth_year": answer.birth_year,
        }
        return identity_from(await self._post(turn, path, "check_identity", body))

    async def forget_identity(self, turn: Turn) -> Identity:
        """Again whoever the phone says, after somebody else was asked for."""
        path = f"{_conversation(turn)}/identity-checks"
        return identity_from(await self._send("DELETE", path, _headers(turn), None))

    async def ledger(self, turn: Turn) -> Ledger:
        """The verified person's latest payments."""
        found = await self._get(turn, f"{_conversation(turn)}/payments")
        return Ledger([payment_from(row) for row in found["payments"]], found["is_heard"])

    async def payments(self, turn: Turn) -> list[Payment]:
        return (await self.ledger(turn)).payments

    async def entitlements(self, turn: Turn) -> Entitlements:
        found = await self._get(turn, f"{_conversation(turn)}/entitlements")
        return Entitlements(
            enrolments=[enrolment_from(row) for row in found["enrolments"]],
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
            benefit=row["benefit"],
            qualifies=row["qualifies"],
            apply_at=row["apply_at"],
            not_open=row["not_open"],
            application=application_from(row["application"]),
            sources=tuple(source["said"] for source in row["sources"] if source["said"]),
            enrolment=enrolment_from(own) if own else None,
        )

    async def eligibility(
        self, turn: Turn, facts: Mapping[str, Any], programmes: Sequence[str]
    ) -> Mapping[str, Any]:
        """As eligibility.assessment reads it; of all programmes where none is named."""
        body = {"facts": {**facts}, "programmes": [*programmes] or None}
        return await self._send("POST", "/api/v1/eligibility", _headers(turn), body)

    async def cases(self, turn: Turn) -> list[Case]:
        found = await self._get(turn, f"{_conversation(turn)}/cases")
        return [case_from(row) for row in found["cases"]]

    async def case(self, turn: Turn, reference: str) -> Case:
        return case_from(await self._get(turn, f"/api/v1/cases/{reference}"))

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
        return case_from(await self._post(turn, "/api/v1/cases", operation, body))

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

    async def ask_for_call(
        self,
        turn: Turn,
        reference: str,
        wished: WishedCall,
        text: str,
        ring_at: str | None = None,
    ) -> CallBack:
        """`ring_at` is None where this phone is the one to ring."""
        body = {
            "call_time": wished.part,
            "call_on": wished.on.isoformat() if wished.on else None,
            "call_after": f"{wished.after:%H:%M}" if wished.after else None,
            **({"ring_at": ring_at} if ring_at else {}),
            "text": text,
            "language": turn.language,
        }
        return call_back_from(await self._posted(turn, reference, "call-backs", "call_back", body))

    async def cancel_call(self, turn: Turn, reference: str, text: str) -> Case:
        body = {"text": text[:LONGEST_TEXT], "language": turn.language}
        return await self._follow_up(turn, reference, "call-cancellations", "cancel_call", body)

    async def rate_case(self, turn: Turn, reference: str, score: int) -> Case:
        return await self._follow_up(turn, reference, "satisfaction", "rate", {"score": score})

    async def _follow_up(
        self, turn: Turn, reference: str, verb: str, operation: str, body: Mapping[str, Any]
    ) -> Case:
        return case_from(await self._posted(turn, reference, verb, operation, body))

    async def _posted(
        self, turn: Turn, reference: str, verb: str, operation: str, body: Mapping[str, Any]
    ) -> dict[str, Any]:
        path = f"/api/v1/cases/{reference}/{verb}"
        said = {"conversation_id": turn.conversation_id, **body}
        return await self._post(turn, path, operation, said)

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
        said = None if body is None else json.dumps(body).encode()
        return _content(*await self._ask(method, path, headers, said))


def connect(base_url: str) -> CaseManager:
    return CaseManager(HttpConnection(base_url))


def _headers(turn: Turn) -> dict[str, str]:
    granted = {"Authorization": f"Grant {turn.grant}"}
    return granted | ({"traceparent": turn.traceparent} if turn.traceparent else {})


def _shortened(text: str | None) -> str | None:
    return text[:LONGEST_TEXT] if text else None


def _conversation(turn: Turn) -> str:
    return f"/api/v1/conversations/{turn.conversation_id}"


def _content(status: int, body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except ValueError as error:
        raise CaseManagerUnavailable(f"answered {status} without JSON") from error
    if status in _SUCCESSES and isinstance(content, dict):
        return content
    name = content.get("error") if isinstance(content, dict) else None
    refusal = REFUSALS.get(str(name))
    if refusal is None:
        raise CaseManagerUnavailable(f"answered {status} {name}")
    raise refusal(content)
