"""Two wishes in one message: the second is named and offered when the first is done."""

from collections.abc import Callable

import pytest
from conftest import House
from phone import Phone

NewPhone = Callable[..., Phone]


class TestBehindAnAnswer:
    @pytest.mark.parametrize(
        ("language", "said", "first", "second", "then"),
        [
            (
                "en",
                "check my payment and I want to apply for widow allowance",
                "came back",
                "You also wrote of something else: How to apply",
                "Widow Allowance: apply at",
            ),
            (
                "bn-Latn",
                "amar taka kobe ashbe. bidhoba bhatar abedon kivabe korbo",
                "ferot gechhe",
                "arekti kothao likhechhen: Abedon kivabe",
                "bidhoba bhata: abedon",
            ),
            (
                "bn",
                "আমার টাকা কবে আসবে? বিধবা ভাতার আবেদন কীভাবে করব?",
                "ফেরত গেছে",
                "আরেকটি কথাও লিখেছেন: আবেদন কীভাবে",
                "বিধবা ভাতা: আবেদন",
            ),
        ],
    )
    @pytest.mark.parametrize("yes", ["1", None])
    def test_it_is_offered_in_the_same_answer(
        self,
        new_phone: NewPhone,
        language: str,
        said: str,
        first: str,
        second: str,
        then: str,
        yes: str | None,
    ) -> None:
        words = {"en": "yes", "bn-Latn": "ha", "bn": "হ্যাঁ"}[language]
        phone = new_phone(language=language).sends(said).hears(first, second)
        assert len(phone.titles) == 2
        phone.sends(yes or words).hears(then)

    def test_a_no_ends_it(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("আমার টাকা কবে আসবে? বিধবা ভাতার আবেদন কীভাবে করব?").sends("2")
        phone.hears("ঠিক আছে").hears_nothing_of("বিধবা")
        phone.sends("হ্যাঁ").hears_nothing_of("বিধবা")

    def test_another_message_is_heard_as_it_is(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("আমার টাকা কবে আসবে? বিধবা ভাতার আবেদন কীভাবে করব?")
        phone.sends("ধন্যবাদ").hears_nothing_of("আরেকটি")


class TestBehindAComplaint:
    def test_it_is_offered_when_that_is_filed_and_keeps_its_words(
        self, new_phone: NewPhone, house: House
    ) -> None:
        said = "amar taka ase nai. ar card er nam kata gese"
        phone = new_phone(language="bn-Latn").sends(said).hears("Kon kistir taka")
        phone.hears_nothing_of("arekti").sends("1").hears_nothing_of("arekti").sends("1")
        phone.hears("joma hoyechhe", "arekti kothao likhechhen: Talikay nei").sends("1")
        phone.sends("boyosko bhata")
        while len(house.fake.cases) < 2:
            phone.sends("1")
        first, second = house.fake.cases.values()
        assert (first["category"], second["category"]) == ("payment_returned", "suspended")
        assert second["description"].startswith("card er nam kata gese")
        phone.hears_nothing_of("arekti")

    @pytest.mark.parametrize(
        ("language", "said", "offer"),
        [
            (
                "bn",
                "মেম্বার কার্ডের জন্য ৫০০০ টাকা ঘুষ চায়। আমার বয়স্ক ভাতার দুই কিস্তির টাকা আসে নাই।",
                "আরেকটি কথাও লিখেছেন: টাকা পাইনি",
            ),
            (
                "bn-Latn",
                "member card er jonno 5000 taka ghush chay. amar vatar 2 kistir taka ase nai.",
                "arekti kothao likhechhen: Taka paini",
            ),
            (
                "en",
                "The member wants a bribe of 5000 taka for a card. My allowance did not come.",
                "wrote of something else: Money did not come",
            ),
        ],
    )
    def test_behind_a_bribe_told_in_safety_too(
        self, new_phone: NewPhone, house: House, language: str, said: str, offer: str
    ) -> None:
        phone = new_phone(language=language).sends(said)
        while not house.fake.cases:
            phone.hears_nothing_of(offer).sends("1")
        phone.hears(offer)

    def test_who_leaves_hears_no_more_of_it(self, new_phone: NewPhone) -> None:
        phone = new_phone(language="bn-Latn").sends("amar taka ase nai. ar card er nam kata gese")
        phone.sends("/goodbye").hears_nothing_of("arekti")
        phone.sends("amar taka kobe ashbe").hears_nothing_of("arekti")

    def test_who_tells_of_danger_hears_of_nothing_else(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone(language="bn-Latn").sends("amar taka ase nai. ar card er nam kata gese")
        phone.sends("member amake mere felbe bolse").hears("nirapod")
        for digit in ("1", "1", "1", "1"):
            if not house.fake.cases:
                phone.sends(digit).hears_nothing_of("arekti kothao")

    @pytest.mark.parametrize("way_out", ["nalish korbo na", "ami ar bachte chai na"])
    def test_nor_when_they_leave(self, new_phone: NewPhone, way_out: str) -> None:
        phone = new_phone(language="bn-Latn").sends("amar taka ase nai. ar card er nam kata gese")
        phone.sends("member amake mere felbe bolse").sends(way_out)
        phone.hears_nothing_of("arekti kothao").sends("na").hears_nothing_of("arekti kothao")

    def test_what_is_sensitive_is_not_named(self, new_phone: NewPhone) -> None:
        said = "amar taka kobe ashbe. member card er jonno 5000 taka ghush chay"
        phone = new_phone(language="bn-Latn").sends(said)
        phone.hears_nothing_of("Ghush")
