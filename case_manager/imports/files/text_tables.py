"""CSV files: encoding, delimiter and heading are found out, the rows are read as a stream."""

import csv
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TextIO

import polars as pl

from case_manager.imports.files.encodings import Encoding, encoding_of
from case_manager.imports.files.headings import Heading, IsKnown, find_heading
from case_manager.imports.files.rows import PORTION, RawRows, block_of, frame_of, sample_of
from case_manager.imports.portions import RefusedRow
from case_manager.imports.refusals import FileRefused

_SAMPLE_BYTES = 1_000_000
_LONGEST_LINE = 1_000_000
_MOST_LINES_OF_A_ROW = 20
_DELIMITERS = ",;\t|"
_QUOTE = '"'
_LONGEST_CELL = 131_072  # of which more `csv` takes for a mark that is never closed


class TextTable:
    """Its sample is of the first rows, from which is told how all the others are written."""

    def __init__(self, path: Path, is_known: IsKnown) -> None:
        self._path = path
        self.size = path.stat().st_size
        with path.open("rb") as file:
            self.encoding: Encoding = encoding_of(file.read(_SAMPLE_BYTES))
        with self._open() as file:
            lines = sample_of(_lines_of(file), len)
        self._delimiter = _delimiter(lines)
        self.sample: Sequence[tuple[int, Sequence[str]]] = list(
            _Records(_Lines(iter(lines)), self._delimiter, [])
        )
        self.heading: Heading = find_heading(self.sample, is_known)
        self.columns = self.heading.names

    def rows(self, columns: Collection[str], portion: int = PORTION) -> Iterator[RawRows]:
        """Raises FileRefused where it turns out to be no table."""
        wanted = {name: place for place, name in enumerate(self.columns) if name in columns}
        with self._open() as file:
            lines = _Lines(_lines_of(file))
            refused = self._skip_heading(lines)
            while block := block_of(lines, len, portion):
                if all(_QUOTE not in line and len(line) <= _LONGEST_CELL for line in block):
                    numbers, cells = self._cut(block, lines.read, wanted, refused)
                else:
                    lines.give_back(block)
                    numbers, cells = self._records(lines, len(block), wanted, refused)
                if numbers or refused:
                    yield RawRows(numbers, cells, refused, file.buffer.tell())
                refused = []
        if refused:
            yield RawRows((), frame_of((), wanted), refused, self.size)

    def _open(self) -> TextIO:
        return self._path.open(
            encoding=self.encoding.codec, errors=self.encoding.errors, newline=""
        )

    def _skip_heading(self, lines: "_Lines") -> list[RefusedRow]:
        refused: list[RefusedRow] = []
        for line, _ in _Records(lines, self._delimiter, refused):
            if line >= self.heading.line:
                break
        return refused

    def _records(
        self, lines: "_Lines", most: int, wanted: Mapping[str, int], refused: list[RefusedRow]
    ) -> tuple[list[int], pl.DataFrame]:
        """What begins in so many lines."""
        width, end = len(self.columns), lines.read + most
        numbers, kept = [], []
        for line, cells in _Records(lines, self._delimiter, refused):
            if len(cells) >= width and not any(cells[width:]):
                if any(cells):
                    numbers.append(line)
                    kept.append(cells[:width])
            elif any(cells):
                refused.append(_of_other_width(line, len(cells), width))
            if lines.read >= end:
                break
        return numbers, frame_of(kept, wanted)

    def _cut(
        self, block: list[str], last: int, wanted: Mapping[str, int], refused: list[RefusedRow]
    ) -> tuple[list[int], pl.DataFrame]:
        """Lines that are a row each, as no quotation mark is in them: all at once."""
        width = len(self.columns)
        lines = pl.Series(block, dtype=pl.String).str.strip_chars_end("\r\n")
        numbers = pl.Series(range(last - len(block) + 1, last + 1))
        cells = lines.str.splitn(self._delimiter, width + 1).struct.unnest()
        too_many = cells.to_series(width).str.strip_chars(self._delimiter).fill_null("") != ""
        is_other = too_many | cells.to_series(width - 1).is_null()
        is_written = lines.str.strip_chars(self._delimiter) != ""
        for row in (is_other & is_written).arg_true():
            found = block[row].count(self._delimiter) + 1
            refused.append(_of_other_width(numbers[row], found, width))
        fits = ~is_other & is_written
        read = (pl.nth(place).str.strip_chars().alias(name) for name, place in wanted.items())
        return numbers.filter(fits).to_list(), cells.filter(fits).select(read)


def _of_other_width(line: int, cells: int, columns: int) -> RefusedRow:
    return RefusedRow(line, "", "cells", {"cells": cells, "columns": columns})


class _Lines:
    """Counted; some may be given back, to be read once more."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self.read = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.read += 1
        return line

    def give_back(self, lines: Sequence[str]) -> None:
        self._again.extendleft(reversed(lines))
        self.read -= len(lines)


class _Records:
    """Rows, each with the line where it begins.

    Where a quotation mark is not closed, the line is refused that opens it and no other.
    """

    def __init__(self, lines: _Lines, delimiter: str, refused: list[RefusedRow]) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._refused = refused
        self._pending: list[str] = []  # lines of the row that is being read

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        while True:
            reader = csv.reader(self._fed(), delimiter=self._delimiter, strict=True)
            try:
                for cells in reader:
                    yield self._lines.read - len(self._pending) + 1, cells
                    self._pending.clear()
                return
            except (csv.Error, _TooManyLines):
                self._take_back()

    def _fed(self) -> Iterator[str]:
        for line in self._lines:
            self._pending.append(line)
            if len(self._pending) > _MOST_LINES_OF_A_ROW:
                raise _TooManyLines
            yield line

    def _take_back(self) -> None:
        self._lines.give_back(self._pending[1:])
        self._refused.append(RefusedRow(self._lines.read, "", "quotes"))
        self._pending.clear()


class _TooManyLines(Exception):
    pass


def _lines_of(file: TextIO) -> Iterator[str]:
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
