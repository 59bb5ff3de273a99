from datetime import date

import pytest

from case_manager.programmes import rules
from case_manager.programmes.rules import Amount, Rate


def amount(first, last, taka, applies_to=None, is_uncertain=False):
    return Amount(
        first_day=date.fromisoformat(first),
        last_day=date.fromisoformat(last) if last else None,
        taka=taka,
        applies_to=applies_to,
        is_uncertain=is_uncertain,
    )


OLD = amount("2023-07-01", "2025-06-30", 600)
FIRM = amount("2025-07-01", "2026-06-30", 650)
DECIDED = amount("2026-07-01", None, 700, is_uncertain=True)
DECIDED_FOR_90 = amount("2026-07-01", None, 1000, rules.AGED_90, is_uncertain=True)
AMOUNTS = [OLD, FIRM, DECIDED, DECIDED_FOR_90]


class TestRateOn:
    def test_a_firm_rate_with_its_year(self):
        assert rules.rate_on(date(2026, 6, 30), AMOUNTS) == Rate(65000, 65000, "2025-26", False)

    def test_what_no_document_confirms_may_change(self):
        assert rules.rate_on(date(2026, 7, 1), AMOUNTS) == Rate(70000, 70000, "2026-27", True)

    def test_a_group_has_its_own(self):
        found = rules.rate_on(date(2026, 7, 1), AMOUNTS, [rules.AGED_90])
        assert found == Rate(100000, 100000, "2026-27", True)

    def test_a_group_had_none_of_its_own_before(self):
        found = rules.rate_on(date(2026, 6, 1), AMOUNTS, [rules.AGED_90])
        assert found == Rate(65000, 65000, "2025-26", False)

    def test_the_last_known_goes_on_with_the_year_it_is_known_for(self):
        assert rules.rate_on(date(2026, 11, 23), [FIRM]) == Rate(65000, 65000, "2025-26", True)

    def test_rates_by_group_alone_are_told_from_lowest_to_highest(self):
        by_class = [amount("2024-07-01", None, taka, f"{taka}") for taka in (1300, 900, 950)]
        assert rules.rate_on(date(2026, 1, 1), by_class) == Rate(90000, 130000, "2025-26", False)

    def test_nothing_before_the_first(self):
        assert rules.rate_on(date(2020, 1, 1), AMOUNTS) is None


BY_CLASS = [
    amount("2024-07-01", None, taka, group)
    for group, taka in {"primary": 900, "secondary": 950, "higher": 1300}.items()
]


class TestRateAmong:
    def test_the_own_group_s(self):
        found = rules.rate_among(date(2026, 1, 1), BY_CLASS, {"secondary": True})
        assert found == Rate(95000, 95000, "2025-26", False)

    def test_from_the_lowest_to_the_highest_of_those_that_may_be(self):
        is_in = {"primary": False, "secondary": None, "higher": None}
        found = rules.rate_among(date(2026, 1, 1), BY_CLASS, is_in)
        assert found == Rate(95000, 130000, "2025-26", False)

    def test_everybody_s_while_the_group_is_not_known(self):
        found = rules.rate_among(date(2026, 7, 1), AMOUNTS, {rules.AGED_90: None})
        assert found == Rate(70000, 70000, "2026-27", True)

    def test_nobody_is_in_a_group_that_was_ruled_out(self):
        only = [amount("2024-07-01", None, 900, "primary")]
        assert rules.rate_among(date(2026, 1, 1), only, {"primary": False}) is None


class TestGroupOfAge:
    @pytest.mark.parametrize(
        ("birth_on", "day", "group"),
        [
            (None, date(2026, 12, 30), None),
            (None, date(2026, 12, 31), rules.AGED_90),
            (date(1936, 1, 15), date(2026, 1, 14), None),
            (date(1936, 1, 15), date(2026, 1, 15), rules.AGED_90),
            (date(1936, 2, 29), date(2026, 2, 28), None),
            (date(1936, 2, 29), date(2026, 3, 1), rules.AGED_90),
        ],
    )
    def test_from_the_ninetieth_birthday_or_the_last_day_it_can_be(self, birth_on, day, group):
        assert rules.group_of_age(1936, birth_on, day) == group
