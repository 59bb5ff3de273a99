import csv
from io import StringIO

from case_manager.statistics.questions import Cell, Table

_BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes Bangla for another encoding
_BEGIN_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(table: Table) -> str:
    """Digits are Latin and without grouping; what is too few to show is empty."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(map(_cell, table.columns))
    writer.writerows(map(_cell, row.cells) for row in table.rows)
    return _BYTE_ORDER_MARK + text.getvalue()


def _cell(value: Cell) -> str:
    """No program that opens the file may take a name for a formula."""
    if value is None or isinstance(value, int | float):
        return "" if value is None else str(value)
    return f"'{value}" if value.startswith(_BEGIN_FORMULAS) else value
