"""Our messages stop and start on clear words alone; anything less is asked."""

from collections.abc import Callable

import pytest
from conftest import House
from phone import Phone

from wording import read_wording

NewPhone = Callable[..., Phone]

WORDING = read_wording()
CLEAR = [
    ("bn", "আর মেসেজ পাঠাবেন না", "opt_out"),
    ("bn", "বন্ধ", "opt_out"),
    ("bn", "আবার মেসেজ পাঠান, মেসেজ চালু করেন", "opt_in"),
    ("bn-Latn", "ar sms diyen na", "opt_out"),
    ("bn-Latn", "message bondho koren", "opt_out"),
    ("bn-Latn", "abar msg chalu koren", "opt_in"),
    ("en", "please stop texting me", "opt_out"),
    ("en", "STOP", "opt_out"),
    ("en", "no sms please", "opt_out"),
    ("en", "start sending me messages again", "opt_in"),
]
NOT_CLEAR = [
    ("bn", "আমার স্বামী মেসেজ পড়ে"),
    ("bn", "মেসেজ আসে না কেন"),
    ("bn", "ওই নাম্বারে টাকা পাঠানো বন্ধ করেন"),
    ("bn", "ভাতা চালু করেন"),
    ("bn-Latn", "message ashe na"),
    ("bn-Latn", "phone bondho"),
    ("bn-Latn", "amar vata abar chalu koren"),
    ("bn-Latn", "message asche"),
    ("en", "I do not get any messages"),
    ("en", "stop him"),
    ("en", "start my allowance again"),
    ("en", "I changed my mind"),
]


def commands(phone: Phone) -> dict[str, bool]:
    told = [said["custom"] for said in phone.answers() if "custom" in said]
    return {name: each[name] for each in told for name in ("opt_out", "opt_in") if name in each}


@pytest.mark.parametrize(("language", "words", "command"), CLEAR)
def test_what_is_clear_is_done(
    new_phone: NewPhone, language: str, words: str, command: str
) -> None:
    phone = new_phone(language=language).sends(words)
    assert commands(phone) == {command: True}


@pytest.mark.parametrize(("language", "words"), NOT_CLEAR)
def test_nothing_is_done_by_a_guess(new_phone: NewPhone, language: str, words: str) -> None:
    assert commands(new_phone(language=language).sends(words)) == {}


@pytest.mark.parametrize("yes", ["1", "yes", "ji ha", "হ্যাঁ"])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("bn", "আমার নাম্বার কেটে দেন, মেসেজ আসে শুধু"),
        ("bn-Latn", "eisob sms amar lage na"),
        ("en", "take me off your list"),
    ],
)
def test_what_may_be_meant_is_asked(
    new_phone: NewPhone, language: str, words: str, yes: str
) -> None:
    phone = new_phone(language=language).sends(words)
    phone.hears(WORDING.say("utter_ask_stop_messages", language))
    assert commands(phone) == {}
    assert commands(phone.sends(yes)) == {"opt_out": True}


@pytest.mark.parametrize("no", ["2", "no", "no thanks"])
def test_a_no_leaves_it_as_it_is(new_phone: NewPhone, no: str) -> None:
    phone = new_phone(language="en").sends("take me off your list").sends(no)
    assert commands(phone.hears("All right")) == {}


@pytest.mark.parametrize("words", ["message asche", "মেসেজ আসছে", "stop him", "please stop them"])
def test_an_answer_that_is_awaited_is_none(new_phone: NewPhone, house: House, words: str) -> None:
    house.fake.cases["48210934"] = {"category": "payment_not_received"}
    phone = new_phone()
    phone.is_asked_by_caseworker("48210934", about="remedy")
    phone.sends(words)
    assert commands(phone) == {}


@pytest.mark.parametrize("words", ["message ashe na", "phone bondho", "stop him"])
def test_no_form_is_left_by_a_guess(new_phone: NewPhone, words: str) -> None:
    phone = new_phone(language="en").sends("/report_missing_payment").sends(words)
    assert '/inform{"payment": "1"}' in phone.options


@pytest.mark.parametrize("channel", ["sms", "ussd"])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("bn", "বাদ দেন"),
        ("bn-Latn", "bad den"),
        ("bn-Latn", "bad diye den bhai"),
        ("en", "forget it"),
    ],
)
def test_who_only_says_leave_it_is_asked_what(
    new_phone: NewPhone, channel: str, language: str, words: str
) -> None:
    phone = new_phone(channel=channel, language=language).sends(words)
    phone.hears(WORDING.say("utter_ask_what_to_leave", language))
    assert phone.options == ["/withdraw_case", "/stop_messages", "/ask_menu"]
    assert commands(phone) == {}
    assert commands(phone.sends("2")) == {"opt_out": True}


@pytest.mark.parametrize(
    ("language", "words"), [("bn", "বন্ধ কেন"), ("bn-Latn", "bondho keno"), ("bn-Latn", "sala")]
)
def test_who_names_no_messages_is_not_asked_about_them(
    new_phone: NewPhone, language: str, words: str
) -> None:
    phone = new_phone(language=language).sends(words)
    for name in ("utter_ask_stop_messages", "utter_ask_start_messages"):
        phone.hears_nothing_of(WORDING.say(name, language))
    assert phone.titles
