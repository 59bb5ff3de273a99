"""What the register holds of one person, for staff of their area; whole numbers for a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.audit import service as audit_service
from case_manager.errors import UnknownPerson
from case_manager.kit.keys import Keys
from case_manager.models import Area, Death, DeathReport, Identifier, Nominee, Person, User
from case_manager.people import identifiers, service
from case_manager.people.repository import PersonRepository
from case_manager.vocabulary import IdentifierKind, PhoneReason

_CALLED = (IdentifierKind.PHONE, IdentifierKind.WALLET)


@dataclass(frozen=True)
class Number:
    row: Identifier
    masked: str

    @property
    def is_phone(self) -> bool:
        return self.row.kind in _CALLED


@dataclass(frozen=True)
class PersonRecord:
    person: Person
    place: Sequence[Area]
    numbers: Sequence[Number]
    household: Sequence[Person]
    nominees: Sequence[Nominee]
    deaths: Sequence[Death]
    death_reports: Sequence[DeathReport]


def find_person(session: Session, person_id: UUID, viewer: User) -> Person:
    """Somebody of another area is the same answer as nobody."""
    person = PersonRepository(session).find(person_id, viewer.area_code)
    if person is None:
        raise UnknownPerson("nobody of your area has this id")
    return person


def read_person(session: Session, person_id: UUID, viewer: User, *, keys: Keys) -> PersonRecord:
    person, people = find_person(session, person_id, viewer), PersonRepository(session)
    return PersonRecord(
        person=person,
        place=service.area_path(session, person.area_code),
        numbers=[_number(row, keys) for row in people.all_numbers_of(person.id)],
        household=people.household_members(person.household_id, viewer.area_code)
        if person.household_id
        else [],
        nominees=people.nominees_of(person.id),
        deaths=people.deaths_of(person.id),
        death_reports=people.open_death_reports(person.id),
    )


def reveal_number(
    session: Session,
    person_id: UUID,
    identifier_id: int,
    reason: PhoneReason,
    *,
    viewer: User,
    keys: Keys,
    now: datetime,
) -> str:
    """The whole number, to somebody who says why; the look and the reason are recorded."""
    person = find_person(session, person_id, viewer)
    row = PersonRepository(session).number(person.id, identifier_id)
    if row is None:
        raise UnknownPerson("nobody of your area has this number")
    seen = {"reason": reason.value, "kind": row.kind.value}
    record_look(session, "number_revealed", person, viewer, now=now, data=seen)
    return identifiers.unseal(row.kind, row.value_sealed, keys)


def record_look(
    session: Session,
    what: str,
    person: Person,
    viewer: User,
    *,
    now: datetime,
    data: Mapping[str, str] | None = None,
) -> None:
    audit_service.record(
        session,
        what,
        subject_kind="person",
        subject_id=person.id,
        actor=viewer,
        now=now,
        data=data,
    )


def _number(row: Identifier, keys: Keys) -> Number:
    """A phone as it is recognised; of every other number the end that one is asked for."""
    text = identifiers.unseal(row.kind, row.value_sealed, keys)
    return Number(row, service.masked(text) if row.kind in _CALLED else f"••••{text[-4:]}")
