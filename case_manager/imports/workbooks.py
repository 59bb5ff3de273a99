"""XLSX files: looked through before they are opened, as they unpack to whatever they like."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from case_manager.imports.headings import Heading, IsKnown, find_heading
from case_manager.imports.portions import FileRefused
from case_manager.imports.rows import PORTION, RawRows, frame_of, sample_of
from case_manager.imports.unpacking import look_through

_EXACT = 10**15  # a spreadsheet's numbers have 15 digits; what comes after is made up

Cell = object


class Workbook:
    """Of the first sheet that has a table. A formula counts as what it showed last."""

    def __init__(self, path: Path, is_known: IsKnown) -> None:
        self._path = path
        self.size = path.stat().st_size
        look_through(path)
        with self._sheet() as sheet:
            self.sample: Sequence[tuple[int, Sequence[str]]] = sample_of(
                _rows_of(sheet), lambda row: sum(map(len, row[1]))
            )
        self.heading: Heading = find_heading(self.sample, is_known)
        self.columns = self.heading.names

    def rows(self, columns: Collection[str], portion: int = PORTION) -> Iterator[RawRows]:
        wanted = {name: place for place, name in enumerate(self.columns) if name in columns}
        with self._sheet() as sheet:
            rows = self._below_the_heading(sheet)
            done = 0
            while chunk := list(islice(rows, portion)):
                lines, cells = zip(*chunk, strict=True)
                done += len(chunk)
                read_bytes = self.size * done // max(sheet.height, done)
                yield RawRows(lines, frame_of(cells, wanted), [], read_bytes)

    def _below_the_heading(self, sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
        width = len(self.columns)
        for line, cells in _rows_of(sheet):
            if line > self.heading.line and any(cells):
                yield line, cells[:width]

    @contextmanager
    def _sheet(self) -> Iterator[CalamineSheet]:
        try:
            with CalamineWorkbook.from_path(self._path) as book:
                for each in book.sheets_metadata:
                    sheet = book.get_sheet_by_name(each.name)
                    if sheet.height > 1:
                        yield sheet
                        return
        except CalamineError:
            raise FileRefused("not_excel") from None
        raise FileRefused("no_sheet")


def _rows_of(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    first = (sheet.start or (0, 0))[0] + 1
    for line, cells in enumerate(sheet.iter_rows(), first):
        yield line, [cell if isinstance(cell, str) else _written(cell) for cell in cells]


def _written(cell: Cell) -> str:
    """As a person would write it; a number that lost digits is not passed off as a whole one."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float):
        if abs(cell) >= _EXACT:
            return f"{cell:e}"
        return str(int(cell)) if cell == int(cell) else f"{cell:.10f}".rstrip("0")
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)
