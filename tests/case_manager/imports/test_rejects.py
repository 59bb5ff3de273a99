"""What was refused, as a file that people open in a spreadsheet."""

import csv
from collections.abc import Iterator
from io import StringIO

import pytest

from case_manager.imports.rejects import rejects
from case_manager.kit.spreadsheets import BEGIN_FORMULAS
from case_manager.vocabulary import ImportKind
from tests.case_manager.conftest import World
from tests.case_manager.imports.conftest import STAFF
from tests.case_manager.imports.merging.test_payments import HEADER, Payee, file
from tests.case_manager.imports.whole_files import Imports


def cells(imports: Imports, content: str, first: str) -> Iterator[str]:
    """Of a list whose column of programmes is called so."""
    row = imports.begin(ImportKind.PAYMENTS, content, mapping={"programme": f"{first}cmd"})
    assert imports.run()
    for language in STAFF:
        with imports.sessions() as session:
            written = "".join(rejects(session, row.id, language)).removeprefix("\ufeff")
        for line in csv.reader(StringIO(written, newline="")):
            yield from line


@pytest.mark.parametrize("first", ["+", "-", "@"])
def test_no_cell_is_a_formula(imports: Imports, live_world: World, first: str) -> None:
    """Not the name of a column, nor what is said of a cell."""
    payee = Payee(live_world)
    bad = [payee.row(), (payee.nid, f"{first}1", *payee.row()[2:])]
    said = list(cells(imports, file(*bad).replace("Programme", f"{first}cmd", 1), first))
    assert f"'{first}cmd" in said
    assert not any(cell.startswith(BEGIN_FORMULAS) for cell in said)


def test_a_column_is_called_without_the_sign_of_a_value(
    imports: Imports, live_world: World
) -> None:
    """So it may be chosen as any other."""
    payee = Payee(live_world)
    named = HEADER.replace("Programme", "cmd")
    content = file(payee.row(), (payee.nid, "=1", *payee.row()[2:]))
    assert "cmd" in list(cells(imports, content.replace(HEADER, named).replace("cmd", "=cmd"), ""))
