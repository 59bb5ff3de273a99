"""What is asked in an interview, or told behind how to apply, is of the programme named before."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.interviews import facts
from phone import Phone

NewPhone = Callable[..., Phone]


@pytest.mark.parametrize(
    ("language", "begins", "asks", "hears"),
    [
        ("bn", "গর্ভবতী ভাতা পামু?", "টাকা কত", "৭০০ টাকা"),
        ("bn", "গর্ভবতী ভাতা পামু?", "কী কাগজ লাগবে", "এএনসি"),
        ("bn-Latn", "gorboti vata pabo?", "koto taka", "700 taka"),
        ("bn-Latn", "gorboti vata pabo?", "ki ki kagoj lagbe", "ANC card"),
        ("bn-Latn", "ma o shishu vata ki ami pabo", "koto mas por por dey", "Mashe 700 taka"),
        ("bn-Latn", "ami ki cha bagan sromik er taka pabo", "koto taka bochore", "650 taka"),
        ("en", "can tea garden workers get money", "how much a year", "650 taka a month"),
        ("en", "can my son get the primary stipend", "how much", "75-300 taka a month"),
    ],
)
def test_it_is_answered_and_the_interview_goes_on(
    new_phone: NewPhone, house: House, language: str, begins: str, asks: str, hears: str
) -> None:
    house.fake.state = "unknown_phone"
    age = {"bn": "বয়স কত বছর", "bn-Latn": "Boyos koto bochhor", "en": "How old"}[language]
    new_phone(language=language).sends(begins).hears(age).sends(asks).hears(hears, age)


@pytest.mark.parametrize(
    ("language", "asks", "tells", "age"),
    [
        ("en", "how do i apply for old age allowance", "i am 67", 67),
        ("en", "how much is the old age allowance", "i am 67 years old", 67),
        ("bn-Latn", "boyosko vatar abedon kivabe korbo", "amar boyos 66 bochor", 66),
        ("bn", "বয়স্ক ভাতার আবেদন কেমনে করমু", "বয়স ৬৬", 66),
    ],
)
def test_who_tells_their_age_then_wants_to_know_whether_they_may_have_it(
    new_phone: NewPhone, house: House, language: str, asks: str, tells: str, age: int
) -> None:
    house.fake.state = "unknown_phone"
    phone = new_phone(language=language).sends(asks).sends(tells)
    assert facts(house)["age"] == age
    assert house.fake.told_last["programmes"] == ["oaa"]
    phone.hears({"bn": "ছোট প্রশ্ন", "bn-Latn": "chhoto prosno", "en": "short questions"}[language])
