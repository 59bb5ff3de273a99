"""A file of rows under named columns, whatever kind of file it is and however it is written."""

import re
from codecs import BOM_UTF8
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from case_manager.imports.fields import words
from case_manager.imports.fields.cells import key
from case_manager.imports.fields.columns import known_names
from case_manager.imports.files import bijoy
from case_manager.imports.files.headings import told_apart
from case_manager.imports.files.rows import PORTION, RawRows, Source
from case_manager.imports.files.text_tables import TextTable
from case_manager.imports.files.unpacking import is_locked
from case_manager.imports.files.workbooks import Limits, Workbook
from case_manager.imports.refusals import FileRefused
from case_manager.programmes import service as programmes_service

_LIMITS = Limits()
_IN_PARTS = b"\xd0\xcf\x11\xe0"  # .xls, or a workbook with a password
_ZIP = b"PK"
# PDF, RTF, pages of the web that call themselves .xls, pictures and archives
_NO_LISTS = (
    *(b"%PDF", b"{\\rtf", b"<", b"\x89PNG", b"GIF8", b"\xff\xd8\xff"),
    *(b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"),
)
_FIRST_BYTES = 16
_LONGEST_NAME = 200
# Without letters that other old encodings write with the same bytes
_PRINT = re.compile(r"[\x00-\x7f\xa0\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026]*")


@dataclass(frozen=True)
class Table:
    """What is written in Bijoy, names of columns too, is Bangla here."""

    source: Source
    columns: Sequence[str]
    in_bijoy: frozenset[str] = field(default_factory=frozenset)

    @property
    def size(self) -> int:
        """In bytes, of which `read_bytes` of a portion are read."""
        return self.source.size

    def rows(self, columns: Collection[str], portion: int = PORTION) -> Iterator[RawRows]:
        """Raises FileRefused where it turns out to be no table."""
        named = dict(zip(self.source.columns, self.columns, strict=True))
        wanted = {written for written, name in named.items() if name in columns}
        for raw in self.source.rows(wanted, portion):
            yield RawRows(raw.lines, self._in_bangla(raw.cells, named), raw.refused, raw.read_bytes)

    def preview(self, most: int) -> Sequence[Sequence[str]]:
        """The first rows, a cell for each column."""
        below = [cells for line, cells in self.source.sample if line > self.source.heading.line]
        width = len(self.columns)
        first = [[*cells, *[""] * width][:width] for cells in below if any(cells)][:most]
        return [
            [
                bijoy.to_unicode(cell) if name in self.in_bijoy else cell
                for name, cell in zip(self.columns, map(str.strip, cells), strict=True)
            ]
            for cells in first
        ]

    def _in_bangla(self, cells: pl.DataFrame, named: dict[str, str]) -> pl.DataFrame:
        renamed = cells.rename({name: named[name] for name in cells.columns})
        return renamed.with_columns(
            _converted(renamed[name]) for name in renamed.columns if name in self.in_bijoy
        )


def is_workbook(path: Path) -> bool:
    return _first_bytes(path).lstrip().startswith(_ZIP)


def open_table(path: Path, limits: Limits = _LIMITS) -> Table:
    """By what the file is, not by its name. A workbook within limits. Raises FileRefused."""
    first = _first_bytes(path)
    if not first:
        raise FileRefused("empty")
    begins = first.lstrip()
    if begins.startswith(_IN_PARTS):
        raise FileRefused("needs_password" if is_locked(path) else "old_excel")
    if begins.startswith(_NO_LISTS):
        raise FileRefused("no_text")
    if begins.startswith(_ZIP):
        return _table(Workbook(path, _is_known, limits), is_legacy=False)
    text = TextTable(path, _is_known)
    return _table(text, is_legacy=text.encoding.is_legacy)


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_FIRST_BYTES).removeprefix(BOM_UTF8)


def _table(source: Source, *, is_legacy: bool) -> Table:
    below = [cells for line, cells in source.sample if line > source.heading.line]
    columns = {
        name: [cells[place] for cells in below if place < len(cells)]
        for place, name in enumerate(source.columns)
    }
    of_words = {name for name, cells in columns.items() if _are_known_words(cells)}
    in_bijoy = _in_bijoy(columns, is_legacy=is_legacy) - of_words
    if in_bijoy:  # beside it a single word is enough: a list of one upazila names no other
        in_bijoy |= _in_bijoy(columns, 1, is_legacy=is_legacy) - of_words
    rest = (cell for name, cells in columns.items() if name not in in_bijoy for cell in cells)
    if is_legacy and not all(map(_PRINT.fullmatch, rest)):
        raise FileRefused("unknown_encoding")
    headings_too = bijoy.looks_like(
        name for name in source.columns if key(name) not in known_names()
    )
    names = told_apart(
        _in_bangla(name, headings_too or name in in_bijoy) for name in source.columns
    )
    return Table(
        source,
        names,
        frozenset(new for new, old in zip(names, source.columns, strict=True) if old in in_bijoy),
    )


def _in_bijoy(
    columns: Mapping[str, Sequence[str]], fewest_letters: int = 30, *, is_legacy: bool
) -> set[str]:
    return {
        name
        for name, cells in columns.items()
        if bijoy.looks_like(cells, fewest_letters, is_legacy=is_legacy)
    }


def _are_known_words(cells: Sequence[str]) -> bool:
    """Codes of programmes, states and providers are Latin letters that mean themselves."""
    said = {key(cell) for cell in cells} - {""}
    known = words.known() | words.of_programmes(programmes_service.catalogue()).keys()
    return bool(said) and 2 * len(said & known) >= len(said)


def _in_bangla(name: str, may_be_bijoy: bool) -> str:
    if key(name) in known_names():
        return name
    bangla = bijoy.to_unicode(name)
    return bangla if may_be_bijoy or key(bangla) in known_names() else name


def _is_known(name: str) -> bool:
    if len(name) > _LONGEST_NAME:
        return False
    return key(name) in known_names() or key(bijoy.to_unicode(name)) in known_names()


def _converted(written: pl.Series) -> pl.Series:
    texts = written.unique()
    table = pl.DataFrame(
        {
            "text": texts,
            "bangla": pl.Series([*map(bijoy.to_unicode, texts.to_list())], dtype=pl.String()),
        }
    )
    read = pl.DataFrame({"text": written}).join(table, on="text", how="left", maintain_order="left")
    return read["bangla"].alias(written.name)
