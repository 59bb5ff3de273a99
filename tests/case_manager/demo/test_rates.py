from datetime import date

import pytest

from case_manager.demo.rates import Quarter, quarters_up_to, read_rates


class TestQuartersUpTo:
    def test_past_ones_oldest_first_then_the_running_one(self) -> None:
        quarters = quarters_up_to(date(2026, 11, 23), 2)
        assert [(quarter.first_day, quarter.last_day) for quarter in quarters] == [
            (date(2026, 4, 1), date(2026, 6, 30)),
            (date(2026, 7, 1), date(2026, 9, 30)),
            (date(2026, 10, 1), date(2026, 12, 31)),
        ]

    def test_goes_back_over_the_new_year(self) -> None:
        assert quarters_up_to(date(2027, 1, 1), 1)[0] == Quarter(2026, 10)


class TestMonthlyTaka:
    @pytest.mark.parametrize(
        ("programme", "group", "day", "taka"),
        [
            ("oaa", None, date(2016, 6, 30), 400),
            ("oaa", None, date(2016, 7, 1), 500),
            ("oaa", None, date(2026, 10, 1), 700),
            ("oaa", "age_90_or_more", date(2026, 10, 1), 1000),
            ("oaa", "age_90_or_more", date(2026, 4, 1), 650),
            ("pwd_stipend", "primary", date(2025, 10, 1), 900),
            ("pwd_stipend", "higher", date(2026, 7, 1), 1350),
        ],
    )
    def test_is_the_rate_in_force(
        self, programme: str, group: str | None, day: date, taka: int
    ) -> None:
        assert read_rates().monthly_taka(programme, group, day) == taka

    def test_goes_on_when_the_new_figure_is_not_known(self) -> None:
        assert read_rates().monthly_taka("mcbp", None, date(2026, 10, 1)) == 850

    def test_instalment_is_three_months_in_paisa(self) -> None:
        assert read_rates().instalment_paisa("oaa", None, Quarter(2026, 7)) == 210_000
