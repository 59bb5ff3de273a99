"""CSV files: encoding, delimiter and heading are found out, the rows are read as a stream."""

import csv
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from case_manager.imports.encodings import Encoding, encoding_of
from case_manager.imports.headings import Heading, IsKnown, find_heading
from case_manager.imports.portions import RefusedRow
from case_manager.imports.refusals import FileRefused
from case_manager.imports.rows import PORTION, RawRows, frame_of, sample_of

_SAMPLE_BYTES = 1_000_000
_LONGEST_LINE = 1_000_000
_MOST_LETTERS = 16_000_000
_MOST_LINES_OF_A_ROW = 20
_DELIMITERS = ",;\t|"


class TextTable:
    """Its sample is of the first rows, from which is told how all the others are written."""

    def __init__(self, path: Path, is_known: IsKnown) -> None:
        self._path = path
        self.size = path.stat().st_size
        with path.open("rb") as file:
            self.encoding: Encoding = encoding_of(file.read(_SAMPLE_BYTES))
        with self._open() as file:
            lines = sample_of(_lines(file), len)
        self._delimiter = _delimiter(lines)
        self.sample: Sequence[tuple[int, Sequence[str]]] = list(
            _Records(iter(lines), self._delimiter, [])
        )
        self.heading: Heading = find_heading(self.sample, is_known)
        self.columns = self.heading.names

    def rows(self, columns: Collection[str], portion: int = PORTION) -> Iterator[RawRows]:
        """Raises FileRefused where it turns out to be no table."""
        wanted = {name: place for place, name in enumerate(self.columns) if name in columns}
        refused: list[RefusedRow] = []
        with self._open() as file:
            records = _Records(_lines(file), self._delimiter, refused)
            for lines, cells in _portions(records, self._whole(records, refused), portion):
                yield RawRows(lines, frame_of(cells, wanted), refused[:], file.buffer.tell())
                refused.clear()
        if refused:
            yield RawRows((), frame_of((), wanted), refused, self.size)

    def _open(self) -> TextIO:
        return self._path.open(
            encoding=self.encoding.codec, errors=self.encoding.errors, newline=""
        )

    def _whole(
        self, records: "_Records", refused: list[RefusedRow]
    ) -> Iterator[tuple[int, list[str]]]:
        """Rows with a cell for each column; empty cells too many at the end are nothing."""
        width = len(self.columns)
        for line, cells in records:
            if line <= self.heading.line or not (cells and (cells[0] or any(cells))):
                continue
            if len(cells) < width or (len(cells) > width and any(cells[width:])):
                refused.append(
                    RefusedRow(line, "", "cells", {"cells": len(cells), "columns": width})
                )
            else:
                yield line, cells if len(cells) == width else cells[:width]


def _portions(
    records: "_Records", rows: Iterator[tuple[int, list[str]]], most: int
) -> Iterator[tuple[list[int], list[list[str]]]]:
    """So many rows or, where they are long, so many letters."""
    lines, kept, begun = [], [], records.letters
    for line, cells in rows:
        lines.append(line)
        kept.append(cells)
        if len(kept) == most or records.letters - begun > _MOST_LETTERS:
            yield lines, kept
            lines, kept, begun = [], [], records.letters
    if kept:
        yield lines, kept


class _Records:
    """Rows, each with the line where it begins.

    Where a quotation mark is not closed, the line is refused that opens it and no other.
    """

    def __init__(self, lines: Iterator[str], delimiter: str, refused: list[RefusedRow]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()  # lines that were taken back
        self._delimiter = delimiter
        self._refused = refused
        self._line = 0
        self.letters = 0
        self._pending: list[str] = []  # lines of the row that is being read

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        while True:
            reader = csv.reader(self._fed(), delimiter=self._delimiter, strict=True)
            try:
                for cells in reader:
                    yield self._line - len(self._pending) + 1, cells
                    self._pending.clear()
                return
            except (csv.Error, _TooManyLines):
                self._take_back()

    def _fed(self) -> Iterator[str]:
        while line := self._again.popleft() if self._again else next(self._lines, ""):
            self._line += 1
            self.letters += len(line)
            self._pending.append(line)
            if len(self._pending) > _MOST_LINES_OF_A_ROW:
                raise _TooManyLines
            yield line

    def _take_back(self) -> None:
        first = self._line - len(self._pending) + 1
        self._refused.append(RefusedRow(first, "", "quotes"))
        self._again.extendleft(reversed(self._pending[1:]))
        self._line = first
        self._pending.clear()


class _TooManyLines(Exception):
    pass


def _lines(file: TextIO) -> Iterator[str]:
    number = 0
    while line := file.readline(_LONGEST_LINE):
        number += 1
        if len(line) == _LONGEST_LINE:
            raise FileRefused("line_too_long", line=number, longest=_LONGEST_LINE)
        yield line


def _delimiter(lines: list[str]) -> str:
    """The one that makes most cells, the same number of them in most lines."""

    def cells(delimiter: str) -> int:
        counts = [line.count(delimiter) for line in lines[:100]]
        return max((count * counts.count(count) for count in {*counts}), default=0)

    return max(_DELIMITERS, key=cells)
