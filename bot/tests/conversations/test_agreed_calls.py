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
