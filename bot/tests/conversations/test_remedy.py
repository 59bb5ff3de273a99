"""A caseworker's farewell asked whether it has come; then, how it was handled."""

from collections.abc import Callable

import pytest
from conftest import House
from phone import Phone

NewPhone = Callable[..., Phone]
CASE = "48210934"
CALLED = "office theke abar dakche"


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
            ("en", "YES", "How did we do our work?"),
            ("en", "the money has come", "How did we do our work?"),
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

    @pytest.mark.parametrize("channel", ["sms", "ussd"])
    @pytest.mark.parametrize(
        ("language", "words", "question"),
        [
            ("bn", "অফিস থেকে আবার ডাকছে", "সব পেয়েছেন?"),
            ("bn", "টাকা আসলে জানাব", "সব পেয়েছেন?"),
            ("bn", "টাকা পেয়েছি কিন্তু কম", "সব পেয়েছেন?"),
            ("bn-Latn", "ordhek taka paisi", "sob peyechhen?"),
            ("bn-Latn", "taka asbe bolse", "sob peyechhen?"),
            ("en", "only half of it came", "Has all that was due to you come?"),
            ("en", "I received it, but less than I should", "Has all that was due to you come?"),
            ("en", "I am still waiting for it to come", "Has all that was due to you come?"),
        ],
    )
    class TestNeitherYesNorNo:
        def test_is_kept_for_the_caseworker_and_asked_again(
            self,
            asked: Callable[..., Phone],
            house: House,
            channel: str,
            language: str,
            words: str,
            question: str,
        ) -> None:
            phone = asked(language=language, channel=channel).sends(words).hears(question)
            assert house.fake.messages == [(CASE, words)]
            assert house.fake.follow_ups == []
            assert phone.options == ["/affirm", "/deny"]
            phone.sends("2")
            assert [body["came"] for _, _, body in house.fake.follow_ups] == [False]

        def test_a_second_time_is_kept_and_asked_no_more(
            self,
            asked: Callable[..., Phone],
            house: House,
            channel: str,
            language: str,
            words: str,
            question: str,
        ) -> None:
            phone = asked(language=language, channel=channel).sends(words).sends(CALLED)
            phone.hears_nothing_of(question)
            assert house.fake.messages == [(CASE, words), (CASE, CALLED)]
            assert house.fake.follow_ups == []

        def test_a_clear_answer_counts_even_after_that(
            self,
            asked: Callable[..., Phone],
            house: House,
            channel: str,
            language: str,
            words: str,
            question: str,
        ) -> None:
            phone = asked(language=language, channel=channel).sends(words).sends(CALLED)
            phone.sends("painai")
            assert [body["came"] for _, _, body in house.fake.follow_ups] == [False]

    @pytest.mark.parametrize(
        ("part", "rest"),
        [
            ("অর্ধেক আসছে", "বাকিটা আসে নাই"),
            ("1500 er jaygay 750 paisi", "750 paisi, baki nai"),
            ("one month came", "only half"),
        ],
    )
    def test_a_part_is_a_no_where_all_was_asked_about(
        self, asked: Callable[..., Phone], house: House, part: str, rest: str
    ) -> None:
        phone = asked().sends(part)
        assert house.fake.follow_ups == []
        phone.sends(rest)
        assert [body["came"] for _, _, body in house.fake.follow_ups] == [False]
        assert house.fake.cases[CASE]["status"] == "in_progress"

    @pytest.mark.parametrize("yes", ["no problem, it came", "সমস্যা নাই, টাকা পাইছি"])
    def test_no_problem_is_no_no(self, asked: Callable[..., Phone], house: House, yes: str) -> None:
        asked().sends(yes)
        assert [body["came"] for _, _, body in house.fake.follow_ups] == [True]

    def test_signs_without_words_are_asked_again(
        self, asked: Callable[..., Phone], house: House
    ) -> None:
        asked().sends("😀").hears("বুঝতে পারিনি", "সব পেয়েছেন?").sends("1").hears("কেমন ছিল?")
        assert house.fake.messages == []

    def test_another_complaint_is_followed(self, asked: Callable[..., Phone], house: House) -> None:
        asked(language="en").sends("the dealer gave me rotten rice").hears("rice")
        assert (house.fake.messages, house.fake.follow_ups) == ([], [])

    def test_is_asked_no_more_after_the_answer(
        self, asked: Callable[..., Phone], house: House
    ) -> None:
        asked().sends("না").sends("না").hears("আর কিছু লাগলে লিখুন")
        assert len(house.fake.follow_ups) == 1

    @pytest.mark.parametrize(
        ("language", "yes"),
        [
            ("bn-Latn", "ha ekhon paisi"),
            ("bn", "হ্যাঁ এখন পাইছি"),
            ("en", "yes I have received it now"),
        ],
    )
    def test_yes_after_the_no_is_noted(
        self, asked: Callable[..., Phone], house: House, language: str, yes: str
    ) -> None:
        asked(language=language).sends("na").sends(yes)
        assert [body["came"] for _, _, body in house.fake.follow_ups] == [False, True]

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


FORMS = {
    "complaint": ("/report_abuse", "নিরাপদ"),
    "missing payment": ("/report_missing_payment", "কোন কিস্তি"),
    "interview": ("/check_eligibility", "বয়স কত বছর?"),
    "call": ("/talk_to_human", "কখন ফোন করলে ভালো?"),
}


@pytest.mark.parametrize("channel", ["sms", "ussd"])
class TestInsideAForm:
    @pytest.mark.parametrize(("said", "came"), [("টাকা পাইছি", True), ("এখনো আসেনি", False)])
    @pytest.mark.parametrize("form", ["interview", "call"])
    def test_the_answer_is_taken_and_the_form_goes_on(
        self,
        asked: Callable[..., Phone],
        house: House,
        channel: str,
        form: str,
        said: str,
        came: bool,
    ) -> None:
        begun, question = FORMS[form]
        phone = asked(channel=channel).sends(begun).hears(question).sends(said).hears(question)
        remedies = [body for verb, _, body in house.fake.follow_ups if verb == "remedy-answers"]
        assert [body["came"] for body in remedies] == [came]
        phone.hears_nothing_of("কেমন ছিল?")

    @pytest.mark.parametrize("form", FORMS)
    def test_is_asked_still_when_the_form_is_left(
        self, asked: Callable[..., Phone], channel: str, form: str
    ) -> None:
        begun, question = FORMS[form]
        phone = asked(channel=channel).sends(begun).hears(question).sends("/go_home")
        phone.sends("টাকা পাইছি").hears("আমাদের কাজ কেমন ছিল?")

    @pytest.mark.parametrize("form", ["missing payment", "interview", "call"])
    def test_words_for_a_caseworker_who_asked_are_passed_on(
        self, new_phone: NewPhone, house: House, channel: str, form: str
    ) -> None:
        begun, question = FORMS[form]
        phone = new_phone(channel=channel).sends(begun).hears(question)
        phone.is_asked_by_caseworker("48210999")
        phone.sends("সাক্ষী ছিল আমার ভাই").hears("কর্মীকে দেওয়া হলো", question)
        assert house.fake.messages == [("48210999", "সাক্ষী ছিল আমার ভাই")]

    def test_digits_answer_the_form(self, new_phone: NewPhone, house: House, channel: str) -> None:
        phone = new_phone(channel=channel).sends("আমার টাকা আসে নাই").hears("কোন কিস্তি")
        phone.is_asked_by_caseworker("48210999")
        phone.sends("1").sends("1").hears("জমা হয়েছে")
        assert house.fake.messages == []
        phone.sends("সাক্ষী ছিল আমার ভাই").hears("কর্মীকে দেওয়া হলো")


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

    @pytest.mark.parametrize(
        ("language", "words", "score"),
        [
            ("bn-Latn", "valo", 4),
            ("bn-Latn", "char", 4),
            ("bn-Latn", "4 dilam", 4),
            ("bn-Latn", "5 dilam khub valo", 5),
            ("bn-Latn", "kharap", 2),
            ("bn", "৪", 4),
            ("bn", "খুব ভাল", 5),
            ("en", "not good", 2),
        ],
    )
    def test_is_said_in_words(
        self, asked: Callable[..., Phone], house: House, language: str, words: str, score: int
    ) -> None:
        asked(language=language).sends("ha").sends(words)
        verb, reference, body = house.fake.follow_ups[-1]
        assert (verb, reference, body["score"]) == ("satisfaction", CASE, score)

    @pytest.mark.parametrize(
        "words",
        [
            "2 mas dhore taka pai na",
            "ek jon officer ghush chay",
            "bad den",
            "amar 2 kistir taka asheni",
        ],
    )
    def test_a_number_in_another_matter_is_none(
        self, asked: Callable[..., Phone], house: House, words: str
    ) -> None:
        asked(language="bn-Latn").sends("ha").sends(words)
        assert [verb for verb, *_ in house.fake.follow_ups] == ["remedy-answers"]

    def test_is_asked_once_more_and_a_number_goes_nowhere_else(
        self, asked: Callable[..., Phone], house: House
    ) -> None:
        phone = asked(language="bn-Latn").sends("ha").sends("amar barir pase")
        phone.hears("bujhte parini", "kaj kemon chhilo?").sends("4").hears("mot lekha holo")
        assert house.fake.follow_ups[-1][2]["score"] == 4

    def test_is_asked_no_third_time(self, asked: Callable[..., Phone], house: House) -> None:
        phone = asked(language="bn-Latn").sends("ha").sends("amar barir pase")
        phone.sends("mamun er ma bari nai").hears_nothing_of("kaj kemon chhilo?")
        phone.sends("4")
        assert len(house.fake.follow_ups) == 1
        assert not house.fake.call_backs

    @pytest.mark.parametrize("made_up", ['{"score": "9", "reference": "48210934"}', ""])
    def test_what_was_never_offered_is_not_obeyed(
        self, asked: Callable[..., Phone], house: House, made_up: str
    ) -> None:
        asked().sends("হ্যাঁ").sends(f"/rate_case{made_up}").hears("কী জানতে বা বলতে চান?")
        assert len(house.fake.follow_ups) == 1
