"""Secrets that nobody asked for, and what citizens may ask of what is kept of them."""

from collections.abc import Callable

import pytest
from conftest import House
from phone import Phone

from wording import read_wording

NewPhone = Callable[..., Phone]
WORDING = read_wording()
ASKED = {
    "bn": "আমার সম্পর্কে কী জানেন",
    "bn-Latn": "amar somporke ki janen",
    "en": "what do you know about me",
}
DELETED = {
    "bn": "আমি যা বলেছি সব মুছে দেন",
    "bn-Latn": "ami ja bolsi sob muche den",
    "en": "delete what I told you please",
}
REDACTED = {
    "bn": "আমার পিন •••• টাকা পাই নাই",
    "bn-Latn": "amar pin •••• taka pai nai",
    "en": "my PIN is •••• and my money did not come",
}
LANGUAGES = sorted(ASKED)


class TestNotice:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_first_answer_says_where_it_is(self, new_phone: NewPhone, language: str) -> None:
        word = {"bn": "গোপন", "bn-Latn": "gopon", "en": "privacy"}[language]
        phone = new_phone(language=language).sends("/greet").hears(f'"{word}"')
        phone.sends(word).hears(WORDING.say("utter_own_data", language))
        assert len(phone.heard) == 1

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_by_digits_alone(self, new_phone: NewPhone, language: str) -> None:
        phone = new_phone(language=language, channel="ussd").sends("/greet").sends("7").sends("3")
        phone.hears(WORDING.say("utter_own_data", language))


class TestOwnData:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize(
        ("said", "digit", "asked"),
        [(ASKED, "1", "own_data_know"), (DELETED, "2", "own_data_delete")],
    )
    def test_is_answered_and_becomes_a_request(
        self,
        new_phone: NewPhone,
        house: House,
        language: str,
        said: dict[str, str],
        digit: str,
        asked: str,
    ) -> None:
        phone = new_phone(language=language).sends(said[language])
        phone.hears(WORDING.say("utter_own_data", language))
        assert house.fake.cases == {}
        phone.sends(digit).hears("৪৮২১-০৯৩৪" if language == "bn" else "4821-0934")
        (case,) = house.fake.cases.values()
        assert case["category"] == "data_request"
        assert case["description"] == WORDING.say(asked, language)

    def test_inside_a_complaint_is_answered_and_the_question_comes_again(
        self, new_phone: NewPhone
    ) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("গোপন")
        phone.hears("শুধু নালিশের কাজে", "কোন কিস্তি")

    def test_a_made_up_request_is_none(self, new_phone: NewPhone, house: House) -> None:
        new_phone().sends('/talk_to_human{"own_data": "sell"}').hears("একজন কর্মী")
        (case,) = house.fake.cases.values()
        assert case["category"] == "information"


class TestSecrets:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_redacted_one_is_warned_of_once_and_the_rest_answered(
        self, new_phone: NewPhone, language: str
    ) -> None:
        warning = WORDING.say("utter_secret_heard", language)
        phone = new_phone(language=language).sends("/greet").sends(REDACTED[language])
        assert phone.heard[0] == warning
        assert len(phone.heard) > 1
        phone.hears_nothing_of("••••").sends(REDACTED[language]).hears_nothing_of(warning, "••••")

    def test_in_the_first_message_after_who_we_are(self, new_phone: NewPhone) -> None:
        phone = new_phone(language="en").sends(REDACTED["en"])
        phone.hears("We are Nalish", WORDING.say("utter_secret_heard", "en"))

    def test_is_warned_of_again_when_the_same_message_comes_again(
        self, new_phone: NewPhone
    ) -> None:
        phone = new_phone(language="en").sends("/greet").sends(REDACTED["en"])
        phone.sends_again().hears(WORDING.say("utter_secret_heard", "en"))

    @pytest.mark.parametrize(
        ("language", "words", "advice"),
        [
            ("bn", "আমার পিন ৯৯৮৮ টাকা আসে নাই", "এখনই পিন বদলান"),
            ("bn-Latn", "amar pin 6677 taka ase nai", "Ekhoni PIN bodlan"),
            ("en", "my pin is 5566 and my money did not come", "Change your PIN now"),
        ],
    )
    def test_that_comes_whole_is_no_amount_and_stands_in_no_complaint(
        self, new_phone: NewPhone, house: House, language: str, words: str, advice: str
    ) -> None:
        phone = new_phone(language=language).sends("/greet").sends(words).hears(advice)
        phone.sends("1").sends("/affirm")
        (case,) = house.fake.cases.values()
        assert "••••" in case["description"]
        assert not any(letter.isdigit() for letter in case["description"])
        assert "amount_paisa" not in case.get("told", {})

    @pytest.mark.parametrize("channel", ["sms", "ussd"])
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("bn", "আমার পিন ১২৩৪, টাকা তুইলা দেন"),
            ("bn", "পিন •••• দিলাম, টাকা তুলে দেন"),
            ("bn", "আমার পিন ৪৫২১ দিলাম টাকাটা দেখেন"),
            ("bn-Latn", "amar pin 6677 taka dekhen"),
            ("bn-Latn", "pin number dilam 6677 taka tulte"),
            ("bn", "পিন নম্বর দিলাম ৬৬৭৭ টাকা তুলে দেন"),
            ("en", "my pin is 5566 please send my money"),
            ("en", "my pin is •••• please check my money"),
        ],
    )
    def test_that_is_handed_over_for_the_money_is_told_of_the_money(
        self, new_phone: NewPhone, channel: str, language: str, words: str
    ) -> None:
        phone = new_phone(channel=channel, language=language).sends("/greet").sends(words)
        phone.hears(WORDING.say("utter_secret_heard", language))
        assert phone.options[0] == "/report_missing_payment"
