"""What was hardly understood begins nothing: whether it is meant is asked first."""

import asyncio
from collections.abc import Callable

import pytest
from conftest import House
from conversations.conftest import Filed
from guesses import guess
from phone import Phone

from turn import SURE
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

    def test_that_is_another_may_be_written(self, asked: Phone, language: str) -> None:
        title = WORDING.button("button_another_complaint", language)["title"].lower()
        asked.sends(title).hears(WORDING.say("utter_complaints", language))

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


CHANNELS = pytest.mark.parametrize("channel", ["sms", "ussd"])


@CHANNELS
@pytest.mark.parametrize(
    ("language", "calls"), [("bn", "ভাই"), ("bn-Latn", "bhai"), ("en", "brother?")]
)
def test_who_only_calls_out_to_us_is_greeted(
    new_phone: NewPhone, channel: str, language: str, calls: str
) -> None:
    phone = new_phone(channel=channel, language=language).sends(calls)
    assert phone.options == new_phone(channel=channel, language=language).sends("/greet").options
    phone.hears_nothing_of(WORDING.say("utter_goodbye", language))


@CHANNELS
@pytest.mark.parametrize(
    ("language", "asks"),
    [
        ("bn", "তাহলে কাকে বলব"),
        ("bn", "কার কাছে যাব?"),
        ("bn-Latn", "tahole kake bolbo"),
        ("en", "who do I tell then?"),
    ],
)
def test_who_asks_whom_to_tell_hears_it(
    new_phone: NewPhone, channel: str, language: str, asks: str
) -> None:
    phone = new_phone(channel=channel, language=language).sends("আজকে ক্রিকেট খেলায় কে জিতল")
    phone.language = language
    phone.sends(asks).hears(WORDING.say("utter_whom", language))
    assert "/talk_to_human" in phone.options


@CHANNELS
@pytest.mark.parametrize(
    ("language", "asks"),
    [
        ("bn", "ভালো থাকবেন কেমনে?"),
        ("bn-Latn", "na keno"),
        ("en", "why not yet?"),
        ("en", "bye? who is this"),
    ],
)
def test_a_question_is_no_end(new_phone: NewPhone, channel: str, language: str, asks: str) -> None:
    phone = new_phone(channel=channel, language=language).sends(asks)
    endings = ("utter_goodbye", "utter_all_right", "utter_thank")
    phone.hears_nothing_of(*(WORDING.say(name, language) for name in endings))
    assert phone.options


@pytest.mark.parametrize(
    ("language", "words", "hears"),
    [
        ("bn", "ঈদ মোবারক ভাই", "utter_greet"),
        ("bn-Latn", "Eid Mubarak bhai", "utter_greet"),
        ("en", "happy new year to you all", "utter_greet"),
        ("bn", "ভুল নম্বর, সরি", "utter_goodbye"),
        ("bn-Latn", "vul number sorry bhai", "utter_goodbye"),
        ("bn-Latn", "wrong number sorry", "utter_goodbye"),
        ("en", "sorry, wrong number", "utter_goodbye"),
    ],
)
def test_small_talk_is_answered_in_kind(
    stranger: NewPhone, filed: Filed, language: str, words: str, hears: str
) -> None:
    stranger(language=language).sends(words).hears(WORDING.say(hears, language))
    assert filed.all() == []


_OF_A_DEATH = (
    *("amar shami mara gese 2 bochor", "উনি আর নাই, মারা গেছে মনে হয়", "se mara gese hoyto"),
    *("maybe he died", "they say she is dead", "lokta bodhoy beche nai"),
    *("lok ta mara jay", "উনার মিলাদ হইছে"),
)


def test_nobody_is_comforted_for_a_death_that_is_a_guess(stranger: NewPhone, house: House) -> None:
    words = next(each for each in _OF_A_DEATH if _is_a_guess_of(house, each, "report_death"))
    phone = stranger(language="bn-Latn").sends(words)
    phone.hears(WORDING.button("button_report_death", phone.language)["title"])
    comfort = WORDING.say("utter_sorry_for_death", "bn-Latn")
    phone.hears_nothing_of(comfort, WORDING.say("utter_sorry_for_death", "bn"))
    phone.sends("1").hears(WORDING.say("utter_sorry_for_death", phone.language))


def _is_a_guess_of(house: House, words: str, wish: str) -> bool:
    heard = asyncio.run(house.agent.parse_message(words))["intent"]
    return bool(heard["name"] == wish and heard["confidence"] < SURE)
