"""Who says goodbye in the middle of a complaint finds it again; who gives it up does not."""

from collections.abc import Callable

import pytest
from conftest import House, Loop
from conversations.conftest import Filed, let_two_days_pass
from phone import Phone

from wording import LANGUAGES, read_wording

NewPhone = Callable[..., Phone]

WORDING = read_wording()
TELLS = {
    "bn": "ডিলার চাল কম দেয়",
    "bn-Latn": "dealer chal kom dey",
    "en": "the rice dealer gives less rice",
}
GOODBYE = {"bn": "আচ্ছা থাক রাখি", "bn-Latn": "khoda hafez", "en": "bye"}
HELLO = {"bn": "সালাম", "bn-Latn": "salam", "en": "hello"}
GIVES_UP = {"bn": "বাদ দেন", "bn-Latn": "ar lagbe na", "en": "cancel"}
OFFERED = {"bn": "আগের নালিশ", "bn-Latn": "Ager nalish", "en": "first complaint"}
BRIBE = {"bn": "ঘুষ চাইছে", "bn-Latn": "ghush chaise", "en": "they asked me for a bribe"}


@pytest.fixture
def left(new_phone: NewPhone) -> Callable[..., Phone]:
    def leave(language: str, channel: str = "sms") -> Phone:
        phone = new_phone(language=language, channel=channel).sends(TELLS[language])
        return phone.sends(GOODBYE[language])

    return leave


@pytest.mark.parametrize("language", LANGUAGES)
class TestAfterAGoodbye:
    def test_it_is_said_that_what_was_told_is_kept(
        self, left: Callable[..., Phone], filed: Filed, language: str
    ) -> None:
        phone = left(language).hears(WORDING.say("utter_kept_for_now", language))
        phone.hears(WORDING.say("utter_goodbye", language)).hears_nothing_of(OFFERED[language])
        assert "end_session" in str(phone.answers())
        assert filed.all() == []

    @pytest.mark.parametrize("channel", ["sms", "ussd"])
    def test_who_comes_back_goes_on_where_it_stood(
        self, left: Callable[..., Phone], filed: Filed, language: str, channel: str
    ) -> None:
        phone = left(language, channel).sends(HELLO[language]).hears(OFFERED[language])
        phone.sends("/affirm").sends("1").sends("/affirm")
        assert (filed.category, filed.only["description"]) == ("food_underweight", TELLS[language])

    def test_who_does_not_want_it_any_more_hears_of_it_no_more(
        self, left: Callable[..., Phone], filed: Filed, language: str
    ) -> None:
        phone = left(language).sends(HELLO[language]).sends("/deny")
        phone.hears(WORDING.say("utter_complaint_dropped", language))
        phone.sends(HELLO[language]).hears_nothing_of(OFFERED[language])
        assert filed.all() == []

    def test_who_tells_the_same_again_is_asked_what_is_missing(
        self, left: Callable[..., Phone], filed: Filed, language: str
    ) -> None:
        left(language).sends("/report_food_problem").sends("1").sends("/affirm")
        assert filed.only["description"] == TELLS[language]

    def test_what_is_asked_then_is_answered_first(
        self, left: Callable[..., Phone], language: str
    ) -> None:
        phone = left(language).sends("/check_payment")
        phone.hears("2026" if language != "bn" else "২০২৬", OFFERED[language])

    def test_another_goodbye_is_only_a_goodbye(
        self, left: Callable[..., Phone], language: str
    ) -> None:
        phone = left(language).sends("/thank").hears_nothing_of(OFFERED[language])
        phone.sends("/goodbye").hears_nothing_of(OFFERED[language])
        phone.sends(HELLO[language]).hears(OFFERED[language])


@pytest.mark.parametrize("language", LANGUAGES)
class TestIsNotKept:
    def test_what_is_given_up(self, new_phone: NewPhone, language: str) -> None:
        phone = new_phone(language=language).sends(TELLS[language]).sends(GIVES_UP[language])
        phone.sends(HELLO[language]).hears_nothing_of(OFFERED[language])

    def test_what_nobody_else_may_learn(self, new_phone: NewPhone, language: str) -> None:
        phone = new_phone(language=language).sends(BRIBE[language]).sends("/goodbye")
        phone.hears(WORDING.say("utter_nothing_filed", language))
        phone.sends(HELLO[language])
        phone.hears_nothing_of(WORDING.say("utter_ask_resume_unnamed", language))

    def test_what_was_told_two_days_ago(
        self,
        left: Callable[..., Phone],
        house: House,
        loop: Loop,
        language: str,
    ) -> None:
        phone = left(language)
        loop.run(let_two_days_pass(house, phone))
        phone.sends(HELLO[language]).hears_nothing_of(OFFERED[language])


def test_danger_that_is_told_then_comes_first(left: Callable[..., Phone], filed: Filed) -> None:
    phone = left("bn").sends("অফিসার আমার গায়ে হাত দিছে")
    phone.hears(WORDING.say("utter_ask_safety", "bn")).hears_nothing_of(OFFERED["bn"])
    phone.sends("1").sends("/affirm")
    assert filed.category == "harassment_sea"
