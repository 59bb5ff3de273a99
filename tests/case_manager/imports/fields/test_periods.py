"""The months a payment is for, however a list writes them."""

from datetime import date

import pytest

from case_manager.imports.fields.cells import Wrong
from case_manager.imports.fields.periods import period


@pytest.mark.parametrize(
    ("written", "first_day", "last_day"),
    [
        ("Jul-Sep 2026", date(2026, 7, 1), date(2026, 9, 30)),
        ("July 2026 to September 2026", date(2026, 7, 1), date(2026, 9, 30)),
        ("ডিসেম্বর-জানুয়ারি ২০২৬", date(2025, 12, 1), date(2026, 1, 31)),
        ("Jul-2026", date(2026, 7, 1), date(2026, 7, 31)),
        ("2026-07", date(2026, 7, 1), date(2026, 7, 31)),
        ("1/7/2025 - 30/6/2026", date(2025, 7, 1), date(2026, 6, 30)),
        ("১ম কিস্তি ২০২৫-২৬", date(2025, 7, 1), date(2025, 9, 30)),
        ("instalment 4 2025-26", date(2026, 4, 1), date(2026, 6, 30)),
        ("তৃতীয় কিস্তি ২০২৫-২০২৬", date(2026, 1, 1), date(2026, 3, 31)),
    ],
)
def test_months_are_read(written: str, first_day: date, last_day: date) -> None:
    assert period(written) == (first_day, last_day)


@pytest.mark.parametrize(
    "written", ["2026-07-01", "2026-07-01 00:00:00", "01/07/2026", "1 Jul 2026"]
)
def test_a_spreadsheets_first_of_a_month_is_the_month(written: str) -> None:
    assert period(written) == (date(2026, 7, 1), date(2026, 7, 31))


@pytest.mark.parametrize(
    "written",
    [
        *("2026-10-12", "12/10/2026", "05 Oct 2026", "5 অক্টোবর ২০২৬"),
        *("Q1 2026", "2026 Q3"),
        *("July 2025-06", "7/8", "soon"),
        *("1/7/2025 - 1/7/2026", "Jul 2024 - Sep 2026"),
        *("10th instalment 2025-26", "১১তম কিস্তি ২০২৫-২৬", "instalment 1 or 2 2025-26"),
    ],
)
def test_what_may_mean_other_months_is_none(written: str) -> None:
    with pytest.raises(Wrong) as refused:
        period(written)
    assert refused.value.code == "no_period"
