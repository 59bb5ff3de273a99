"""A roll of invented people, in the register and as a file: one in twenty is too young for theirs.

They are drawn as those of the demo. Of the register's people nothing is known but sex, year of
birth and place; most of those of the file have told their income, land and the like.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, cast
from uuid import UUID

import psycopg
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from benchmarks.database import vacuum
from case_manager.demo.rolls import Roll, pick_roll
from case_manager.kit.keys import Keys
from case_manager.people import identifiers
from case_manager.reference_data import load_reference_data, read_areas
from case_manager.vocabulary import AreaLevel, IdentifierKind, Sex

_WRONG = 0.05
_YEARS_TOO_YOUNG = 9
_PEOPLE = (
    "COPY cases.people (id, name_en, name_bn, sex, birth_year, area_code, source, as_of) FROM STDIN"
)
_ENROLMENTS = (
    "COPY cases.enrolments (id, person_id, programme, status, enrolled_on, source, as_of)"
    " FROM STDIN"
)
_IDENTIFIERS = (
    "COPY cases.identifiers (person_id, kind, value_sealed, value_index, valid_from, source, as_of)"
    " FROM STDIN"
)
_SOURCE = ("bench", date(2026, 11, 1))
_KIND = IdentifierKind.BENEFICIARY_ID
_SLOW_TO_KEEP = (
    "ix_people_name_en_trgm",
    "ix_people_name_bn_trgm",
    "ix_people_name_sounds",
)


@dataclass(frozen=True, slots=True)
class Drawn:
    number: int
    programme: str
    sex: Sex
    born: date
    since: date
    union: str

    @property
    def person_id(self) -> str:
        return str(UUID(int=self.number << 64))

    @property
    def beneficiary_id(self) -> str:
        return f"BEN{self.number:09d}"


def draw(people: int, today: date) -> Iterator[Drawn]:
    random = Random(20_261)  # noqa: S311 (invented people, not secrets)
    unions = [area.code for area in read_areas() if area.level is AreaLevel.UNION]
    for number in range(1, people + 1):
        roll = pick_roll(random)
        sex = roll.sex(random)
        born = date(
            today.year - _age(roll, sex, random), random.randint(1, 12), random.randint(1, 28)
        )
        since = date(today.year - random.randint(1, roll.longest_years), 7, 1)
        yield Drawn(number, roll.programme, sex, born, since, random.choice(unions))


def _age(roll: Roll, sex: Sex, random: Random) -> int:
    if random.random() < _WRONG:
        return max(roll.entry_age(sex) - _YEARS_TOO_YOUNG, 1)
    return int(random.triangular(roll.entry_age(sex) + 1, roll.oldest + 1, roll.commonest + 1))


def fill_register(engine: Engine, keys: Keys, people: int, today: date) -> None:
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        load_reference_data(Session(connection))
        for index in _SLOW_TO_KEEP:
            connection.execute(text(f"DROP INDEX cases.{index}"))
        driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
        for statement, row in (
            (_PEOPLE, _person),
            (_ENROLMENTS, _enrolment),
            (_IDENTIFIERS, lambda each: _identifier(each, keys)),
        ):
            with driver.cursor() as cursor, cursor.copy(statement) as copy:
                for each in draw(people, today):
                    copy.write_row(row(each))
    vacuum(engine, ("people", "enrolments", "identifiers"))


def _person(drawn: Drawn) -> Sequence[object]:
    return drawn.person_id, "-", "-", drawn.sex.value, drawn.born.year, drawn.union, *_SOURCE


def _enrolment(drawn: Drawn) -> Sequence[object]:
    key = drawn.person_id
    return key, key, drawn.programme, "active", drawn.since, *_SOURCE


def _identifier(drawn: Drawn, keys: Keys) -> Sequence[object]:
    number = drawn.beneficiary_id
    sealed, index = identifiers.seal(_KIND, number, keys), identifiers.index(_KIND, number, keys)
    return drawn.person_id, _KIND.value, sealed, index, drawn.since, *_SOURCE


def write_file(path: Path, people: int, today: date) -> None:
    random = Random(7)  # noqa: S311
    columns = ["beneficiary_id", "area_code", "programmes", "birth_date", "sex", "marital_state"]
    columns += ["own_income_year", "land_decimals", "has_disability_card", "has_salaried_job"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for each in draw(people, today):
            is_told = random.random() < 0.8
            state = "widowed" if each.programme == "wda" else random.choice(["married", ""])
            told = [random.randrange(9_000), random.randrange(14)] if is_told else ["", ""]
            card = "yes" if each.programme.startswith("pwd") else ""
            programme = f"{each.programme}:{each.since}"
            facts = [each.born, each.sex, state, *told, card, "no" if is_told else ""]
            writer.writerow([each.beneficiary_id, each.union, programme, *facts])
