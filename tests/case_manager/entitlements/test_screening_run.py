import csv
from datetime import date

import pytest

from case_manager.entitlements.roll_files import RollFile
from case_manager.entitlements.screening import Screening
from case_manager.entitlements.screening_run import ScreeningRun
from case_manager.entitlements.system import system
from case_manager.errors import Malformed, OutputExists
from case_manager.kit.spreadsheets import BEGIN_FORMULAS

TODAY = date(2026, 11, 23)
ROLL = (
    "beneficiary_id,programmes,birth_year,area_code\n"
    '"=HYPERLINK(""x"")",oaa,1980,302602\n'
    "B2,oaa,long ago,302602\n"
)


@pytest.fixture
def write(tmp_path):
    """Screens a file into a folder, which it returns."""

    def run(text=ROLL, *, target="out", **options):
        path = tmp_path / "roll.csv"
        path.write_text(text, encoding="utf-8")
        source = RollFile(path, system().catalogue, TODAY)
        programmes = list(system().catalogue.programmes.values())
        screening = Screening(system(), programmes, TODAY)
        ScreeningRun(screening, source, source.refused).write(tmp_path / target, **options)
        return tmp_path / target

    return run


def lines(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def left_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_three_tables_with_what_was_found(write):
    folder = write()
    assert left_in(folder) == ["findings.csv", "refused.csv", "summary.csv"]
    (found,) = lines(folder / "findings.csv")
    assert (found["kind"], found["programme"], found["area_code"]) == (
        "wrongly_in",
        "oaa",
        "302602",
    )
    (sums,) = lines(folder / "summary.csv")
    assert (sums["upazila"], sums["people"], sums["wrongly_in_certain"]) == ("302602", "1", "1")
    (refused,) = lines(folder / "refused.csv")
    assert (refused["line"], refused["column"]) == ("3", "birth_year")


@pytest.mark.parametrize("first", BEGIN_FORMULAS)
def test_no_cell_is_a_formula(write, first):
    """Of none of its tables, whatever stands in the file that was screened."""
    header, _, bad = ROLL.splitlines(keepends=True)
    folder = write(
        f'{header}"{first}B1",oaa,1980,302602\n{bad}"{first}B3",{first}1,{first}2,{first}3\n'
    )
    (found,) = lines(folder / "findings.csv")
    assert found["beneficiary_id"] in (f"'{first}B1", "B1")  # gaps around an id are none of it
    cells = [
        cell for name in left_in(folder) for line in lines(folder / name) for cell in line.values()
    ]
    assert cells
    assert not any(cell.startswith(BEGIN_FORMULAS) for cell in cells)


def test_it_is_for_its_owner_alone(write):
    assert write().stat().st_mode & 0o777 == 0o700


def test_nothing_is_written_over(write, tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(OutputExists):
        write()
    assert left_in(tmp_path / "out") == []


@pytest.mark.parametrize("text", ['beneficiary_id\n"B1\n', "name\n"])
def test_a_file_that_breaks_off_leaves_nothing(write, tmp_path, text):
    with pytest.raises(Malformed):
        write(text)
    assert left_in(tmp_path) == ["roll.csv"]


def test_what_cannot_be_recorded_leaves_nothing(write, tmp_path):
    def refuse(sums):
        raise RuntimeError("no trail")

    with pytest.raises(RuntimeError, match="no trail"):
        write(before=refuse)
    assert left_in(tmp_path) == ["roll.csv"]


def test_an_empty_roll(write):
    assert lines(write("beneficiary_id\n") / "findings.csv") == []
