from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from case_manager.kit.references import References, check_digit, is_reference

REFERENCES = References(b"a key")
BODIES = st.text("0123456789", min_size=7, max_size=7)


class TestCheckDigit:
    def test_the_published_example(self):
        assert check_digit("572") == "4"

    @given(BODIES, st.integers(0, 7), st.integers(1, 9))
    def test_every_single_wrong_digit_is_found(self, body, place, by):
        right = body + check_digit(body)
        wrong = right[:place] + str((int(right[place]) + by) % 10) + right[place + 1 :]
        assert not is_reference(wrong)

    @given(BODIES, st.integers(0, 6))
    def test_every_swap_of_neighbours_is_found(self, body, place):
        right = body + check_digit(body)
        swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
        assert swapped == right or not is_reference(swapped)


class TestIsReference:
    @pytest.mark.parametrize("text", ["48210934", "48210942"])
    def test_fitting_numbers(self, text):
        assert is_reference(text)

    @pytest.mark.parametrize(
        "text", ["48210930", "4821093", "482109340", "৪৮২১০৯৩৪", "4821 0934", "", "48210934\n"]
    )
    def test_anything_else_does_not_fit(self, text):
        assert not is_reference(text)


class TestNth:
    @given(st.sets(st.integers(0, 10**7 - 1), min_size=2, max_size=50))
    def test_different_positions_have_different_eight_digit_references(self, positions):
        given_out = {REFERENCES.nth(position) for position in positions}
        assert len(given_out) == len(positions)
        assert all(len(text) == 8 and is_reference(text) for text in given_out)

    @given(st.sets(st.integers(10**7, 10**7 + 10**9 - 1), min_size=2, max_size=50))
    def test_after_ten_million_they_have_ten_digits(self, positions):
        given_out = {REFERENCES.nth(position) for position in positions}
        assert len(given_out) == len(positions)
        assert all(len(text) == 10 and is_reference(text) for text in given_out)

    def test_neighbours_do_not_look_alike(self):
        bodies = [int(REFERENCES.nth(position)[:-1]) for position in range(100)]
        steps = [abs(after - before) for before, after in pairwise(bodies)]
        assert min(steps) > 1000

    def test_another_key_gives_another_order(self):
        assert REFERENCES.nth(0) != References(b"another key").nth(0)

    def test_the_end_is_said(self):
        with pytest.raises(OverflowError):
            REFERENCES.nth(10**7 + 10**9)
