from datetime import UTC, datetime, timedelta

import pytest

from case_manager.people.rules import Failures, after_failure, nid_spellings, state_of_phone

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


class TestAfterFailure:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (0, Failures(1, None)),
            (1, Failures(2, None)),
            (2, Failures(0, NOW + timedelta(hours=1))),
        ],
    )
    def test_the_third_ends_it_for_an_hour(self, before, after):
        assert after_failure(before, NOW) == after


class TestStateOfPhone:
    @pytest.mark.parametrize(
        ("people", "state"), [(0, "unknown_phone"), (1, "verified"), (2, "shared_phone")]
    )
    def test_it_depends_on_who_shares_it(self, people, state):
        assert state_of_phone(people) == state


class TestNidSpellings:
    @pytest.mark.parametrize(
        ("written", "spellings"),
        [
            ("1234567890", ["1234567890"]),
            ("6926925012345", ["6926925012345", "19526926925012345"]),
            ("19526926925012345", ["19526926925012345", "6926925012345"]),
            ("BEN0001", ["BEN0001"]),
        ],
    )
    def test_the_year_in_front_makes_no_difference(self, written, spellings):
        assert nid_spellings(written, 1952) == spellings
