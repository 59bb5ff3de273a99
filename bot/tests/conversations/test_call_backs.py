"""Somebody is called back: when it suits them, and when the office can do it."""

from collections.abc import Callable

import pytest
from conftest import House
from phone import Phone

NewPhone = Callable[..., Phone]

CASE = "48210934"
MIDDAY = '/inform{"call_time": "midday"}'
RANG = '/talk_to_human{"contact_by": "call"}'
CLOSED = {"is_office_open": False, "call_on": "2026-11-29", "call_after": "09:00"}
WANTED = {
    "bn": ("মানুষের সাথে কথা বলতে চাই", "কখন ফোন করলে ভালো?", "সকালে"),
    "bn-Latn": ("manusher sathe kotha bolte chai", "Kokhon phone korle bhalo?", "Sokale"),
    "en": ("I want to talk to a person", "When should we call you?", "Morning"),
}
IN_HOURS = {
    "bn": "২৪ নভেম্বর ২০২৬ এর মধ্যে সকালে আপনাকে ফোন করবেন",
    "bn-Latn": "24 November 2026 er moddhe sokale apnake phone korben",
    "en": "will call you by 24 November 2026, in the morning",
}
OUTSIDE = {
    "bn": "এখন অফিস বন্ধ। একজন কর্মী রবিবার ২৯ নভেম্বর সকাল ৯টার পর আপনাকে ফোন করবেন",
    "bn-Latn": "Ekhon office bondho. Ekjon kormi Robibar 29 November shokal 9tar por apnake phone",
    "en": "closed now. A caseworker will call you on Sunday 29 November after 9 am",
}


@pytest.mark.parametrize("channel", ["sms", "ussd"])
@pytest.mark.parametrize("language", WANTED)
class TestWhoWantsAPerson:
    def test_is_asked_when_and_told_by_when(
        self, new_phone: NewPhone, house: House, language: str, channel: str
    ) -> None:
        wish, asks, morning = WANTED[language]
        phone = new_phone(language=language, channel=channel).sends(wish).hears(asks)
        phone.picks(morning).hears(IN_HOURS[language])
        ((reference, body),) = house.fake.call_backs
        assert (reference, body["call_time"]) == (CASE, "morning")

    def test_hears_outside_office_hours_from_when_on(
        self, new_phone: NewPhone, house: House, language: str, channel: str
    ) -> None:
        house.fake.call = CLOSED
        wish, _, morning = WANTED[language]
        phone = new_phone(language=language, channel=channel).sends(wish).picks(morning)
        phone.hears(OUTSIDE[language])


class TestAnswers:
    @pytest.fixture
    def asked(self, new_phone: NewPhone) -> Phone:
        return new_phone().sends("মানুষের সাথে কথা বলতে চাই").hears("কখন ফোন")

    @pytest.mark.parametrize(
        ("words", "time"),
        [
            ("দুপুরের দিকে করেন", "midday"),
            ("bikale phone diyen", "afternoon"),
            ("in the morning please", "morning"),
            ("যেকোনো সময়", None),
            ("হ্যাঁ", None),
        ],
    )
    def test_in_words(self, asked: Phone, house: House, words: str, time: str | None) -> None:
        asked.sends(words)
        assert [body["call_time"] for _, body in house.fake.call_backs] == [time]

    @pytest.mark.parametrize(
        ("words", "time"),
        [
            ("আমার বোনের নাম্বার 01812345678 এ ফোন দিয়েন", None),
            ("amar boner number 01812345678 e sokale phone diyen", "morning"),
            ("please ring my sister, 01812345678, at noon", "midday"),
        ],
    )
    def test_on_another_number(
        self, asked: Phone, house: House, words: str, time: str | None
    ) -> None:
        asked.sends(words)
        ((_, body),) = house.fake.call_backs
        assert (body["call_time"], body["ring_at"]) == (time, "+8801812345678")
        assert words in body["text"]

    @pytest.mark.parametrize(
        ("words", "time"),
        [
            ("কাইল বিয়ালে", "afternoon"),
            ("asorer por", "afternoon"),
            ("হকালে", "morning"),
            ("johorer por koren", "midday"),
        ],
    )
    def test_in_dialect_and_by_prayers(
        self, asked: Phone, house: House, words: str, time: str
    ) -> None:
        asked.sends(words)
        assert [body["call_time"] for _, body in house.fake.call_backs] == [time]

    @pytest.mark.parametrize(
        ("words", "time"),
        [
            ("onno number e, 01812345678", "afternoon"),
            ("এই নাম্বারে ফোন দিয়েন 01812345678", "afternoon"),
            ("sokale, 01812345678 e", "morning"),
        ],
    )
    def test_another_number_once_it_was_agreed(
        self, asked: Phone, house: House, words: str, time: str
    ) -> None:
        asked.sends("বিকালে").sends(words).hears("ফোন করবেন")
        body = house.fake.call_backs[-1][1]
        assert (body["call_time"], body["ring_at"]) == (time, "+8801812345678")

    @pytest.mark.parametrize(
        ("words", "answer"),
        [
            ("ফোন লাগবে না ভাই", "ফোন করব না"),
            ("না", "ফোন করব না"),
            ("phone korben na", "phone korbo na"),
        ],
    )
    def test_that_no_call_is_wanted(
        self, asked: Phone, house: House, words: str, answer: str
    ) -> None:
        asked.sends(words).hears(answer)
        assert (len(house.fake.cases), house.fake.call_backs) == (1, [])
        assert house.fake.cancelled_calls == [(CASE, words)]

    def test_that_say_nothing_are_asked_twice_more_and_then_any_time_will_do(
        self, asked: Phone, house: House
    ) -> None:
        asked.sends("আকাশে মেঘ কেন").hears("বুঝতে পারিনি", "কখন ফোন").sends("নদীতে কত মাছ")
        asked.hears("সংখ্যা দিয়ে বেছে নিন", "কখন ফোন")
        assert MIDDAY in asked.options
        asked.sends("আকাশে মেঘ কেন").hears("অফিসের সময়ে আপনাকে ফোন করবেন")
        assert len(house.fake.cases) == 1

    def test_that_wish_for_a_person_are_told_that_one_calls(
        self, asked: Phone, house: House
    ) -> None:
        asked.sends("মানুষ").hears("একজন মানুষ আপনাকে ফোন করবেন", "কখন ফোন")
        asked.sends("person").sends("দুপুরে")
        assert [body["call_time"] for _, body in house.fake.call_backs] == ["midday"]
        assert len(house.fake.cases) == 1

    @pytest.mark.parametrize(
        "words",
        [
            "সকালে ফোন করবেন না",
            "in the evening",
            "sokale ba bikale",
            "ফোন দিলে সমস্যা",
            "rate phone diyen na",
        ],
    )
    def test_that_are_not_clear_are_asked_again_until_they_are(
        self, asked: Phone, house: House, words: str
    ) -> None:
        asked.sends(words).sends(words)
        assert house.fake.call_backs == []
        assert MIDDAY in asked.options
        asked.sends(MIDDAY)
        assert [body["call_time"] for _, body in house.fake.call_backs] == ["midday"]

    def test_may_be_another_wish(self, asked: Phone) -> None:
        asked.sends("আমার টাকা কবে আসবে?").hears("ফেরত গেছে", "কখন ফোন")
        asked.sends("আমার টাকা আসে নাই").sends("1").sends("1").hears("জমা হয়েছে", "তা বলবেন?")
        asked.sends("1").hears("কখন ফোন").picks("সকালে").hears("ফোন করবেন")

    @pytest.mark.parametrize(
        ("words", "asks"),
        [
            ("মেম্বার কাল সকালে আসছিল, আমাকে জানে মারার হুমকি দিছে", "নিরাপদ"),
            ("sokale member amake mere felbe bolse", "nirapod"),
            ("this morning the dealer gave me rotten rice", "Which rice"),
        ],
    )
    def test_may_be_a_complaint_that_names_a_time(
        self, asked: Phone, house: House, words: str, asks: str
    ) -> None:
        asked.sends(words).hears(asks)
        assert house.fake.call_backs == []

    def test_a_failure_keeps_them(self, asked: Phone, house: House) -> None:
        house.fake.is_down = True
        assert asked.picks("সকালে").last_answer.status_code == 503
        house.fake.is_down = False
        asked.sends_again().hears("সকালে আপনাকে ফোন করবেন")

    def test_the_words_are_the_citizens_own_language(self, asked: Phone, house: House) -> None:
        asked.picks("সকালে")
        assert house.fake.call_backs[0][1]["text"] == "আমাকে সকালে ফোন করুন।"


class TestADayAndAnHour:
    @pytest.mark.parametrize(
        ("language", "words", "wished", "answer"),
        [
            (
                "en",
                "tomorrow morning after 10",
                (None, "2026-11-24", "10:00"),
                "will call you on Tuesday 24 November after 10 am",
            ),
            (
                "bn-Latn",
                "kal sokal 10tar por",
                (None, "2026-11-24", "10:00"),
                "Mongolbar 24 November shokal 10tar por apnake phone",
            ),
            (
                "bn",
                "আগামীকাল বিকাল ৪টায় ফোন দিয়েন",
                ("afternoon", "2026-11-24", "16:00"),
                "মঙ্গলবার ২৪ নভেম্বর বিকাল ৪টার পর আপনাকে ফোন করবেন",
            ),
            (
                "bn-Latn",
                "porshu dupure",
                ("midday", "2026-11-25", None),
                "Budhbar 25 November",
            ),
            (
                "en",
                "next Sunday 3pm",
                ("afternoon", "2026-11-29", "15:00"),
                "will call you on Sunday 29 November after 3 pm",
            ),
            ("bn", "রবিবার যেকোনো সময়", (None, "2026-11-29", None), "রবিবার ২৯ নভেম্বর"),
            ("bn-Latn", "10tar por phone diyen", (None, None, "10:00"), "shokal 10tar por"),
        ],
    )
    def test_are_kept_and_read_back(
        self,
        new_phone: NewPhone,
        house: House,
        language: str,
        words: str,
        wished: tuple[str | None, ...],
        answer: str,
    ) -> None:
        phone = new_phone(language=language).sends("/talk_to_human").sends(words).hears(answer)
        phone.hears_nothing_of("closed", "bondho", "বন্ধ")
        ((_, body),) = house.fake.call_backs
        assert (body["call_time"], body["call_on"], body["call_after"]) == wished
        assert words in body["text"]

    @pytest.mark.parametrize(
        ("language", "words", "why", "answer"),
        [
            (
                "en",
                "Friday afternoon",
                "closed",
                "Our office is closed then. A caseworker will call you on Sunday 29 November",
            ),
            (
                "bn-Latn",
                "shukrobar bikale",
                "closed",
                "Oi somoye office bondho. Ekjon kormi Robibar 29 November bikal 3tar por",
            ),
            (
                "bn",
                "শুক্রবার বিকালে",
                "closed",
                "ওই সময়ে অফিস বন্ধ। একজন কর্মী রবিবার ২৯ নভেম্বর বিকাল ৩টার পর আপনাকে ফোন",
            ),
            ("bn", "আজ সকাল ৯টায়", "over", "আজ ওই সময়ে আর ফোন করা যাবে না। একজন কর্মী রবিবার"),
            ("en", "today at 4 pm", "closed", "Our office is closed then. A caseworker will call"),
        ],
    )
    def test_on_which_the_office_is_closed_are_answered_with_when_instead(
        self, new_phone: NewPhone, house: House, language: str, words: str, why: str, answer: str
    ) -> None:
        house.fake.call = {"why_not_then": why, "call_on": "2026-11-29", "call_after": "15:00"}
        new_phone(language=language).sends("/talk_to_human").sends(words).hears(answer)
        assert len(house.fake.call_backs) == 1

    @pytest.mark.parametrize(
        ("language", "words", "why"),
        [
            ("en", "yesterday morning", "That day is over"),
            ("bn-Latn", "gotokal sokale", "Sei din chole gechhe"),
            ("bn", "গত শুক্রবার", "সেই দিন চলে গেছে"),
            ("en", "on 31 November", "no such day"),
            ("bn-Latn", "kal 25tay", "Emon din ba somoy nei"),
            ("en", "morning at 8 in the evening", "no such day or hour"),
            ("bn", "৫ মে সকালে", "৩০ দিনের মধ্যে"),
            ("en", "tomorrow evening", "closed then"),
            ("bn-Latn", "kal rate", "office bondho thake"),
        ],
    )
    def test_that_cannot_be_are_said_to_be_so_and_asked_again(
        self, new_phone: NewPhone, house: House, language: str, words: str, why: str
    ) -> None:
        phone = new_phone(language=language).sends("/talk_to_human").sends(words).hears(why)
        assert MIDDAY in phone.options
        phone.hears_nothing_of("did not understand", "bujhte parini", "বুঝতে পারিনি")
        assert house.fake.call_backs == []

    @pytest.mark.parametrize(
        "words",
        [
            "kal phone diyen na",
            "কাল সকালে না",
            "kal 10tar age",
            "kal 10tay ba 2tay",
            "call me in the morning please, 4 pm",
            "bikale phone diyen, 10 am e",
        ],
    )
    def test_that_are_not_clear_are_asked_again(
        self, new_phone: NewPhone, house: House, words: str
    ) -> None:
        phone = new_phone().sends("/talk_to_human").sends(words)
        assert MIDDAY in phone.options
        assert house.fake.call_backs == []


class TestWhoElseIsAsked:
    def test_whoever_rang(self, new_phone: NewPhone, house: House) -> None:
        new_phone().sends(RANG).hears("আপনার কল পেয়েছি", "কখন ফোন").picks("দুপুরে").hears("দুপুরে")
        assert len(house.fake.cases) == 1

    def test_whoever_picks_to_be_called_about_a_case(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.cases[CASE] = {"category": "wrong_amount"}
        phone = new_phone(channel="ussd").sends("/update_case").picks("আমাকে ফোন করুন")
        phone.hears("লেখা হলো", "কখন ফোন").picks("বিকালে").hears("ফোন করবেন", "৪৮২১-০৯৩৪")
        assert [reference for reference, _ in house.fake.call_backs] == [CASE]

    def test_whoever_is_not_understood_three_times_in_a_form(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone().sends("মেম্বার কার্ডের জন্য ঘুষ চাইছে").sends("1").sends("আকাশ নীল")
        phone.sends("নদীর জল").sends("গাছে পাখি").hears("কখন ফোন").picks("সকালে").hears("ফোন করবেন")
        (case,) = house.fake.cases.values()
        assert case["category"] == "bribe"
        assert "মেম্বার কার্ডের জন্য ঘুষ চাইছে" in case["description"]

    def test_nobody_who_asks_for_own_data(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends('/talk_to_human{"own_data": "know"}')
        phone.hears_nothing_of("কখন ফোন")


WHO = {
    "bn": ("আমার এনআইডি ১২৩৪৫৬৭৮৯০", "১২৩৪৫৬৭৮৯০"),
    "bn-Latn": ("amar NID 1234567890 1952", "1234567890"),
    "en": ("My NID is 1234567890123", "1234567890123"),
}


@pytest.mark.parametrize("language", WANTED)
class TestWhoTellsWhoTheyAre:
    def test_has_it_in_the_case_and_is_asked_again(
        self, new_phone: NewPhone, house: House, language: str
    ) -> None:
        wish, asks, morning = WANTED[language]
        words, number = WHO[language]
        phone = new_phone(language=language).sends(wish).sends(words).hears(asks)
        phone.hears_nothing_of(number, "বুঝতে পারিনি", "bujhte parini", "did not understand")
        assert house.fake.messages == [(CASE, words)]
        phone.picks(morning).hears(IN_HOURS[language])

    def test_and_when_to_call_has_both_in_the_call(
        self, new_phone: NewPhone, house: House, language: str
    ) -> None:
        wish, _, morning = WANTED[language]
        words = f"{WHO[language][0]}, {morning.lower()}"
        new_phone(language=language).sends(wish).sends(words).hears(IN_HOURS[language])
        ((_, body),) = house.fake.call_backs
        assert (body["call_time"], words in body["text"]) == ("morning", True)
