from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import String, and_, func, select, type_coerce
from sqlalchemy.orm import Session

from case_manager.models import Death, Enrolment, Identifier, Person
from case_manager.vocabulary import EnrolmentStatus, IdentifierKind


class RegisteredPerson(NamedTuple):
    """`died_on` is None of the living."""

    id: UUID
    sex: str
    birth_year: int
    birth_on: date | None
    area_code: str
    died_on: date | None


class RegisteredEnrolment(NamedTuple):
    person_id: UUID
    programme: str
    status: str
    enrolled_on: date


class RegisterRepository:
    """The register from one end to the other, in portions. `area` is where people's codes begin.

    Its words stay texts: to look each up millions of times takes longer than the rules do.
    """

    def __init__(self, session: Session, area: str) -> None:
        self._session = session
        self._inside = Person.area_code.startswith(area, autoescape=True)

    def count(self) -> int:
        return self._session.scalar(select(func.count(Person.id)).where(self._inside)) or 0

    def programmes(self) -> set[str]:
        """Those of which there is a roll at all."""
        return set(self._session.scalars(select(Enrolment.programme).distinct()))

    def portions(self, size: int) -> Iterator[Sequence[RegisteredPerson]]:
        last: UUID | None = None
        while people := self._following(last, size):
            yield people
            last = people[-1].id

    def enrolments(self, first: UUID, last: UUID) -> Sequence[RegisteredEnrolment]:
        """Of the people from the one to the other, without those that ended."""
        return [
            RegisteredEnrolment(*row)
            for row in self._session.connection().execute(
                select(
                    Enrolment.person_id,
                    Enrolment.programme,
                    type_coerce(Enrolment.status, String),
                    Enrolment.enrolled_on,
                )
                .join(Person, Person.id == Enrolment.person_id)
                .where(
                    Enrolment.person_id.between(first, last),
                    Person.id.between(first, last),  # says the same, and spares reading all people
                    Enrolment.status != EnrolmentStatus.ENDED,
                    self._inside,
                )
            )
        ]

    def sealed_beneficiary_ids(self, person_ids: Sequence[UUID]) -> Sequence[tuple[UUID, bytes]]:
        return [
            (person_id, sealed)
            for person_id, sealed in self._session.execute(
                select(Identifier.person_id, Identifier.value_sealed).where(
                    Identifier.person_id.in_(person_ids),
                    Identifier.kind == IdentifierKind.BENEFICIARY_ID,
                    Identifier.valid_until.is_(None),
                )
            )
        ]

    def _following(self, last: UUID | None, size: int) -> Sequence[RegisteredPerson]:
        people = (
            select(
                Person.id,
                type_coerce(Person.sex, String),
                Person.birth_year,
                Person.birth_on,
                Person.area_code,
                Death.died_on,
            )
            .outerjoin(Death, and_(Death.person_id == Person.id, Death.revoked_on.is_(None)))
            .where(self._inside)
            .order_by(Person.id)
            .limit(size)
        )
        if last:
            people = people.where(Person.id > last)
        return [RegisteredPerson(*row) for row in self._session.connection().execute(people)]
