import pytest

from case_manager.kit.spreadsheets import harmless


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_begins_as_a_formula_does(first: str) -> None:
    assert harmless(f"{first}cmd|' /C calc'!A0") == f"'{first}cmd|' /C calc'!A0"


@pytest.mark.parametrize("text", ["", "Rahima", "a=b", "১৯৫২", " -"])
def test_all_else_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text
