"""A case is withdrawn by who surely wants that, by words and by digits."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.own_cases import FIRST, MORE, SECOND, THIRD, WITHDRAW
from phone import Phone

NewPhone = Callable[..., Phone]


class TestWithdrawing:
    @pytest.mark.parametrize(
        ("language", "asks", "yes", "done"),
        [
            ("bn", "৪৮২১-০৯৩৪ তুলে নেবেন?", "হ্যাঁ", "তুলে নিতে চান"),
            ("bn-Latn", "4821-0934 tule neben?", "ha", "tule nite chan"),
            ("en", "Withdraw 4821-0934?", "yes", "want to withdraw"),
        ],
    )
    def test_is_asked_once_and_noted(
        self,
        new_phone: NewPhone,
        house: House,
        has: Callable[..., None],
        language: str,
        asks: str,
        yes: str,
        done: str,
    ) -> None:
        has(FIRST)
        phone = new_phone(language=language).sends(WITHDRAW[language]).hears(asks)
        phone.sends(yes).hears(done)
        ((verb, reference, body),) = house.fake.follow_ups
        assert (verb, reference, body["text"]) == ("withdrawals", FIRST, WITHDRAW[language])

    def test_by_digits_of_several_cases(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST, SECOND, THIRD)
        phone = new_phone(channel="ussd").sends(WITHDRAW["bn"]).hears("কোনটি?")
        phone.sends("3").hears("৪৮২১-০৯৩৪ তুলে নেবেন?").sends("1").hears("তুলে নিতে চান")
        assert [reference for _, reference, _ in house.fake.follow_ups] == [FIRST]

    def test_a_no_leaves_it(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        new_phone().sends(WITHDRAW["bn"]).sends("2").hears("আগের মতোই থাকল")
        assert house.fake.follow_ups == []

    def test_what_is_restricted_is_answered_in_the_same_words(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        ordinary = new_phone().sends(WITHDRAW["bn"])
        asked = ordinary.heard[-1:]
        told = ordinary.sends("হ্যাঁ").heard
        house.fake.cases.clear()
        has(FIRST, category="harassment_sea", is_restricted=True)
        restricted = new_phone().sends(WITHDRAW["bn"])
        assert restricted.heard[-1:] == asked
        assert restricted.sends("হ্যাঁ").heard == told
        assert house.fake.cases[FIRST].get("status") is None

    def test_what_is_closed_meanwhile_is_said_to_be(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        phone = new_phone().sends(WITHDRAW["bn"])
        house.fake.cases[FIRST]["status"] = "closed"
        phone.sends("হ্যাঁ").hears("কাজ শেষ হয়ে গেছে")

    def test_another_wish_for_the_case_is_followed_instead(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        phone = new_phone().sends(WITHDRAW["bn"]).hears("তুলে নেবেন?")
        phone.sends(MORE["bn"]).hears("যা জানাতে চান").sends("সাক্ষী ছিল").hears("লেখা হলো")
        assert house.fake.follow_ups == []

    def test_a_complaint_is_followed_instead(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        new_phone().sends(WITHDRAW["bn"]).sends("আমার টাকা আসে নাই").hears("কোন কিস্তি")
        assert house.fake.follow_ups == []

    def test_what_is_not_understood_three_times_goes_to_a_person(
        self, new_phone: NewPhone, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        phone = new_phone().sends(WITHDRAW["bn"])
        phone.sends("আজকে ক্রিকেট খেলায় কে জিতল").hears("বুঝতে পারিনি", "তুলে নেবেন?")
        phone.sends("একটা গান শোনান").hears("সংখ্যা দিয়ে বেছে নিন", "তুলে নেবেন?")
        phone.sends("আকাশে মেঘ কেন").hears("একজন কর্মীকে দিলাম")

    def test_is_followed_also_where_an_answer_is_awaited(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        phone = new_phone()
        phone.is_asked_by_caseworker(FIRST)
        phone.sends(WITHDRAW["bn"]).hears("তুলে নেবেন?")
        assert house.fake.messages == []


@pytest.mark.parametrize("words", ["hmm", "Hmm...", "হুম", "hum"])
def test_a_mere_sound_withdraws_nothing(new_phone: NewPhone, house: House, words: str) -> None:
    house.fake.cases["48210934"] = {"category": "wrong_amount"}
    phone = new_phone().sends("/withdraw_case").sends(words).hears("তুলে নেবেন?")
    phone.sends("হ্যাঁ").hears("তুলে নিতে চান")


@pytest.mark.parametrize(
    ("language", "words", "question"),
    [
        ("bn-Latn", "amar nalish 4821-0934 bad dite chai", "4821-0934 tule neben?"),
        ("bn-Latn", "nalish 48210934 bad diben", "4821-0934 tule neben?"),
        ("bn", "আমার নালিশ ৪৮২১-০৯৩৪ বাদ দিতে চাই", "৪৮২১-০৯৩৪ তুলে নেবেন?"),
    ],
)
def test_leaving_a_case_is_withdrawing_it(
    new_phone: NewPhone,
    house: House,
    has: Callable[..., None],
    language: str,
    words: str,
    question: str,
) -> None:
    has(FIRST)
    new_phone(language=language).sends(words).hears(question).sends("1")
    assert [verb for verb, _, _ in house.fake.follow_ups] == ["withdrawals"]


SURELY = (
    ("bn", "বাদ দেন"),
    ("bn", "হ্যাঁ, বাদ দিয়ে দেন"),
    ("bn", "তুলে নেন"),
    ("bn", "নালিশ বাতিল করেন"),
    ("bn-Latn", "bad den"),
    ("bn-Latn", "Ji bhai, bad den"),
    ("bn-Latn", "ha cancel koren"),
    ("bn-Latn", "nalish ta tule nen"),
    ("en", "withdraw it"),
    ("en", "Yes, cancel it"),
    ("en", "cancel the complaint"),
    ("en", "yes please"),
)
UNSURELY = (
    ("bn", "বাতিল করেন"),
    ("bn", "না থাক"),
    ("bn", "বাদ দিয়েন না"),
    ("bn-Latn", "cancel koren"),
    ("bn-Latn", "na thak"),
    ("bn-Latn", "bad den na"),
    ("bn-Latn", "lagbe na"),
    ("en", "cancel it"),
    ("en", "Cancel it please"),
    ("en", "drop it"),
    ("en", "don't withdraw it"),
    ("en", "do not withdraw"),
)
OPTIONS = {
    "bn": ["হ্যাঁ, তুলে নিন", "না, চলুক"],
    "bn-Latn": ["Ha, tule nin", "Na, choluk"],
    "en": ["Yes, withdraw it", "No, keep it"],
}
LEFT = {"bn": "আগের মতোই থাকল", "bn-Latn": "ager motoi thaklo", "en": "stays as it was"}


@pytest.mark.parametrize("channel", ["sms", "ussd"])
class TestTheQuestion:
    @pytest.mark.parametrize(("language", "words"), SURELY)
    def test_is_answered_by_words_that_surely_take_it_back(
        self,
        new_phone: NewPhone,
        house: House,
        has: Callable[..., None],
        language: str,
        words: str,
        channel: str,
    ) -> None:
        has(FIRST)
        new_phone(language=language, channel=channel).sends("/withdraw_case").sends(words)
        assert [verb for verb, _, _ in house.fake.follow_ups] == ["withdrawals"]

    @pytest.mark.parametrize(("language", "words"), UNSURELY)
    def test_is_asked_again_where_the_words_may_mean_either(
        self,
        new_phone: NewPhone,
        house: House,
        has: Callable[..., None],
        language: str,
        words: str,
        channel: str,
    ) -> None:
        has(FIRST)
        phone = new_phone(language=language, channel=channel).sends("/withdraw_case").sends(words)
        assert (phone.titles, house.fake.follow_ups) == (OPTIONS[phone.language], [])
        phone.sends("2").hears(LEFT[phone.language])
        assert house.fake.follow_ups == []

    @pytest.mark.parametrize("leaves", ["/go_home", "menu", "না", "no", "তুলে নেন না"])
    def test_is_left_by_a_key_and_by_a_no(
        self,
        new_phone: NewPhone,
        house: House,
        has: Callable[..., None],
        leaves: str,
        channel: str,
    ) -> None:
        has(FIRST)
        phone = new_phone(channel=channel).sends("/withdraw_case").sends(leaves)
        phone.hears(LEFT[phone.language])
        assert house.fake.follow_ups == []

    @pytest.mark.parametrize("words", ["bad den", "thak", "cancel it"])
    def test_that_is_only_offered_again_is_answered_by_none_of_them(
        self,
        new_phone: NewPhone,
        house: House,
        has: Callable[..., None],
        words: str,
        channel: str,
    ) -> None:
        has(FIRST)
        phone = new_phone(language="bn-Latn", channel=channel).sends("/withdraw_case")
        phone.sends("/report_food_problem").sends("/go_back").hears("Tule neoar kothay firben?")
        phone.sends(words).hears_nothing_of("tule neben?", "firben?")
        assert house.fake.follow_ups == []
