"""Whether it is safe, in people's own words: of what is not clear the most careful is heard, and
nobody is sent away for it.
"""

from collections.abc import Callable

import pytest
from conversations.conftest import Filed
from phone import Phone

from wording import LANGUAGES, read_wording

NewPhone = Callable[..., Phone]

WORDING = read_wording()
ABUSE = {
    "bn": "অফিসার গায়ে হাত দিছে",
    "bn-Latn": "officer amar gaye hat dise",
    "en": "the officer touched my body",
}
NO_MESSAGES = {
    "bn": [
        "আমার স্বামী মেসেজ পড়ে",
        "মেসেজ দিয়েন না স্বামী দেখবে",
        "ফোন করা যাবে কিন্তু এসএমএস না",
        "মেসেজ নিরাপদ না, কথা বলা যাবে",
        "এই ফোন আমার ভাসুর দেখে",
        "কিছু পাঠাইয়েন না এইখানে",
    ],
    "bn-Latn": [
        "amar shami message pore",
        "amar phone er message amar shoshur dekhe",
        "ekhon bolte parbo, kintu message pathaile dekhe felbe",
        "message pathaile bipod hobe",
        "call kora jabe, message na",
        "phone ta amar na",
        "ei phone amar jamai dekhe",
        "ghorer keu jeno na jane ei kotha",
    ],
    "en": [
        "messages are not safe, my husband reads them",
        "my husband checks the messages",
        "yes, but messages are not safe",
        "he is my neighbour and reads my phone",
        "my husband checks this phone",
        "dont send anything here",
        "i don't want anyone in my house to see this",
    ],
}
SAFE = {
    "bn": ["কোনো সমস্যা নাই", "দুইটাই নিরাপদ", "দুইডাই", "দুইডাই নিরাপদ", "দুইটা", "দোনোটাই"],
    "bn-Latn": ["somossa nai", "kono osubidha nai", "duitai apa"],
    "en": ["no problem", "yes, both are safe", "both"],
}
NOT_CLEAR = {
    "bn": ["ঘরে কেউ নাই এখন", "এখন ভালো আছি", "পাশে মানুষ নাই"],
    "bn-Latn": ["keu nai", "ami baire achi ekhon", "ha, kintu rate na"],
    "en": ["nobody is here", "both my brothers know it", "I am at my sister's house"],
}
NOT_NOW = {
    "bn": [
        "এখন নিরাপদ নয়",
        "পরে কথা বলব",
        "দুইটাই নিরাপদ না",
        "এখন পাশে মানুষ আছে",
        "এখন পারমু না, ঘরে লোক আছে",
    ],
    "bn-Latn": ["ekhon nirapod na", "pore kotha bolbo", "ekhon parmu na", "pashe lok ase"],
    "en": [
        "not safe",
        "it is not safe now, my husband is here",
        "i cant talk now",
        "people around",
    ],
}
CALL_ME = {
    "bn": ["আমারে একটা ফোন দেন", "ফোন দিয়েন"],
    "bn-Latn": ["phone diyen amake", "kal call koiren"],
    "en": ["call me", "please phone me tomorrow", "wait I said call me"],
}
CALL_ME_AT_MIDDAY = {
    "bn": "কাইল দুপুরে ফোন দিয়েন",
    "bn-Latn": "dupure phone diyen amake",
    "en": "call me at noon please",
}
NO_CALL_EITHER = {
    "bn": ["ফোনও দিয়েন না", "ফোনও করবেন না"],
    "bn-Latn": ["phone o diyen na", "call o na"],
    "en": ["no call either", "send nothing, do not call me"],
}
SISTER = "+8801812345678"
ELSEWHERE = {
    "bn": "আমার বোনের নাম্বার 01812345678 এ ফোন দিয়েন",
    "bn-Latn": "amar boner number 01812345678 e phone diyen",
    "en": "please ring my sister's number 01812345678",
}
THE_NUMBER_GIVEN = {
    "bn": "দেওয়া নম্বরে ফোন",
    "bn-Latn": "deoa nombore phone",
    "en": "the number you gave",
}


def in_each(words: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, said) for language in LANGUAGES for said in words[language]]


@pytest.fixture
def in_danger(new_phone: NewPhone) -> NewPhone:
    return lambda language: new_phone(language=language).sends(ABUSE[language])


class TestSafety:
    @pytest.mark.parametrize(("language", "words"), in_each(NO_MESSAGES))
    def test_whose_messages_others_read_may_be_called(
        self, in_danger: NewPhone, filed: Filed, language: str, words: str
    ) -> None:
        phone = in_danger(language).sends(words)
        phone.hears(WORDING.say("utter_ask_call_time", language)).sends("1").sends("1")
        assert filed.told == {"contact_safely": "call", "call_time": "morning"}
        assert words in filed.only["description"]

    @pytest.mark.parametrize(("language", "words"), in_each(SAFE))
    def test_a_yes_in_other_words(
        self, in_danger: NewPhone, filed: Filed, language: str, words: str
    ) -> None:
        in_danger(language).sends(words).sends("1")
        assert filed.told == {"contact_safely": "sms"}

    @pytest.mark.parametrize(("language", "words"), in_each(NOT_CLEAR))
    def test_what_is_not_clear_is_asked_again_and_kept(
        self, in_danger: NewPhone, filed: Filed, language: str, words: str
    ) -> None:
        phone = in_danger(language).sends(words)
        phone.hears(WORDING.say("utter_ask_safety", language))
        assert filed.all() == []
        phone.sends("1").sends("1")
        assert words in filed.only["description"]

    @pytest.mark.parametrize(("language", "words"), in_each(NOT_NOW))
    def test_not_now_ends_the_talk(
        self, in_danger: NewPhone, filed: Filed, language: str, words: str
    ) -> None:
        phone = in_danger(language).sends(words)
        assert "end_session" in str(phone.answers())
        assert filed.told == {"contact_safely": "no"}


class TestACall:
    @pytest.mark.parametrize(("language", "words"), in_each(CALL_ME))
    def test_that_is_wished_is_agreed(
        self, in_danger: NewPhone, filed: Filed, language: str, words: str
    ) -> None:
        phone = in_danger(language).sends(words)
        phone.hears(WORDING.say("utter_ask_call_time", language)).sends("1").sends("1")
        assert filed.told == {"contact_safely": "call", "call_time": "morning"}
        assert words in filed.only["description"]

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_with_its_time_is_agreed_at_once(
        self, in_danger: NewPhone, filed: Filed, language: str
    ) -> None:
        in_danger(language).sends(CALL_ME_AT_MIDDAY[language]).sends("1")
        assert filed.told == {"contact_safely": "call", "call_time": "midday"}

    def test_at_another_number_is_agreed_at_once(self, in_danger: NewPhone, filed: Filed) -> None:
        in_danger("en").sends(ELSEWHERE["en"].replace("ring", "call me on")).sends("1")
        assert filed.told == {"contact_safely": "call", "ring_at": SISTER}

    @pytest.mark.parametrize("before", [[], ["2"]])
    @pytest.mark.parametrize(("language", "words"), in_each(NO_CALL_EITHER))
    def test_that_is_refused_is_none(
        self, in_danger: NewPhone, filed: Filed, language: str, words: str, before: list[str]
    ) -> None:
        phone = in_danger(language)
        for answer in before:
            phone.sends(answer)
        phone.sends(words).hears(WORDING.say("utter_ask_read_back_unspoken", language)).sends("1")
        assert filed.told == {"contact_safely": "no"}

    @pytest.mark.parametrize("words", ["amare phone diyen na", "ফোন দিয়েন না", "do not call me"])
    @pytest.mark.parametrize(("answer", "told"), [("1", "sms"), ("2", "no")])
    def test_that_is_refused_says_nothing_of_messages(
        self, in_danger: NewPhone, filed: Filed, words: str, answer: str, told: str
    ) -> None:
        phone = in_danger("en").sends(words).hears_nothing_of(WORDING.say("utter_misread", "en"))
        phone.sends(answer).sends("1")
        assert filed.told == {"contact_safely": told}


class TestWhereToRing:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_is_the_number_that_was_told(
        self, in_danger: NewPhone, filed: Filed, language: str
    ) -> None:
        phone = in_danger(language).sends("2").sends(ELSEWHERE[language]).sends("1")
        phone.hears(THE_NUMBER_GIVEN[language])
        assert filed.told == {"contact_safely": "call", "ring_at": SISTER}
        first = filed.only["description"].splitlines()[0]
        assert first == WORDING.say("ring_the_number_told", language)
        assert ELSEWHERE[language] in filed.only["description"]

    def test_at_the_time_that_was_told(self, in_danger: NewPhone, filed: Filed) -> None:
        phone = in_danger("en").sends("2").sends("ring 01812345678 in the morning").sends("1")
        phone.hears("the number you gave", "in the morning")
        assert filed.told == {
            "contact_safely": "call",
            "call_time": "morning",
            "ring_at": SISTER,
        }

    @pytest.mark.parametrize("channel", ["sms", "ussd"])
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_stays_so_for_whatever_comes_later(
        self, new_phone: NewPhone, filed: Filed, language: str, channel: str
    ) -> None:
        phone = new_phone(language=language, channel=channel).sends(ABUSE[language]).sends("2")
        phone.sends(ELSEWHERE[language]).sends("1").sends("/talk_to_human")
        phone.hears(THE_NUMBER_GIVEN[language])
        assert [case["told"]["ring_at"] for case in filed.all()] == [SISTER, SISTER]

    def test_is_the_one_that_was_told_last(self, in_danger: NewPhone, filed: Filed) -> None:
        phone = in_danger("en").sends("call 01712345678 maybe, ask her").sends("2")
        phone.sends("no, ring 01812345678").sends("ring my sister, 01812345678").sends("1")
        assert filed.told["ring_at"] == SISTER

    def test_is_the_own_phone_where_none_was_told(self, in_danger: NewPhone, filed: Filed) -> None:
        phone = in_danger("en").sends("2").sends("in the morning").sends("1")
        phone.hears_nothing_of("the number you gave")


class TestWhatHappened:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("bn", "হ্যাঁ লিখব: সে আমার হাত ধরছে উলিপুর অফিসে"),
            ("bn-Latn", "se amake dhorar chesta korse tar ghore"),
            ("bn-Latn", "tar nam Karim"),
            ("en", "It happened on Monday in his room"),
            ("en", "He said he will cut my card if I tell"),
        ],
    )
    def test_is_kept_also_where_it_answers_nothing(
        self, in_danger: NewPhone, filed: Filed, language: str, words: str
    ) -> None:
        phone = in_danger(language).sends("1").sends(words)
        phone.hears_nothing_of(WORDING.say("utter_misread", language))
        if filed.all() == []:
            phone.sends("1")
        assert filed.only["description"] == f"{ABUSE[language]}\n{words}"

    @pytest.mark.parametrize("words", ["onar nam Karim dealer", "ওনার নাম করিম", "his name is Karim"])
    def test_so_is_what_is_added_to_what_was_read_back(
        self, new_phone: NewPhone, filed: Filed, words: str
    ) -> None:
        phone = new_phone(language="en").sends("the dealer gave me less rice").sends("1")
        phone.hears("Is that right?").sends(words).sends("1")
        assert words in filed.only["description"]
