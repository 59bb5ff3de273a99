"""More for a case: asked for, taken from the message, kept where it belongs."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.own_cases import FIRST, MORE, SECOND, case
from phone import Phone

NewPhone = Callable[..., Phone]


class TestMoreForACase:
    @pytest.mark.parametrize(
        ("language", "asks", "words", "done"),
        [
            (
                "bn",
                "৪৮২১-০৯৩৪ এ যা জানাতে চান লিখুন",
                "ওইদিন দোকানে সাক্ষী ছিল",
                "কথা ৪৮২১-০৯৩৪ এ লেখা হলো",
            ),
            (
                "bn-Latn",
                "ja janate chan likhun",
                "oi din dokane shakkhi chilo",
                "4821-0934 e lekha",
            ),
            ("en", "Write what you want to add", "there was a witness", "with 4821-0934"),
        ],
    )
    def test_is_asked_for_and_goes_to_the_only_open_case(
        self,
        new_phone: NewPhone,
        house: House,
        has: Callable[..., None],
        language: str,
        asks: str,
        words: str,
        done: str,
    ) -> None:
        has(FIRST)
        has(SECOND, status="closed")
        phone = new_phone(language=language).sends(MORE[language]).hears(asks)
        phone.sends(words).hears(done)
        assert house.fake.messages == [(FIRST, f"{MORE[language]}\n{words}")]

    def test_is_taken_from_the_message_itself(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST, SECOND)
        words = "৪৮২১০৯৩৪ নম্বর অভিযোগে যোগ করেন, মেম্বার এখন আমার ভাইয়ের কাছেও ১ হাজার টাকা চায়"
        new_phone().sends(words).hears("কথা ৪৮২১-০৯৩৪ এ লেখা হলো")
        assert house.fake.messages == [(FIRST, words)]

    def test_of_several_cases_one_is_picked(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST, category="harassment_sea", opened_on="2026-11-02")
        has(SECOND)
        phone = new_phone().sends(MORE["bn"]).hears("কোনটি?")
        assert phone.titles == ["৪৮২১-০৯৪১, ২৩ নভেম্বর ২০২৬", "৪৮২১-০৯৩৪, ২ নভেম্বর ২০২৬"]
        phone.sends("2").hears("৪৮২১-০৯৩৪ এ যা জানাতে চান").sends("আমার নতুন নম্বর ০১৭১২৩৪৫৬৭৮")
        assert [reference for reference, _ in house.fake.messages] == [FIRST]

    def test_of_several_cases_one_is_named_by_its_number(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST, SECOND)
        phone = new_phone(language="bn-Latn").sends(MORE["bn-Latn"]).hears("Konti?")
        phone.sends("4821-0934").hears("ja janate chan").sends("shakkhi ache dui jon")
        phone.hears("kormi dekhben")

    def test_a_number_that_is_nobodys_is_asked_again(
        self, new_phone: NewPhone, has: Callable[..., None]
    ) -> None:
        has(FIRST, SECOND)
        phone = new_phone().sends(MORE["bn"])
        phone.sends("48219999").hears("ওই নম্বরে নেই", "কোনটি?")
        phone.sends("48219990").hears("নম্বরে ভুল আছে", "কোনটি?").sends("1").hears("লিখুন")

    def test_may_sound_like_another_complaint(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        phone = new_phone().sends(MORE["bn"])
        phone.sends("মেম্বার কার্ডের জন্য ঘুষ চাইছে").hears("লেখা হলো")
        assert len(house.fake.cases) == 1

    def test_may_be_a_number(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        new_phone().sends(MORE["bn"]).sends("01712345678").hears("লেখা হলো")
        assert house.fake.messages == [(FIRST, f"{MORE['bn']}\n01712345678")]

    @pytest.mark.parametrize("made_up", ['{"said": "yes"}', '{"said": "nobody"}', "x"])
    def test_what_was_never_offered_is_not_told(
        self, new_phone: NewPhone, house: House, has: Callable[..., None], made_up: str
    ) -> None:
        has(FIRST)
        phone = new_phone().sends(MORE["bn"]).sends(f"/inform{made_up.removeprefix('x')}")
        phone.hears("বুঝতে পারিনি", "যা জানাতে চান")
        assert house.fake.messages == []

    def test_a_bare_no_leaves_it(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        new_phone().sends(MORE["bn"]).sends("না").hears("আগের মতোই থাকল")
        assert house.fake.messages == []

    def test_without_a_case_a_complaint_is_offered(self, new_phone: NewPhone) -> None:
        new_phone().sends(MORE["bn"]).hears("এই ফোনের নালিশ পেলাম না")

    def test_where_all_are_closed_that_is_said(
        self, new_phone: NewPhone, has: Callable[..., None]
    ) -> None:
        has(FIRST, status="closed")
        new_phone().sends(MORE["bn"]).hears("কাজ শেষ হয়ে গেছে")

    def test_of_another_phone_needs_a_second_fact(self, new_phone: NewPhone, house: House) -> None:
        house.fake.state = "shared_phone"
        house.fake.right_answer = {"nid_last4": "4567", "birth_year": 1952}
        house.fake.foreign_cases["48219999"] = case()
        phone = new_phone().sends("৪৮২১৯৯৯৯ নম্বর অভিযোগে আরও কিছু যোগ করতে চাই")
        phone.hears("ওই নম্বরে নেই").sends("1").sends("4567 1952").hears("জমা হয়েছে")
        phone.picks("আরও বলব").hears("৪৮২১-৯৯৯৯ এ যা জানাতে চান")

    def test_the_question_comes_back_after_another_wish(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        phone = new_phone().sends(MORE["bn"])
        phone.sends("আমার টাকা কবে আসবে?").hears("ফেরত গেছে", "যা জানাতে চান")
        phone.sends("ওইদিন সাক্ষী ছিল").hears("লেখা হলো")

    def test_abuse_goes_to_no_more_than_may_know(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        phone = new_phone().sends(MORE["bn"])
        phone.sends("কার্ড দিবে বলে অফিসের লোক আমারে কুপ্রস্তাব দিছে, গায়ে হাত দিছে")
        phone.hears("নিরাপদ").sends("1").sends("1")
        assert house.fake.messages == []
        assert [*house.fake.cases.values()][-1]["category"] == "harassment_sea"

    def test_a_failure_keeps_the_wish(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        phone = new_phone().sends(MORE["bn"])
        house.fake.is_down = True
        assert phone.sends("সাক্ষী ছিল দুইজন").last_answer.status_code == 503
        house.fake.is_down = False
        phone.sends_again().hears("লেখা হলো")
        assert house.fake.messages == [(FIRST, f"{MORE['bn']}\nসাক্ষী ছিল দুইজন")]


@pytest.mark.parametrize("yes", ["ha", "Ji", "yes"])
def test_a_bare_yes_answers_none_of_several_options(
    new_phone: NewPhone, house: House, has: Callable[..., None], yes: str
) -> None:
    has(FIRST)
    phone = new_phone(language="bn-Latn").sends(MORE["bn-Latn"]).sends(yes)
    phone.hears("bujhte parini", "ja janate chan likhun")
    assert house.fake.messages == []
