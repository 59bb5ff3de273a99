"""A call that was agreed: it may be cancelled, moved to another time or go to another number."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.danger import ABUSE, NO_SMS
from phone import Phone

NewPhone = Callable[..., Phone]

CASE = "48210934"


class TestACallThatWasAgreed:
    @pytest.fixture
    def agreed(self, new_phone: NewPhone) -> Phone:
        return new_phone(language="bn-Latn").sends("/talk_to_human").picks("Sokale")

    @pytest.mark.parametrize(
        "words",
        [
            "phone diyen na",
            "amake ar phone korben na",
            "phone lagbe na ar",
            "call ta batil koren",
            "phone diben na, swami basay",
            "thak, lagbe na",
            "amar call ta lagbe na ar",
        ],
    )
    def test_is_cancelled_right_behind_it(self, agreed: Phone, house: House, words: str) -> None:
        agreed.sends(words).hears("phone korbo na")
        assert house.fake.cancelled_calls == [(CASE, words)]
        assert len(house.fake.cases) == 1

    @pytest.mark.parametrize(
        ("language", "words", "answer"),
        [
            ("en", "please don't ring me", "nobody will call"),
            ("en", "stop calling me", "nobody will call"),
            ("bn", "আমাকে ফোন করবেন না", "ফোন করব না"),
            ("bn", "ফোন করার দরকার নেই", "ফোন করব না"),
        ],
    )
    def test_is_cancelled_when_other_things_were_spoken_of_since(
        self, new_phone: NewPhone, house: House, language: str, words: str, answer: str
    ) -> None:
        phone = new_phone(language=language).sends("/talk_to_human")
        phone.sends('/inform{"call_time": "morning"}').sends("/check_payment").sends("/ask_menu")
        phone.sends(words).hears(answer)
        assert house.fake.cancelled_calls == [(CASE, words)]

    def test_is_cancelled_once(self, agreed: Phone, house: House) -> None:
        agreed.sends("phone korben na").sends("dhonnobad")
        assert len(house.fake.cancelled_calls) == 1

    def test_can_be_agreed_anew(self, agreed: Phone, house: House) -> None:
        agreed.sends("phone korben na").sends("/talk_to_human").picks("Bikale")
        assert [body["call_time"] for _, body in house.fake.call_backs] == ["morning", "afternoon"]

    @pytest.mark.parametrize("words", ["kal phone diyen na", "sokale phone diyen na, bikale diyen"])
    def test_is_not_cancelled_by_another_time(
        self, agreed: Phone, house: House, words: str
    ) -> None:
        agreed.sends(words)
        assert house.fake.cancelled_calls == []

    def test_is_not_what_words_of_danger_are_about(self, agreed: Phone, house: House) -> None:
        agreed.sends("phone korben na, member amake mere felbe bolse").hears("nirapod")
        assert house.fake.cancelled_calls == []

    def test_leaves_nobody_to_be_reached_who_could_be_called_only(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone(language="en").sends(ABUSE["en"]).sends(NO_SMS).sends("1").sends("1")
        ((reference, filed),) = house.fake.cases.items()
        assert filed["told"]["contact_safely"] == "call"
        phone.sends("don't ring me").hears("nobody will call").hears_nothing_of("in a message")
        assert house.fake.cancelled_calls == [(reference, "don't ring me")]

    @pytest.mark.parametrize(
        ("begins", "question"),
        [
            ("amar taka ashe nai", "Kon kistir taka"),
            ('/check_eligibility{"programme": "oaa"}', "Boyos koto"),
            ("dealer chal kom dise", "Kon chal ba card?"),
            ("amar nalish e aro kotha jog korte chai", "ja janate chan likhun"),
        ],
    )
    @pytest.mark.parametrize("words", ["phone diyen na", "amake phone korben na, basay shobai ase"])
    def test_is_cancelled_in_the_middle_of_something_else(
        self, agreed: Phone, house: House, words: str, begins: str, question: str
    ) -> None:
        before = len(house.fake.cases)
        agreed.sends("/greet").sends(begins).hears(question)
        agreed.sends(words).hears("phone korbo na", question)
        assert house.fake.cancelled_calls == [(CASE, words)]
        assert len(house.fake.cases) == before
        assert house.fake.messages == []

    def test_is_not_what_is_given_up_in_the_middle_of_something_else(
        self, agreed: Phone, house: House
    ) -> None:
        agreed.sends("/greet").sends("amar taka ashe nai").hears("Kon kistir")
        agreed.sends("thak, lagbe na").hears_nothing_of("phone korbo na", "Kon kistir")
        assert house.fake.cancelled_calls == []

    def test_is_cancelled_where_it_is_asked_how_to_talk(self, agreed: Phone, house: House) -> None:
        agreed.sends("/greet").sends("member amar gaye hat dise").hears("nirapod?")
        agreed.sends("phone diyen na").hears("phone korbo na", "nirapod?")
        assert house.fake.cancelled_calls == [(CASE, "phone diyen na")]


class TestAnotherTimeThanTheOneJustTold:
    @pytest.mark.parametrize(
        ("language", "words", "time", "told"),
        [
            ("bn-Latn", "bikale na sokale", "morning", "er moddhe sokale apnake phone korben"),
            (
                "bn-Latn",
                "sokale dile valo hoy",
                "morning",
                "er moddhe sokale apnake phone korben",
            ),
            (
                "bn-Latn",
                "sokale phone diyen",
                "morning",
                "er moddhe sokale apnake phone korben",
            ),
            ("bn", "বিকালে না সকালে", "morning", "এর মধ্যে সকালে আপনাকে ফোন করবেন"),
            ("bn", "দুপুরে", "midday", "এর মধ্যে দুপুরে আপনাকে ফোন করবেন"),
            (
                "en",
                "in the morning",
                "morning",
                "will call you by 24 November 2026, in the morning",
            ),
        ],
    )
    def test_changes_the_call(
        self, new_phone: NewPhone, house: House, language: str, words: str, time: str, told: str
    ) -> None:
        phone = new_phone(language=language).sends("/talk_to_human").sends("3").sends(words)
        phone.hears(told)
        assert [body["call_time"] for _, body in house.fake.call_backs] == ["afternoon", time]
        assert {reference for reference, _ in house.fake.call_backs} == {CASE}

    def test_that_cannot_be_is_said_to_be_so_and_asked_for(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone().sends("/talk_to_human").sends("3").sends("গত শুক্রবার")
        phone.hears("সেই দিন চলে গেছে", "কখন ফোন")
        assert [body["call_time"] for _, body in house.fake.call_backs] == ["afternoon"]

    @pytest.mark.parametrize(
        ("words", "answer"),
        [
            ("amar taka kobe ashbe", "ferot gechhe"),
            ("mamun er ma bari nai", "bujhte parini"),
            ("dhonnobad", "dhonnobad"),
        ],
    )
    def test_is_nothing_else(
        self, new_phone: NewPhone, house: House, words: str, answer: str
    ) -> None:
        phone = new_phone(language="bn-Latn").sends("/talk_to_human").sends("3")
        phone.sends(words).hears(answer)
        assert len(house.fake.call_backs) == 1

    @pytest.mark.parametrize(
        ("language", "words", "part", "on", "after"),
        [
            ("bn", "না সকালে আমি মাঠে থাকি, বিকালে দিয়েন", "afternoon", None, None),
            ("bn", "না কাল না, পরশু সকাল ১০টায় ফোন দিয়েন", "morning", "2026-11-25", "10:00"),
            ("bn-Latn", "na kal na, porshu sokal 10 tay", "morning", "2026-11-25", "10:00"),
            ("bn-Latn", "na sokale ami mathe thaki, dupure diyen", "midday", None, None),
            ("en", "actually 3 pm is better", "afternoon", None, "15:00"),
            ("en", "any day in the afternoon", "afternoon", None, None),
            ("en", "please call at 4 instead", "afternoon", None, "16:00"),
            ("en", "sorry can you make it Thursday morning instead", "morning", "2026-11-26", None),
        ],
    )
    def test_changes_the_call_in_more_than_a_few_words(
        self,
        new_phone: NewPhone,
        house: House,
        language: str,
        words: str,
        part: str,
        on: str | None,
        after: str | None,
    ) -> None:
        phone = new_phone(language=language).sends("/talk_to_human").sends("4").sends(words)
        phone.hears("4821-0934" if language != "bn" else "৪৮২১-০৯৩৪")
        ((case, _), (moved, body)) = house.fake.call_backs
        assert case == moved == CASE
        assert (body["call_time"], body.get("call_on"), body.get("call_after")) == (part, on, after)

    def test_at_which_nobody_may_call_is_told_as_it_is(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone(language="bn-Latn").sends("/talk_to_human").sends("3")
        phone.sends("na rat 8 tar por diyen").hears("phone korben")
        assert house.fake.call_backs[-1][1]["call_after"] == "20:00"

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("bn", "কাল অফিসে গেছিলাম, ঘুষ চাইছে"),
            ("bn-Latn", "kal office e gesilam, ghush chaise"),
            ("en", "tomorrow the member takes my card away"),
        ],
    )
    def test_is_not_what_a_complaint_tells(
        self, new_phone: NewPhone, house: House, language: str, words: str
    ) -> None:
        new_phone(language=language).sends("/talk_to_human").sends("3").sends(words)
        assert len(house.fake.call_backs) == 1


@pytest.mark.parametrize(
    ("language", "words", "number", "said"),
    [
        ("bn", "আমার এই নাম্বারে না, ০১৭১২৩৪৫৬৭৮ এ ফোন দিয়েন", "+8801712345678", "লেখা নম্বরে"),
        ("bn", "আমার আরেকটা নাম্বার ০১৮১১২২৩৩৪৪ এইটাতে কল দিবেন", "+8801811223344", "লেখা নম্বরে"),
        ("bn-Latn", "amar onno number 01911223344 e call diyen", "+8801911223344", "lekha nombore"),
        ("en", "please ring me on 01811223344 instead", "+8801811223344", "number you wrote"),
    ],
)
class TestAnotherNumberThanThePhoneItself:
    def test_right_behind_the_call_is_rung_at_the_time_that_was_agreed(
        self,
        new_phone: NewPhone,
        house: House,
        language: str,
        words: str,
        number: str,
        said: str,
    ) -> None:
        new_phone(language=language).sends("/talk_to_human").sends("3").sends(words).hears(said)
        (_, body) = house.fake.call_backs[-1]
        assert (body["call_time"], body["ring_at"]) == ("afternoon", number)
        assert len(house.fake.cases) == 1

    def test_is_rung_when_other_things_were_spoken_of_since(
        self,
        new_phone: NewPhone,
        house: House,
        language: str,
        words: str,
        number: str,
        said: str,
    ) -> None:
        phone = new_phone(language=language).sends("/talk_to_human").sends("3")
        phone.sends("/check_payment").sends("/ask_menu").sends(words).hears(said)
        assert house.fake.call_backs[-1][1]["ring_at"] == number


def test_this_number_instead_is_of_the_call_right_behind_it(
    new_phone: NewPhone, house: House
) -> None:
    phone = new_phone(language="en").sends("/talk_to_human").sends("3")
    phone.sends("on this number 01811223344 instead").hears("number you wrote")
    assert house.fake.call_backs[-1][1]["ring_at"] == "+8801811223344"


@pytest.mark.parametrize(
    ("language", "words", "hears"),
    [
        ("bn", "আমার বিকাশ নাম্বার বদলায়া ০১৮১২৩৪৫৬৭৮ দিতে চাই", "নতুন নম্বর"),
        ("bn-Latn", "amar phone number change korte chai 01911223344", "kothay taka chan"),
        ("en", "I want to change my number to 01811223344", "want the money"),
    ],
)
def test_a_number_for_money_is_no_number_to_ring(
    new_phone: NewPhone, house: House, language: str, words: str, hears: str
) -> None:
    phone = new_phone(language=language).sends("/talk_to_human").sends("3")
    phone.sends("/check_payment").sends(words).hears(hears)
    assert len(house.fake.call_backs) == 1
