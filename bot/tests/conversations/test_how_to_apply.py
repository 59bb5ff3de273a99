"""Where, when and with which papers somebody applies."""

import re
from collections.abc import Callable

import pytest
from conftest import House
from fake_eligibility import PROGRAMMES, told_of
from phone import Phone

from citizen_text import sms

NewPhone = Callable[..., Phone]
WITH_A_SOURCE = [each for each in PROGRAMMES if told_of(each)["sources"]]
HOW = "প্রতিবন্ধী ভাতার আবেদন কীভাবে করতে হয়?"


def segments(phone: Phone) -> int:
    numbered = (f"{number}. {title}" for number, title in enumerate(phone.titles, 1))
    return sms.measure("\n".join([phone.heard[-1], *numbered])).segments


@pytest.mark.parametrize(
    ("language", "words", "office", "paper"),
    [
        ("bn", "প্রতিবন্ধী কার্ড কীভাবে করব?", "সমাজসেবা অফিস", "ডাক্তারের সনদ"),
        ("bn-Latn", "amar protibondhi card nai, card korbo kivabe", "somajseba office", "daktarer"),
        ("en", "how do I apply for a disability card?", "Social Services Office", "doctor's"),
    ],
)
class TestDisabilityCard:
    def test_itself_is_told_and_the_allowance_comes_behind_it(
        self, new_phone: NewPhone, language: str, words: str, office: str, paper: str
    ) -> None:
        phone = new_phone(language=language).sends(words).hears(office, paper)
        assert segments(phone) <= 2
        phone.hears_nothing_of("2025", "২০২৫")
        phone.sends("1").hears("2025" if language != "bn" else "২০২৫")


class TestProgrammeNamed:
    def test_the_office_and_the_time_in_two_parts(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends(HOW).hears("প্রতিবন্ধী ভাতা: আবেদন", "সমাজসেবা অফিস", "৬ নভেম্বর ২০২৫")
        assert segments(phone) <= 2

    def test_the_papers_are_a_digit_away(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends(HOW).sends("1").hears("কাগজ: এনআইডি", "সুবর্ণ নাগরিক কার্ড")
        assert segments(phone) <= 3

    def test_whoever_asks_for_papers_hears_them_at_once(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("বিধবা ভাতার আবেদন করতে কী কী কাগজ লাগে?")
        phone.hears("স্বামীর মৃত্যু সনদ")
        assert segments(phone) <= 3

    def test_in_english_where_there_is_room_all_at_once(self, new_phone: NewPhone) -> None:
        phone = new_phone(language="en").sends('/ask_how_to_apply{"programme": "hijra"}')
        phone.hears("Social Services Office", "papers:")
        assert segments(phone) <= 2

    def test_in_banglish(self, new_phone: NewPhone) -> None:
        phone = new_phone(language="bn-Latn").sends("bidhoba bhatar jonno abedon kivabe korbo?")
        phone.hears("bidhoba bhata: abedon upojela ba shohor somajseba office")
        assert segments(phone) <= 2

    def test_outside_the_days_of_a_month(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends('/ask_how_to_apply{"programme": "mcbp"}')
        phone.hears("ইউনিয়ন ডিজিটাল সেন্টার (মাসের ১-২০)", "আজ আবেদন নেওয়া হয় না")
        assert segments(phone) <= 2

    def test_the_interview_is_a_digit_away(self, new_phone: NewPhone) -> None:
        new_phone().sends(HOW).picks("আমি কি পাব").hears("বয়স কত বছর?")

    def test_who_says_so_is_told_with_the_papers(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends(HOW).sends("1").picks("কোথায় লেখা")
        phone.hears("প্রতিবন্ধী ভাতা, এখানে লেখা: সমাজসেবা অফিস, সোনাতলা, বগুড়া, অক্টোবর ২০২৪")
        assert segments(phone) <= 3

    @pytest.mark.parametrize("programme", WITH_A_SOURCE)
    def test_who_says_so_is_said_in_the_citizens_language(
        self, new_phone: NewPhone, programme: str
    ) -> None:
        asked = f'/ask_how_to_apply{{"programme": "{programme}", "part": "source"}}'
        told = new_phone().sends(asked).heard[-1]
        assert "এখানে লেখা" in told
        assert not re.search("[A-Za-z]", told)
        for language in ("bn-Latn", "en"):
            phone = new_phone(language=language).sends(asked)
            assert sms.encoding_of(phone.heard[-1]) == "GSM-7"

    @pytest.mark.parametrize(
        ("language", "asks", "place", "papers"),
        [
            ("bn", "বয়স্ক ভাতার ফরম কই পামু, কী কী কাগজ লাগে?", "সমাজসেবা অফিস", "কাগজ: এনআইডি"),
            (
                "bn-Latn",
                "boyosko vatar form kothay pabo, ki ki kagoj lage?",
                "somajseba office",
                "kagoj: NID",
            ),
            (
                "en",
                "where do I get the old age allowance form and which papers?",
                "Social Services Office",
                "papers: NID",
            ),
        ],
    )
    def test_where_and_with_what_are_told_together(
        self, new_phone: NewPhone, language: str, asks: str, place: str, papers: str
    ) -> None:
        phone = new_phone(language=language).sends("/greet").sends(asks).hears(place, papers)
        assert segments(phone) <= 3

    def test_what_is_only_generally_known_is_to_be_asked(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("টিসিবি কার্ডের আবেদন কীভাবে করতে হয়?").hears("ওয়ার্ড কাউন্সিলর")
        phone.hears("অফিসে জেনে নিন").picks("কী কাগজ").hears("কাগজ:").hears_nothing_of("কোথায় লেখা")

    def test_what_is_merged_says_into_what(self, new_phone: NewPhone) -> None:
        phone = new_phone(language="en").sends('/ask_how_to_apply{"programme": "maternity"}')
        phone.hears("this is part of Mother and Child Benefit now")


@pytest.mark.parametrize("language", ["bn", "bn-Latn", "en"])
@pytest.mark.parametrize("programme", PROGRAMMES)
def test_every_programme_of_the_catalogue(
    new_phone: NewPhone, programme: str, language: str
) -> None:
    payload = f'/ask_how_to_apply{{"programme": "{programme}"}}'
    phone = new_phone(language=language).sends(payload)
    assert segments(phone) <= 2
    assert all(sms.encoding_of(said) == "GSM-7" for said in phone.heard if language != "bn")
    for part in ("papers", "source"):
        phone.sends(f'/ask_how_to_apply{{"programme": "{programme}", "part": "{part}"}}')
        assert segments(phone) <= 3


class TestProgrammeChosen:
    def test_by_digits(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("/ask_how_to_apply").hears("কোন ভাতার আবেদন?")
        phone.picks("বিধবা ভাতা").hears("সমাজসেবা অফিস")

    def test_out_of_what_a_programme_pays(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("বিধবা ভাতা মাসে কত টাকা?").picks("আবেদন কীভাবে")
        phone.hears("বিধবা ভাতা: আবেদন")


class TestWrongInput:
    def test_a_programme_that_we_know_nothing_of(self, new_phone: NewPhone) -> None:
        new_phone().sends('/ask_how_to_apply{"programme": "nonsense"}').hears("জানাতে পারি না")

    @pytest.mark.parametrize("wish", [HOW, "/ask_how_to_apply"])
    def test_while_the_case_manager_is_down_is_answered_later(
        self, new_phone: NewPhone, house: House, wish: str
    ) -> None:
        house.fake.is_down = True
        phone = new_phone().sends(wish)
        assert phone.last_answer is not None
        assert phone.last_answer.status_code == 503
        house.fake.is_down = False
        phone.sends_again().hears("ভাতা")

    def test_within_a_complaint_the_complaint_goes_on(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("1").hears("ঠিক আছে?")
        phone.sends(HOW).hears("সমাজসেবা অফিস", "ঠিক আছে?")
