"""XLSX files: what they show is read, and those that are made to harm are not opened."""

import resource
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from case_manager.imports.files.tables import Table, open_table
from case_manager.imports.files.workbooks import Limits
from case_manager.imports.refusals import FileRefused
from case_manager.imports.wording import words
from tests.case_manager.imports.conftest import STAFF, ReadFile, in_words
from tests.case_manager.imports.made_workbooks import changed, processes, with_cells

NAMES = ["NID", "Programme", "Period", "Amount", "Status", "Date", "MFS"]


def cells(table: Table) -> list[tuple[int, tuple[str, ...]]]:
    return [
        (line, row)
        for raw in table.rows(table.columns)
        for line, row in zip(raw.lines, raw.cells.rows(), strict=True)
    ]


def refusal(path: Path, **limits: int) -> str:
    with pytest.raises(FileRefused) as refused:
        open_table(path, Limits(**limits))
    return in_words(refused.value).code


def test_payments_are_read(
    workbook: Callable[..., Path], payments: Callable[..., ReadFile]
) -> None:
    row = [
        2692501234567,
        "oaa",
        "Jul-Sep 2026",
        1950,
        "Paid",
        datetime(2026, 10, 5, tzinfo=UTC),
        "নগদ",
    ]
    (read,) = payments(workbook([NAMES, row])).rows
    assert (read["amount_paisa"], read["status_on"]) == (195_000, date(2026, 10, 5))
    assert (read["line"], read["provider"]) == (2, "nagad")


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (1952604517, None),
        (1952604517.0, None),
        (2692501234567, None),
        ("19652692501234567", None),
        (19652692501234567, "rounded"),
        (1.23e16, "rounded"),
        (112345678901, "zero_lost"),
        (1952604517.5, "no_digits"),
    ],
)
def test_a_number_that_excel_kept_as_a_number_is_taken_where_no_digit_is_lost(
    number: object,
    code: str | None,
    workbook: Callable[..., Path],
    payments: Callable[..., ReadFile],
) -> None:
    row = [number, "oaa", "Jul-Sep 2026", 1950, "Paid", date(2026, 10, 5), "nagad"]
    read = payments(workbook([NAMES, row]))
    assert [(each.line, each.column, each.code) for each in read.refused] == (
        [(2, "NID", code)] if code else []
    )
    assert len(read.rows) == (code is None)


@pytest.mark.parametrize("code", ["rounded", "no_digits", "zero_lost"])
def test_who_has_to_write_it_anew_is_told_how(code: str) -> None:
    said = [words(code, {"digits": 12}, language) for language in STAFF]
    assert all("text" in each or "টেক্সট" in each for each in said)


def test_a_formula_counts_as_what_it_showed(workbook: Callable[..., Path]) -> None:
    table = open_table(workbook([["a", "b"], [("=1+1", 7), ('=HYPERLINK("http://x")', "shown")]]))
    assert cells(table) == [(2, ("7", "shown"))]


def test_numbers_days_and_truth_are_written_as_people_do(workbook: Callable[..., Path]) -> None:
    row = [1950, 1950.5, 0.1, True, date(2026, 7, 1), datetime(2026, 7, 1, 9, 30, tzinfo=UTC), None]
    table = open_table(workbook([list("abcdefg"), row]))
    assert cells(table) == [
        (2, ("1950", "1950.5", "0.1", "yes", "2026-07-01", "2026-07-01 09:30:00", ""))
    ]


def test_the_first_sheet_with_a_table_is_read_below_its_titles(
    workbook: Callable[..., Path],
) -> None:
    table = open_table(
        workbook([["Contents"]], [["Payroll"], [], ["NID", "Amount"], [1, 2], [], [3, 4]])
    )
    assert cells(table) == [(4, ("1", "2")), (6, ("3", "4"))]


def test_bijoy_becomes_bangla(workbook: Callable[..., Path]) -> None:
    table = open_table(workbook([["NID", "bvg"], [1, "iwngv †eMg"], [2, "†gvt Avãyj Kwig"]]))
    assert cells(table) == [(2, ("1", "রহিমা বেগম")), (3, ("2", "মোঃ আব্দুল করিম"))]


def test_cells_that_do_not_say_where_they_are_follow_each_other(
    workbook: Callable[..., Path],
) -> None:
    cells_only = "<row><c><v>3</v></c><c><v>4</v></c></row>"
    table = open_table(with_cells(workbook([["a", "b"], [1, 2]]), cells_only))
    assert cells(table) == [(2, ("1", "2")), (3, ("3", "4"))]


def test_a_workbook_without_a_table_is_refused(workbook: Callable[..., Path]) -> None:
    assert refusal(workbook([])) == "no_sheet"


class TestProcess:
    """Which opens it, and may end; this one never does."""

    ROWS = "<row><c><v>1</v></c><c><v>2</v></c></row>" * 200_000

    def test_what_takes_too_much_memory_ends_it(self, workbook: Callable[..., Path]) -> None:
        path = with_cells(workbook([["a", "b"], [1, 2]]), self.ROWS)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert refusal(path, memory_bytes=40_000_000) == "opens_not"
        grown_kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        assert grown_kilobytes < 20_000  # of more than 40,000
        assert not processes()

    def test_so_does_what_takes_too_much_time(self, workbook: Callable[..., Path]) -> None:
        path = with_cells(workbook([["a", "b"], [1, 2]]), self.ROWS * 5)
        assert refusal(path, seconds=1) == "opens_not"

    def test_so_does_what_is_not_open_in_time(self, workbook: Callable[..., Path]) -> None:
        """By the clock, whatever it waits for; what is open may be read as slowly as one likes."""
        path = with_cells(workbook([["a", "b"], [1, 2]]), self.ROWS * 5)
        assert refusal(path, opening_seconds=1) == "opens_not"
        long = workbook([["a", "b"], *[["x" * 200, 2]] * 3000])
        read = open_table(long, Limits(opening_seconds=3)).rows(["a"], 500)
        first = next(read)
        time.sleep(4)
        assert len(first.lines) + sum(len(raw.lines) for raw in read) == 3000

    def test_where_it_ends_half_way_the_rest_is_not_taken_for_read(
        self, workbook: Callable[..., Path]
    ) -> None:
        table = open_table(with_cells(workbook([["a", "b"], [1, 2]]), self.ROWS))
        rows = table.rows(table.columns, 100)
        next(rows)
        (process,) = processes()
        process.kill()
        with pytest.raises(FileRefused) as refused:
            list(rows)
        assert in_words(refused.value).code == "opens_not"

    def test_it_is_seen_how_far_it_is_and_who_leaves_ends_it(
        self, workbook: Callable[..., Path]
    ) -> None:
        """Its rows are more than a pipe holds, so it waits with the last of them."""
        table = open_table(workbook([["a", "b"], *[["x" * 200, 2]] * 3000]))
        assert not processes()
        rows = table.rows(table.columns, 500)
        read = [next(rows).read_bytes for _ in range(3)]
        assert (read, read[-1] < table.size) == (sorted({*read}), True)
        assert len(processes()) == 1
        del rows
        assert not processes()


class TestMadeToHarm:
    def test_a_long_text_that_is_repeated_takes_no_room_where_it_is_read(
        self, workbook: Callable[..., Path]
    ) -> None:
        """180 MB of one text: only what somebody looks at comes out of its process."""
        path = workbook([["a", "b"], *[["x" * 30_000] * 30] * 200])
        assert path.stat().st_size < 200_000
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        table = open_table(path)
        portions = [len(raw.lines) for raw in table.rows(table.columns)]
        grown_kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        assert (sum(portions), max(portions) < 20) == (200, True)
        assert grown_kilobytes < 100_000

    def test_a_row_without_end_is_none(self, workbook: Callable[..., Path]) -> None:
        assert refusal(workbook([["a", "b"], ["x" * 30_000] * 40])) == "line_too_long"

    def test_what_unpacks_to_too_much_is_refused(self, workbook: Callable[..., Path]) -> None:
        path = workbook([["a", "b"], *[["x" * 1000, "y"]] * 500])
        assert open_table(path).columns == ["a", "b"]
        assert refusal(path, unpacked_bytes=20_000) == "too_large_inside"

    def test_a_bomb_costs_no_more_than_the_limit(self, tmp_path: Path) -> None:
        path = tmp_path / "bomb.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", bytes(200_000_000))
        assert path.stat().st_size < 300_000
        assert refusal(path, unpacked_bytes=20_000_000) == "too_large_inside"

    def test_sizes_that_are_lied_about_are_counted(self, tmp_path: Path) -> None:
        """The archive says ten bytes, and its check sum fits to them."""
        path, inside = tmp_path / "liar.xlsx", bytes(3_000_000)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", inside)
        true = struct.pack("<I", len(inside))
        checked = struct.pack("<I", zlib.crc32(inside))
        lied = path.read_bytes().replace(true, struct.pack("<I", 10))
        path.write_bytes(lied.replace(checked, struct.pack("<I", zlib.crc32(inside[:10]))))
        assert zipfile.ZipFile(path).infolist()[0].file_size == 10
        assert refusal(path, unpacked_bytes=1_000_000) == "too_large_inside"

    def test_a_cell_in_the_far_corner_takes_no_room(self, workbook: Callable[..., Path]) -> None:
        """Two cells, between which the reader would keep seventeen thousand million."""
        path = workbook([["a", "b"], [1, 2]])
        far = changed(path, lambda sheet: sheet.replace(b'r="B2"', b'r="XFD1048576"'))
        assert refusal(far) == "too_large_inside"

    @pytest.mark.parametrize(
        ("cell", "code"),
        [
            ('<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>', "too_large_inside"),
            ('<row r="1048576"><c r = "XFD1048576"><v>1</v></c></row>', "too_large_inside"),
            ("<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>", "too_large_inside"),
            ('<row r="1048576"><c r="&#88;FD1048576"><v>1</v></c></row>', "too_large_inside"),
            ('<x:row r="9"><x:c s=">" r="XFD1048576"/></x:row>', "too_large_inside"),
            (f'<row r="1048576">{"<c><v>1</v></c>" * 20}</row>', "too_large_inside"),
            (
                f'<row r="1048576">{"<c><!--<row></row>--><v>1</v></c>" * 20}</row>',
                "too_large_inside",
            ),
            (f'<row r="1048575"/><row>{"<c><v>1</v></c>" * 20}</row>', "too_large_inside"),
            ('<row r="1"><c r="XFD00001048576"><v>1</v></c></row>', "not_excel"),
            ('<row r="1"><c r="XFE1"><v>1</v></c></row>', "not_excel"),
            ('<row r="4000000000"><c><v>1</v></c></row>', "not_excel"),
            ('<row r="1048577"><c><v>1</v></c></row>', "not_excel"),
            ('<row r="1048576"><c r="A1" r="XFD1048576"><v>1</v></c></row>', "not_excel"),
            ('<row r="1"><c x="<row r=1>"><v>1</v></c></row>', "not_excel"),
        ],
    )
    def test_so_does_one_however_its_place_is_written(
        self, cell: str, code: str, workbook: Callable[..., Path]
    ) -> None:
        assert refusal(with_cells(workbook([["a", "b"], [1, 2]]), cell)) == code

    def test_entities_are_not_opened(self, workbook: Callable[..., Path]) -> None:
        path = changed(
            workbook([["a", "b"], [1, 2]]),
            lambda sheet: sheet.replace(b"<worksheet", b"<!DOCTYPE w [<!ENTITY a 'b'>]><worksheet"),
        )
        assert refusal(path) == "not_excel"

    @pytest.mark.parametrize(
        "content", [b"PK\x03\x04" + bytes(100), b"PK", b"PK\x05\x06" + bytes(18)]
    )
    def test_what_is_no_archive_is_refused(self, content: bytes, tmp_path: Path) -> None:
        path = tmp_path / "torn.xlsx"
        path.write_bytes(content)
        assert refusal(path) == "not_excel"

    def test_so_is_a_torn_one(self, workbook: Callable[..., Path]) -> None:
        path = workbook([["a", "b"], *[[str(row), row] for row in range(500)]])
        content = bytearray(path.read_bytes())
        content[60:400] = bytes(340)
        path.write_bytes(content)
        assert refusal(path) == "not_excel"

    def test_so_is_another_archive(self, tmp_path: Path) -> None:
        path = tmp_path / "other.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("hello.txt", "hello")
        assert refusal(path) == "not_excel"
