"""What is told early, or instead of the answer that was asked for."""

from collections.abc import Callable

import pytest
from conversations.conftest import Filed
from phone import Phone

NewPhone = Callable[..., Phone]
MISSING = {
    "bn": "আমার ভাতার টাকা আসে নাই",
    "bn-Latn": "amar vatar taka ase nai",
    "en": "my allowance money did not come",
}
KEPT = {
    "bn": "নগদের এজেন্ট ১০০ টাকা কেটে রাখে",
    "bn-Latn": "nogod er dokandar 100 taka kete rakhe",
    "en": "the Nagad agent keeps 100 taka",
}
WHICH = {"bn": "কোন ভাতা?", "bn-Latn": "Kon bhata?", "en": "Which allowance?"}
WHO = {"bn": "পুরো এনআইডি", "bn-Latn": "puro NID", "en": "full NID"}
OLD_AGE = {"bn": "বয়স্ক ভাতা", "bn-Latn": "boyosko vata", "en": "old age allowance"}
NOTED = {
    "bn": "লিখলাম: বয়স্ক ভাতা।",
    "bn-Latn": "Likhlam: Boyosko bhata.",
    "en": "We wrote: Old age.",
}
NO_CARD = [
    *[("bn", said) for said in ("এনআইডি নাই", "আমার কার্ড হারায়ে গেছে", "নম্বর মনে নাই")],
    *[("bn-Latn", said) for said in ("NID nai", "nid kard harai gese", "card kache nai")],
    *[("en", said) for said in ("I have no NID", "my card is lost", "not with me now")],
]


@pytest.mark.parametrize(("language", "said"), NO_CARD)
def test_who_has_no_card_does_not_know_its_number(
    stranger: NewPhone, language: str, said: str
) -> None:
    phone = stranger(language=language).sends(MISSING[language]).hears(WHO[language])
    phone.sends(said).hears(WHICH[language]).hears_nothing_of(WHO[language])


@pytest.mark.parametrize("language", MISSING)
def test_a_programme_told_with_it_is_kept(stranger: NewPhone, filed: Filed, language: str) -> None:
    phone = stranger(language=language).sends(MISSING[language])
    phone.sends(OLD_AGE[language]).hears(NOTED[language], WHO[language])
    phone.sends("1").hears_nothing_of(WHICH[language])
    phone.sends("1").sends("/deny").sends("1")
    assert filed.told["programme"] == "oaa"


def test_the_first_words_of_a_payment_view_end_there_too(stranger: NewPhone) -> None:
    phone = stranger(language="bn-Latn").sends("amar taka kobe ashbe").hears(WHO["bn-Latn"])
    phone.sends("nid kard harai gese").hears("Porichoy na jene ei khobor deoa jay na")


@pytest.mark.parametrize("language", MISSING)
def test_a_programme_at_the_question_for_the_place(
    stranger: NewPhone, filed: Filed, language: str
) -> None:
    phone = stranger(language=language).sends(KEPT[language])
    asked = phone.heard[-1]
    phone.sends(OLD_AGE[language]).hears(NOTED[language], asked)
    phone.sends("ulipur").sends("1")
    assert filed.told["programme"] == "oaa"
    assert filed.told["area_code"] == "554994"


def test_a_place_at_the_read_back(stranger: NewPhone, filed: Filed) -> None:
    phone = stranger(language="bn-Latn").sends("boyosko vata matro 1500 taka asche").sends("1")
    phone.sends("jani na").hears("Thik achhe?").sends("ulipur")
    phone.hears("ulipur", "Thik achhe?").sends("1")
    assert filed.told["area_code"] == "554994"


def test_where_others_may_read_it_nothing_is_said_of_it(stranger: NewPhone) -> None:
    phone = stranger(language="bn-Latn").sends("chairman ghush chay 5000 taka card er jonno")
    asked = phone.heard[-1]
    phone.sends("ulipur").hears("Likhlam.", asked).hears_nothing_of("ulipur")


@pytest.mark.parametrize(
    ("language", "complaint", "more", "noted"),
    [
        (
            "bn",
            "ভিজিডির চাউল উলিপুরের ডিলার ওজনে কম দেছে",
            "৩০ কেজির জায়গায় ২০ কেজি দিছে",
            "লিখলাম।",
        ),
        (
            "bn-Latn",
            "babar nam vul card e",
            "babar nam Abdul Rahim na, Abdul Karim hobe",
            "Likhlam.",
        ),
        (
            "en",
            "my father's name is wrong on my card",
            "it should be Abdul Karim not Abdul Rahim",
            "We wrote it down.",
        ),
    ],
)
def test_more_of_the_story_at_the_read_back_is_written_down_and_said_so(
    stranger: NewPhone,
    filed: Filed,
    language: str,
    complaint: str,
    more: str,
    noted: str,
) -> None:
    phone = stranger(language=language).sends(complaint)
    if len(phone.options) == 1:  # who it is
        phone.sends("1").sends("/deny")
    phone.sends(more).hears(noted)
    phone.hears_nothing_of("বুঝতে পারিনি", "bujhte parini", "did not understand").sends("/affirm")
    assert filed.only["description"].splitlines()[-1] == more
