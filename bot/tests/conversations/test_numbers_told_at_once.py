"""A card's number and a year of birth in the wish itself, of a relative, and put right."""

from collections.abc import Callable

import pytest
from conftest import House
from phone import Phone

NewPhone = Callable[..., Phone]
PROVEN = {"identifier": "9988776655", "birth_year": 1949}


@pytest.mark.parametrize(
    ("language", "asks", "hears"),
    [
        ("bn", "আমার মায়ের টাকা আইছে নি, মায়ের এনআইডি ৯৯৮৮৭৭৬৬৫৫, জন্ম ১৯৪৯", "ফেরত গেছে"),
        ("bn-Latn", "abba r taka asche? nid 9988776655 sal 1949", "ferot gechhe"),
        ("en", "please check my grandmothers payment. nid 9988776655 born 1949", "came back"),
    ],
)
@pytest.mark.parametrize("state", ["verified", "unknown_phone"])
def test_a_relative_is_looked_up_at_once(
    new_phone: NewPhone, house: House, state: str, language: str, asks: str, hears: str
) -> None:
    house.fake.state, house.fake.right_answer = state, PROVEN
    new_phone(language=language).sends(asks).hears(hears)
    assert house.fake.proven == PROVEN


@pytest.mark.parametrize(
    ("language", "asks", "hears"),
    [
        ("bn", "বাবার টাকা আসছে? এনআইডি ১২৩৪৫৬৭৮৯০ সাল ১৯৪৯", "যাঁর জন্য"),
        ("bn-Latn", "abba r taka asche? nid 1234567890 sal 1949", "Jar jonno"),
        ("en", "did my father's money come? nid 1234567890 born 1949", "the person you ask for"),
    ],
)
def test_a_relative_who_is_not_found_is_asked_for_as_such(
    new_phone: NewPhone, house: House, language: str, asks: str, hears: str
) -> None:
    house.fake.right_answer = PROVEN
    new_phone(language=language).sends(asks).hears("2" if language != "bn" else "২", hears)


@pytest.mark.parametrize(
    ("language", "asks", "corrects", "hears"),
    [
        ("bn", "আমার টাকা আসছে? এনআইডি ৭৭৮৮৯৯০০১১ জন্ম ১৯৪৯", "ভুল লিখছি, ৯৯৮৮৭৭৬৬৫৫ হবে", "ফেরত গেছে"),
        (
            *("bn-Latn", "amar nid 7788990011 ar jonmo 1949 amar taka ashse?"),
            *("vul hoise 9988776655 hobe", "ferot gechhe"),
        ),
        (
            *("bn-Latn", "amar taka ashse? nid 7788990011 jonmo 1949"),
            *("sorry nid vul likhsi, 9988776655", "ferot gechhe"),
        ),
        (
            *("en", "did my money come? nid 7788990011 born 1949"),
            *("sorry I wrote it wrong, 9988776655", "came back"),
        ),
    ],
)
def test_a_number_put_right_keeps_the_year(
    stranger: NewPhone, house: House, language: str, asks: str, corrects: str, hears: str
) -> None:
    house.fake.right_answer = PROVEN
    stranger(language=language).sends(asks).sends(corrects).hears(hears)


@pytest.mark.parametrize(
    ("language", "asks"),
    [
        ("bn", "২০২৬ সালের টাকা আসছে?"),
        ("bn-Latn", "july 2026 er taka ashse?"),
        ("en", "did the money of 2026 come?"),
    ],
)
def test_a_year_of_payment_is_no_year_of_birth(
    stranger: NewPhone, house: House, language: str, asks: str
) -> None:
    stranger(language=language).sends(asks)
    assert house.fake.attempts_left == 3
