"""Numbers of people are not shown, however they are written."""

import pytest

from case_manager.imports.fields.cells import shown
from case_manager.imports.fields.masking import masked
from case_manager.imports.files.headings import find_heading
from case_manager.imports.refusals import FileRefused


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("1990123456", "•••••••456"),
        ("01712-345678", "•••••••••678"),
        ("1990 123 456", "•••••••••456"),
        ("+880 1712 345 678", "+•••••••••••••678"),
        ("১৯৯০১২৩৪৫৬", "•••••••৪৫৬"),
        ("1990-12-3456", "•••••••••456"),
        ("2026-07-01", "2026-07-01"),
        ("01/07/2026", "01/07/2026"),
        ("2026-07-01 09:30:00", "2026-07-01 09:30:00"),
        ("12345678", "12345678"),
    ],
)
def test_all_but_the_end_of_a_long_number_is_masked(written: str, left: str) -> None:
    assert masked(written, fewest=9, left=3) == left


def test_nothing_is_kept_that_a_database_cannot_hold() -> None:
    assert shown("pa\0id") == "paid"
    assert FileRefused("unknown_column", column="N\0ID").parameters == {"column": "NID"}
    assert find_heading([(1, ("N\0ID", "Amount"))], lambda _: True).names == ["NID", "Amount"]
