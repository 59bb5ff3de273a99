"""Asks the mapper of G2P Connect (OpenG2P's SPAR) to which account an identifier is linked."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from pydantic import ValidationError

from case_manager.interoperability.errors import (
    OF_ANOTHER,
    UNREADABLE,
    AnswerNotTrusted,
    PeerRefused,
)
from case_manager.interoperability.messages import Heard, RecordAnswer, RequestStatus
from case_manager.interoperability.peer import Peer

RESOLVE = "/mapper/sync/resolve"


class LinkState(StrEnum):
    """By the code that comes with the answer; OpenG2P sends none with an active account."""

    ACTIVE = "succ.fa.active"
    INACTIVE = "succ.fa.inactive"
    NOT_FOUND = "succ.fa.not_found"
    NOT_LINKED = "succ.fa.not_linked_to_id"


_OF_ID = {
    "succ.id.active": LinkState.ACTIVE,
    "succ.id.inactive": LinkState.INACTIVE,
    "succ.id.not_found": LinkState.NOT_FOUND,
}


@dataclass(frozen=True)
class FinancialAddress:
    """`account:01712345678@bkash`: its type, the number and by whom it is held."""

    kind: str
    account: str
    provider: str


@dataclass(frozen=True)
class Link:
    state: LinkState
    address: FinancialAddress | None = None


@dataclass(frozen=True)
class Mapper:
    """`id_form` makes an identifier what the mapper knows it as: `token:{nid}@nidw`."""

    peer: Peer
    id_form: str
    path: str = RESOLVE

    def resolve(self, identifier: str, *, now: datetime) -> Link:
        """Raises PeerError."""
        reference = str(uuid4())
        request = {
            "reference_id": reference,
            "timestamp": now.isoformat(),
            "id": self.id_form.format(nid=identifier),
            "scope": "details",
            "locale": "eng",
        }
        message = {"transaction_id": str(uuid4()), "resolve_request": [request]}
        heard = self.peer.ask(self.path, "resolve", message, count=1, now=now)
        return _link(_own(heard, reference))


class _ResolveAnswer(RecordAnswer):
    fa: str | None = None


class _Resolved(Heard):
    resolve_response: list[_ResolveAnswer]


def _own(heard: Any, reference: str) -> _ResolveAnswer:
    try:
        answers = _Resolved.model_validate(heard).resolve_response
    except ValidationError:
        raise AnswerNotTrusted(UNREADABLE, "resolve_response") from None
    for answer in answers:
        if answer.reference_id == reference:
            return answer
    raise AnswerNotTrusted(OF_ANOTHER, "reference_id")


def _link(answer: _ResolveAnswer) -> Link:
    if answer.status is RequestStatus.REJECTED:
        raise PeerRefused(answer.status_reason_code or UNREADABLE)
    code = answer.status_reason_code
    if code and code not in set(LinkState) | set(_OF_ID):
        raise AnswerNotTrusted(UNREADABLE, "status_reason_code")
    address = _address(answer.fa or "")
    if not code:
        return Link(LinkState.ACTIVE if address else LinkState.NOT_LINKED, address)
    return Link(_OF_ID.get(code) or LinkState(code), address)


def _address(text: str) -> FinancialAddress | None:
    account, _, provider = text.rpartition("@")
    kind, colon, number = account.partition(":")
    if not account:
        return None
    return FinancialAddress(kind if colon else "", number if colon else account, provider)
