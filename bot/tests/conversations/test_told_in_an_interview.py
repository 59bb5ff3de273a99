"""What is put right, and what is told before it is asked, in an interview and right behind it."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.interviews import facts
from phone import Phone

NewPhone = Callable[..., Phone]


@pytest.mark.parametrize(
    ("language", "begins", "answers", "corrects", "age"),
    [
        ("en", "am i eligible for old age allowance, i am 68", [], "oh sorry i am 58 not 68", 58),
        ("bn", "আমার বাপে কি বয়স্ক ভাতা পাইবো? বয়স ৭০", [], "না না ৬০ বছর, ভুল কইছি", 60),
        (
            *("bn-Latn", "ami boyosko vata pabo? boyos 70", ["konota na"]),
            *("vul bolchi boyos 56", 56),
        ),
        ("bn-Latn", "ami boyosko vata pabo? boyos 70", [], "sorry boyos 60, vul likhsi", 60),
    ],
)
def test_an_age_is_put_right_at_a_later_question(
    new_phone: NewPhone,
    house: House,
    language: str,
    begins: str,
    answers: list[str],
    corrects: str,
    age: int,
) -> None:
    phone = new_phone(language=language).sends(begins)
    for answer in answers:
        phone.sends(answer)
    phone.sends(corrects)
    assert facts(house)["age"] == age
    assert house.fake.cases == {}
    phone.hears({"bn": "মেলে না", "bn-Latn": "mele na", "en": "Not the Old Age"}[language])


@pytest.mark.parametrize(
    ("language", "sex", "none", "income", "pension", "corrects", "told"),
    [
        ("bn", "পুরুষ", "না", "৫০০", "না", "ভুল বলছি, আয় ৮০০ টাকা", 800),
        ("bn-Latn", "purush", "na", "500", "na", "vul bolsi, aay 800 taka", 800),
        ("en", "man", "none", "500", "no", "sorry, I typed it wrong, income 800 taka", 800),
        ("bn-Latn", "purush", "na", "700", "na", "mashe na bochore 9 hajar", 750),
    ],
)
def test_an_income_is_put_right_at_the_next_question(
    new_phone: NewPhone,
    house: House,
    language: str,
    sex: str,
    none: str,
    income: str,
    pension: str,
    corrects: str,
    told: int,
) -> None:
    phone = new_phone(language=language).sends('/check_eligibility{"programme": "oaa"}')
    for answer in ("70", sex, none, none, income, corrects):
        phone.sends(answer)
    assert facts(house)["own_income_month"] == told
    assert "has_government_pension" not in facts(house)
    phone.sends(pension)
    assert facts(house)["has_government_pension"] is False


@pytest.mark.parametrize(
    ("language", "said", "a_month"),
    [
        ("bn", "৯ হাজার বছরে", 750),
        ("bn", "মাসে ৭৫০", 750),
        ("bn-Latn", "bochore 9 hajar", 750),
        ("bn-Latn", "mashe na bochore 9 hajar", 750),
        ("en", "9000 a year", 750),
        ("en", "yearly about 6000", 500),
        ("en", "500 a month", 500),
    ],
)
def test_a_years_income_is_not_taken_for_a_months(
    new_phone: NewPhone, house: House, language: str, said: str, a_month: int
) -> None:
    phone = new_phone(language=language).sends('/check_eligibility{"programme": "oaa"}')
    for answer in ("70", "1", "1", said):
        phone.sends(answer)
    assert facts(house)["own_income_month"] == a_month


@pytest.mark.parametrize(
    ("language", "begins", "said"),
    [
        ("bn", "আমার মা কি বয়স্ক ভাতা পাবে, বয়স ৬৩", "না উনি কোনো ভাতা পায় না"),
        ("bn", "আমার মা কি বয়স্ক ভাতা পাবে, বয়স ৬৩", "ভাতা পাই না"),
        ("bn-Latn", "amar ma ki boyosko vata pabe, boyos 63", "na uni kono vata pay na"),
        ("bn-Latn", "amar ma ki boyosko vata pabe, boyos 63", "o to kono vata pay nai kono din"),
        ("bn-Latn", "amar ma ki boyosko vata pabe, boyos 63", "se kono taka pay na"),
        ("bn-Latn", "amar ma ki boyosko vata pabe, boyos 63", "vata pai na"),
        ("en", "can my mother get the old age allowance, she is 63", "she does not get anything"),
    ],
)
def test_that_nothing_comes_is_no_complaint(
    new_phone: NewPhone, house: House, language: str, begins: str, said: str
) -> None:
    new_phone(language=language).sends(begins).sends(said)
    assert facts(house)["allowance"] == "none"


@pytest.mark.parametrize(
    ("language", "none", "said"),
    [
        ("bn", "না", "কোনো কার্ড তো দেয় নাই"),
        ("bn-Latn", "konota na", "kono card to dey nai"),
        ("en", "none", "no card"),
    ],
)
def test_that_there_is_no_card_is_no_complaint(
    new_phone: NewPhone, house: House, language: str, none: str, said: str
) -> None:
    phone = new_phone(language=language).sends('/check_eligibility{"programme": "oaa"}')
    phone.sends("70").sends(none).sends(said)
    assert facts(house)["food_card"] == "none"


@pytest.mark.parametrize(
    ("language", "begins", "said"),
    [
        ("bn", "আমার মা কি বিধবা ভাতা পাবে, বয়স ৪৮", "বাবা মারা গেছে ২ বছর"),
        ("bn-Latn", "amar ma ki bidhoba vata pabe, boyos 48", "baba mara gese 2 bochor"),
        ("bn-Latn", "amar ma ki bidhoba vata pabe, boyos 48", "bap mara gese, ma ase"),
        ("en", "can my mother get the widow allowance? she is 48", "my father died"),
    ],
)
def test_whose_husband_is_called_father_is_a_widow(
    new_phone: NewPhone, house: House, language: str, begins: str, said: str
) -> None:
    new_phone(language=language).sends(begins).sends(said)
    assert facts(house)["marital_state"] == "widowed"
    assert house.fake.cases == {}


@pytest.mark.parametrize(
    ("language", "begins", "needed"),
    [
        ("bn", "আমার মায়ের বয়স ৫৯, উনি কি বয়স্ক ভাতা পাবেন?", "৬২ বছর"),
        ("bn-Latn", "amr mayer boyos 59, uni ki boyosko vata paben?", "62 bochhor"),
        ("en", "my wife is 60 years old, can she get the old age allowance?", "62 years"),
        ("bn-Latn", "amar boyos 60 purush manush, boyosko vata pabo?", "65 bochhor"),
    ],
)
def test_whose_sex_is_told_hears_their_own_age(
    new_phone: NewPhone, language: str, begins: str, needed: str
) -> None:
    new_phone(language=language).sends(begins).hears(needed)


@pytest.mark.parametrize(
    ("language", "said", "fact", "value"),
    [
        ("bn", "উনি বিধবা", "marital_state", "widowed"),
        ("bn", "মহিলা", "sex", "female"),
        ("bn", "টিসিবি", "food_card", "tcb"),
        ("bn", "পেনশন নাই", "has_government_pension", False),
        ("bn-Latn", "mohila", "sex", "female"),
        ("bn-Latn", "tcb", "food_card", "tcb"),
        ("bn-Latn", "pension nai", "has_government_pension", False),
        ("bn-Latn", "amra gorib manush", "is_poor", True),
        ("en", "she is a widow", "marital_state", "widowed"),
        ("en", "woman of course", "sex", "female"),
        ("en", "no pension", "has_government_pension", False),
    ],
)
def test_what_is_told_one_question_too_early_is_written_down(
    new_phone: NewPhone, house: House, language: str, said: str, fact: str, value: object
) -> None:
    phone = new_phone(language=language).sends("/check_eligibility").sends("70").sends("1")
    asked = phone.heard[-1]
    phone.sends(said).hears({"bn": "লিখলাম", "bn-Latn": "Likhlam", "en": "wrote it"}[language])
    assert facts(house)[fact] == value
    assert "own_income_month" not in facts(house)
    assert phone.heard[-1] == asked


@pytest.mark.parametrize(
    ("language", "begins", "said"),
    [
        ("bn", "আমার বয়স ৬০, পুরুষ মানুষ, বয়স্ক ভাতা পাব?", "আমরা গরিব মানুষ, আয় মাসে ৩ হাজার টাকা"),
        (
            *("bn-Latn", "amar boyos 60 purush manush, boyosko vata pabo?"),
            "amra gorib manush, aay mashe 3 hajar taka",
        ),
        (
            *("en", "am i eligible for old age allowance, i am 60, a man"),
            "we are poor people, income 3000 taka a month",
        ),
    ],
)
def test_who_tells_more_behind_a_refusal_stays_with_it(
    new_phone: NewPhone, house: House, language: str, begins: str, said: str
) -> None:
    phone = new_phone(language=language).sends(begins).sends(said)
    assert facts(house)["own_income_month"] == 3000
    phone.hears({"bn": "বয়স্ক ভাতা মেলে না", "bn-Latn": "mele na", "en": "Not the Old Age"}[language])


@pytest.mark.parametrize(
    ("language", "begins", "corrects"),
    [
        ("bn", "আমার বয়স ৬০, পুরুষ মানুষ, বয়স্ক ভাতা পাব?", "না না বয়স ৬৬, ভুল লিখছি"),
        (
            "bn-Latn",
            "amar boyos 60 purush manush, boyosko vata pabo?",
            "na boyos 66, vul likhsi",
        ),
        ("en", "am i eligible for old age allowance, i am 60, a man", "sorry, 66 not 60"),
    ],
)
def test_an_age_is_put_right_behind_a_refusal(
    new_phone: NewPhone, house: House, language: str, begins: str, corrects: str
) -> None:
    new_phone(language=language).sends(begins).sends(corrects)
    assert facts(house)["age"] == 66
    assert house.fake.told_last["programmes"] == ["oaa"]


@pytest.mark.parametrize(
    ("language", "begins"),
    [
        ("bn", "আমার মা বিধবা ভাতা পায়, বয়স্ক ভাতাও কি পাবে? বয়স ৬৬"),
        ("bn-Latn", "nani bidhoba vata pay. boyosko vata o pabe naki? boyos 68"),
        (
            "en",
            "my mother gets widow allowance. can she also take old age allowance? she is 66",
        ),
    ],
)
def test_the_allowance_that_comes_is_not_the_one_that_is_asked_for(
    new_phone: NewPhone, house: House, language: str, begins: str
) -> None:
    phone = new_phone(language=language).sends(begins)
    assert facts(house)["allowance"] == "wda"
    phone.hears(
        {"bn": "বয়স্ক ভাতা মেলে না", "bn-Latn": "boyosko bhata mele na"}.get(language, "Old Age")
    )


@pytest.mark.parametrize(
    ("language", "said", "hears"),
    [
        ("bn", "ভিজিডি কার্ড", "আগে থেকে পান: ভিজিডি"),
        ("bn-Latn", "VGD card", "age theke pan: VGD"),
        ("en", "VGD card", "comes already: VGD"),
    ],
)
def test_a_food_card_is_no_old_age_allowance(
    new_phone: NewPhone, house: House, language: str, said: str, hears: str
) -> None:
    phone = new_phone(language=language).sends('/check_eligibility{"programme": "oaa"}')
    phone.sends("70").sends(said)
    assert facts(house)["food_card"] == "vwb"
    phone.hears(hears)


@pytest.mark.parametrize(
    ("language", "said", "level"),
    [
        ("bn", "অষ্টম শ্রেণি", "secondary"),
        ("bn", "৮ ক্লাসে পড়ে", "secondary"),
        ("bn-Latn", "class 10", "secondary"),
        ("bn-Latn", "class 3", "primary"),
        ("en", "class 8", "secondary"),
        ("en", "class eight", "secondary"),
        ("en", "she is in class 12", "higher_secondary"),
    ],
)
def test_a_class_is_one_of_those_that_an_option_names(
    new_phone: NewPhone, house: House, language: str, said: str, level: str
) -> None:
    phone = new_phone(language=language)
    phone.sends('/check_eligibility{"programme": "primary_stipend"}').sends("14").sends(said)
    assert facts(house)["school_level"] == level
