"""Whose place no register tells: they are asked for it, so that an office near them is found."""

from collections.abc import Callable

import pytest
from conversations.conftest import Filed
from phone import Phone

NewPhone = Callable[..., Phone]
ASKED = {
    "bn": "কোন ইউনিয়ন বা উপজেলার?",
    "bn-Latn": "kon union ba upojelar?",
    "en": "Which union or upazila is the allowance from?",
}
RIGHT = {"bn": "ঠিক আছে?", "bn-Latn": "Thik achhe?", "en": "Is that right?"}
ULIPUR = {"bn": "উলিপুর", "bn-Latn": "ulipur upojela", "en": "it is in Ulipur"}
TOLD = [
    ("bn", "আমার বয়স্ক ভাতার টাকা জুলাই থেকে আসে নাই", "payment_not_received"),
    ("bn-Latn", "amar bidhoba vatar taka july theke ashe nai", "payment_not_received"),
    ("en", "my old age allowance has not come since July", "payment_not_received"),
    ("bn-Latn", "amar boyosko vata kom ase, matro 1500 taka asche", "wrong_amount"),
    ("bn-Latn", "amar pin lock hoye geche bkash", "sim_pin"),
    ("en", "there is a mistake in my record, my name is wrong", "data_correction"),
]


@pytest.mark.parametrize(("language", "complaint", "category"), TOLD)
def test_it_is_asked_last(
    stranger: NewPhone, filed: Filed, language: str, complaint: str, category: str
) -> None:
    phone = stranger(language=language).sends(complaint).sends("1").hears(ASKED[language])
    phone.sends(ULIPUR[language]).hears(RIGHT[language]).sends("1")
    assert (filed.category, filed.told["area_code"]) == (category, "554994")


@pytest.mark.parametrize("language", ASKED)
def test_who_does_not_know_goes_on_without(stranger: NewPhone, filed: Filed, language: str) -> None:
    complaint = next(words for each, words, _ in TOLD if each == language)
    phone = stranger(language=language).sends(complaint).sends("1").hears(ASKED[language])
    phone.sends("1").hears(RIGHT[language]).sends("1")
    assert "area_code" not in filed.told


def test_a_place_told_at_once_is_not_asked_for(stranger: NewPhone, filed: Filed) -> None:
    phone = stranger(language="bn-Latn").sends("ulipur e boyosko vatar taka july theke ase nai")
    phone.sends("1").hears(RIGHT["bn-Latn"]).hears_nothing_of(ASKED["bn-Latn"]).sends("1")
    assert filed.told["area_code"] == "554994"


def test_the_register_tells_it_of_whoever_it_knows(new_phone: NewPhone, filed: Filed) -> None:
    phone = new_phone(language="bn-Latn").sends("amar vatar taka ase nai")
    while RIGHT["bn-Latn"] not in phone.heard[-1]:
        phone.hears_nothing_of(ASKED["bn-Latn"]).sends("1")
    phone.sends("1")
    assert "area_code" not in filed.told


def test_it_is_put_right_at_the_summary(stranger: NewPhone, filed: Filed) -> None:
    phone = stranger(language="en").sends("my old age allowance has not come since July")
    phone.sends("1").hears(ASKED["en"]).sends("Chilmari").hears("Chilmari", RIGHT["en"])
    phone.sends("no, Ulipur").hears("Ulipur", RIGHT["en"]).sends("1")
    assert filed.told["area_code"] == "554994"
