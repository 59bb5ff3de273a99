"""The register as a roll. It knows sex, birth, place, death and enrolments, and nothing else."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from case_manager.entitlements.logic import Values
from case_manager.entitlements.repository import (
    RegisteredEnrolment,
    RegisteredPerson,
    RegisterRepository,
)
from case_manager.entitlements.rolls import OnRoll, Roll, day_number
from case_manager.entitlements.told import facts_of_area
from case_manager.entitlements.variables import SEX
from case_manager.kit.keys import Keys
from case_manager.people import identifiers
from case_manager.programmes.schemas import Catalogue
from case_manager.vocabulary import EnrolmentStatus, IdentifierKind


@dataclass(frozen=True)
class RegisterRolls:
    session: Session
    keys: Keys
    catalogue: Catalogue
    today: date
    area: str = ""
    portion: int = 40_000

    def count(self) -> int:
        return self._register.count()

    def rolls(self) -> Iterator[Roll]:
        for people in self._register.portions(self.portion):
            yield self._roll(people, self._register.enrolments(people[0].id, people[-1].id))

    def beneficiary_ids(self, keys: Sequence[str]) -> Mapping[str, str]:
        """Opened of those alone who are found; whoever has none is called by the register's own."""
        sealed = self._register.sealed_beneficiary_ids([UUID(key) for key in keys])
        opened = {
            str(person_id): identifiers.unseal(IdentifierKind.BENEFICIARY_ID, value, self.keys)
            for person_id, value in sealed
        }
        return {key: key for key in keys} | opened

    @cached_property
    def _register(self) -> RegisterRepository:
        return RegisterRepository(self.session, self.area)

    @cached_property
    def _programmes(self) -> set[str]:
        return self._register.programmes() & set(self.catalogue.programmes)

    def _roll(
        self, people: Sequence[RegisteredPerson], enrolments: Sequence[RegisteredEnrolment]
    ) -> Roll:
        places = {person.id: place for place, person in enumerate(people)}
        by_programme: dict[str, list[RegisteredEnrolment]] = {
            programme: [] for programme in sorted(self._programmes)
        }
        for each in enrolments:
            if each.programme in by_programme:
                by_programme[each.programme].append(each)
        births = [_born(person, self.today) for person in people]
        return Roll(
            keys=[str(person.id) for person in people],
            areas=[person.area_code for person in people],
            facts=self._facts(people),
            receives=self._receives(by_programme, places),
            enrolled={
                programme: _on_roll(programme, found, places)
                for programme, found in by_programme.items()
            },
            oldest=np.array([first for first, _ in births], float),
            youngest=np.array([last for _, last in births], float),
            died_on=np.array(
                [day_number(each.died_on) if each.died_on else np.nan for each in people], float
            ),
        )

    def _facts(self, people: Sequence[RegisteredPerson]) -> dict[str, Values]:
        sexes = self.catalogue.facts[SEX]
        places = {option.id: float(sexes.place_of(option.id)) for option in sexes.options}
        found = {SEX: np.array([places[person.sex] for person in people], float)}
        by_area = {code: self._of_area(code) for code in {person.area_code for person in people}}
        for name in {name for facts in by_area.values() for name in facts}:
            told = [by_area[person.area_code].get(name, np.nan) for person in people]
            found[name] = np.array(told, float)
        return found

    @cached_property
    def _of_area(self) -> Callable[[str], Mapping[str, float]]:
        return cache(lambda code: facts_of_area(code, self.catalogue))

    def _receives(
        self, by_programme: Mapping[str, Sequence[RegisteredEnrolment]], places: Mapping[UUID, int]
    ) -> dict[str, Values]:
        """Of a programme without any roll nobody knows who gets it."""
        found = {name: np.full(len(places), np.nan) for name in self.catalogue.programmes}
        for programme, enrolments in by_programme.items():
            found[programme] = np.zeros(len(places))
            found[programme][[places[each.person_id] for each in enrolments]] = 1.0
        return found


def _on_roll(
    programme: str, enrolments: Sequence[RegisteredEnrolment], places: Mapping[UUID, int]
) -> OnRoll:
    active, since = np.zeros(len(places), bool), np.full(len(places), np.nan)
    rows = [places[each.person_id] for each in enrolments]
    active[rows] = [each.status == EnrolmentStatus.ACTIVE for each in enrolments]
    since[rows] = [float(day_number(each.enrolled_on)) for each in enrolments]
    return OnRoll(programme, active, since)


def _born(person: RegisteredPerson, today: date) -> tuple[int, int]:
    """The first and the last day that it may have been."""
    if person.birth_on:
        return day_number(person.birth_on), day_number(person.birth_on)
    year = person.birth_year
    return day_number(date(year, 1, 1)), day_number(min(date(year, 12, 31), today))
