"""Half a question right behind an answer is about what was spoken of."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.own_cases import FIRST
from phone import Phone

NewPhone = Callable[..., Phone]

HOW = {
    "bn": "বিধবা ভাতার আবেদন কীভাবে করব?",
    "bn-Latn": "bidhoba bhatar abedon kivabe korbo?",
    "en": "How do I apply for the widow allowance?",
}
WHERE = {
    "bn": ("বিধবা ভাতা: আবেদন", "বয়স্ক ভাতা: আবেদন"),
    "bn-Latn": ("bidhoba bhata: abedon", "boyosko bhata: abedon"),
    "en": ("Widow Allowance: apply at", "Old Age Allowance: apply at"),
}
PAPERS = {
    "bn": "বিধবা ভাতা, কাগজ",
    "bn-Latn": "bidhoba bhata, kagoj",
    "en": "Widow Allowance, papers",
}
PAYS = {
    "bn": "বিধবা ভাতা: মাসে ৭০০ টাকা",
    "bn-Latn": "bidhoba bhata: Mashe 700 taka",
    "en": "Widow Allowance: 700 taka a month",
}
MONEY = {
    "bn": ("আমার টাকা কবে আসবে?", "নগদ থেকে ২০ অক্টোবর"),
    "bn-Latn": ("amar taka kobe ashbe?", "Nagad theke 20 October"),
    "en": ("Where is my money?", "came back from Nagad"),
}


class TestAfterHowToApply:
    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("bn", "আর বয়স্ক?"),
            ("bn", "বয়স্ক ভাতার?"),
            ("bn-Latn", "ar boyosko?"),
            ("bn-Latn", "boyosko tar ki"),
            ("en", "and the old-age one?"),
            ("en", "what about old age?"),
        ],
    )
    def test_another_programme_gets_the_same_question(
        self, new_phone: NewPhone, language: str, said: str
    ) -> None:
        widow, old_age = WHERE[language]
        new_phone(language=language).sends(HOW[language]).hears(widow).sends(said).hears(old_age)

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("bn", "কী কাগজ লাগে?"),
            ("bn", "কাগজ?"),
            ("bn-Latn", "kagoj ki lage"),
            ("bn-Latn", "ki ki kagoj lagbe"),
            ("en", "what papers do I need?"),
            ("en", "which documents?"),
        ],
    )
    def test_the_papers_are_those_of_the_programme(
        self, new_phone: NewPhone, language: str, said: str
    ) -> None:
        new_phone(language=language).sends(HOW[language]).sends(said).hears(PAPERS[language])

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("bn", "কোথায় যাব?"),
            ("bn", "কই যামু"),
            ("bn-Latn", "kothay?"),
            ("bn-Latn", "kivabe"),
            ("en", "where do I go?"),
            ("en", "where"),
        ],
    )
    def test_where_and_how_are_about_applying(
        self, new_phone: NewPhone, language: str, said: str
    ) -> None:
        phone = new_phone(language=language).sends(HOW[language]).sends("/thank").sends(said)
        phone.hears(WHERE[language][0])

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("bn", "কত টাকা?"),
            ("bn", "মাসে কত পাব?"),
            ("bn", "কবে পাব"),
            ("bn-Latn", "koto taka?"),
            ("bn-Latn", "kobe pabo"),
            ("en", "how much is it?"),
            ("en", "when will I get it?"),
        ],
    )
    def test_how_much_and_when_are_told_of_the_programme(
        self, new_phone: NewPhone, language: str, said: str
    ) -> None:
        new_phone(language=language).sends(HOW[language]).sends(said).hears(PAYS[language])

    @pytest.mark.parametrize(
        ("language", "said"),
        [("bn", "আমি কি পাব?"), ("bn-Latn", "ami ki pabo"), ("en", "can I get it?")],
    )
    def test_whether_one_may_have_it_is_asked_of_the_programme(
        self, new_phone: NewPhone, house: House, language: str, said: str
    ) -> None:
        new_phone(language=language).sends(HOW[language]).sends(said)
        assert house.fake.told_last["programmes"] == ["wda"]


class TestAfterAPayment:
    @pytest.mark.parametrize(
        ("language", "said", "answer"),
        [
            ("bn", "কবে পাব", "নগদ থেকে ২০ অক্টোবর"),
            ("bn", "কত টাকা?", "বয়স্ক ভাতা পান। মাসে ৭০০ টাকা"),
            ("bn", "আর বিধবা?", "বয়স্ক ভাতা, জুলাই-সেপ্টেম্বর"),
            ("bn", "কী কাগজ লাগে?", "বয়স্ক ভাতা, কাগজ"),
            ("bn-Latn", "abedon kothay korbo", "boyosko bhata: abedon"),
            ("en", "how do I apply", "Old Age Allowance: apply at"),
            ("en", "how much?", "700 taka a month"),
        ],
    )
    def test_a_question_is_about_its_programme(
        self, new_phone: NewPhone, language: str, said: str, answer: str
    ) -> None:
        wish, told = MONEY[language]
        new_phone(language=language).sends(wish).hears(told).sends(said).hears(answer)

    @pytest.mark.parametrize(
        ("language", "said", "asks"),
        [
            ("bn", "আর আমার মায়ের জন্য?", "যাঁর জন্য, তাঁর পুরো এনআইডি"),
            ("bn", "আর আমার মা?", "যাঁর জন্য, তাঁর পুরো এনআইডি"),
            ("bn-Latn", "ar amar mayer ta?", "Jar jonno, tar puro NID"),
            ("en", "and for my mother?", "of the person you ask for"),
        ],
    )
    def test_another_person_has_to_be_known_first(
        self, new_phone: NewPhone, language: str, said: str, asks: str
    ) -> None:
        wish, told = MONEY[language]
        new_phone(language=language).sends(wish).hears(told).sends(said).hears(asks)


class TestAfterWhatOneGets:
    def test_when_is_asked_of_the_own_money(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("আমি কোন ভাতা পাই?").hears("বয়স্ক ভাতা পান")
        phone.sends("কবে পাব?").hears("ফেরত গেছে")

    def test_papers_are_those_of_the_own_allowance(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("আমি কোন ভাতা পাই?")
        phone.sends("কাগজ কী লাগে?").hears("বয়স্ক ভাতা, কাগজ")


class TestAfterAnInterview:
    def test_a_question_is_about_the_programme_that_was_asked_for(
        self, new_phone: NewPhone
    ) -> None:
        phone = new_phone().sends("আমার বয়স ৪০ বছর, আমি কি বয়স্ক ভাতা পাব?").hears("বয়স্ক ভাতা মেলে না")
        phone.sends("কী কাগজ লাগে?").hears("বয়স্ক ভাতা, কাগজ")

    def test_another_programme_is_asked_about_in_the_same_way(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone().sends("আমার বয়স ৪০ বছর, আমি কি বয়স্ক ভাতা পাব?")
        phone.sends("আর বিধবা ভাতা?")
        assert house.fake.told_last["programmes"] == ["wda"]


class TestWhatIsNoFollowOn:
    def test_nothing_was_spoken_of(self, new_phone: NewPhone) -> None:
        new_phone().sends("কী কাগজ লাগে?").hears_nothing_of("বিধবা ভাতা, কাগজ", "বয়স্ক ভাতা, কাগজ")

    def test_a_question_that_says_all_it_means(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends(HOW["bn"]).sends("আমার টাকা কবে আসবে?").hears("ফেরত গেছে")
        phone.sends("আমি কোন কোন ভাতা পাই?").hears("আপনি ১ জুলাই ২০২০ থেকে বয়স্ক ভাতা পান")

    def test_what_was_spoken_of_two_messages_before(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends(HOW["bn"]).sends("ধন্যবাদ").sends("কী কাগজ লাগে?")
        phone.hears("বিধবা ভাতা, কাগজ")
        phone = new_phone().sends(HOW["bn"]).sends("ধন্যবাদ").sends("সালাম").sends("কাগজ কী লাগে?")
        phone.hears_nothing_of("বিধবা ভাতা, কাগজ")

    def test_what_is_said_in_a_form(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends(HOW["bn"]).sends("/check_eligibility")
        question = phone.heard[-1]
        phone.sends("কী কাগজ লাগে?").hears_nothing_of("বিধবা ভাতা, কাগজ")
        assert phone.heard[-1] == question

    def test_what_a_caseworker_waits_for(self, new_phone: NewPhone, house: House) -> None:
        house.fake.cases["48210934"] = {"category": "wrong_amount"}
        phone = new_phone().sends(HOW["bn"])
        phone.is_asked_by_caseworker("48210934")
        phone.sends("ছবি লাগে?")
        assert house.fake.messages == [("48210934", "ছবি লাগে?")]


@pytest.mark.parametrize("channel", ["sms", "ussd"])
@pytest.mark.parametrize(
    ("language", "names", "hears"),
    [
        ("bn", "প্রতিবন্ধী", "প্রতিবন্ধী ভাতা: মাসে"),
        ("bn-Latn", "bidhoba", "bidhoba bhata: Mashe"),
        ("en", "disability", "Disability Allowance:"),
        ("en", "the elderly one", "Old Age Allowance"),
    ],
)
def test_half_a_name_of_an_allowance_is_enough(
    new_phone: NewPhone, channel: str, language: str, names: str, hears: str
) -> None:
    phone = new_phone(channel=channel, language=language).sends("/check_entitlement")
    phone.sends(names).hears(hears)


class TestWhatToDoNow:
    @pytest.mark.parametrize(
        ("language", "asks"),
        [("bn", "এখন কী করব"), ("bn-Latn", "ekhon ki korbo"), ("en", "what should I do now?")],
    )
    def test_about_an_allowance_is_how_to_apply(
        self, new_phone: NewPhone, house: House, language: str, asks: str
    ) -> None:
        house.fake.enrolments = []
        payload = '/check_entitlement{"programme": "wda"}'
        new_phone(language=language).sends(payload).sends(asks).hears(WHERE[language][0])

    @pytest.mark.parametrize(
        ("language", "asks"),
        [("bn", "এখন কী করব"), ("bn-Latn", "ami ki korbo ekhon"), ("en", "what do I do?")],
    )
    def test_about_the_own_allowance_is_where_its_money_is(
        self, new_phone: NewPhone, language: str, asks: str
    ) -> None:
        phone = new_phone(language=language).sends("/check_entitlement").sends(asks)
        phone.hears(MONEY[language][1])


@pytest.mark.parametrize(
    ("language", "said", "heard"),
    [
        ("bn", "আর মুক্তিযোদ্ধারা?", "মুক্তিযোদ্ধা"),
        ("bn-Latn", "freedom fighter e ke pay", "muktijoddha"),
        ("en", "and freedom fighters?", "Freedom Fighter"),
    ],
)
def test_behind_the_widows_another_people_are_not_taken_for_widows(
    new_phone: NewPhone, language: str, said: str, heard: str
) -> None:
    phone = new_phone(language=language).sends(HOW[language]).sends(said).hears(heard)
    phone.hears_nothing_of("বিধবা", "bidhoba", "Widow")


class TestAfterAComplaint:
    @pytest.mark.parametrize(
        ("language", "said", "told"),
        [
            ("bn", "কত দিন লাগবে?", "৭ ডিসেম্বর ২০২৬"),
            ("bn", "কবে উত্তর পাব", "৭ ডিসেম্বর ২০২৬"),
            ("bn-Latn", "koto din lagbe", "7 December 2026"),
            ("bn-Latn", "koydin lagbo shesh hoite", "7 December 2026"),
            ("en", "how long will it take?", "7 December 2026"),
        ],
    )
    def test_how_long_it_takes_is_asked_of_the_complaint(
        self,
        new_phone: NewPhone,
        has: Callable[..., None],
        language: str,
        said: str,
        told: str,
    ) -> None:
        has(FIRST, status="with_office")
        phone = new_phone(language=language).sends("/track_case").hears(told)
        phone.sends(said).hears(told)

    def test_also_right_after_it_was_filed(self, new_phone: NewPhone) -> None:
        phone = new_phone(language="bn-Latn").sends("amar bhatar taka pai nai").sends("1")
        phone.sends("ha").hears("joma hoyechhe")
        phone.sends("koto din lagbe").hears("4821-0934", "prothom uttor paben")

    def test_other_words_are_heard_for_themselves(
        self, new_phone: NewPhone, has: Callable[..., None]
    ) -> None:
        has(FIRST, status="with_office")
        phone = new_phone(language="bn-Latn").sends("/track_case")
        phone.sends("boyosko bhata koto taka").hears("boyosko bhata", "taka")
