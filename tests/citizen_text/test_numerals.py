"""Numbers in words, as people write how old they are and what they got."""

import re

import pytest

from citizen_text.ages import find_ages
from citizen_text.amounts import find_amounts
from citizen_text.normalisation import fold
from citizen_text.numerals import QUANTITY, value_of


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("sixty", 60),
        ("sixty five", 65),
        ("Sixty-Five", 65),
        ("sixtyfive", 65),
        ("seventy one", 71),
        ("one thousand two hundred fifty five", 1255),
        ("forty five thousand", 45_000),
        ("সাতষট্টি", 67),
        ("পঁয়ষট্টি", 65),
        ("ঊনসত্তর", 69),
        ("বাহাত্তর", 72),
        ("bahattor", 72),
        ("উনত্রিশ", 29),
        ("নিরানব্বই", 99),
    ],
)
def test_a_number_in_words(words: str, value: int) -> None:
    whole = re.fullmatch(QUANTITY, fold(words).text)
    assert whole is not None
    assert value_of(whole[0]) == value


@pytest.mark.parametrize(
    ("text", "age"), [("I am seventy one years old", 71), ("আমার বয়স সাতষট্টি বছর", 67)]
)
def test_an_age_in_words(text: str, age: int) -> None:
    assert [span.value for span in find_ages(text)] == [age]


def test_a_sum_in_words() -> None:
    assert [span.value for span in find_amounts("he took fifty five taka")] == [55]
