"""Asks a registry who somebody is and what they are enrolled in: DCI and G2P Connect alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from pydantic import ValidationError

from case_manager.interoperability.errors import (
    OF_ANOTHER,
    UNREADABLE,
    AnswerNotTrusted,
    PeerRefused,
)
from case_manager.interoperability.messages import (
    VERSION,
    Heard,
    RecordAnswer,
    RequestStatus,
    day_told,
)
from case_manager.interoperability.peer import Peer
from case_manager.vocabulary import EnrolmentStatus, Sex

SEARCH, ENROLLED = "/registry/sync/search", "/registry/sync/enrolled"
_PERSON, _PROGRAMME = "person_identifier", "programme_identifier.program.programme_identifier"
_DIED = ("2", "deceased")
_PAGE = 10
_LONG_NID = 17
STATUS = {
    "1": EnrolmentStatus.ACTIVE,
    "3": EnrolmentStatus.ENDED,
    "4": EnrolmentStatus.SUSPENDED,
    "active": EnrolmentStatus.ACTIVE,
    "graduated": EnrolmentStatus.ENDED,
    "suspended": EnrolmentStatus.SUSPENDED,
}


@dataclass(frozen=True)
class Identifier:
    """`kind` as the registry calls it: UIN, NID, BRN …"""

    kind: str
    value: str


@dataclass(frozen=True)
class Membership:
    """An enrolment as the registry tells it; `status` is None where its word is not known, or says
    that the person died: that is for people to find out.
    """

    programme: str
    status: EnrolmentStatus | None
    enrolled_on: date | None = None
    suspended_on: date | None = None
    ended_on: date | None = None
    says_died: bool = False

    @property
    def since(self) -> date | None:
        """The first day of its status, where the registry says it."""
        return {
            EnrolmentStatus.ACTIVE: self.enrolled_on,
            EnrolmentStatus.SUSPENDED: self.suspended_on,
            EnrolmentStatus.ENDED: self.ended_on,
            None: None,
        }[self.status]


@dataclass(frozen=True)
class RegistryRecord:
    name: str
    sex: Sex | None
    born_on: date | None
    memberships: tuple[Membership, ...]


@dataclass(frozen=True)
class Purpose:
    """Why we ask, in the words that were agreed on with the registry."""

    code: str
    text: str


@dataclass(frozen=True)
class Registry:
    """`registry_type` is named to a registry of G2P Connect; DCI has no such word."""

    peer: Peer
    purpose: Purpose | None = None
    registry_type: str = ""

    def search_in_turn(
        self, identifiers: Sequence[Identifier], *, now: datetime
    ) -> list[RegistryRecord]:
        """Of the first identifier that is known. Raises PeerError; that one of them was refused
        only where none is known."""
        refused: PeerRefused | None = None
        for identifier in identifiers:
            try:
                records = self.search(identifier, now=now)
            except PeerRefused as error:
                refused = error
                continue
            if records:
                return records
        if refused:
            raise refused
        return []

    def search(self, identifier: Identifier, *, now: datetime) -> list[RegistryRecord]:
        """Empty where nobody has this identifier. Raises PeerError."""
        reference = str(uuid4())
        request = {
            "reference_id": reference,
            "timestamp": now.isoformat(),
            "search_criteria": self._criteria(identifier, now),
            "locale": "eng",
        }
        message = {"transaction_id": str(uuid4()), "search_request": [request]}
        heard = self.peer.ask(SEARCH, "search", message, count=1, now=now)
        answer = _own(heard, "search_response", _SearchAnswer, reference)
        told = answer.data.reg_records if answer.data else ()
        records = [told] if isinstance(told, dict) else told
        if any(_is_of_another(each, identifier) for each in records):
            raise AnswerNotTrusted(OF_ANOTHER, "identifier")
        return [_record(each, now) for each in records]

    def is_enrolled(self, identifier: str, programme: str, *, now: datetime) -> bool:
        """Whether this person is on this programme's roll. Raises PeerError."""
        criteria = {
            "query_type": "expression",
            "query": {_PERSON: {"eq": identifier}, _PROGRAMME: {"eq": programme}},
        }
        message = {"transaction_id": str(uuid4()), "enrolled_criteria": criteria}
        heard = self.peer.ask(ENROLLED, "search", message, count=1, now=now)
        answer = _own(heard, "enrolled_response", _EnrolledAnswer, None)
        return bool(answer.enrolled_status == "yes")

    def _criteria(self, identifier: Identifier, now: datetime) -> dict[str, Any]:
        criteria: dict[str, Any] = {
            "version": VERSION,
            "query_type": "idtype-value",
            "query": {"type": identifier.kind, "value": identifier.value},
            "pagination": {"page_size": _PAGE, "page_number": 1},
        }
        if self.registry_type:
            criteria |= {"reg_type": self.registry_type, "query_type": "idtype"}
        if self.purpose:
            purpose = {"code": self.purpose.code, "text": self.purpose.text}
            criteria["authorize"] = {"ts": now.isoformat(), "purpose": purpose}
        return criteria


class _Records(Heard):
    reg_records: tuple[dict[str, Any], ...] | dict[str, Any] = ()


class _SearchAnswer(RecordAnswer):
    data: _Records | None = None


class _EnrolledAnswer(RecordAnswer):
    reference_id: str = ""
    enrolled_status: str = ""


def _own(heard: Any, name: str, kind: type[Any], reference: str | None) -> Any:
    """The answer to our one question, or what was said against it."""
    try:
        answer = kind.model_validate(heard[name][0])
    except (KeyError, IndexError, TypeError, ValidationError):
        raise AnswerNotTrusted(UNREADABLE, name) from None
    if reference is not None and answer.reference_id != reference:
        raise AnswerNotTrusted(OF_ANOTHER, "reference_id")
    if answer.status is RequestStatus.REJECTED:
        raise PeerRefused(answer.status_reason_code or UNREADABLE)
    return answer


def _is_of_another(record: Mapping[str, Any], asked: Identifier) -> bool:
    """Whether it names numbers of the kind that was asked by, and none is the one that was."""
    of_kind = [
        str(each.get("identifier_value"))
        for each in _all(record.get("identifier"))
        if each.get("identifier_type") == asked.kind
    ]
    return bool(of_kind) and not any(_is_same(each, asked.value) for each in of_kind)


def _is_same(one: str, other: str) -> bool:
    """A NID of 17 digits is that of 13 with a year in front."""
    shorter, longer = sorted((one, other), key=len)
    return shorter == longer or (len(longer) == _LONG_NID and longer.endswith(shorter))


def _record(record: Mapping[str, Any], now: datetime) -> RegistryRecord:
    """A person as DCI's samples show them, or a beneficiary with a member as its schema does."""
    member = _first(record.get("member")) or record
    person = _first(_first(member.get("demographic_info")).get("person")) or member
    return RegistryRecord(
        name=_name(person.get("name")),
        sex=_sex(str(person.get("sex") or "")),
        born_on=day_told(person.get("birth_date") or person.get("birthdate"), now),
        memberships=tuple(_memberships(member, now)),
    )


def _memberships(member: Mapping[str, Any], now: datetime) -> Iterator[Membership]:
    for each in _all(member.get("programme") or member.get("programme_identifier")):
        programme = _first(each.get("programme")) or each
        word = str(each.get("enrolment_status") or "").lower()
        yield Membership(
            programme=str(programme.get("programme_identifier") or ""),
            status=STATUS.get(word),
            says_died=word in _DIED,
            enrolled_on=day_told(each.get("enrolment_date"), now),
            suspended_on=day_told(each.get("suspension_date"), now),
            ended_on=day_told(each.get("graduation_date"), now),
        )


def _all(value: Any) -> list[Mapping[str, Any]]:
    found = value if isinstance(value, list) else [value]
    return [each for each in found if isinstance(each, Mapping)]


def _first(value: Any) -> Mapping[str, Any]:
    found = _all(value)
    return found[0] if found else {}


def _name(name: Any) -> str:
    if not isinstance(name, Mapping):
        return str(name or "")
    parts = (name.get(part) for part in ("given_name", "first_name", "second_name", "surname"))
    return " ".join(str(part) for part in parts if part)


def _sex(word: str) -> Sex | None:
    return {"f": Sex.FEMALE, "m": Sex.MALE, "o": Sex.OTHER}.get(word.lower()[:1])
