"""Which messages give up what is asked, and how clearly."""

import pytest

from phrases.giving_up import LEAVES, REFUSES, UNSENT, told_in

LEAVING = (
    *(
        "bad den",
        "thak, lagbe na",
        "Thak bhai, dorkar nai",
        "na thak",
        "ar korbo na",
        "eta bad den",
        "na bhai ar jhamela korte chai na",
        "thak, pore dekhbo",
    ),
    *("বাদ দেন", "থাক লাগবে না", "না, থাক", "আর দরকার নাই", "বাদ দেন ভাই", "ন লাগিবো"),
    *("forget it", "OK, forget it", "never mind", "I changed my mind", "no thanks"),
)
REFUSING = (
    *("nalish korbo na", "ami nalish korte chai na", "nalish bad den", "nalish ta cancel koren"),
    *("নালিশ করব না", "আমি নালিশ করতে চাই না", "থাক, নালিশ করমু না", "অভিযোগ বাতিল করেন"),
    *(
        "don't file it",
        "cancel the complaint",
        "I do not want to complain",
        "don't send the complaint",
    ),
)
NOT_SENDING = (
    *("pathaiyen na", "na, pathaben na", "joma diyen na"),
    *("পাঠায়েন না", "না পাঠাইয়েন না", "জমা দিয়েন না"),
    *("do not send it", "please don't send this"),
)
NEITHER = (
    *("", "?", "na", "না", "no", "না না", "eta na", "nalish", "amar nalish", "thake", "থাকে", "থাকেন"),
    *("na, 1500", "lagbe na 500", "taka na, chal", "na, nagad", "it is not 500", "500 bad den"),
    *("amar nam bad den", "ভাতা বাদ দেন", "তালিকা থেকে বাদ দিছে", "ora bad dise", "bad diche"),
    *("message pathaben na", "phone lagbe na", "taka lagbe na, chal lagbe", "don't send messages"),
    *("cancel card", "send it", "pathan", "চাই না", "korbo", "nalish korbo", "how do I cancel"),
    "thak " * 20,
)


@pytest.mark.parametrize("text", LEAVING)
def test_leaving(text: str) -> None:
    assert told_in(text) == LEAVES


@pytest.mark.parametrize("text", REFUSING)
def test_refusing_the_complaint(text: str) -> None:
    assert told_in(text) == REFUSES


@pytest.mark.parametrize("text", NOT_SENDING)
def test_wanting_nothing_sent(text: str) -> None:
    assert told_in(text) == UNSENT


@pytest.mark.parametrize("text", NEITHER)
def test_everything_else_is_neither(text: str) -> None:
    assert told_in(text) is None
