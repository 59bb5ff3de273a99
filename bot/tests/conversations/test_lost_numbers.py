"""A complaint that was not found, whose number is lost or which came from another phone."""

from collections.abc import Callable

import pytest
from conftest import House
from phone import Phone

NewPhone = Callable[..., Phone]
WHERE = {
    "bn": ("আমার নালিশের কি হইলো", "এই ফোনের নালিশ পেলাম না"),
    "bn-Latn": ("amar nalisher ki hoilo", "kono nalish pelam na"),
    "en": ("where is my complaint", "found no complaint"),
}


@pytest.fixture
def not_found(new_phone: NewPhone) -> NewPhone:
    def ask(language: str) -> Phone:
        asks, hears = WHERE[language]
        return new_phone(language=language).sends(asks).hears(hears)

    return ask


@pytest.mark.parametrize(
    ("language", "words", "hears"),
    [
        ("bn", "নম্বর হারায়া ফেলছি", "নম্বর ছাড়া"),
        ("bn-Latn", "nombor haraya felsi", "Nombor chhara"),
        ("en", "I lost the number of it", "Without its number"),
    ],
)
def test_whoever_lost_its_number_is_told_of_no_account(
    not_found: NewPhone, language: str, words: str, hears: str
) -> None:
    not_found(language).sends(words).hears(hears)


@pytest.mark.parametrize(
    ("language", "words", "hears"),
    [
        ("bn", "আমার পোলার ফোন থেইকা পাঠাইছিলাম ০১৭১১২২৩৩৪৪", "ওই ফোন থেকে"),
        ("bn-Latn", "amar cheler phone theke pathaisilam 01711223344", "Oi phone theke"),
        ("en", "I sent it from my son's phone 01711223344", "from that phone"),
    ],
)
def test_what_came_from_another_phone_is_told_there(
    not_found: NewPhone, house: House, language: str, words: str, hears: str
) -> None:
    not_found(language).sends(words).hears(hears)
    assert house.fake.cases == {}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("bn", "আমার সিম হারায়া ফেলছি"),
        ("bn-Latn", "amar sim haraya felsi"),
        ("en", "I lost my SIM card"),
    ],
)
def test_a_sim_that_is_lost_is_a_complaint_elsewhere(
    new_phone: NewPhone, language: str, words: str
) -> None:
    phone = new_phone(language=language).sends(words)
    phone.hears_nothing_of("নম্বর ছাড়া", "Nombor chhara", "Without its number")
