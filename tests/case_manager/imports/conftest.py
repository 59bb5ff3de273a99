from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import polars as pl
import pytest
from sqlalchemy.orm import Session, sessionmaker

from case_manager.imports.fields.areas import Areas
from case_manager.imports.fields.columns import guess
from case_manager.imports.files.kept_files import KeptFiles
from case_manager.imports.files.tables import open_table
from case_manager.imports.lists.beneficiaries import read_beneficiaries
from case_manager.imports.lists.payments import read_payments
from case_manager.imports.portions import NotedRow, Portion, RefusedRow
from case_manager.imports.wording import words
from case_manager.kit.keys import Keys
from case_manager.kit.references import References
from case_manager.kit.sealing import Sealer
from case_manager.programmes import service as programmes_service
from case_manager.reference_data import read_areas
from case_manager.vocabulary import ImportKind, Language
from tests.case_manager.imports.made_workbooks import written
from tests.case_manager.imports.whole_files import Imports

STAFF = (Language.BANGLA, Language.ENGLISH)
TODAY = date(2026, 11, 23)


Row = TypeVar("Row", RefusedRow, NotedRow)


def in_words(row: Row) -> Row:
    """What cannot be said in both languages is no reason."""
    assert all(words(row.code, row.parameters, language) for language in STAFF)
    return row


@dataclass
class ReadFile:
    """Everything that a file said, whatever its portions."""

    portions: Sequence[Portion] = field(default_factory=list)

    @property
    def rows(self) -> Sequence[Mapping[str, object]]:
        return pl.concat([each.rows for each in self.portions]).to_dicts()

    @property
    def refused(self) -> Sequence[RefusedRow]:
        return [in_words(row) for each in self.portions for row in each.refused]

    @property
    def noted(self) -> Sequence[NotedRow]:
        return [in_words(row) for each in self.portions for row in each.noted]

    @property
    def repeated(self) -> int:
        return sum(len(each.repeated) for each in self.portions)


@pytest.fixture(scope="session")
def reading_keys() -> Keys:
    """Of no database: nothing here needs one."""
    return Keys(Sealer({1: bytes(32)}, 1, b"index-key"), References(b"reference-key"))


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str | bytes], Path]:
    def write(content: str | bytes) -> Path:
        path = tmp_path / "file"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    return partial(written, tmp_path / "book.xlsx")


@pytest.fixture
def payments(reading_keys: Keys, file: Callable[[str | bytes], Path]) -> Callable[..., ReadFile]:
    """What a file of payments says, with the columns that are guessed or said."""

    def read(
        content: str | bytes | Path, mapping: Mapping[str, str] | None = None, portion: int = 50_000
    ) -> ReadFile:
        table = open_table(content if isinstance(content, Path) else file(content))
        columns = {**guess(ImportKind.PAYMENTS, table.columns), **(mapping or {})}
        found = read_payments(
            table,
            columns,
            today=TODAY,
            catalogue=programmes_service.catalogue(),
            keys=reading_keys,
            portion=portion,
        )
        return ReadFile(list(found))

    return read


@pytest.fixture(scope="session")
def areas() -> Areas:
    return Areas(read_areas())


@pytest.fixture
def beneficiaries(areas: Areas, file: Callable[[str | bytes], Path]) -> Callable[..., ReadFile]:
    """What a file of beneficiaries says, with the columns that are guessed or said."""

    def read(
        content: str | bytes | Path, mapping: Mapping[str, str] | None = None, portion: int = 50_000
    ) -> ReadFile:
        table = open_table(content if isinstance(content, Path) else file(content))
        found = read_beneficiaries(
            table,
            {**guess(ImportKind.BENEFICIARIES, table.columns), **(mapping or {})},
            today=TODAY,
            catalogue=programmes_service.catalogue(),
            areas=areas,
            portion=portion,
        )
        return ReadFile(list(found))

    return read


@pytest.fixture
def imports(
    live_sessions: sessionmaker[Session], keys: Keys, tmp_path: Path, now: datetime
) -> Imports:
    return Imports(live_sessions, KeptFiles(tmp_path / "imports"), keys, now)
