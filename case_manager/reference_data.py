"""What every installation needs before the first case: the country's areas and its holidays."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from case_manager.models import Area, Holiday
from case_manager.vocabulary import AreaLevel

_CODE_LENGTHS = {
    AreaLevel.DIVISION: 2,
    AreaLevel.DISTRICT: 4,
    AreaLevel.UPAZILA: 6,
    AreaLevel.UNION: 10,
}
_PARENTS = {
    AreaLevel.DISTRICT: AreaLevel.DIVISION,
    AreaLevel.UPAZILA: AreaLevel.DISTRICT,
    AreaLevel.UNION: AreaLevel.UPAZILA,
}


@dataclass(frozen=True, slots=True)
class AreaRow:
    code: str
    level: AreaLevel
    parent_code: str | None
    name_en: str
    name_bn: str


@dataclass(frozen=True, slots=True)
class HolidayRow:
    on: date
    name_en: str
    name_bn: str
    source: str
    is_provisional: bool


def load_reference_data(session: Session) -> None:
    """May be called at every start: names of areas are brought up to date, and a year's holidays
    are given only while the table has none of that year, so that a correction made by hand stays.
    """
    _load_areas(session)
    _load_holidays(session)


def read_areas() -> Iterator[AreaRow]:
    """Parents come before their children."""
    for level in AreaLevel:
        parent = _PARENTS.get(level)
        for row in _read("people", "geography", f"{level}s.csv"):
            yield AreaRow(
                code=row["code"],
                level=level,
                parent_code=row["code"][: _CODE_LENGTHS[parent]] if parent else None,
                name_en=row["name_en"],
                name_bn=row["name_bn"],
            )


def read_holidays() -> Iterator[HolidayRow]:
    for row in _read("cases", "calendar", "holidays.csv"):
        yield HolidayRow(
            on=date.fromisoformat(row["on"]),
            name_en=row["name_en"],
            name_bn=row["name_bn"],
            source=row["source"],
            is_provisional=row["provisional"] == "yes",
        )


def _load_areas(session: Session) -> None:
    statement = insert(Area)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[Area.code],
            set_={"name_en": statement.excluded.name_en, "name_bn": statement.excluded.name_bn},
            where=(Area.name_en != statement.excluded.name_en)
            | (Area.name_bn != statement.excluded.name_bn),
        ),
        [
            {
                "code": area.code,
                "level": area.level,
                "parent_code": area.parent_code,
                "name_en": area.name_en,
                "name_bn": area.name_bn,
            }
            for area in read_areas()
        ],
    )


def _load_holidays(session: Session) -> None:
    kept = {day.year for day in session.scalars(select(Holiday.on))}
    session.add_all(
        Holiday(
            on=row.on,
            name_en=row.name_en,
            name_bn=row.name_bn,
            source=row.source,
            is_provisional=row.is_provisional,
        )
        for row in read_holidays()
        if row.on.year not in kept
    )
    session.flush()


def _read(*path: str) -> Iterator[dict[str, str]]:
    with files("case_manager").joinpath(*path).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)
