"""The allowance that is asked for, named where it is asked which one comes already."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.interviews import facts
from phone import Phone

NewPhone = Callable[..., Phone]
BEGINS = {
    "bn": "আমি ৬৭ বছর পুরুষ, কোনো ভাতা পাব কি?",
    "bn-Latn": "ami 67 bochor purush, kono vata pabo ki",
    "en": "am i eligible for something? i am 67, a man",
}
ASKED = {"bn": "এখন কোন ভাতা পান", "bn-Latn": "Ekhon kon bhata pan", "en": "comes already?"}
INCOME = {"bn": "আয় মাসে কত", "bn-Latn": "ay mashe koto", "en": "own income a month"}


def begun(new_phone: NewPhone, language: str, begins: str | None = None) -> Phone:
    """At the question which allowance comes already."""
    phone = new_phone(language=language).sends(begins or BEGINS[language])
    assert ASKED[language] in phone.heard[-1]
    return phone


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "i mean for old age allowance"),
        ("en", "I am asking about old age allowance"),
        ("en", "i want to know about the old age one"),
        ("en", "he wants to get the old age allowance"),
        ("en", "for old age allowance"),
        ("bn", "বয়স্ক ভাতার কথা জিগাইছি"),
        ("bn", "বয়স্ক ভাতার কথা কইতাছি"),
        ("bn", "বয়স্ক ভাতা চাই"),
        ("bn", "বয়স্ক ভাতার লাইগা"),
        ("bn-Latn", "boyosko vatar kotha bolsi"),
        ("bn-Latn", "boyosko vata pete chai"),
        ("bn-Latn", "ami boyosko vatar jonno jiggesh korsi"),
    ],
)
def test_what_is_asked_for_does_not_come_already(
    new_phone: NewPhone, house: House, language: str, said: str
) -> None:
    phone = begun(new_phone, language).sends(said)
    assert ASKED[language] in phone.heard[-1]
    assert "allowance" not in facts(house)
    assert house.fake.cases == {}
    phone.sends({"bn": "কোনোটি না", "bn-Latn": "konota na", "en": "none"}[language])
    assert house.fake.told_last["programmes"] == ["oaa"]
    assert facts(house)["allowance"] == "none"


@pytest.mark.parametrize(
    ("language", "begins", "said"),
    [
        ("en", "am i eligible for old age allowance? i am 67, a man", "old age allowance"),
        ("bn", "আমি কি বয়স্ক ভাতা পাব? বয়স ৬৭, পুরুষ", "বয়স্ক ভাতা"),
        ("bn-Latn", "ami ki boyosko vata pabo? boyos 67, purush", "boyosko vata"),
    ],
)
def test_the_bare_name_of_what_is_asked_about_is_believed_the_second_time(
    new_phone: NewPhone, house: House, language: str, begins: str, said: str
) -> None:
    phone = begun(new_phone, language, begins).sends(said)
    assert ASKED[language] in phone.heard[-1]
    assert "allowance" not in facts(house)
    phone.sends(said)
    assert facts(house)["allowance"] == "oaa"


@pytest.mark.parametrize(
    ("language", "said", "received"),
    [
        ("en", "widow allowance", "wda"),
        ("en", "he gets the old age allowance", "oaa"),
        ("en", "i mean i get the old age one already", "oaa"),
        ("bn", "বয়স্ক ভাতা পাই", "oaa"),
        ("bn-Latn", "protibondhi vata", "pwd"),
        ("bn-Latn", "boyosko vata pay to, onno kichu chai", "oaa"),
        ("en", "he does not get old age allowance", "none"),
        ("bn", "বয়স্ক ভাতা পাই না", "none"),
        ("bn-Latn", "boyosko vata pay na", "none"),
    ],
)
def test_what_comes_and_what_does_not(
    new_phone: NewPhone, house: House, language: str, said: str, received: str
) -> None:
    begun(new_phone, language).sends(said)
    assert facts(house)["allowance"] == received


@pytest.mark.parametrize(
    ("language", "said"),
    [
        *(("en", "nothing"), ("en", "no income"), ("en", "none"), ("en", "zero")),
        *(("en", "he earns nothing"), ("en", "nothing sir"), ("en", "nothing, he can not work")),
        *(("bn", "কিছু না"), ("bn", "কোনো আয় নাই"), ("bn", "শূন্য"), ("bn", "আয় নাই ভাই")),
        *(("bn-Latn", "kichu na"), ("bn-Latn", "kono ay nai"), ("bn-Latn", "shunno")),
    ],
)
def test_nothing_is_no_income(new_phone: NewPhone, house: House, language: str, said: str) -> None:
    phone = begun(new_phone, language)
    phone.sends({"bn": "কোনোটি না", "bn-Latn": "konota na", "en": "none"}[language])
    assert INCOME[language] in phone.heard[-1]
    phone.sends(said)
    assert facts(house)["own_income_month"] == 0
    assert house.fake.cases == {}
