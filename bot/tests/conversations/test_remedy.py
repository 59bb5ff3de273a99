"""A caseworker's farewell asked whether it has come; then, how it was handled."""

from collections.abc import Callable

import pytest
from conftest import House
from phone import Phone

NewPhone = Callable[..., Phone]
CASE = "48210934"


@pytest.fixture
def asked(new_phone: NewPhone, house: House) -> Callable[..., Phone]:
    """A phone whose closed case ended with "has it come?"."""

    def ask(**known: object) -> Phone:
        house.fake.cases[CASE] = {"category": "payment_not_received", "status": "closed"}
        phone = new_phone(**known)
        phone.is_asked_by_caseworker(CASE, about="remedy")
        return phone

    return ask


class TestWhetherItCame:
    @pytest.mark.parametrize(
        ("language", "yes", "answer"),
        [
            ("bn", "হ্যাঁ", "আমাদের কাজ কেমন ছিল?"),
            ("bn", "ধন্যবাদ আপা, টাকা পেয়েছি, আর কোনো সমস্যা নাই", "আমাদের কাজ কেমন ছিল?"),
            ("bn", "১", "আমাদের কাজ কেমন ছিল?"),
            ("bn-Latn", "HA", "Amader kaj kemon chhilo?"),
            ("bn-Latn", "taka ashche 3 tarikh e", "Amader kaj kemon chhilo?"),
            ("en", "YES", "How did we handle your complaint?"),
            ("en", "the money has come", "How did we handle your complaint?"),
        ],
    )
    def test_yes(
        self, asked: Callable[..., Phone], house: House, language: str, yes: str, answer: str
    ) -> None:
        asked(language=language).sends(yes).hears(answer)
        ((verb, reference, body),) = house.fake.follow_ups
        assert (verb, reference, body["came"], body["text"]) == ("remedy-answers", CASE, True, yes)

    @pytest.mark.parametrize(
        ("language", "no", "answer"),
        [
            ("bn", "না", "আবার খোলা হলো"),
            ("bn", "এখনো আসেনি", "৭ ডিসেম্বর ২০২৬"),
            ("bn", "2", "আবার খোলা হলো"),
            ("bn-Latn", "NA", "abar khola holo"),
            ("bn-Latn", "taka to ekhono pai nai", "7 December 2026"),
            ("en", "NO", "is open again"),
            ("en", "it has not come yet", "is open again"),
        ],
    )
    def test_no_opens_the_case_again(
        self, asked: Callable[..., Phone], house: House, language: str, no: str, answer: str
    ) -> None:
        asked(language=language).sends(no).hears(answer)
        assert [body["came"] for _, _, body in house.fake.follow_ups] == [False]
        assert house.fake.cases[CASE]["status"] == "in_progress"

    def test_a_clear_wish_is_followed_and_the_answer_still_awaited(
        self, asked: Callable[..., Phone], house: House
    ) -> None:
        phone = asked().sends("আমার টাকা কবে আসবে?").hears("ফেরত গেছে")
        assert house.fake.follow_ups == []
        phone.sends("হ্যাঁ").hears("কেমন ছিল?")

    def test_neither_yes_nor_no_goes_to_the_case(
        self, asked: Callable[..., Phone], house: House
    ) -> None:
        asked().sends("অফিস থেকে আবার ডাকছে").hears("কর্মীকে দেওয়া হলো")
        assert house.fake.messages == [(CASE, "অফিস থেকে আবার ডাকছে")]

    def test_is_asked_no_more_after_the_answer(
        self, asked: Callable[..., Phone], house: House
    ) -> None:
        asked().sends("না").sends("না").hears("আর কিছু লাগলে লিখুন")
        assert len(house.fake.follow_ups) == 1

    def test_of_an_open_case_is_only_noted(self, asked: Callable[..., Phone], house: House) -> None:
        phone = asked()
        house.fake.cases[CASE]["status"] = "with_office"
        phone.sends("হ্যাঁ").hears("কর্মীকে জানানো হলো")

    def test_a_later_question_about_anything_takes_its_place(
        self, asked: Callable[..., Phone], house: House
    ) -> None:
        phone = asked()
        phone.is_asked_by_caseworker(CASE)
        phone.sends("হ্যাঁ").hears("কর্মীকে দেওয়া হলো")
        assert house.fake.follow_ups == []

    def test_a_failure_keeps_the_answer(self, asked: Callable[..., Phone], house: House) -> None:
        phone = asked()
        house.fake.is_down = True
        assert phone.sends("হ্যাঁ").last_answer.status_code == 503
        house.fake.is_down = False
        phone.sends_again().hears("কেমন ছিল?")


class TestHowItWas:
    @pytest.mark.parametrize("channel", ["sms", "ussd"])
    @pytest.mark.parametrize("score", [1, 4, 5])
    def test_is_said_by_a_digit(
        self, asked: Callable[..., Phone], house: House, channel: str, score: int
    ) -> None:
        phone = asked(channel=channel).sends("হ্যাঁ").sends(str(score)).hears("মত লেখা হলো")
        verb, reference, body = house.fake.follow_ups[-1]
        assert (verb, reference, body["score"]) == ("satisfaction", CASE, score)
        assert len(phone.options) == 2

    def test_nobody_is_made_to_say_it(self, asked: Callable[..., Phone], house: House) -> None:
        phone = asked().sends("হ্যাঁ").sends("আমার টাকা কবে আসবে?").hears("ফেরত গেছে")
        phone.sends("ধন্যবাদ").hears("আপনাকেও ধন্যবাদ")
        assert len(house.fake.follow_ups) == 1

    def test_too_late_is_said_kindly(self, asked: Callable[..., Phone], house: House) -> None:
        phone = asked().sends("হ্যাঁ")
        house.fake.cases[CASE]["status"] = "in_progress"
        phone.sends("5").hears("মত নেওয়া হচ্ছে না")

    @pytest.mark.parametrize("made_up", ['{"score": "9", "reference": "48210934"}', ""])
    def test_what_was_never_offered_is_not_obeyed(
        self, asked: Callable[..., Phone], house: House, made_up: str
    ) -> None:
        asked().sends("হ্যাঁ").sends(f"/rate_case{made_up}").hears("কী জানতে বা বলতে চান?")
        assert len(house.fake.follow_ups) == 1
