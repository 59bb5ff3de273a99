"""Opens a workbook in a process of its own, which ends where it wants more than it may have.

`python -m case_manager.imports.files.workbook_process PATH LIMITS` writes what it finds as lines
of JSON: how many rows there are and then the rows, or why there are none; and at its end `null`.
"""

import json
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from case_manager.imports.files.unpacking import look_through
from case_manager.imports.refusals import FileRefused

_EXACT = 10**15  # a spreadsheet's numbers have 15 digits; what comes after is made up
_AT_A_TIME = 500
_LETTERS_AT_A_TIME = _LONGEST_ROW = 1_000_000

Cell = object
Row = tuple[int, list[str]]


def main(path: str, limits: str) -> None:
    memory_bytes, seconds, unpacked_bytes, opening_seconds = json.loads(limits)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    signal.alarm(opening_seconds)  # which ends it
    try:
        look_through(Path(path), unpacked_bytes)
        with _sheet(path) as sheet:
            _say({"height": sheet.height})
            signal.alarm(0)
            for rows in _chunks_of(_rows_of(sheet)):
                _say(rows)
    except FileRefused as refusal:
        _say({"code": refusal.code, "parameters": refusal.parameters})
    _say(None)


def _say(what: object) -> None:
    print(json.dumps(what, ensure_ascii=False), flush=True)


@contextmanager
def _sheet(path: str) -> Iterator[CalamineSheet]:
    """The first that has a table."""
    try:
        with CalamineWorkbook.from_path(path) as book:
            for each in book.sheets_metadata:
                sheet = book.get_sheet_by_name(each.name)
                if sheet.height > 1:
                    yield sheet
                    return
    except CalamineError:
        raise FileRefused("not_excel") from None
    raise FileRefused("no_sheet")


def _chunks_of(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """None is more than whoever reads them wants to hold, however often a long text is repeated."""
    chunk: list[Row] = []
    left = _LETTERS_AT_A_TIME
    for line, cells in rows:
        letters = sum(map(len, cells))
        if letters > _LONGEST_ROW:
            raise FileRefused("line_too_long", line=line, longest=_LONGEST_ROW)
        chunk.append((line, cells))
        left -= letters
        if len(chunk) == _AT_A_TIME or left < 0:
            yield chunk
            chunk, left = [], _LETTERS_AT_A_TIME
    if chunk:
        yield chunk


def _rows_of(sheet: CalamineSheet) -> Iterator[Row]:
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


if __name__ == "__main__":
    main(*sys.argv[1:])
