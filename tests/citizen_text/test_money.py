import pytest

from citizen_text import money


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (12, "12"), (999, "999"), (1950, "1,950"), (12345, "12,345"), (123456, "1,23,456"),
     (12345678, "1,23,45,678"), (-195000, "-1,95,000")],
)  # fmt: skip
def test_numbers_are_grouped_by_lakh_and_crore(number, text):
    assert money.grouped(number) == text


@pytest.mark.parametrize(
    ("amount_paisa", "language", "text"),
    [
        (195_000, "bn", "১,৯৫০ টাকা"),
        (195_000, "bn-Latn", "1,950 taka"),
        (195_050, "en", "1,950.50 taka"),
        (-50, "en", "-0.50 taka"),
    ],
)
def test_sums_are_written_in_words(amount_paisa, language, text):
    assert money.in_words(amount_paisa, language) == text


def test_the_sign_is_for_screens():
    assert money.with_sign(12_345_600) == "৳1,23,456"
    assert money.with_sign(195_000, bangla_digits=True) == "৳১,৯৫০"
