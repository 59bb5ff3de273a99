"""How answers are read, without the model: what NLU says of these few words does not matter."""

from typing import Any

import pytest
from fake_eligibility import facts

from eligibility.answers import Unreadable, read_answers
from eligibility.assessment import Question
from turn import Turn, read_turn

ANSWERS = read_answers()
LANGUAGES = ("bn", "bn-Latn", "en")


def question(fact_id: str) -> Question:
    fact = facts()[fact_id]
    options = [
        {"id": option["id"], "names": {each: option[each] for each in LANGUAGES}}
        for option in fact.get("options", ())
    ]
    lowest, highest = fact.get("lowest"), fact.get("highest")
    return Question(
        fact_id, fact["type"], fact["question"], tuple(options), lowest=lowest, highest=highest
    )


def written(text: str) -> Turn:
    return read_turn("of-a-test", {"text": text, "metadata": {"channel": "sms"}})


def read(fact_id: str, text: str) -> Any:
    return ANSWERS.read(question(fact_id), written(text), 2026)


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("age", "৬১", 61),
        ("age", "61 bochhor", 61),
        ("age", "ষাট", 60),
        *(
            ("age", text, 65)
            for text in (
                *("65", "৬৫", "65+", "65 bochor", "amar boyos 65", "about 65", "sixty five"),
                *("sixty-five years", "poyshotti", "poishotti bochor", "paishatti", "পঁয়ষট্টি"),
                *("পয়ষট্টি বছর", "৬৫ এর মতো"),
            )
        ),
        ("age", "sottur", 70),
        ("age", "panchash", 50),
        ("own_income_month", "৫ হাজার টাকা", 5000),
        ("own_income_month", "2,500", 2500),
        ("own_income_month", "kichhu nai", 0),
        ("own_income_month", "কোনো আয় নাই", 0),
        ("own_income_month", "0", 0),
        ("land_decimals", "2 bigha", 66),
        ("land_decimals", "জমি নাই", 0),
        ("pregnancy_months", "৫ মাস", 5),
        ("pregnancy_months", "না", 0),
        ("has_salaried_job", "হ্যাঁ", True),
        ("has_salaried_job", "ji", True),
        ("has_salaried_job", "chakri kori na", False),
        ("has_salaried_job", "না", False),
        ("has_disability_card", "আছে", True),
        ("has_disability_card", "nai", False),
        ("has_government_pension", "painai", False),
        ("can_work", "pari", True),
        ("can_work", "পারি না", False),
        ("is_poor", "yes it is", True),
        ("sex", "মহিলা", "female"),
        ("sex", "purush", "male"),
        ("sex", "হিজড়া", "other"),
        ("sex", "woman", "female"),
        ("marital_state", "স্বামী মারা গেছে", "widowed"),
        ("marital_state", "bidhoba", "widowed"),
        ("marital_state", "বিবাহিত", "married"),
        ("marital_state", "obibahito", "unmarried"),
        ("marital_state", "divorced", "divorced"),
        ("allowance", "কোনো ভাতা পাই না", "none"),
        ("allowance", "na", "none"),
        ("allowance", "বিধবা ভাতা পাই", "wda"),
        ("allowance", "boyosko", "oaa"),
        ("allowance", "none", "none"),
        ("food_card", "VGD card", "vwb"),
        ("food_card", "টিসিবি কার্ড আছে", "tcb"),
        ("food_card", "নেই", "none"),
        ("community", "bede", "bede"),
        ("community", "egulor na", "none"),
        ("community", "হরিজন", "harijan"),
        ("occupation", "kaj kori na", "none"),
        ("occupation", "দিনমজুর", "day_labourer"),
        ("occupation", "mach dhori", "fisher"),
        ("school_level", "pore na", "none"),
    ],
)
def test_an_answer_is_read(fact: str, text: str, value: object) -> None:
    assert read(fact, text) == value


@pytest.mark.parametrize(
    "fact", ["age", "own_income_month", "sex", "has_salaried_job", "allowance"]
)
@pytest.mark.parametrize(
    "text",
    [
        "জানি না",
        "jani na",
        "i don't know",
        "ঠিক জানা নাই",
        "bolte parbo na",
        "000",
        "idk",
        "koite pari na",
        "কইতে পারি না",
        "boyos jani na",
    ],
)
def test_who_does_not_know_leaves_it_open(fact: str, text: str) -> None:
    assert read(fact, text) is None


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("age", "200"),
        ("age", "na"),
        ("age", "৫০ না ৬০"),
        ("age", "60-65"),
        ("age", "he goes to class 4"),
        ("age", "ক্লাস ৪ এ পড়ে"),
        ("age", "5000 taka"),
        ("own_income_month", "class 4"),
        ("age", "৯ মাস"),
        ("age", "ষাট-পঁয়ষট্টি"),
        ("child_order", "0"),
        ("pregnancy_months", "12"),
        ("sex", "5"),
        ("sex", "nari ba purush"),
        ("marital_state", "কলা"),
        ("has_salaried_job", "কলা"),
        ("allowance", "😀"),
    ],
)
def test_what_answers_nothing_is_not_guessed(fact: str, text: str) -> None:
    with pytest.raises(Unreadable):
        read(fact, text)


@pytest.mark.parametrize("fact", [fact for fact in facts() if "question" in facts()[fact]])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_is_known_by_its_name(fact: str, language: str) -> None:
    asked = question(fact)
    for option in asked.options:
        assert ANSWERS.read(asked, written(option["names"][language]), 2026) == option["id"]


@pytest.mark.parametrize(
    ("text", "is_again"),
    [
        ("notun kore", True),
        ("প্রথম থেকে", True),
        ("ami ager ta bujhi nai abar bolen", False),
        ("প্রথম থেকে আমার স্বামী কাজ করতেন", False),
    ],
)
def test_a_few_words_begin_again(text: str, is_again: bool) -> None:
    assert ANSWERS.begins_again(written(text)) is is_again
