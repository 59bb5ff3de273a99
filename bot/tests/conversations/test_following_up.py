"""A case followed up by digits alone, looked up, and never named to who reads along."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.own_cases import FIRST, SECOND
from phone import Phone

NewPhone = Callable[..., Phone]

LANGUAGES = ["bn", "bn-Latn", "en"]


class TestByDigitsAlone:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_more_is_told(
        self, new_phone: NewPhone, house: House, has: Callable[..., None], language: str
    ) -> None:
        has(FIRST)
        phone = new_phone(channel="ussd", can_script=False, language=language)
        phone.sends("/track_case").sends("1").sends("1").hears("4821-0934")
        assert [reference for reference, _ in house.fake.messages] == [FIRST]

    def test_a_case_is_withdrawn(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        phone = new_phone(channel="ussd").sends("/track_case").picks("তুলে নেব")
        phone.hears("তুলে নেবেন?").sends("1").hears("তুলে নিতে চান")
        assert [body["text"] for _, _, body in house.fake.follow_ups] == [None]

    def test_a_decision_is_appealed(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST, status="closed")
        phone = new_phone(channel="ussd").sends("/track_case").picks("সিদ্ধান্ত মানি না")
        phone.hears("কেন মানেন না?").picks("কারণ বলেনি").hears("৮৪৬১-৮৩১৬")
        assert [body["text"] for _, _, body in house.fake.follow_ups] == ["কারণ বলেনি"]

    def test_everything_may_be_left(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        phone = new_phone(channel="ussd").sends("/track_case").picks("আরও বলব", "না, থাক")
        phone.hears("আগের মতোই থাকল")
        assert house.fake.messages == []


class TestTracking:
    def test_of_several_cases_one_is_picked(
        self, new_phone: NewPhone, has: Callable[..., None]
    ) -> None:
        has(FIRST, category="bribe", opened_on="2026-11-02")
        has(SECOND, status="with_office")
        phone = new_phone().sends("আমার নালিশের খবর কী?").hears("কোনটি?")
        assert phone.titles == ["৪৮২১-০৯৪১, ২৩ নভেম্বর ২০২৬", "৪৮২১-০৯৩৪, ২ নভেম্বর ২০২৬"]
        phone.sends("1").hears("৪৮২১-০৯৪১", "সরকারি অফিসে পাঠানো হয়েছে", "৭ ডিসেম্বর ২০২৬")

    def test_in_the_middle_of_a_complaint_the_latest_is_told(
        self, new_phone: NewPhone, has: Callable[..., None]
    ) -> None:
        has(FIRST, SECOND)
        phone = new_phone().sends("আমার টাকা আসে নাই")
        phone.sends("আমার নালিশের খবর কী?").hears("নালিশ ৪৮২১-০৯৪১", "কোন কিস্তি")


class TestNobodyWhoReadsAlong:
    """Of a restricted case not even the word is said."""

    @pytest.mark.parametrize(
        "messages",
        [
            ("/update_case", "se abar ashchilo amar barite"),
            ("/update_case", "/check_eligibility", "/go_back"),
            ("/withdraw_case", "/affirm"),
            ("/withdraw_case", "/deny"),
            ("/withdraw_case", "/talk_to_human", "/go_back"),
        ],
    )
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_hears_that_there_is_a_complaint(
        self, new_phone: NewPhone, house: House, language: str, messages: tuple[str, ...]
    ) -> None:
        house.fake.cases["48210934"] = {"category": "harassment_sea", "is_restricted": True}
        phone = new_phone(language=language).sends("/greet")
        for message in messages:
            said = "\n".join(phone.sends(message).heard)
            assert not any(word in said for word in ("নালিশ", "অভিযোগ", "alish", "omplain"))


@pytest.mark.parametrize(
    ("language", "asks", "lost", "heard"),
    [
        ("bn", "আমার নালিশের খবর কী?", "নম্বর মনে নাই", "নালিশটি পাই না"),
        ("bn-Latn", "amar nalish er khobor ki?", "nombor mone nai", "nalishti pai na"),
        ("en", "what happened to my complaint?", "I lost the number", "cannot find"),
    ],
)
def test_without_its_number_an_old_complaint_is_told_again_or_to_a_person(
    new_phone: NewPhone, language: str, asks: str, lost: str, heard: str
) -> None:
    phone = new_phone(language=language).sends(asks).sends(lost).hears(heard)
    assert phone.options[0] == "/talk_to_human"
