import numpy as np
import pytest

from case_manager.entitlements import logic
from case_manager.entitlements.logic import NO, UNKNOWN, YES


def answers(*values):
    return [np.array([value]) for value in values]


class TestKnown:
    def test_only_where_something_was_told(self):
        values = np.array([np.nan, 1.0, 2.0])
        assert logic.known(values, values >= 2).tolist() == [UNKNOWN, NO, YES]


class TestAllOf:
    @pytest.mark.parametrize(
        ("one", "other", "both"),
        [
            (YES, YES, YES),
            (YES, UNKNOWN, UNKNOWN),
            (UNKNOWN, UNKNOWN, UNKNOWN),
            (NO, UNKNOWN, NO),
            (NO, YES, NO),
        ],
    )
    def test_one_no_is_enough(self, one, other, both):
        assert logic.all_of(answers(one, other)).tolist() == [both]


class TestAnyOf:
    @pytest.mark.parametrize(
        ("one", "other", "either"),
        [
            (NO, NO, NO),
            (NO, UNKNOWN, UNKNOWN),
            (UNKNOWN, UNKNOWN, UNKNOWN),
            (YES, UNKNOWN, YES),
            (NO, YES, YES),
        ],
    )
    def test_one_yes_is_enough(self, one, other, either):
        assert logic.any_of(answers(one, other)).tolist() == [either]


class TestOpposite:
    def test_what_is_not_known_stays_so(self):
        assert logic.opposite(np.array([NO, UNKNOWN, YES])).tolist() == [YES, UNKNOWN, NO]


class TestByChoice:
    def test_the_told_option_s(self):
        by_option = dict(enumerate(answers(NO, YES)))
        assert logic.by_choice(np.array([1.0]), by_option).tolist() == [YES]

    def test_without_one_what_all_options_agree_on(self):
        assert logic.by_choice(np.array([np.nan]), dict(enumerate(answers(NO, NO)))).tolist() == [
            NO
        ]

    def test_without_one_nothing_where_they_differ(self):
        by_option = dict(enumerate(answers(NO, YES)))
        assert logic.by_choice(np.array([np.nan]), by_option).tolist() == [UNKNOWN]
