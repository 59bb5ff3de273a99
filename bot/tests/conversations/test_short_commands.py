"""Words that do what a key of a phone does: at any time, in every form, by SMS and in a call."""

from collections.abc import Callable

import pytest
from conftest import House
from phone import Phone

NewPhone = Callable[..., Phone]

OPEN, CLOSED = "48210934", "48210941"
FORMS = {
    "complaint": ("/report_missing_payment", "1"),
    "bribe": ("/report_bribe", "1"),
    "danger": ("/report_abuse",),
    "identity": ("/check_payment",),
    "eligibility": ("/check_eligibility", "70"),
    "call": ("/talk_to_human",),
    "more": (f'/update_case{{"reference": "{OPEN}"}}',),
    "withdrawal": (f'/withdraw_case{{"reference": "{OPEN}"}}',),
    "appeal": (f'/appeal_case{{"reference": "{CLOSED}"}}',),
    "nothing": (),
}
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
    (language, key, words)
    for language, commands in COMMANDS.items()
    for key, words in commands.items()
]
STOP = {"bn": "বন্ধ", "bn-Latn": "bondho", "en": "stop"}


@pytest.fixture
def in_form(new_phone: NewPhone, house: House) -> Callable[..., Phone]:
    def begin(form: str, **known: object) -> Phone:
        house.fake.cases[OPEN] = {"category": "wrong_amount"}
        house.fake.cases[CLOSED] = {"category": "wrong_amount", "status": "closed"}
        if form == "identity":
            house.fake.state = "unknown_phone"
        phone = new_phone(**known)
        for message in FORMS[form]:
            phone.sends(message)
        return phone

    return begin


@pytest.mark.parametrize("channel", ["sms", "ussd"])
@pytest.mark.parametrize("form", FORMS)
class TestInEveryForm:
    @pytest.mark.parametrize(("language", "key", "words"), TABLE)
    def test_words_do_what_the_key_does(
        self,
        in_form: Callable[..., Phone],
        house: House,
        form: str,
        channel: str,
        language: str,
        key: str,
        words: str,
    ) -> None:
        pressed = in_form(form, language=language, channel=channel).sends(key)
        house.fake.cases.clear()
        spoken = in_form(form, language=language, channel=channel).sends(words)
        assert spoken.heard
        assert (spoken.heard, spoken.titles) == (pressed.heard, pressed.titles)
        assert not house.fake.messages
        assert not house.fake.follow_ups

    @pytest.mark.parametrize("language", STOP)
    def test_stop_ends_the_messages(
        self, in_form: Callable[..., Phone], house: House, form: str, channel: str, language: str
    ) -> None:
        phone = in_form(form, language=language, channel=channel).sends(STOP[language])
        commands = [said["custom"] for said in phone.answers() if "custom" in said]
        # Who is in danger is asked how to be reached instead, and goes on.
        assert any("opt_out" in each for each in commands) is (form != "danger")
        assert not house.fake.messages


@pytest.mark.parametrize("language", COMMANDS)
def test_home_forgets_the_form(in_form: Callable[..., Phone], house: House, language: str) -> None:
    home = COMMANDS[language]["/go_home"]
    phone = in_form("more", language=language).sends(home).sends("the office was shut again")
    assert not house.fake.messages
    assert phone.heard


@pytest.mark.parametrize("language", COMMANDS)
def test_a_caseworkers_question_is_not_answered_by_them(
    in_form: Callable[..., Phone], house: House, language: str
) -> None:
    phone = in_form("nothing", language=language)
    phone.is_asked_by_caseworker(OPEN)
    for words in (COMMANDS[language]["/go_back"], COMMANDS[language]["/go_home"]):
        phone.sends(words)
    assert not house.fake.messages
    phone.sends("the officer came on Sunday")
    assert house.fake.messages == [(OPEN, "the officer came on Sunday")]


def test_more_words_are_an_answer(in_form: Callable[..., Phone], house: House) -> None:
    in_form("more", language="en").sends("the officer sent me back home again")
    assert house.fake.messages == [(OPEN, "the officer sent me back home again")]
