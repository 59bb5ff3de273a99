"""Words that do what a key of a phone does: at any time, in every form, by SMS and in a call."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.standing import NOWHERE, OPEN, PLACES, WAYS
from phone import Phone

NewPhone = Callable[..., Phone]

MORE = PLACES["case: more"]
COMMANDS = {
    "bn": {
        "/go_back": "পিছনে",
        "/go_home": "আবার শুরু করেন",
        "/talk_to_human": "মানুষ",
        "/ask_menu": "সাহায্য",
        "/change_language": "ভাষা",
    },
    "bn-Latn": {
        "/go_back": "piche jan",
        "/go_home": "abar shuru koren",
        "/talk_to_human": "manush",
        "/ask_menu": "sahajjo",
        "/change_language": "bhasha",
    },
    "en": {
        "/go_back": "Go back, please",
        "/go_home": "cancel",
        "/talk_to_human": "person",
        "/ask_menu": "help",
        "/change_language": "language",
    },
}
TABLE = [
    pytest.param(language, channel, key, words, id=f"{channel}: {words}")
    for language, channel in WAYS
    for key, words in COMMANDS[language].items()
]
STOP = {"bn": "বন্ধ", "bn-Latn": "bondho", "en": "stop"}


ASKED_HOW_TO_TALK = {"complaint: safety", "complaint: time of a safe call"}


@pytest.fixture
def standing_at(new_phone: NewPhone, house: House) -> Callable[..., Phone]:
    return lambda place, **known: place.reached_by(new_phone(**known), house)


@pytest.mark.parametrize("name", [*PLACES, "nowhere"])
class TestEverywhere:
    @pytest.mark.parametrize(("language", "channel", "key", "words"), TABLE)
    def test_words_do_what_the_key_does(
        self,
        standing_at: Callable[..., Phone],
        house: House,
        name: str,
        language: str,
        channel: str,
        key: str,
        words: str,
    ) -> None:
        if name == "case: sure" and key == "/go_home":
            words = "menu"  # "cancel" may mean the case
        place = PLACES.get(name, NOWHERE)
        pressed = standing_at(place, language=language, channel=channel).sends(key)
        house.fake.cases.clear()
        spoken = standing_at(place, language=language, channel=channel).sends(words)
        assert spoken.heard
        assert (spoken.heard, spoken.titles) == (pressed.heard, pressed.titles)
        assert not house.fake.messages
        assert not house.fake.follow_ups

    @pytest.mark.parametrize(("language", "channel"), WAYS)
    def test_stop_ends_the_messages(
        self,
        standing_at: Callable[..., Phone],
        house: House,
        name: str,
        language: str,
        channel: str,
    ) -> None:
        place = PLACES.get(name, NOWHERE)
        phone = standing_at(place, language=language, channel=channel).sends(STOP[language])
        commands = [said["custom"] for said in phone.answers() if "custom" in said]
        # Who is in danger is asked how to be reached instead, and goes on.
        assert any("opt_out" in each for each in commands) is (name not in ASKED_HOW_TO_TALK)
        assert not house.fake.messages


@pytest.mark.parametrize("language", COMMANDS)
def test_home_forgets_the_form(
    standing_at: Callable[..., Phone], house: House, language: str
) -> None:
    home = COMMANDS[language]["/go_home"]
    phone = standing_at(MORE, language=language).sends(home).sends("the office was shut again")
    assert not house.fake.messages
    assert phone.heard


@pytest.mark.parametrize("language", COMMANDS)
def test_a_caseworkers_question_is_not_answered_by_them(
    standing_at: Callable[..., Phone], house: House, language: str
) -> None:
    phone = standing_at(NOWHERE, language=language)
    phone.is_asked_by_caseworker(OPEN)
    for words in (COMMANDS[language]["/go_back"], COMMANDS[language]["/go_home"]):
        phone.sends(words)
    assert not house.fake.messages
    phone.sends("the officer came on Sunday")
    assert house.fake.messages == [(OPEN, "the officer came on Sunday")]


def test_more_words_are_an_answer(standing_at: Callable[..., Phone], house: House) -> None:
    standing_at(MORE, language="en").sends("the officer sent me back home again")
    assert house.fake.messages == [(OPEN, "the officer sent me back home again")]
