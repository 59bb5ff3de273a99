import csv
from io import StringIO

from case_manager.kit import spreadsheets
from case_manager.statistics.questions import Cell, Table


def as_csv(table: Table) -> str:
    """Digits are Latin and without grouping; what is too few to show is empty."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(map(_cell, table.columns))
    writer.writerows(map(_cell, row.cells) for row in table.rows)
    return spreadsheets.BYTE_ORDER_MARK + text.getvalue()


def _cell(value: Cell) -> str:
    if value is None or isinstance(value, int | float):
        return "" if value is None else str(value)
    return spreadsheets.harmless(value)
