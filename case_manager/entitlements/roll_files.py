"""A roll from a CSV file: one person a line, a column for each thing that is known of them.

A line that is wrong is set aside with a sentence and stops no other; a column that has no meaning
here, such as a name, is not read.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Protocol, TextIO

import numpy as np

from case_manager.entitlements.logic import Values
from case_manager.entitlements.rolls import OnRoll, Roll, day_number
from case_manager.entitlements.told import FactValue, facts_of_area, problem_of
from case_manager.entitlements.variables import AGE
from case_manager.errors import Malformed
from case_manager.programmes.facts import Fact, FactType
from case_manager.programmes.schemas import Catalogue
from citizen_text.digits import to_latin

ID, PROGRAMMES, ENROLLED_ON, DIED_ON = "beneficiary_id", "programmes", "enrolled_on", "died_on"
AREA, BIRTH_DATE, BIRTH_YEAR = "area_code", "birth_date", "birth_year"
_OWN = (ID, PROGRAMMES, ENROLLED_ON, DIED_ON, AREA, BIRTH_DATE, BIRTH_YEAR)
_LONGEST_ID = 40
_NID = re.compile(r"\d{10}|\d{13}|\d{17}")
_UNKNOWN = (np.nan, np.nan)
_YEAR = re.compile(r"[0-9]{4}")
_AREA_CODE = re.compile(r"[0-9]{2,10}")
_BETWEEN = re.compile(r"[\s,;|]+")
_YES_NO = {"yes": True, "true": True, "1": True, "হ্যাঁ": True}
_YES_NO |= {"no": False, "false": False, "0": False, "না": False}


@dataclass(frozen=True)
class RefusedLine:
    line: int
    column: str
    reason: str


class _Reader(Protocol):
    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...

    def __next__(self) -> list[str]: ...


class _Wrong(Exception):
    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


class _Person(NamedTuple):
    key: str
    area: str
    born: tuple[float, float]
    died_on: float
    enrolled: Mapping[str, float] | None
    facts: Mapping[str, float]


@dataclass
class RollFile:
    """`refused` grows while `rolls` is read; `unread` are the columns without a meaning here."""

    path: Path
    catalogue: Catalogue
    today: date
    area: str = ""
    refused: list[RefusedLine] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    read_bytes: int = 0
    portion: int = 40_000

    def rolls(self) -> Iterator[Roll]:
        """Raises Malformed where the file is no such table at all."""
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(self._counted(file), strict=True)
            try:
                yield from self._read(reader)
            except UnicodeDecodeError:
                raise Malformed("the file is not in UTF-8") from None
            except csv.Error as error:
                raise Malformed(f"line {reader.line_num}: {error}") from None

    def beneficiary_ids(self, keys: Sequence[str]) -> Mapping[str, str]:
        return {key: key for key in keys}

    def _counted(self, file: TextIO) -> Iterator[str]:
        for line in file:
            self.read_bytes += len(line.encode())
            if "\0" in line:
                raise Malformed("the file is no text")
            yield line

    def _read(self, reader: "_Reader") -> Iterator[Roll]:
        columns = [name.strip().lower() for name in next(reader, [])]
        self._check_columns(columns)
        people = self._people(columns, reader)
        while chunk := list(islice(people, self.portion)):
            yield self._roll(chunk, columns)

    def _check_columns(self, columns: Sequence[str]) -> None:
        facts = {name for name, fact in self.catalogue.facts.items() if _is_column(fact)}
        if ID not in columns:
            raise Malformed(f"the first line names the columns, and one of them is {ID}")
        if twice := {name for name in columns if name and columns.count(name) > 1}:
            raise Malformed(f"the column {min(twice)} stands there twice")
        self.unread = [name for name in columns if name not in facts and name not in _OWN]

    def _people(self, columns: Sequence[str], reader: "_Reader") -> Iterator[_Person]:
        values = _Values(self.catalogue, self.today, columns)
        lines: dict[str, int] = {}
        for cells in reader:
            if not any(cells):
                continue
            try:
                if len(cells) != len(columns):
                    raise _Wrong("", f"{len(cells)} cells where there are {len(columns)} columns")
                person = values.person(dict(zip(columns, map(str.strip, cells), strict=True)))
                if first := lines.get(person.key):
                    raise _Wrong(ID, f"it stands in line {first} already")
            except _Wrong as wrong:
                self.refused.append(RefusedLine(reader.line_num, wrong.column, str(wrong)))
                continue
            lines[person.key] = reader.line_num
            if person.area.startswith(self.area):
                yield person

    def _roll(self, people: Sequence[_Person], columns: Sequence[str]) -> Roll:
        knows_all = PROGRAMMES in columns
        names = {name for person in people for name in person.facts}
        enrolled = _enrolled(people)
        return Roll(
            keys=[person.key for person in people],
            areas=[person.area for person in people],
            facts={name: _column([p.facts.get(name, np.nan) for p in people]) for name in names},
            receives=_receives(people, enrolled, self.catalogue),
            enrolled=enrolled,
            oldest=_column([person.born[0] for person in people]),
            youngest=_column([person.born[1] for person in people]),
            died_on=_column([person.died_on for person in people]),
            knows_all_benefits=knows_all,
        )


class _Values(dict[tuple[str, str], float]):
    """What a cell of a column says in numbers, looked at once for each that is written alike."""

    _MOST = 200_000

    def __init__(self, catalogue: Catalogue, today: date, columns: Sequence[str]) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._today = today
        facts = catalogue.facts
        self._facts = [name for name in columns if name in facts and _is_column(facts[name])]
        keep = lru_cache(self._MOST)
        self._area, self._day_of = keep(self._read_area), keep(self._read_day)
        self._born, self._enrolled = keep(self._read_born), keep(self._read_enrolled)

    def __missing__(self, cell: tuple[str, str]) -> float:
        if len(self) >= self._MOST:
            self.clear()
        name, text = cell
        fact = self._catalogue.facts[name]
        value = _typed(fact, to_latin(text))
        if problem := problem_of(name, value, self._catalogue, self._today):
            raise _Wrong(name, problem.removeprefix(f"{name}: "))
        number = fact.place_of(str(value)) if fact.type is FactType.CHOICE else value
        return self.setdefault(cell, float(number))

    def person(self, row: Mapping[str, str]) -> _Person:
        area, by_area = self._area(row.get(AREA, ""))
        told = {name: self[name, row[name]] for name in self._facts if row[name]}
        facts = {**by_area, **told} if by_area else told
        born = self._born(row.get(BIRTH_DATE, ""), row.get(BIRTH_YEAR, ""))
        if born is not _UNKNOWN:
            facts.pop(AGE, None)
        return _Person(
            key=_key(row[ID]),
            area=area,
            born=born,
            died_on=self._day(DIED_ON, row.get(DIED_ON, "")),
            enrolled=(
                self._enrolled(row[PROGRAMMES], row.get(ENROLLED_ON, ""))
                if PROGRAMMES in row
                else None
            ),
            facts=facts,
        )

    def _read_area(self, written: str) -> tuple[str, Mapping[str, float]]:
        code = to_latin(written)
        if code and not _AREA_CODE.fullmatch(code):
            raise _Wrong(AREA, "write the code of an area, 2 to 10 digits")
        return code, facts_of_area(code, self._catalogue)

    def _read_born(self, day: str, written_year: str) -> tuple[float, float]:
        if day:
            born = self._day(BIRTH_DATE, day)
            return born, born
        year = to_latin(written_year)
        if not year:
            return _UNKNOWN
        if not _YEAR.fullmatch(year) or not 1900 <= int(year) <= self._today.year:
            raise _Wrong(BIRTH_YEAR, "write a year as 1961, from 1900 to this year")
        last = min(date(int(year), 12, 31), self._today)
        return float(day_number(date(int(year), 1, 1))), float(day_number(last))

    def _read_enrolled(self, programmes: str, enrolled_on: str) -> Mapping[str, float]:
        since = self._day(ENROLLED_ON, enrolled_on)
        found = {}
        for each in filter(None, _BETWEEN.split(programmes)):
            programme, _, day = each.partition(":")
            if programme not in self._catalogue.programmes:
                raise _Wrong(PROGRAMMES, "write ids of programmes, such as oaa or oaa:2020-07-01")
            found[programme] = self._day(PROGRAMMES, day) if day else since
        return found

    def _day(self, column: str, written: str) -> float:
        if not written:
            return np.nan
        day = self._day_of(written)
        if day is None:
            raise _Wrong(column, "write a day as 1961-06-30, from 1900 to today")
        return day

    def _read_day(self, written: str) -> float | None:
        text = to_latin(written)
        try:
            day = date.fromisoformat(text) if len(text) == len("1961-06-30") else None
        except ValueError:
            return None
        if day is None or not date(1900, 1, 1) <= day <= self._today:
            return None
        return float(day_number(day))


def _is_column(fact: Fact) -> bool:
    return fact.type in (FactType.YES_NO, FactType.NUMBER, FactType.CHOICE) and not fact.receives


def _typed(fact: Fact, text: str) -> FactValue:
    """As it would be told; what is nothing of the kind stays a text and is refused as one."""
    if fact.type is FactType.YES_NO:
        return _YES_NO.get(text.lower(), text)
    if fact.type is FactType.NUMBER:
        plain = text.replace(",", "")
        return float(plain) if re.fullmatch(r"\d{1,12}(\.\d{1,6})?", plain) else text
    return text.lower()


def _key(text: str) -> str:
    if not 0 < len(text) <= _LONGEST_ID:
        raise _Wrong(ID, f"write an id of 1 to {_LONGEST_ID} characters")
    if text[-1].isdigit() and _NID.fullmatch(to_latin(text).replace(" ", "").replace("-", "")):
        raise _Wrong(ID, "this looks like the number of an NID, which is not written here")
    return text


def _receives(
    people: Sequence[_Person], enrolled: Mapping[str, OnRoll], catalogue: Catalogue
) -> dict[str, Values]:
    told = np.array([person.enrolled is not None for person in people], bool)
    nothing = np.where(told, 0.0, np.nan)
    return {
        name: np.where(enrolled[name].active, 1.0, nothing) if name in enrolled else nothing
        for name in catalogue.programmes
    }


def _enrolled(people: Sequence[_Person]) -> dict[str, OnRoll]:
    found: dict[str, OnRoll] = {}
    for row, person in enumerate(people):
        for programme, since in (person.enrolled or {}).items():
            if programme not in found:
                nobody = np.zeros(len(people), bool)
                found[programme] = OnRoll(programme, nobody, np.full(len(people), np.nan))
            found[programme].active[row] = True
            found[programme].since[row] = since
    return found


def _column(values: Sequence[float]) -> Values:
    return np.array(values, float)
