"""Asks peers about one person: what is due, what was answered, in what form it is kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from case_manager.interoperability.config import Way
from case_manager.interoperability.disbursements import Disbursement
from case_manager.interoperability.errors import PeerError
from case_manager.interoperability.peers import Peers
from case_manager.interoperability.registry import Identifier, Membership, RegistryRecord
from case_manager.vocabulary import EnrolmentStatus

DECEASED = "deceased"


class Subject(StrEnum):
    """What is asked: the enrolment, the account that is paid to, or how payments went."""

    REGISTRY = "registry"
    MAPPER = "mapper"
    DISBURSEMENTS = "disbursements"


@dataclass(frozen=True)
class Instalment:
    """A payment of the ledger, or one that should be there and of which only a peer tells."""

    payment_id: UUID | None
    period_from: date
    period_to: date


@dataclass(frozen=True)
class Question:
    """`payments` are those whose state is asked for, by the payer's reference for each. Of several
    NIDs a registry may know one only.
    """

    person_id: UUID
    programme: str
    subject: Subject
    peer: str
    nids: Sequence[str] = field(repr=False)
    payments: Mapping[str, Instalment] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """`content` is what is kept and shown; None with `failed_with`, a reason code. `is_on_roll` is
    said where a registry that knows the person tells no more than that.
    """

    content: Mapping[str, Any] | None
    failed_with: str | None = None
    membership: Membership | None = None
    is_on_roll: bool | None = None
    disbursements: Sequence[tuple[Instalment, Disbursement]] = ()


def put(peers: Peers, question: Question, *, now: datetime) -> Reply:
    """With no transaction open: it takes as long as the peer takes."""
    asks: Mapping[Subject, Callable[[Peers, Question, datetime], Reply]] = {
        Subject.REGISTRY: _search,
        Subject.MAPPER: _resolve,
        Subject.DISBURSEMENTS: _statuses,
    }
    try:
        return asks[question.subject](peers, question, now)
    except PeerError as failed:
        return Reply(None, failed.code)


def _search(peers: Peers, question: Question, now: datetime) -> Reply:
    peer, registry = peers.config.peers[question.peer], peers.registries[question.peer]
    code = peers.config.programmes[question.programme].code
    if peer.ask is Way.ENROLLED:
        is_on_roll = any(registry.is_enrolled(nid, code, now=now) for nid in question.nids)
        return Reply({"enrolled": is_on_roll}, is_on_roll=is_on_roll)
    identifiers = [Identifier(peer.identifier_type, nid) for nid in question.nids]
    records = registry.search_in_turn(identifiers, now=now)
    membership = _membership(records, code)
    if membership is None:
        is_left_out = {"known": bool(records), "enrolled": False}
        return Reply(is_left_out, is_on_roll=False if records else None)
    told = asdict(membership) | {"since": membership.since}
    if told.pop("says_died"):
        told["status"] = DECEASED
    kept = {"known": True, "enrolled": True, **_in_json(told)}
    return Reply(kept, membership=membership)


def _resolve(peers: Peers, question: Question, now: datetime) -> Reply:
    mapper = peers.mappers[question.peer]
    links = [mapper.resolve(nid, now=now) for nid in question.nids]
    link = next((each for each in links if each.address), links[0])
    kept = {"state": link.state.name.lower()}
    if link.address:
        kept |= {"account": link.address.account, "provider": link.address.provider}
    return Reply(kept)


def _statuses(peers: Peers, question: Question, now: datetime) -> Reply:
    told = peers.disbursements[question.peer].statuses(list(question.payments), now=now)
    known = [
        (payment, each)
        for payment, each in ((question.payments[ref], each) for ref, each in told.items())
        if payment.payment_id or each.status
    ]
    kept = [_in_json(asdict(payment) | asdict(each)) for payment, each in known]
    return Reply({"payments": kept}, disbursements=known)


def _membership(records: Sequence[RegistryRecord], code: str) -> Membership | None:
    """Of one who left and came again, what holds today, or else the last."""
    all_ = (each for record in records for each in record.memberships)
    found = [each for each in all_ if each.programme == code]
    return max(found, key=_how_present, default=None)


def _how_present(membership: Membership) -> tuple[bool, date]:
    last = max(filter(None, (membership.enrolled_on, membership.since)), default=date.min)
    return membership.status is EnrolmentStatus.ACTIVE, last


def _in_json(values: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: str(value)
        for name, value in values.items()
        if value not in (None, "") and name != "reference"
    }
