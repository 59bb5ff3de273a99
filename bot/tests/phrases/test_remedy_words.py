"""What counts as a yes and as a no to "has it come?", and what is neither."""

import pytest

from phrases.remedy_words import it_came, speaks_of_coming
from turn import Turn, read_turn


def turn(text: str, intent: str = "inform", confidence: float = 0.0) -> Turn:
    return read_turn("c", {"text": text, "intent": {"name": intent, "confidence": confidence}})


@pytest.mark.parametrize(
    "text",
    [
        *("হ্যাঁ", "হ্যাঁ পেয়েছি", "জি", "টাকা পাইছি", "কালকে আসছে", "1", "১", "টাকা পেয়ে গেছি", "টাকা এসে গেছে"),
        *("HA", "ha peyechi", "taka eseche kal", "salam apa, taka peyechi", "paisi", "taka aise"),
        *("yes", "I got it", "the money has come", "received yesterday", "it has now come"),
        *("টাকা পেয়েছি, কোনো সমস্যা নাই", "সমস্যা নাই, টাকা পাইছি", "no problem, it came"),
        *(
            "kono somossa nai, peyechi",
            "I got the full amount",
            "৩ মাসের সব টাকা পাইছি",
            "1500 taka paisi",
            "সব টাকা পেয়েছি",
            "টাকা জমা হয়েছে",
        ),
        *("৩ মাসের সব টাকা পাইছি", "1500 taka paisi", "taka asche, message o asche"),
    ],
)
def test_yes(text: str) -> None:
    assert it_came(turn(text)) is True


@pytest.mark.parametrize(
    "text",
    [
        *("না", "নাই", "না পাই নাই", "এখনো আসেনি", "টাকা পাইনি", "টাকা তো পাই নাই", "2", "২", "কিছুই পাই নাই"),
        *("NA", "na", "ekhono ashe nai", "taka painai", "asheni", "taka ashe ni", "ekhono pai nai"),
        *("no", "not received", "it did not come", "it has not come yet", "ন পাই", "not yet"),
        *("I am still waiting, it has not come", "it has not yet come", "I haven't received it"),
    ],
)
def test_no(text: str) -> None:
    assert it_came(turn(text)) is False


@pytest.mark.parametrize(
    "text",
    [
        *("only half of it came", "I received it, but less than I should", "not all of it came"),
        *("I am still waiting for it to come", "they say it will come", "has it come?"),
        *("part of it has come", "the rest has not come", "I did not get the full amount"),
        *("টাকা আসলে জানাব", "অর্ধেক পাইছি", "টাকা পেয়েছি কিন্তু কম", "সব টাকা পাই নাই", "টাকা আসবে বলছে"),
        *("হ্যাঁ, কিন্তু পুরাটা না", "বাকিটা আসে নাই", "আগে পাই নাই, এখন পেয়েছি", "টাকা এসেছে?"),
        *("taka asle janabo", "ordhek paisi", "kom paisi", "taka asbe bolse", "peyechi kintu kom"),
        *("ekhono opekkha kortesi", "sob taka pai nai", "kobe pabo", "kichu taka paisi"),
        *("১৫০০ এর জায়গায় ৭৫০ পাইছি", "1500 er jaygay 750 paisi", "got 750 instead of 1500"),
        *("পাইছি ৭৫০ টাকা, ১৫০০ দেওয়ার কথা", "আসছে, এক মাসেরটা", "এক কিস্তি পাইছি", "one month came"),
        *("টাকা পাইছে আমার ভাই", "my brother received it"),
        *("message asche", "মেসেজ আসে না", "I do not get any messages", "sms pai nai"),
        *("সমস্যা আছে", "সমস্যা নাই", "অফিস থেকে ডাকছে", "ধন্যবাদ", "5", "where is it", "ok", "ok goodbye"),
    ],
)
def test_neither(text: str) -> None:
    assert it_came(turn(text)) is None


@pytest.mark.parametrize(
    ("intent", "came"),
    [("deny", False), ("report_missing_payment", False), ("thank", None), ("affirm", None)],
)
def test_else_by_what_was_clearly_understood(intent: str, came: bool | None) -> None:
    assert it_came(turn("kotha", intent, 0.95)) is came
    assert it_came(turn("kotha", intent, 0.94)) is None


@pytest.mark.parametrize(("intent", "came"), [("affirm", True), ("deny", False), ("greet", None)])
def test_a_picked_option(intent: str, came: bool | None) -> None:
    assert it_came(turn(f"/{intent}", intent, 1.0)) is came


def test_of_coming_speaks_what_came_and_what_did_not() -> None:
    assert speaks_of_coming(turn("only half of it came"))
    assert speaks_of_coming(turn("টাকা কম পাইছি"))
    assert not speaks_of_coming(turn("the dealer gave me rotten rice"))
