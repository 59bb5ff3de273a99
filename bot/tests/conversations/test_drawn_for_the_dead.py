"""The allowance of a relative who has died, and somebody draws it: a report of the death."""

from collections.abc import Callable

import pytest
from conversations.conftest import Filed
from phone import Phone

NewPhone = Callable[..., Phone]
WHO_DIED = {"bn": "কে মারা গেছেন", "bn-Latn": "Ke mara gechhen", "en": "Who has died"}
FOR_ANOTHER = {"bn": "অন্য একজনের", "bn-Latn": "Onno ekjoner", "en": "It is for somebody"}
MEMBER = {"bn": "মেম্বার", "bn-Latn": "Member", "en": "ember"}


@pytest.mark.parametrize("channel", ["sms", "ussd"])
@pytest.mark.parametrize(
    ("language", "words", "name"),
    [
        ("bn", "বাপ মইরা গেছে দুই বছর, এহনও মেম্বার তার নামে ভাতা তুলে", "বাপের নাম কাদের"),
        ("bn", "বাপে মরছে দুই বছর, মেম্বারে এখনো তার ভাতা খায়", "বাপের নাম কাদের"),
        ("bn-Latn", "amar mrito mayer bhata member khay", "mayer nam rahima"),
        ("bn-Latn", "amar baba mara gesen, tar taka ekhono member tule", "babar nam kader"),
        ("en", "member keeps taking my dead mothers allowance", "her name is Rahima"),
        ("en", "my father died last year but the member still draws his allowance", "Abdul Kader"),
    ],
)
def test_is_asked_who_died_and_tells_who_draws_it(
    stranger: NewPhone, filed: Filed, channel: str, language: str, words: str, name: str
) -> None:
    phone = stranger(language=language, channel=channel).sends(words).hears(WHO_DIED[language])
    phone.sends(name).sends("/deny").sends("/deny").hears(MEMBER[language])
    phone.hears_nothing_of(FOR_ANOTHER[language]).sends("1")
    assert filed.category == "deceased"
    assert filed.told == {"role": "member"}
    assert name in filed.only["description"]
