"""Who does not accept a decision goes to the next office."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.own_cases import APPEAL, FIRST, SECOND
from phone import Phone

NewPhone = Callable[..., Phone]


class TestAppealing:
    @pytest.mark.parametrize(
        ("language", "asks", "reason", "done"),
        [
            ("bn", "কেন মানেন না?", "আমাকে কেউ ডাকেনি", ("৮৪৬১-৮৩১৬", "২২ ডিসেম্বর ২০২৬")),
            ("bn-Latn", "keno manen na?", "amake keu dakeni", ("8461-8316", "22 December 2026")),
            ("en", "Why do you not accept", "nobody asked me", ("8461-8316", "22 December 2026")),
        ],
    )
    def test_is_asked_why_and_goes_to_the_next_office(
        self,
        new_phone: NewPhone,
        house: House,
        has: Callable[..., None],
        language: str,
        asks: str,
        reason: str,
        done: tuple[str, str],
    ) -> None:
        has(FIRST, status="closed")
        phone = new_phone(language=language).sends(APPEAL[language]).hears(asks)
        phone.sends(reason).hears(*done)
        ((verb, reference, body),) = house.fake.follow_ups
        assert (verb, reference) == ("appeals", FIRST)
        assert body["text"] == f"{APPEAL[language]}\n{reason}"

    def test_a_reason_in_the_first_message_counts(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST, status="closed")
        words = "রায় মানি না, চেয়ারম্যান মিথ্যা কথা লিখছে, আমি কোনো টাকা ফেরত পাই নাই"
        new_phone().sends(words).hears("নতুন নম্বর ৮৪৬১-৮৩১৬")
        assert [body["text"] for _, _, body in house.fake.follow_ups] == [words]

    def test_what_is_not_decided_is_said_and_the_words_are_kept(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        new_phone().sends(APPEAL["bn"]).hears("সিদ্ধান্ত এখনো হয়নি", "৫ জানু")
        assert [body["text"] for _, _, body in house.fake.follow_ups] == [APPEAL["bn"]]

    def test_is_about_what_is_decided_where_others_are_open(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST, status="closed")
        has(SECOND)
        new_phone().sends(APPEAL["bn"]).hears("৪৮২১-০৯৩৪ এর সিদ্ধান্ত")

    def test_the_reason_may_sound_like_another_complaint(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST, status="closed")
        phone = new_phone().sends(APPEAL["bn"])
        phone.sends("আমার টাকা আসে নাই").hears("আপিল উপরের অফিসে গেল")

    def test_the_last_office_has_spoken(
        self, new_phone: NewPhone, has: Callable[..., None]
    ) -> None:
        has(FIRST, status="closed", is_last_tier=True)
        phone = new_phone().sends(APPEAL["bn"]).sends("আমাকে কেউ ডাকেনি")
        phone.hears("এর উপরে আপিল নেই").sends("1").hears("একজন কর্মী")
