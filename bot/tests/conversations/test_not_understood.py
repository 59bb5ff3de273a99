"""What nobody understands: once to say it otherwise, then choices by digits, then a person."""

from collections.abc import Callable

import pytest
from conversations.conftest import Filed
from phone import Phone

from wording import LANGUAGES, read_wording

NewPhone = Callable[..., Phone]

WORDING = read_wording()
UNREADABLE = ("blah blah", "xyz qwe", "asdf ghj")
TOLD_TO_NOBODY = {  # answers to nothing that was asked
    "bn": ("উলিপুর", "রংপুর", "কুড়িগ্রাম"),
    "bn-Latn": ("ulipur", "rangpur", "kurigram"),
    "en": ("Ulipur", "Rangpur", "42"),
}
ANGER = {
    "bn": ("তোমরা সব চোর", "টাকা দিবি না? চোরের দল", "তোরা সব বাটপার"),
    "bn-Latn": ("tomra sob chor", "taka dibi na? chor er dol", "sala haramjada"),
    "en": ("you are all thieves", "you bloody idiots", "you are useless liars"),
}
DIGITS = ("7", "12", "5")
CHANNELS = ("sms", "ussd")


def said(phone: Phone) -> str:
    return "\n".join(phone.heard)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", LANGUAGES)
class TestInARow:
    @pytest.mark.parametrize("kind", ["unreadable", "told", "anger", "digits", "mixed", "signs"])
    def test_two_are_offered_choices_by_digits_and_three_a_person(
        self, new_phone: NewPhone, filed: Filed, language: str, channel: str, kind: str
    ) -> None:
        told, anger = TOLD_TO_NOBODY[language], ANGER[language]
        first, second, third = {
            "unreadable": UNREADABLE,
            "told": told,
            "anger": anger,
            "digits": DIGITS,
            "mixed": (told[0], UNREADABLE[0], told[1]),
            "signs": ("😀🙏", "!!! ???", "।।"),
        }[kind]
        phone = new_phone(language=language, channel=channel)
        once = "utter_menu" if kind == "digits" else "utter_ask_rephrase"
        phone.sends(first).hears(WORDING.say(once, phone.language))
        phone.options = []  # a digit beside the options that were offered
        phone.sends(second).hears(WORDING.say("utter_offer_choices", phone.language))
        assert "/talk_to_human" in phone.options
        phone.options = []
        phone.sends(third).hears(WORDING.say("utter_ask_call_back", phone.language))
        assert filed.category == "information"

    def test_a_message_that_is_understood_begins_the_count_anew(
        self, new_phone: NewPhone, filed: Filed, language: str, channel: str
    ) -> None:
        phone = new_phone(language=language, channel=channel)
        for words in (*UNREADABLE[:2], "/check_payment", *UNREADABLE[:2]):
            phone.sends(words)
        phone.hears(WORDING.say("utter_offer_choices", phone.language))
        assert filed.all() == []


@pytest.mark.parametrize("channel", CHANNELS)
def test_signs_to_a_caseworkers_question_end_with_a_person_too(
    new_phone: NewPhone, filed: Filed, channel: str
) -> None:
    filed.house.fake.cases["48210999"] = {"category": "wrong_amount"}
    phone = new_phone(language="en", channel=channel)
    phone.is_asked_by_caseworker("48210999")
    phone.sends("😀").hears("another way").sends("???").hears("Write the number")
    phone.sends("👍").hears(WORDING.say("utter_ask_call_back", "en"))
    assert [case["category"] for case in filed.all()] == ["wrong_amount", "information"]


def test_what_an_option_of_a_form_that_is_over_says_gets_the_menu(new_phone: NewPhone) -> None:
    phone = new_phone(language="en").sends('/inform{"payment": "1"}')
    phone.hears(WORDING.say("utter_menu", "en")).hears_nothing_of("did not understand")


@pytest.mark.parametrize(
    ("language", "words", "asked"),
    [
        ("bn", "নালিশ করব", "কী নিয়ে নালিশ?"),
        ("bn-Latn", "nalish korbo", "Ki niye nalish?"),
        ("en", "I want to complain", "What is it about?"),
    ],
)
def test_who_only_wants_to_complain_is_asked_of_what(
    new_phone: NewPhone, language: str, words: str, asked: str
) -> None:
    phone = new_phone(language=language).sends(words).hears(asked)
    assert phone.options[0] == "/report_missing_payment"
