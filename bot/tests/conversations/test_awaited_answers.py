"""What answers a caseworker's question: no signs without words, no complaint of another matter."""

from collections.abc import Callable

import pytest
from conftest import House, Loop
from conversations.conftest import MINUTE_SECONDS, let_pass, let_two_days_pass
from phone import Phone

NewPhone = Callable[..., Phone]

CASE = "48210934"
LANGUAGES = ("bn", "bn-Latn", "en")


@pytest.fixture
def asked(new_phone: NewPhone, house: House) -> Callable[..., Phone]:
    def ask(category: str = "payment_not_received", **known: object) -> Phone:
        house.fake.cases[CASE] = {"category": category}
        phone = new_phone(**known)
        assert phone.is_asked_by_caseworker(CASE).status_code == 200
        return phone

    return ask


@pytest.mark.parametrize("channel", ["sms", "ussd"])
@pytest.mark.parametrize("language", LANGUAGES)
class TestSigns:
    @pytest.mark.parametrize("signs", ["😀🙏", "", "   ", "!!! ???", "👍", "।।"])
    def test_without_words_use_up_no_question(
        self,
        asked: Callable[..., Phone],
        house: House,
        signs: str,
        language: str,
        channel: str,
    ) -> None:
        phone = asked(language=language, channel=channel).sends(signs)
        assert phone.heard
        assert not house.fake.messages
        phone.sends("ekhono office bondho silo")
        assert house.fake.messages == [(CASE, "ekhono office bondho silo")]

    def test_with_many_words_are_kept_whole(
        self, asked: Callable[..., Phone], house: House, language: str, channel: str
    ) -> None:
        told = ("ami office e gesilam, tara bolse pore asen. " * 50)[:2000].strip()
        asked(language=language, channel=channel).sends(told)
        assert house.fake.messages == [(CASE, told)]


@pytest.mark.parametrize(
    ("language", "farewell"),
    [
        ("en", "ok goodbye"),
        ("en", "goodbye"),
        ("bn", "আচ্ছা আসি, খোদা হাফেজ"),
        ("bn-Latn", "khoda hafez"),
    ],
)
def test_a_farewell_is_no_answer(
    asked: Callable[..., Phone], house: House, language: str, farewell: str
) -> None:
    asked(language=language).sends(farewell)
    assert not house.fake.messages


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("bn", "ধন্যবাদ"),
        ("bn", "একটু পরে জানাচ্ছি"),
        ("bn", "আচ্ছা"),
        ("bn-Latn", "kon nalish er kotha bolen?"),
        ("bn-Latn", "ektu pore janacchi"),
        ("en", "ok"),
        ("en", "which complaint do you mean?"),
    ],
)
def test_thanks_and_a_question_back_leave_the_answer_awaited(
    asked: Callable[..., Phone], house: House, language: str, words: str
) -> None:
    phone = asked(language=language).sends(words)
    phone.sends("amar nid 1234567890")
    assert house.fake.messages[-1] == (CASE, "amar nid 1234567890")


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        ("en", "Yes, I went to the office on Sunday and the officer refused to take my form"),
        ("bn-Latn", "ji gesilam, officer kharap babohar kore amar form nei nai"),
        ("bn", "না, মেম্বার আবার টাকা চাইছে"),
    ],
)
def test_what_begins_with_yes_or_no_is_the_answer(
    asked: Callable[..., Phone], house: House, language: str, answer: str
) -> None:
    asked(language=language).sends(answer)
    assert house.fake.messages == [(CASE, answer)]


class TestAnotherMatter:
    COMPLAINTS = (
        ("bn", "ডিলার টিসিবির পচা চাল দিছে", "পচা"),
        ("bn-Latn", "dealer amake pocha chal dise", "chal"),
        ("en", "the dealer gave me rotten rice", "rice"),
    )

    @pytest.mark.parametrize(("language", "complaint", "word"), COMPLAINTS)
    def test_is_a_complaint_of_its_own_and_the_answer_still_awaited(
        self,
        asked: Callable[..., Phone],
        house: House,
        language: str,
        complaint: str,
        word: str,
    ) -> None:
        phone = asked(language=language).sends(complaint)
        assert not house.fake.messages
        phone.sends("/go_home").sends("tara bolse pore asen")
        assert house.fake.messages == [(CASE, "tara bolse pore asen")]

    @pytest.mark.parametrize(("language", "complaint", "word"), COMPLAINTS)
    def test_of_the_cases_own_matter_is_the_answer(
        self,
        asked: Callable[..., Phone],
        house: House,
        language: str,
        complaint: str,
        word: str,
    ) -> None:
        asked("food_quality", language=language).sends(complaint)
        assert house.fake.messages == [(CASE, complaint)]

    @pytest.mark.parametrize("complaint", ["amar taka ekhono ashe nai", "my money did not come"])
    def test_money_that_did_not_come_is_the_matter_of_missing_money(
        self, asked: Callable[..., Phone], house: House, complaint: str
    ) -> None:
        asked().sends(complaint)
        assert house.fake.messages == [(CASE, complaint)]

    def test_of_a_case_for_a_person_everything_is_the_matter(
        self, asked: Callable[..., Phone], house: House
    ) -> None:
        asked("information", language="en").sends("the dealer gave me rotten rice")
        assert house.fake.messages == [(CASE, "the dealer gave me rotten rice")]

    def test_a_word_of_it_is_the_answer(self, asked: Callable[..., Phone], house: House) -> None:
        asked(language="bn").sends("ঘুষ")
        assert house.fake.messages == [(CASE, "ঘুষ")]

    def test_in_a_form_is_begun_as_well(self, asked: Callable[..., Phone], house: House) -> None:
        phone = asked(language="en").sends("/check_eligibility")
        phone.sends("the dealer gave me rotten rice").hears("this one first")
        assert not house.fake.messages


class TestWhatFollowsAnAnswer:
    FOLLOWING = (
        ("bn-Latn", "amar boyos koto likha ase", "ha korsi, Hatia bazarer dokan"),
        ("bn-Latn", "copy to ase bari te", "upojela office e"),
        ("bn", "কাগজ তো বাড়িতে আছে", "উপজেলা অফিসে"),
        ("en", "I have a copy at home", "from the upazila office"),
    )

    @pytest.mark.parametrize(("language", "first", "second"), FOLLOWING)
    def test_soon_goes_along(
        self, asked: Callable[..., Phone], house: House, language: str, first: str, second: str
    ) -> None:
        asked(language=language).sends(first).sends(second)
        assert house.fake.messages == [(CASE, first), (CASE, second)]

    @pytest.mark.parametrize(
        ("language", "first", "wish", "words"),
        [
            ("bn", "কাগজ তো বাড়িতে আছে", "আমার টাকা কবে আসবে?", "উপজেলা অফিসে"),
            ("bn-Latn", "copy to ase bari te", "amar taka kobe ashbe", "upojela office e"),
            (
                "en",
                "I have a copy at home",
                "When will my allowance come?",
                "from the upazila office",
            ),
        ],
    )
    def test_ends_with_a_clear_new_wish(
        self,
        asked: Callable[..., Phone],
        house: House,
        language: str,
        first: str,
        wish: str,
        words: str,
    ) -> None:
        asked(language=language).sends(first).sends(wish).sends(words)
        assert house.fake.messages == [(CASE, first)]

    def test_ends_with_danger(self, asked: Callable[..., Phone], house: House) -> None:
        phone = asked(language="en").sends("I have a copy at home")
        phone.sends("the officer touched my body").sends("/go_home")
        phone.sends("from the upazila office")
        told = [words for reference, words in house.fake.messages if reference == CASE]
        assert told == ["I have a copy at home"]

    def test_does_not_end_with_thanks(self, asked: Callable[..., Phone], house: House) -> None:
        phone = asked(language="en").sends("I have a copy at home").sends("thanks")
        phone.hears("Thank you").sends("from the upazila office")
        assert [words for _, words in house.fake.messages] == [
            "I have a copy at home",
            "from the upazila office",
        ]

    def test_half_a_question_behind_a_new_wish_is_about_that(
        self, asked: Callable[..., Phone], house: House
    ) -> None:
        phone = asked(language="bn").sends("কাগজ তো বাড়িতে আছে")
        phone.sends("বিধবা ভাতার আবেদন কীভাবে করব?").sends("কী কাগজ লাগে?").hears("বিধবা ভাতা, কাগজ")
        assert len(house.fake.messages) == 1

    def test_a_second_wish_is_offered(self, asked: Callable[..., Phone], house: House) -> None:
        phone = asked(language="bn").sends("কাগজ তো বাড়িতে আছে")
        phone.sends("আমার টাকা কবে আসবে? বিধবা ভাতার আবেদন কীভাবে করব?")
        phone.hears("ফেরত গেছে", "আরেকটি কথাও লিখেছেন").sends("1").hears("বিধবা ভাতা: আবেদন")

    def test_each_message_has_an_hour_for_the_next(
        self, asked: Callable[..., Phone], house: House, loop: Loop
    ) -> None:
        phone = asked(language="bn-Latn").sends("copy to ase bari te")
        for words in ("upojela office theke ansi", "oi office er pase dokan"):
            loop.run(let_pass(house, phone, 50 * MINUTE_SECONDS))
            phone.sends(words)
        assert len(house.fake.messages) == 3

    def test_the_hour_does_not_begin_anew_with_what_goes_elsewhere(
        self, asked: Callable[..., Phone], house: House, loop: Loop
    ) -> None:
        phone = asked(language="bn-Latn").sends("/report_missing_payment")
        phone.sends("oi din office bondho silo")
        for answer in ("1", "1"):
            loop.run(let_pass(house, phone, 40 * MINUTE_SECONDS))
            phone.sends(answer)
        phone.hears("joma hoyechhe").sends("mamun er ma bari nai")
        assert house.fake.messages == [(CASE, "oi din office bondho silo")]

    def test_is_no_complaint_of_another_matter(
        self, asked: Callable[..., Phone], house: House
    ) -> None:
        phone = asked(language="en").sends("I have a copy at home")
        phone.sends("the dealer gave me rotten rice").hears("rice")
        assert len(house.fake.messages) == 1

    def test_days_later_is_none_of_it(
        self, asked: Callable[..., Phone], house: House, loop: Loop
    ) -> None:
        phone = asked(language="bn-Latn").sends("copy to ase bari te")
        loop.run(let_two_days_pass(house, phone))
        phone.sends("mamun er ma bari nai").hears("bujhte parini")
        assert len(house.fake.messages) == 1

    def test_is_no_digit_and_no_thanks(self, asked: Callable[..., Phone], house: House) -> None:
        phone = asked(language="bn-Latn").sends("copy to ase bari te")
        phone.sends("1").hears("bujhte parini").sends("dhonnobad").hears("dhonnobad")
        assert len(house.fake.messages) == 1


WAITS = {"bn": "৪৮২১-০৯৯৯ এর প্রশ্নের", "bn-Latn": "4821-0999 er proshner", "en": "about 4821-0999"}
ABUSE = {
    "bn": "অফিসার গায়ে হাত দিছে",
    "bn-Latn": "officer amar gaye hat dise",
    "en": "the officer touched my body",
}


@pytest.mark.parametrize("channel", ["sms", "ussd"])
@pytest.mark.parametrize("language", LANGUAGES)
class TestAfterAnotherComplaint:
    @pytest.fixture
    def phone(self, new_phone: NewPhone, house: House, language: str, channel: str) -> Phone:
        house.fake.cases["48210999"] = {"category": "wrong_amount"}
        phone = new_phone(language=language, channel=channel)
        phone.is_asked_by_caseworker("48210999")
        return phone

    def test_it_is_said_that_the_question_still_waits(
        self, phone: Phone, house: House, language: str
    ) -> None:
        phone.sends("/report_missing_payment").sends("1").sends("1").hears(WAITS[language])
        phone.sends("tara bolse pore asen")
        assert house.fake.messages == [("48210999", "tara bolse pore asen")]

    def test_only_when_nothing_else_waits(self, phone: Phone, language: str) -> None:
        phone.sends("/report_missing_payment").sends("1").sends("/report_food_problem")
        phone.sends("1").sends("1").sends("/affirm").hears_nothing_of(WAITS[language])
        phone.sends("/affirm").sends("/affirm").hears(WAITS[language])

    def test_not_where_it_was_answered(self, phone: Phone, language: str) -> None:
        phone.sends("oi din office bondho silo").sends("/report_missing_payment")
        phone.sends("1").sends("1")
        phone.hears_nothing_of(WAITS[language])

    def test_never_to_who_is_in_danger(self, phone: Phone, language: str) -> None:
        phone.sends(ABUSE[language]).sends("1").sends("1").hears_nothing_of("0999", "০৯৯৯")
