"""What administrators state, laid over the amounts of the files."""

import pytest

from case_manager.programmes.amounts import laid_over
from case_manager.programmes.schemas import DatedAmount

AGED = "age_90_or_more"


def amount(first_day, last_day, taka, applies_to=None, source="FILE", uncertain=True, **more):
    return DatedAmount.model_validate(
        {
            "from": first_day,
            "to": last_day,
            "amount": taka,
            "per": "month",
            "applies_to": applies_to,
            "source": source,
            "uncertain": uncertain,
            "stated_as": "a rise",
            **more,
        }
    )


FILE = (
    amount("2023-07-01", "2025-06-30", 600),
    amount("2025-07-01", "2026-06-30", 650),
    amount("2026-07-01", None, 700),
    amount("2026-07-01", None, 1000, AGED),
)


def stated(first_day, taka, applies_to=None):
    return amount(first_day, None, taka, applies_to, source="STATED_1", uncertain=False)


def told(entries):
    return [
        (str(each.first_day), each.last_day and str(each.last_day), each.amount, each.applies_to)
        for each in entries
    ]


OLDER = [("2023-07-01", "2025-06-30", 600, None), ("2025-07-01", "2026-06-30", 650, None)]
FOR_AGED = ("2026-07-01", None, 1000, AGED)


class TestLaidOver:
    def test_confirming_takes_the_mark_and_keeps_the_rest(self):
        entries = laid_over(FILE, [stated("2026-07-01", 700)])
        assert sorted(told(entries), key=str) == sorted(told(FILE), key=str)
        (confirmed,) = [each for each in entries if each.source == "STATED_1"]
        assert not confirmed.uncertain

    def test_one_from_a_later_day_ends_the_one_before(self):
        entries = laid_over(FILE, [stated("2027-01-01", 750)])
        assert told(entries) == [
            *OLDER,
            FOR_AGED,
            ("2026-07-01", "2026-12-31", 700, None),
            ("2027-01-01", None, 750, None),
        ]

    def test_in_the_midst_it_holds_until_the_next_that_is_known(self):
        entries = laid_over(FILE, [stated("2026-01-01", 660)])
        assert told(entries)[1:3] == [
            ("2025-07-01", "2025-12-31", 650, None),
            ("2026-01-01", "2026-06-30", 660, None),
        ]

    def test_before_all_others(self):
        entries = laid_over(FILE, [stated("2020-07-01", 500)])
        assert told(entries)[0] == ("2020-07-01", "2023-06-30", 500, None)

    def test_after_a_gap_it_goes_on(self):
        entries = laid_over(FILE[:2], [stated("2026-12-01", 700)])
        assert told(entries) == [*OLDER, ("2026-12-01", None, 700, None)]

    def test_another_group_stays_as_it_is(self):
        entries = laid_over(FILE, [stated("2026-07-01", 1100, AGED)])
        assert told(entries)[-2:] == [
            ("2026-07-01", None, 700, None),
            ("2026-07-01", None, 1100, AGED),
        ]

    def test_of_two_for_one_day_the_later_holds(self):
        entries = laid_over(FILE, [stated("2026-07-01", 720), stated("2026-07-01", 710)])
        assert told(entries)[2:] == [FOR_AGED, ("2026-07-01", None, 710, None)]

    @pytest.mark.parametrize("order", [1, -1])
    def test_two_days_in_either_order(self, order):
        both = [stated("2026-07-01", 720), stated("2027-07-01", 800)][::order]
        assert told(laid_over(FILE, both))[3:] == [
            ("2026-07-01", "2027-06-30", 720, None),
            ("2027-07-01", None, 800, None),
        ]

    def test_where_the_first_day_is_not_known(self):
        entries = laid_over([amount(None, None, None)], [stated("2026-07-01", 700)])
        assert told(entries) == [
            ("None", "2026-06-30", None, None),
            ("2026-07-01", None, 700, None),
        ]

    def test_for_how_many_months_it_is_paid_stays_known(self):
        entries = laid_over(
            [amount("2019-07-01", None, 800, duration_months=36)], [stated("2026-07-01", 850)]
        )
        assert entries[-1].duration_months == 36

    def test_nothing_stated_nothing_changed(self):
        assert laid_over(FILE, []) == FILE
