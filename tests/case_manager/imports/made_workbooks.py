"""Workbooks for tests, and the processes that open them."""

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import psutil
import xlsxwriter

Sheet = list[list[object]]


def written(path: Path, *sheets: Sheet) -> Path:
    with xlsxwriter.Workbook(path, {"remove_timezone": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for rows in sheets:
            sheet = book.add_worksheet()
            for place, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(place, column, cell, day)
                    elif isinstance(cell, tuple):
                        sheet.write_formula(place, column, cell[0], None, cell[1])
                    else:
                        sheet.write(place, column, cell)
    return path


def changed(path: Path, change: Callable[[bytes], bytes]) -> Path:
    """The same workbook with other sheets."""
    other = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(part) if name.startswith("xl/worksheets/") else part)
    return other


def with_cells(path: Path, cells: str) -> Path:
    """More of them, below the others."""
    end = b"</sheetData>"
    return changed(path, lambda sheet: sheet.replace(end, cells.encode() + end))


def processes() -> list[psutil.Process]:
    """Those that have a workbook open for this one."""
    return [child for child in psutil.Process().children() if "workbook_process" in _words(child)]


def _words(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return ""
