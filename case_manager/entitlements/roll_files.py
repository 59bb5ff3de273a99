"""A roll from a CSV file: one person a line, a column for each thing that is known of them.

A line that is wrong is set aside with a sentence and stops no other; a column that has no meaning
here, such as a name, is not read.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

from case_manager.entitlements.logic import Values
from case_manager.entitlements.rolls import Marks, OnRoll, Roll, day_number
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
_MOST_KEPT = 200_000
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
    """`told` are the columns of facts, in their order; `of_area` is what the place says."""

    key: str
    area: str
    born: tuple[float, float]
    died_on: float
    enrolled: Mapping[str, float] | None
    told: Sequence[float]
    of_area: Mapping[str, float]


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
        with self.path.open("rb") as file:
            lines = TextIOWrapper(file, encoding="utf-8-sig", newline="")
            reader = csv.reader(_of_text(lines), strict=True)
            try:
                for roll in self._read(reader):
                    self.read_bytes = file.tell()
                    yield roll
            except UnicodeDecodeError:
                raise Malformed("the file is not in UTF-8") from None
            except csv.Error as error:
                raise Malformed(f"line {reader.line_num}: {error}") from None

    def beneficiary_ids(self, keys: Sequence[str]) -> Mapping[str, str]:
        return {key: key for key in keys}

    def _read(self, reader: "_Reader") -> Iterator[Roll]:
        columns = [name.strip().lower() for name in next(reader, [])]
        self._check_columns(columns)
        cells = _Cells(self.catalogue, self.today, columns)
        people = self._people(cells, len(columns), reader)
        while chunk := list(islice(people, self.portion)):
            yield self._roll(chunk, cells.facts, knows_all=PROGRAMMES in columns)

    def _check_columns(self, columns: Sequence[str]) -> None:
        facts = {name for name, fact in self.catalogue.facts.items() if _is_column(fact)}
        if ID not in columns:
            raise Malformed(f"the first line names the columns, and one of them is {ID}")
        if twice := {name for name in columns if name and columns.count(name) > 1}:
            raise Malformed(f"the column {min(twice)} stands there twice")
        self.unread = [name for name in columns if name not in facts and name not in _OWN]

    def _people(self, cells: "_Cells", width: int, reader: "_Reader") -> Iterator[_Person]:
        lines: dict[str, int] = {}
        for row in reader:
            if not any(row):
                continue
            try:
                if len(row) != width:
                    raise _Wrong("", f"{len(row)} cells where there are {width} columns")
                person = cells.person(row)
                if first := lines.get(person.key):
                    raise _Wrong(ID, f"it stands in line {first} already")
            except _Wrong as wrong:
                self.refused.append(RefusedLine(reader.line_num, wrong.column, str(wrong)))
                continue
            lines[person.key] = reader.line_num
            if person.area.startswith(self.area):
                yield person

    def _roll(self, people: Sequence[_Person], told: Sequence[str], *, knows_all: bool) -> Roll:
        enrolled = _enrolled(people)
        oldest = _column([person.born[0] for person in people])
        return Roll(
            keys=[person.key for person in people],
            areas=[person.area for person in people],
            facts=_facts(people, told, born=~np.isnan(oldest)),
            receives=_receives(people, enrolled, self.catalogue),
            enrolled=enrolled,
            oldest=oldest,
            youngest=_column([person.born[1] for person in people]),
            died_on=_column([person.died_on for person in people]),
            knows_all_benefits=knows_all,
        )


class _Column(dict[str, float]):
    """What a cell of a fact's column says in numbers, looked at once for each written alike."""

    def __init__(self, name: str, catalogue: Catalogue, today: date) -> None:
        super().__init__({"": np.nan})
        self._name, self._fact = name, catalogue.facts[name]
        self._catalogue, self._today = catalogue, today

    def __missing__(self, cell: str) -> float:
        if len(self) >= _MOST_KEPT:
            self.clear()
        return self.setdefault(cell, self._number(to_latin(cell.strip())))

    def _number(self, text: str) -> float:
        if not text:
            return np.nan
        value = _typed(self._fact, text)
        if problem := problem_of(self._name, value, self._catalogue, self._today):
            raise _Wrong(self._name, problem.removeprefix(f"{self._name}: "))
        return float(
            self._fact.place_of(str(value)) if self._fact.type is FactType.CHOICE else value
        )


class _Cells:
    """The cells of a line by what stands over them; `facts` are the columns of facts."""

    def __init__(self, catalogue: Catalogue, today: date, columns: Sequence[str]) -> None:
        self._catalogue = catalogue
        self._today = today
        self._places = {name: columns.index(name) for name in _OWN if name in columns}
        self.facts = [
            name
            for name in columns
            if name in catalogue.facts and _is_column(catalogue.facts[name])
        ]
        self._told = [(columns.index(name), _Column(name, catalogue, today)) for name in self.facts]
        keep = lru_cache(_MOST_KEPT)
        self._area, self._day_of = keep(self._read_area), keep(self._read_day)
        self._born, self._enrolled = keep(self._read_born), keep(self._read_enrolled)

    def person(self, row: Sequence[str]) -> _Person:
        area, of_area = self._area(self._cell(row, AREA))
        return _Person(
            key=_key(self._cell(row, ID)),
            area=area,
            born=self._born(self._cell(row, BIRTH_DATE), self._cell(row, BIRTH_YEAR)),
            died_on=self._day(DIED_ON, self._cell(row, DIED_ON)),
            enrolled=(
                self._enrolled(self._cell(row, PROGRAMMES), self._cell(row, ENROLLED_ON))
                if PROGRAMMES in self._places
                else None
            ),
            told=[column[row[place]] for place, column in self._told],
            of_area=of_area,
        )

    def _cell(self, row: Sequence[str], column: str) -> str:
        place = self._places.get(column)
        return "" if place is None else row[place].strip()

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


def _of_text(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if "\0" in line:
            raise Malformed("the file is no text")
        yield line


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


def _facts(people: Sequence[_Person], told: Sequence[str], born: Marks) -> dict[str, Values]:
    """What is told goes before what the place says, and a day of birth before a told age."""
    columns = np.array([person.told for person in people], float).reshape(len(people), len(told)).T
    facts: dict[str, Values] = dict(zip(told, columns, strict=True))
    if AGE in facts:
        facts[AGE] = np.where(born, np.nan, facts[AGE])
    for name in {name for person in people for name in person.of_area}:
        of_area = _column([person.of_area.get(name, np.nan) for person in people])
        known = facts.get(name, of_area)
        facts[name] = np.where(np.isnan(known), of_area, known)
    return facts


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
