"""Who is in danger comes back when it is safe, or tells what happened since: one matter."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.conftest import Filed
from conversations.danger import ABUSE, BRIBE, NOT_NOW, SAFE, THREAT
from phone import Phone

from wording import LANGUAGES, read_wording

NewPhone = Callable[..., Phone]

WORDING = read_wording()
CASE = "48210934"
NUMBERS = {"bn": "৯৯৯, ১০৯", "bn-Latn": "999, 109", "en": "999, 109"}
SAFE_AGAIN = {
    "bn": ["এখন কথা কইতে পারমু", "এখন নিরাপদ, কথা বলতে পারি"],
    "bn-Latn": ["ekhon nirapod, bolte pari", "ekhon kotha bolte parbo"],
    "en": ["now I can talk", "it is safe now, I want to talk"],
}
AGAIN = {
    "bn": ["কাইল রাইতে আবার আইছিল", "আমারে যদি মারে তখন?"],
    "bn-Latn": ["kal abar aisilo lathi niye", "oy kal abar marse"],
    "en": ["he came to my house again last night", "he hit me again"],
}


def in_each(words: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, said) for language in LANGUAGES for said in words[language]]


def asked_for_more(language: str) -> str:
    shown = "৪৮২১-০৯৩৪" if language == "bn" else "4821-0934"
    return WORDING.say("utter_ask_more", language, reference=shown)


class TestWhoComesBack:
    @pytest.mark.parametrize("between", [[], ["48210934"]])
    @pytest.mark.parametrize(("language", "words"), in_each(SAFE_AGAIN))
    def test_goes_on_with_what_was_told(
        self,
        new_phone: NewPhone,
        filed: Filed,
        house: House,
        language: str,
        words: str,
        between: list[str],
    ) -> None:
        phone = new_phone(language=language).sends(ABUSE[language]).sends(NOT_NOW)
        for number in between:
            phone.sends(number)
        phone.sends(words).hears(asked_for_more(language))
        phone.sends(AGAIN[language][1]).hears(NUMBERS[language])
        assert filed.only["description"] == ABUSE[language]
        ((reference, added),) = house.fake.messages
        assert reference == CASE
        assert AGAIN[language][1] in added

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_may_be_called_now(self, new_phone: NewPhone, house: House, language: str) -> None:
        phone = new_phone(language=language).sends(ABUSE[language]).sends(NOT_NOW)
        phone.sends(SAFE_AGAIN[language][0])
        phone.picks(WORDING.button("button_wants_call", language)["title"])
        phone.picks(WORDING.say("call_time_midday", language))
        assert [(case, body["call_time"]) for case, body in house.fake.call_backs] == [
            (CASE, "midday")
        ]

    @pytest.mark.parametrize("words", ["ekhon nirapod na", "it is not safe now"])
    def test_is_not_who_says_that_it_is_not_safe(self, new_phone: NewPhone, words: str) -> None:
        phone = new_phone(language="en").sends(ABUSE["en"]).sends(NOT_NOW).sends(words)
        phone.hears_nothing_of(asked_for_more("en"), asked_for_more("bn-Latn"))

    def test_also_to_a_matter_that_is_no_abuse(self, new_phone: NewPhone, filed: Filed) -> None:
        phone = new_phone().sends(BRIBE).sends(NOT_NOW).sends("এখন বলতে পারি")
        phone.hears(asked_for_more("bn"))
        assert filed.category == "bribe"


class TestWhatHappenedSince:
    @pytest.mark.parametrize(("language", "words"), in_each(AGAIN))
    def test_goes_to_the_matter_and_tells_whom_to_ring(
        self, new_phone: NewPhone, filed: Filed, house: House, language: str, words: str
    ) -> None:
        phone = new_phone(language=language).sends(THREAT[language]).sends(SAFE).sends("1")
        phone.sends(words).hears(NUMBERS[language])
        assert house.fake.messages == [(CASE, words)]
        phone.sends(AGAIN[language][0])
        assert house.fake.messages[1:] == [(CASE, AGAIN[language][0])]
        assert filed.category == "threat"

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("bn", "আমার ভাতার টাকা কবে আসবে?"),
            ("bn-Latn", "dhonnobad vai apnare"),
            ("en", "what allowance can I get?"),
            ("en", "thank you very much"),
        ],
    )
    def test_is_neither_thanks_nor_another_wish(
        self, new_phone: NewPhone, house: House, language: str, words: str
    ) -> None:
        new_phone(language=language).sends(THREAT[language]).sends(SAFE).sends("1").sends(words)
        assert house.fake.messages == []

    def test_is_never_told_to_a_complaint_that_others_read(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone(language="en").sends("the UP chairman wants 5000 for a card")
        phone.sends(NOT_NOW).sends("he hit me again").hears("Is it safe")
        assert house.fake.messages == []
