"""Without a name, or for somebody else: also where the very first message says so."""

from collections.abc import Callable

import pytest
from conversations.conftest import Filed
from phone import Phone

from wording import LANGUAGES, read_wording

NewPhone = Callable[..., Phone]

WORDING = read_wording()
WITHOUT_A_NAME = [
    ("bn", "আমার নাম বলবেন না, ডিলার ৫ কেজি চাল কম দিছে"),
    ("bn", "চেয়ারম্যান ৫০০০ টাকা ঘুষ চাইছে, নাম গোপন রাখবেন"),
    ("bn-Latn", "amar nam kete dise, amar nam bolben na"),
    ("bn-Latn", "agent 50 taka kete rakhe, nam gopon rakhben"),
    ("en", "without my name please: the agent keeps 50 taka"),
    ("en", "the agent keeps 50 taka, please do not tell my name"),
]
FOR_MY_MOTHER = {
    "bn": "আমার মায়ের জন্য নালিশ, এজেন্ট ২০০ টাকা কেটে রাখে",
    "bn-Latn": "amar mayer jonno nalish, agent 200 taka kete rakhe",
    "en": "I complain for my mother, the agent keeps 200 taka",
}


def files(phone: Phone, filed: Filed, consents: str = "/affirm") -> list[str]:
    """Says yes to what can be said yes to, and to nothing else anything; gives back what was
    asked.
    """
    asked = [*phone.heard]
    while not filed.all():
        consent = WORDING.say("utter_ask_consent", phone.language)
        is_yes = "/affirm" in phone.options
        phone.sends(consents if phone.heard[-1] == consent else "/affirm" if is_yes else "/deny")
        asked += phone.heard
    return asked


class TestWithoutAName:
    @pytest.mark.parametrize(("language", "words"), WITHOUT_A_NAME)
    def test_nobody_learns_it(
        self, new_phone: NewPhone, filed: Filed, language: str, words: str
    ) -> None:
        phone = new_phone(language=language).sends(words)
        files(phone, filed)
        assert filed.only["is_anonymous"] is True

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("bn", "আমার টাকা আসে নাই, আমার নাম বলবেন না"),
            ("bn-Latn", "amar taka ashe nai, nam bolben na"),
            ("en", "my money did not come, do not tell my name"),
        ],
    )
    def test_and_nobody_is_asked_who_they_are(
        self, stranger: NewPhone, filed: Filed, language: str, words: str
    ) -> None:
        phone = stranger(language=language).sends(words)
        assert WORDING.say("utter_undecided_at_once", language) in files(phone, filed)
        assert filed.only["is_anonymous"] is True

    def test_also_instead_of_saying_who(self, stranger: NewPhone, filed: Filed) -> None:
        phone = stranger(language="en").sends("my money did not come").hears("NID")
        phone.sends("do not tell my name to anybody").hears("Which allowance")
        files(phone, filed)
        assert filed.only["is_anonymous"] is True

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_safety_comes_first_all_the_same(
        self, new_phone: NewPhone, filed: Filed, language: str
    ) -> None:
        words = {
            "bn": "অফিসার গায়ে হাত দিছে, আমার নাম বলবেন না",
            "bn-Latn": "officer amar gaye hat dise, amar nam bolben na",
            "en": "the officer touched my body, do not tell my name",
        }
        phone = new_phone(language=language).sends(words[language])
        phone.hears(WORDING.say("utter_ask_safety", language)).sends("1")
        phone.hears(WORDING.say("utter_ask_read_back_unnamed", language)).sends("1")
        assert filed.only["is_anonymous"] is True


class TestForSomebodyElse:
    @pytest.mark.parametrize(("answer", "noted"), [("/affirm", "agreed"), ("/deny", "not_agreed")])
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_whether_they_agree_is_asked(
        self, stranger: NewPhone, filed: Filed, language: str, answer: str, noted: str
    ) -> None:
        phone = stranger(language=language).sends(FOR_MY_MOTHER[language])
        assert WORDING.say("utter_ask_consent", language) in files(phone, filed, consents=answer)
        assert filed.told["for_other"] == noted

    def test_and_without_a_name(self, stranger: NewPhone, filed: Filed) -> None:
        words = f"{FOR_MY_MOTHER['bn-Latn']}, nam bolben na"
        files(stranger(language="bn-Latn").sends(words), filed)
        assert filed.told["for_other"] == "agreed"
        assert filed.only["is_anonymous"] is True

    def test_is_asked_once(self, stranger: NewPhone, filed: Filed) -> None:
        phone = stranger(language="en").sends(FOR_MY_MOTHER["en"]).sends("/affirm")
        phone.sends("it is for my mother, bkash")
        assert WORDING.say("utter_ask_consent", "en") not in files(phone, filed)
