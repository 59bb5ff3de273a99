"""What was hardly understood begins nothing: whether it is meant is asked first."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.conftest import Filed
from guesses import guess
from phone import Phone

from wording import LANGUAGES, read_wording

NewPhone = Callable[..., Phone]

WORDING = read_wording()


@pytest.mark.parametrize("language", LANGUAGES)
class TestAComplaint:
    @pytest.fixture
    def words(self, house: House, language: str) -> str:
        return guess(house.agent, language)[0]

    @pytest.fixture
    def asked(self, stranger: NewPhone, house: House, language: str) -> Phone:
        words, wish = guess(house.agent, language)
        complaint = WORDING.button(f"button_{wish}", language)["title"]
        phone = stranger(language=language).sends(words)
        return phone.hears(WORDING.say("utter_ask_meant", language, complaint=complaint))

    def test_that_is_meant_goes_on_with_what_was_told(
        self, asked: Phone, filed: Filed, words: str
    ) -> None:
        asked.sends("1")
        while not filed.all():
            asked.sends("/affirm" if "/affirm" in asked.options else "/deny")
        assert filed.only["description"].startswith(words)

    def test_that_is_another_is_chosen(self, asked: Phone, filed: Filed, language: str) -> None:
        asked.sends("2").hears(WORDING.say("utter_complaints", language))
        assert filed.all() == []

    def test_that_is_none_is_dropped(self, asked: Phone, filed: Filed, language: str) -> None:
        asked.sends("3").hears(WORDING.say("utter_complaint_dropped", language))
        assert filed.all() == []

    def test_that_is_told_clearly_then_is_the_only_one(
        self, asked: Phone, filed: Filed, language: str
    ) -> None:
        asked.sends("the dealer gave me less rice").hears(
            WORDING.say("utter_ask_programme_food_underweight", asked.language)
        )
        asked.sends("/go_back").hears(WORDING.say("utter_nothing_filed", asked.language))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("bn", "না না আমার কোনো নালিশ নাই"),
        ("bn-Latn", "na na amar kono nalish nai"),
        ("bn-Latn", "amar sathe amar bon o chilo"),
        ("en", "after 10 in the morning when he is in the field"),
    ],
)
def test_nothing_is_filed_by_a_guess(
    new_phone: NewPhone, filed: Filed, house: House, language: str, words: str
) -> None:
    phone = new_phone(language=language).sends(words)
    assert filed.all() == []
    assert phone.titles
