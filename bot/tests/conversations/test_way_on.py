"""Whoever asks what they may get hears a way on: what to get first, which office, what else."""

from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from conftest import House
from phone import Phone

from citizen_text import sms

NewPhone = Callable[..., Phone]
LONGEST = 3
LEG_LOST = "ami ekjon purush, ek pa nai, boyos 45, kono vata ache?"
WORDS = {  # of a language: what the office is called, and that nothing fits
    "bn": ("সমাজসেবা অফিস", "কোনো ভাতা মেলে না"),
    "bn-Latn": ("somajseba office", "kono bhata mele na"),
    "en": ("Social Services Office", "no allowance fits"),
}


def facts(house: House) -> dict[str, Any]:
    return house.fake.told_last["facts"]


def answers(phone: Phone, house: House, told: dict[str, str], otherwise: str = "1") -> list[str]:
    """The questions, each answered as the first piece of it that is told says."""
    asked = []
    while not {"Menu", "মেনু"} & {*phone.titles}:
        words = phone.heard[-1]
        asked.append(words)
        phone.sends(next((told[piece] for piece in told if piece in words), otherwise))
    numbered = (f"{number}. {title}" for number, title in enumerate(phone.titles, 1))
    assert sms.measure("\n".join([phone.heard[-1], *numbered])).segments <= LONGEST
    return asked


@pytest.mark.parametrize(
    ("language", "words", "card"),
    [
        ("bn", "প্রতিবন্ধী মেয়ে আছে, ভাতা পাবে কি?", "নাগরিক) কার্ড"),
        ("bn-Latn", "protibondhi meye ache, vata pabe ki", "Nagorik) card"),
        ("en", "my daughter is disabled, can she get an allowance?", "Nagorik) card"),
    ],
)
class TestDisabledChild:
    TOLD: ClassVar[dict[str, str]] = {
        "বয়স": "9",
        "Boyos": "9",
        "How old": "9",
        "আয়": "0",
        "ay mashe": "0",
        "income": "0",
    }

    def test_with_the_card_may_get_the_allowance(
        self, new_phone: NewPhone, house: House, language: str, words: str, card: str
    ) -> None:
        phone = new_phone(language=language).sends(words)
        answers(phone, house, {card: "1", **self.TOLD})
        assert facts(house)["has_disability_card"] is True
        phone.hears("900" if language != "bn" else "৯০০", WORDS[language][0])

    def test_without_it_hears_where_to_get_it(
        self, new_phone: NewPhone, house: House, language: str, words: str, card: str
    ) -> None:
        phone = new_phone(language=language).sends(words)
        answers(phone, house, {card: "2", **self.TOLD})
        phone.hears("Suborno" if language != "bn" else "সুবর্ণ কার্ড", WORDS[language][0])
        phone.hears_nothing_of(WORDS[language][1])


class TestSpokenOf:
    def test_a_man_who_lost_a_leg_hears_of_the_card_and_not_of_widows(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone(language="bn-Latn").sends(LEG_LOST)
        answers(phone, house, {"ay mashe": "0", "pension": "2", "Nagorik) card": "2"})
        assert phone.heard[-1].startswith("protibondhi bhata: protibondhi hole age Suborno card")
        phone.hears_nothing_of("bidhoba bhata mele na")
        phone.picks("Baki keno noy").hears("mele na:")

    def test_a_pension_leaves_it_to_the_office(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone(language="bn-Latn").sends(
            "mui protibondhi, kaj korte pari na, ki vata pamu"
        )
        answers(phone, house, {"Boyos": "40", "ay mashe": "0", "pension": "1"})
        phone.hears(
            "protibondhi bhata: sorkari pension: ha", "thik kore office", "somajseba office"
        )
        phone.hears_nothing_of("kono bhata mele na")

    def test_a_pregnant_girl_hears_from_which_age(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone().sends("আমার নাতনি গর্ভবতী, বয়স ১৭, ভাতা পাবে?")
        answers(phone, house, {"আয়": "0", "নাগরিক) কার্ড": "2"})
        phone.hears("মা ও শিশু সহায়তা মেলে না: বয়স: ১৭ বছর। হতে হয় ২০")


class TestWidow:
    def test_is_asked_first_what_decides_her_allowance(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone(language="bn-Latn").sends("ami bidhoba, boyos 50, vata pabo ki")
        told = {"ay mashe": "0", "pension": "2", "chakri": "2"}
        asked = answers(phone, house, told)
        order = [next(n for n, words in enumerate(asked) if each in words) for each in told]
        assert all("somproday" not in words for words in asked[: max(order)])
        phone.hears("bidhoba bhata: pete paren")


class TestOtherSupport:
    def test_what_was_told_is_not_asked_again(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone(language="bn-Latn").sends(LEG_LOST)
        answers(phone, house, {"ay mashe": "0", "pension": "2", "Nagorik) card": "2"})
        before = facts(house)
        asked = answers(phone.picks("Onno sahajjo"), house, {}, otherwise="2")
        assert not any("Boyos koto" in words or "Nagorik) card" in words for words in asked)
        assert before.items() <= facts(house).items()

    def test_who_writes_anew_is_asked_anew(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone(language="bn-Latn").sends(LEG_LOST)
        answers(phone, house, {"ay mashe": "0", "pension": "2", "Nagorik) card": "2"})
        phone.sends("ami ki kono vata pabo?").hears("Boyos koto")
