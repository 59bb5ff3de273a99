"""What a partner is told: no more than was agreed on, and in the form in which it was asked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from case_manager.interoperability import rules
from case_manager.interoperability.config import PartnerConfig, ProgrammeConfig, Told
from case_manager.interoperability.errors import RecordRefused
from case_manager.interoperability.messages import VERSION
from case_manager.vocabulary import EnrolmentStatus, IdentifierKind, Sex

INVALID = "rjct.search_criteria.invalid"
_CONTEXT = {"@vocab": "https://schema.spdci.org/extensions/ibr/v1"}
_RECORD_TYPE = "ns:spdci:RegistryRecordType:Beneficiary"
_KINDS = {
    "UIN": IdentifierKind.NID,
    "NID": IdentifierKind.NID,
    "BRN": IdentifierKind.BIRTH_REGISTRATION,
    "BENEFICIARY_ID": IdentifierKind.BENEFICIARY_ID,
}
_LENGTHS = {IdentifierKind.NID: (10, 13, 17), IdentifierKind.BIRTH_REGISTRATION: (17,)}
_DECEASED = "2"
_STATUS = {
    EnrolmentStatus.ACTIVE: "1",
    EnrolmentStatus.ENDED: "3",
    EnrolmentStatus.SUSPENDED: "4",
}
_PERSON, _PROGRAMME = "person_identifier", "programme_identifier.program.programme_identifier"


@dataclass(frozen=True)
class Enrolled:
    """`status_from` is the status's first day, `as_of` the day for which its source says it."""

    programme: str
    status: EnrolmentStatus
    enrolled_on: date
    status_from: date | None
    as_of: date


@dataclass(frozen=True)
class Beneficiary:
    person_id: UUID
    name: str
    sex: Sex
    birth_year: int
    born_on: date | None
    died_on: date | None
    enrolments: Sequence[Enrolled]


@dataclass(frozen=True)
class Disclosure:
    """What was asked and told of whom; `person_id` is None where nobody was found."""

    question: str
    purpose: str
    person_id: UUID | None
    programmes: Sequence[str]


Find = Callable[[IdentifierKind, str], Beneficiary | None]
"""Raises RecordRefused where an identifier is that of several people."""


@dataclass
class Answering:
    """To one partner; what was told is in `disclosures` afterwards."""

    partner: PartnerConfig
    programmes: Mapping[str, ProgrammeConfig]
    find: Find
    now: datetime
    disclosures: list[Disclosure]

    def search(self, questions: Sequence[Any]) -> Iterator[dict[str, Any]]:
        seen: set[str] = set()
        for each in questions:
            question = each if isinstance(each, Mapping) else {}
            answer = {"reference_id": _reference(question), "timestamp": self.now.isoformat()}
            try:
                yield answer | self._searched(question, seen)
            except RecordRefused as refused:
                yield answer | rejected(refused)
            seen.add(answer["reference_id"])

    def enrolled(self, criteria: Any) -> dict[str, Any]:
        answer = {"reference_id": "1", "timestamp": self.now.isoformat()}
        try:
            is_enrolled = self._is_enrolled(criteria if isinstance(criteria, Mapping) else {})
        except RecordRefused as refused:
            return answer | rejected(refused) | {"enrolled_status": "no"}
        return answer | {"status": "succ", "enrolled_status": "yes" if is_enrolled else "no"}

    def _searched(self, question: Mapping[str, Any], seen: set[str]) -> dict[str, Any]:
        _raise(rules.refusal_of_question(question, seen))
        criteria = question.get("search_criteria")
        if not isinstance(criteria, Mapping):
            raise RecordRefused(INVALID, "there are no search_criteria")
        _raise(rules.refusal_of_criteria(criteria))
        purpose = rules.purpose_of(criteria)
        if purpose not in self.partner.purposes:
            raise RecordRefused(INVALID, "the purpose is not one of those agreed on")
        kind, value = _identifier(criteria.get("query"))
        known = self.find(kind, value)
        enrolments = self._agreed(known.enrolments) if known else []
        self._note("search", purpose, known, enrolments)
        query = criteria["query"]
        records = [self._record(known, query, enrolments)] if known and enrolments else []
        return {
            "status": "succ",
            "data": _data(criteria, records),
            "pagination": {"page_size": 1, "page_number": 1, "total_count": len(records)},
        }

    def _is_enrolled(self, criteria: Mapping[str, Any]) -> bool:
        query = criteria.get("query")
        person, code = _equal_to(query, _PERSON), _equal_to(query, _PROGRAMME)
        programme = next((p for p, each in self.programmes.items() if each.code == code), None)
        if programme not in self.partner.programmes:
            raise RecordRefused(INVALID, "the programme is not one of those agreed on")
        known = self._found_by_any(person)
        current = [
            each
            for each in (known.enrolments if known and not known.died_on else [])
            if each.programme == programme and each.status is not EnrolmentStatus.ENDED
        ]
        self._note("enrolled", "", known, current)
        return bool(current)

    def _found_by_any(self, number: str) -> Beneficiary | None:
        """By a number of which nobody says what it is: one person's, or it is refused."""
        found = [each for kind in _kinds_of(number) if (each := self.find(kind, number))]
        if len({each.person_id for each in found}) > 1:
            raise RecordRefused("rjct.search.too_many_records_found", "several people have it")
        return found[0] if found else None

    def _agreed(self, enrolments: Sequence[Enrolled]) -> list[Enrolled]:
        return [each for each in enrolments if each.programme in self.partner.programmes]

    def _note(
        self,
        question: str,
        purpose: str,
        found: Beneficiary | None,
        enrolments: Sequence[Enrolled],
    ) -> None:
        told = sorted(each.programme for each in enrolments)
        person_id = found.person_id if found else None
        self.disclosures.append(Disclosure(question, purpose, person_id, told))

    def _record(
        self, found: Beneficiary, query: Mapping[str, Any], enrolments: Sequence[Enrolled]
    ) -> dict[str, Any]:
        identifier = {"identifier_type": query["type"], "identifier_value": str(query["value"])}
        record: dict[str, Any] = {
            "@context": _CONTEXT,
            "@type": "Person",
            "identifier": [identifier],
            "programme": [self._programme(each, found.died_on) for each in enrolments],
        }
        if Told.NAME in self.partner.told:
            record["name"] = {"given_name": found.name}
        if Told.SEX in self.partner.told:
            record["sex"] = found.sex.value
        if Told.BIRTH in self.partner.told:
            record["birth_date"] = str(found.born_on or found.birth_year)
        return record

    def _programme(self, enrolment: Enrolled, died_on: date | None) -> dict[str, str]:
        told = {
            "@type": "Programme",
            "programme_identifier": self.programmes[enrolment.programme].code,
            "enrolment_status": _DECEASED if died_on else _STATUS[enrolment.status],
            "enrolment_date": enrolment.enrolled_on.isoformat(),
            "last_update": enrolment.as_of.isoformat(),
        }
        if enrolment.status_from and enrolment.status is EnrolmentStatus.SUSPENDED:
            told["suspension_date"] = enrolment.status_from.isoformat()
        if enrolment.status_from and enrolment.status is EnrolmentStatus.ENDED:
            told["graduation_date"] = enrolment.status_from.isoformat()
        return told


def rejected(refused: RecordRefused) -> dict[str, str]:
    return {
        "status": "rjct",
        "status_reason_code": refused.code,
        "status_reason_message": refused.detail,
    }


def _data(criteria: Mapping[str, Any], records: list[dict[str, Any]]) -> dict[str, Any]:
    """G2P Connect names registry and record, and knows one record where DCI has many."""
    registry_type = criteria.get("reg_type")
    if not isinstance(registry_type, str):
        return {"version": VERSION, "reg_records": records}
    return {
        "version": VERSION,
        "reg_type": registry_type,
        "reg_record_type": _RECORD_TYPE,
        "reg_records": records[0] if records else {},
    }


def _reference(question: Mapping[str, Any]) -> str:
    reference = question.get("reference_id")
    return reference if isinstance(reference, str) and rules.is_id(reference) else ""


def _raise(refusal: rules.Refusal | None) -> None:
    if refusal:
        raise RecordRefused(*refusal)


def _identifier(query: Any) -> tuple[IdentifierKind, str]:
    kind = _KINDS.get(str(query.get("type"))) if isinstance(query, Mapping) else None
    if kind is None:
        raise RecordRefused(INVALID, f"an identifier is one of {', '.join(_KINDS)}")
    value = str(query.get("value"))
    if not _is_one(kind, value):
        raise RecordRefused(INVALID, "the identifier is not written like one")
    return kind, value


def _kinds_of(value: str) -> list[IdentifierKind]:
    """`enrolled` does not say which identifier it is: a NID, or the beneficiary's own number."""
    kinds = (IdentifierKind.NID, IdentifierKind.BENEFICIARY_ID)
    fitting = [kind for kind in kinds if _is_one(kind, value)]
    if not fitting:
        raise RecordRefused(INVALID, "the identifier is not written like one")
    return fitting


def _is_one(kind: IdentifierKind, value: str) -> bool:
    if not (value.isascii() and value.replace("-", "").isalnum() and len(value) <= 20):
        return False
    lengths = _LENGTHS.get(kind)
    return lengths is None or (value.isdigit() and len(value) in lengths)


def _equal_to(query: Any, name: str) -> str:
    condition = query.get(name) if isinstance(query, Mapping) else None
    value = condition.get("eq") if isinstance(condition, Mapping) else None
    if not isinstance(value, str):
        raise RecordRefused(INVALID, f"the query asks for {name} to be eq to a text")
    return value
