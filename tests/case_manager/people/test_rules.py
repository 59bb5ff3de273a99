from datetime import UTC, datetime, timedelta

import pytest

from case_manager.people.rules import (
    OF_A_CONTACT,
    OF_A_PERSON,
    Failures,
    after_failure,
    counted,
    state_of_phone,
)

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
        assert after_failure(before, OF_A_CONTACT, NOW) == after

    def test_a_day_after_the_last_one_they_are_forgotten(self):
        assert counted(2, NOW - timedelta(hours=23, minutes=59), NOW) == 2
        assert counted(2, NOW - timedelta(days=1), NOW) == 0
        assert counted(2, None, NOW) == 0

    def test_the_fifth_about_one_person_ends_it_for_a_day(self):
        assert after_failure(3, OF_A_PERSON, NOW) == Failures(4, None)
        assert after_failure(4, OF_A_PERSON, NOW) == Failures(0, NOW + timedelta(days=1))


class TestStateOfPhone:
    @pytest.mark.parametrize(
        ("people", "died", "state"),
        [
            (0, False, "unknown_phone"),
            (1, False, "verified"),
            (1, True, "shared_phone"),
            (2, False, "shared_phone"),
        ],
    )
    def test_it_depends_on_who_shares_it_and_lives(self, people, died, state):
        assert state_of_phone(people, died=died) == state
