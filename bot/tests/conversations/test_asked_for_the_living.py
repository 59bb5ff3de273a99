"""Somebody has died, and what is asked is who may have an allowance."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.interviews import facts
from phone import Phone

NewPhone = Callable[..., Phone]


@pytest.mark.parametrize(
    ("language", "asks"),
    [
        ("en", "my father was a freedom fighter he died, can my mother get it"),
        ("bn-Latn", "amar baba muktijoddha chilen, mara gesen. ma ki vata pabe"),
        ("bn", "আমার বাবা মুক্তিযোদ্ধা ছিলেন, মারা গেছেন। মা কি ভাতা পাবে?"),
    ],
)
def test_a_fighters_heirs_hear_that_it_may_pass_to_them(
    new_phone: NewPhone, house: House, language: str, asks: str
) -> None:
    house.fake.state = "unknown_phone"
    phone = new_phone(language=language).sends(asks)
    while phone.titles and not {"Menu", "মেনু"} & {*phone.titles}:
        phone.sends("1")  # no allowance comes yet
    assert facts(house)["freedom_fighter"] == "heir"
    phone.hears({"bn": "২৫,০০০ টাকা", "bn-Latn": "25,000 taka", "en": "25,000 taka"}[language])
    phone.hears({"bn": "ইউএনও", "bn-Latn": "UNO", "en": "UNO"}[language])
    assert house.fake.cases == {}


@pytest.mark.parametrize(
    ("language", "asks"),
    [
        ("en", "my father got the old age allowance and died. can my mother get it?"),
        ("bn-Latn", "abba boyosko vata paiten, mara gesen. ma ki vata pabe"),
        ("bn", "আমার বাবা বয়স্ক ভাতা পাইতেন, মারা গেছেন। মা কি ভাতা পাবে?"),
    ],
)
def test_a_question_beats_the_report_of_a_death(
    new_phone: NewPhone, house: House, language: str, asks: str
) -> None:
    phone = new_phone(language=language).sends(asks)
    phone.hears({"bn": "ছোট প্রশ্ন", "bn-Latn": "chhoto prosno", "en": "short questions"}[language])
    assert house.fake.cases == {}


@pytest.mark.parametrize(
    ("language", "tells", "protests", "papers"),
    [
        (
            *("en", "my uncle died and his allowance still comes"),
            *("no i want to know if she can get the allowance", "what papers"),
        ),
        (
            *("bn-Latn", "amar chacha mara gese, or vata cholche"),
            *("na ami jante chai vata pabe kina", "ki kagoj lagbe"),
        ),
        (
            *("bn", "আমার চাচা মারা গেছে, তার ভাতা চলতেছে"),
            *("না আমি জানতে চাই ভাতা পাবে কিনা", "কি কাগজ লাগবে"),
        ),
    ],
)
def test_a_question_is_no_name_of_who_died(
    new_phone: NewPhone, language: str, tells: str, protests: str, papers: str
) -> None:
    who = {"bn": "কে মারা গেছেন", "bn-Latn": "Ke mara gechhen", "en": "Who has died"}[language]
    new_phone(language=language).sends(tells).hears(who).sends(papers).hears(who)
    phone = new_phone(language=language).sends(tells).hears(who).sends(protests)
    phone.hears({"bn": "ছোট প্রশ্ন", "bn-Latn": "chhoto prosno", "en": "short questions"}[language])


@pytest.mark.parametrize(
    ("language", "tells", "asks", "hears"),
    [
        ("en", "my uncle died and his allowance still comes", "why do you ask", "Who has died"),
        ("bn-Latn", "amar chacha mara gese, or vata cholche", "keno jigan", "Ke mara gechhen"),
        ("bn", "আমার চাচা মারা গেছে, তার ভাতা চলতেছে", "কেন জিগান", "কে মারা গেছেন"),
    ],
)
def test_why_it_is_asked_is_no_name_either(
    new_phone: NewPhone, language: str, tells: str, asks: str, hears: str
) -> None:
    new_phone(language=language).sends(tells).hears(hears).sends(asks).hears(hears)


@pytest.mark.parametrize(
    ("language", "begins", "asks"),
    [
        ("en", "am i eligible for disability allowance", "can i get widow allowance"),
        ("bn-Latn", "ami ki protibondhi vata pabo", "ami ki bidhoba vata pabo"),
        ("bn", "আমি কি প্রতিবন্ধী ভাতা পাব", "আমি কি বিধবা ভাতা পামু"),
    ],
)
def test_what_is_asked_for_does_not_come_already(
    new_phone: NewPhone, house: House, language: str, begins: str, asks: str
) -> None:
    house.fake.state = "unknown_phone"
    phone = new_phone(language=language).sends(begins).sends("35")
    phone.hears({"bn": "কোন ভাতা পান", "bn-Latn": "kon bhata pan", "en": "comes already"}[language])
    phone.sends(asks)
    assert "allowance" not in facts(house)
    assert house.fake.told_last["programmes"] == ["wda"]


@pytest.mark.parametrize(
    ("language", "asks", "channel"),
    [
        ("bn", "মোর স্বামী মরছে দুই বছর, মুই বিধবা ভাতা পামু?", "sms"),
        ("bn", "স্বামী মরছে, বিধবা ভাতা পামু?", "ussd"),
        ("bn-Latn", "mor sami morche dui bochor, mui bidoba vata pamu?", "sms"),
        ("en", "My husband died 2 years ago, can I get widow allowance?", "sms"),
    ],
)
def test_a_widow_is_interviewed_as_one(
    new_phone: NewPhone, house: House, language: str, asks: str, channel: str
) -> None:
    house.fake.state = "unknown_phone"
    new_phone(language=language, channel=channel).sends(asks).sends("45")
    told = facts(house)
    assert {name: told[name] for name in ("sex", "marital_state", "age")} == {
        "sex": "female",
        "marital_state": "widowed",
        "age": 45,
    }
    assert "allowance" not in told
