"""Whose complaint it is, told late or by the way, and whether they agree."""

from collections.abc import Callable

import pytest
from conversations.conftest import Filed
from phone import Phone

NewPhone = Callable[..., Phone]
AGREES = {"bn": "তিনি কি রাজি", "bn-Latn": "tini ki raji", "en": "agree"}
NOT_MINE = [
    ("bn", "আমার না ভাই, আমার চাচার টাকা"),
    ("bn", "এইটা আমার না, আমার বাপের ভাতা"),
    ("bn", "আমার নায়, আমার মাইর"),
    ("bn", "না আমার না, আমার মায়ের নাম"),
    ("bn-Latn", "amar na, amar chachar taka"),
    ("en", "no, it is not mine, it is my mother's money"),
    ("bn", "এটা তো আমার না, নানুর"),
    ("bn-Latn", "eta to amar na, nanur"),
    ("en", "this is not mine it is my mother-in-law's"),
]


@pytest.mark.parametrize(("language", "words"), NOT_MINE)
def test_what_was_read_back_is_somebody_elses(
    new_phone: NewPhone, filed: Filed, language: str, words: str
) -> None:
    phone = new_phone(language=language).sends("/report_missing_payment").sends("1").sends(words)
    phone.hears(AGREES[language]).sends("/affirm").sends("/affirm")
    assert filed.told["for_other"] == "agreed"
    assert filed.only["payment_id"] is None
    assert words in filed.only["description"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("bn", "এইটা তো আমার না আমার নানুর"),
        ("bn-Latn", "eta to amar na, nanur"),
        ("en", "not mine, my mother-in-law's"),
    ],
)
def test_it_is_somebody_elses_before_all_is_asked(
    new_phone: NewPhone, filed: Filed, language: str, words: str
) -> None:
    phone = new_phone(language=language).sends("/report_missing_payment").sends(words)
    phone.hears(AGREES[language]).sends("/affirm").sends("1").sends("/affirm")
    assert filed.told["for_other"] == "agreed"
    assert filed.only["payment_id"] is None


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("bn-Latn", "amr dadir vatar taka agent 100 tk kete rakhe"),
        ("bn", "মোর ভাইডা পঙ্গু, হের ভাতার টাহা নগদের এজেন্ট কাইট্টা রাহে ২০০"),
        ("bn", "মেম্বারে আমার শাশুড়ির নাম ভাতার লিস্ট থেইকা কাইট্টা দিছে"),
    ],
)
def test_who_is_named_at_once_is_asked_to_agree(
    new_phone: NewPhone, language: str, words: str
) -> None:
    new_phone(language=language).sends(words).hears(AGREES[language])


@pytest.mark.parametrize("words", ["উনার লাইগা লেখতেছি, উনি লেখাপড়া জানে না", "ওর জন্য নালিশ"])
def test_where_it_is_asked_who_they_are_it_may_be_said(
    stranger: NewPhone, filed: Filed, words: str
) -> None:
    phone = stranger(language="bn").sends("তিন মাস ভাতার টাকা আসে না").sends(words)
    phone.hears("যাঁর জন্য, তাঁর পুরো এনআইডি").sends(words).hears("যাঁর জন্য, তাঁর পুরো এনআইডি")
    phone.picks("জানি না").hears(AGREES["bn"])


@pytest.mark.parametrize(
    ("language", "words", "consent"),
    [
        ("bn", "তাইন জানইন", "agreed"),
        ("bn", "তাইন মত দিছইন", "agreed"),
        ("bn", "হ মাও কইছে", "agreed"),
        ("bn", "অ, মা রাজি", "agreed"),
        ("en", "yes, she knows", "agreed"),
        ("bn", "উনি জানেন না, আমি নিজে থেকে দিতেছি", "not_agreed"),
        ("bn", "খালারে না জানাইয়া লেখতেছি", "not_agreed"),
        ("bn", "মা রাজি না", "not_agreed"),
        ("bn-Latn", "nani jane na, ami nijei likhtesi", "not_agreed"),
        ("en", "she does not know about it", "not_agreed"),
    ],
)
def test_whether_they_agree_is_told_in_words(
    new_phone: NewPhone, filed: Filed, language: str, words: str, consent: str
) -> None:
    phone = new_phone(language=language).sends("/report_missing_payment").sends("1")
    phone.sends('/inform{"read_back": "for_other"}').hears(AGREES[language]).sends(words)
    phone.sends("/affirm")
    assert filed.told["for_other"] == consent
