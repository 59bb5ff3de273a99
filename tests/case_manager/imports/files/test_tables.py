"""Files as offices send them: encodings, delimiters, titles above the table, no table at all."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from case_manager.imports.files.tables import Table, open_table
from case_manager.imports.refusals import FileRefused
from tests.case_manager.imports.conftest import in_words

File = Callable[[str | bytes], Path]
Rows = list[tuple[int, tuple[str, ...]]]


def rows(table: Table, portion: int = 50_000) -> Rows:
    return [
        (line, cells)
        for raw in table.rows(table.columns, portion)
        for line, cells in zip(raw.lines, raw.cells.rows(), strict=True)
    ]


def refusals(table: Table, portion: int = 50_000) -> list[tuple[int, str]]:
    return [
        (row.line, in_words(row).code)
        for raw in table.rows(table.columns, portion)
        for row in raw.refused
    ]


def refusal(path: Path) -> str:
    with pytest.raises(FileRefused) as refused:
        rows(open_table(path))
    return in_words(refused.value).code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_unicode_is_read_however_it_is_stored(encoding: str, delimiter: str, file: File) -> None:
    text = f"nid{delimiter}নাম\r\n1990123456{delimiter}রহিমা\r\n"
    table = open_table(file(text.encode(encoding)))
    assert (table.columns, rows(table)) == (["nid", "নাম"], [(2, ("1990123456", "রহিমা"))])


class TestBijoy:
    LINES = "GbAvBwW,bvg,Dc‡Rjv\n1990123456,iwngv †eMg,mvfvi\n1990123457,†gvt Avãyj Kwig,mvfvi\n"
    BANGLA = (
        (2, ("1990123456", "রহিমা বেগম", "সাভার")),
        (3, ("1990123457", "মোঃ আব্দুল করিম", "সাভার")),
    )

    @pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-16"])
    def test_it_becomes_bangla(self, encoding: str, file: File) -> None:
        table = open_table(file(self.LINES.encode(encoding)))
        assert table.columns == ["এনআইডি", "নাম", "উপজেলা"]
        assert rows(table) == list(self.BANGLA)
        assert table.preview(1) == [["1990123456", "রহিমা বেগম", "সাভার"]]

    def test_english_beside_it_stays(self, file: File) -> None:
        text = "NID,Name,bvg,Programme\n1990123456,Rahima Begum,iwngv †eMg,vwb\n"
        assert rows(open_table(file(text.encode("cp1252")))) == [
            (2, ("1990123456", "Rahima Begum", "রহিমা বেগম", "vwb"))
        ]

    def test_codes_of_programmes_beside_it_stay(self, file: File) -> None:
        text = "NID,bvg,Programme\n1990123456,iwngv †eMg,vgf\n1990123457,Avãyj Kwig,vgf\n"
        assert [cells[2] for _, cells in rows(open_table(file(text)))] == ["vgf", "vgf"]

    def test_a_sign_of_print_turns_no_column_into_it(self, file: File) -> None:
        text = "NID,Status\n1,credited\n2,…\n3,hold •\n"
        assert rows(open_table(file(text)))[0] == (2, ("1", "credited"))

    def test_signs_of_print_in_an_old_english_file_stay(self, file: File) -> None:
        text = "NID,Remark\n1,Rahima Begum…\n2,the mother’s – paid\n"
        assert rows(open_table(file(text.encode("cp1252")))) == [
            (2, ("1", "Rahima Begum…")),
            (3, ("2", "the mother’s – paid")),
        ]

    def test_names_that_become_the_same_are_told_apart(self, file: File) -> None:
        text = "nid,bvg,নাম\n1990123456,iwngv †eMg,রহিমা\n1990123457,Avãyj Kwig,করিম\n"
        assert open_table(file(text)).columns == ["nid", "নাম", "নাম (2)"]

    def test_a_shape_that_windows_has_no_letter_for_is_read(self, file: File) -> None:
        text = "nid,bvg\n1990123456,iwngv †eMg ".encode("cp1252") + b"\x8d\n"
        assert rows(open_table(file(text)))[0][1][1].startswith("রহিমা বেগম")

    def test_other_old_letters_are_refused(self, file: File) -> None:
        assert refusal(file("nid,name\n1990123456,Jos\xe9 \xd1u\xf1ez\n".encode("latin-1"))) == (
            "unknown_encoding"
        )


def test_one_broken_letter_breaks_no_other_row(file: File) -> None:
    table = open_table(file("nid,নাম\n1,রহিমা\n2,কর\n".encode() + b"3,\xe0\xa6\n4,\xff\n"))
    assert [line for line, _ in rows(table)] == [2, 3, 4, 5]
    assert rows(table)[0][1][1] == "রহিমা"


def test_titles_above_the_table_are_passed_over(file: File) -> None:
    titled = "Department of Social Services,,\n,,\nPayroll of Savar,,\nNID,Amount,Status\n1,2,3\n"
    table = open_table(file(titled))
    assert (table.columns, rows(table)) == (["NID", "Amount", "Status"], [(5, ("1", "2", "3"))])


def test_columns_are_told_apart(file: File) -> None:
    table = open_table(file("nid,name,,name\n1,2,3,4\n"))
    assert table.columns == ["nid", "name", "#3", "name (2)"]


@pytest.mark.parametrize(
    ("heading", "columns"),
    [
        ("Amount (Tk),Amount", ["Amount (Tk)", "Amount"]),
        ("A (2),A,A", ["A (2)", "A", "A (3)"]),
        ("A,A,A", ["A", "A (2)", "A (3)"]),
    ],
)
def test_a_name_is_changed_only_where_it_is_taken(
    heading: str, columns: list[str], file: File
) -> None:
    assert open_table(file(f"{heading}\n1,1,1\n")).columns == columns


def test_a_cell_may_have_lines_and_delimiters(file: File) -> None:
    table = open_table(file('nid,name\n1,"a,\nb"\n\n2,"say ""yes"""\n'))
    assert rows(table) == [(2, ("1", "a,\nb")), (5, ("2", 'say "yes"'))]


@pytest.mark.parametrize("portion", [1, 2, 3, 4, 50_000])
def test_marks_around_some_cells_change_no_other_row(portion: int, file: File) -> None:
    plain = "nid,name,\n1, a ,\n\n2,b\n,,\n3,c,,,\n4,d,,e\n \t, ,\n5,f,g\r\n6,h,"
    marked = plain.replace("b", '"b"').replace("h", '"h"')
    expected = [(2, ("1", "a", "")), (6, ("3", "c", "")), (8, ("", "", "")), (9, ("5", "f", "g"))]
    for content in (plain, marked):
        table = open_table(file(content))
        assert rows(table, portion) == [*expected, (10, ("6", "h", ""))]
        assert refusals(table, portion) == [(4, "cells"), (7, "cells")]


class TestBrokenRows:
    def test_cells_too_many_or_too_few_are_said(self, file: File) -> None:
        table = open_table(file("nid,name\n1\n2,a,b\n3,c\n4,d,,\n"))
        assert refusals(table) == [(2, "cells"), (3, "cells")]
        assert rows(table) == [(4, ("3", "c")), (5, ("4", "d"))]

    @pytest.mark.parametrize("portion", [1, 50_000])
    def test_a_mark_that_is_never_closed_costs_one_row(self, portion: int, file: File) -> None:
        rest = [(line, (str(line), "x")) for line in range(3, 60)]
        lines = "".join(f"{number},{name}\n" for _, (number, name) in rest)
        table = open_table(file(f'nid,name\n1,"Rahima\n{lines}'))
        assert refusals(table) == [(2, "quotes")]
        assert rows(table, portion) == rest

    def test_so_does_one_in_the_last_row(self, file: File) -> None:
        table = open_table(file('nid,name\n1,a\n2,"b\n'))
        assert (refusals(table), rows(table)) == ([(3, "quotes")], [(2, ("1", "a"))])

    def test_and_one_within_a_cell(self, file: File) -> None:
        table = open_table(file('nid,name\n1,"a" b\n2,5" c\n'))
        assert (refusals(table), rows(table)) == ([(2, "quotes")], [(3, ("2", '5" c'))])

    def test_many_of_them_are_told_one_by_one(self, file: File) -> None:
        bad = '1990123456,"Rahima "B" Begum"\n' * 3_000
        table = open_table(file(f"nid,name\n{bad}1,a\n"))
        assert [line for line, _ in refusals(table)] == list(range(2, 3_002))
        assert rows(table) == [(3_002, ("1", "a"))]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n\n\n", "no_columns"),
        (b"just a sentence\n", "no_columns"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel"),
        (bytes(range(256)) * 20, "no_text"),
        (b"nid,name\n" + b"x" * 1_000_000, "line_too_long"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, code: str, file: File) -> None:
    assert refusal(file(content)) == code


def test_a_cell_that_never_ends_costs_one_row(file: File) -> None:
    table = open_table(file(f"nid,name\n1,{'x' * 200_000}\n2,b\n"))
    assert (refusals(table), rows(table)) == ([(2, "quotes")], [(3, ("2", "b"))])


class TestLongFiles:
    """Two gigabytes are no more than twenty times these: a portion is all that is kept."""

    LINE = f"1990123456,{','.join(['x' * 100_000] * 8)}\n"

    def test_a_portion_ends_by_its_letters_too(self, file: File) -> None:
        names = ",".join(f"c{place}" for place in range(8))
        table = open_table(file(f"nid,{names}\n" + self.LINE * 25))
        portions = [len(raw.lines) for raw in table.rows(["nid"])]
        assert sum(portions) == 25
        assert max(portions) <= 21

    def test_memory_does_not_grow_with_the_file(self, tmp_path: Path) -> None:
        def peak(lines: int) -> int:
            path = tmp_path / f"{lines}.csv"
            with path.open("w") as out:
                out.write("nid," + ",".join(f"c{place}" for place in range(8)) + "\n")
                out.writelines(self.LINE for _ in range(lines))
            return int(subprocess.check_output([sys.executable, "-c", PEAK, path]))

        short, long = peak(20), peak(80)
        assert long - short < 25_000  # kilobytes, of 48 megabytes more


PEAK = """
import resource, sys
from pathlib import Path
from case_manager.imports.files.tables import open_table
table = open_table(Path(sys.argv[1]))
assert all(raw.cells.height for raw in table.rows(["nid", "c1"]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
