"""A complaint of what there is a case of already: that case is offered first."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from conftest import House
from phone import Phone

NewPhone = Callable[..., Phone]
CASE = "48210934"
TODAY = date(2026, 11, 23)


@pytest.fixture
def has(house: House) -> Callable[..., None]:
    def remember(category: str, **state: object) -> None:
        house.fake.cases[CASE] = {"category": category, **state}

    return remember


def closed(days_ago: int) -> dict[str, object]:
    return {"status": "closed", "closed_on": (TODAY - timedelta(days_ago)).isoformat()}


class TestAfterAClosing:
    PROTESTS = (
        ("bn-Latn", "dokandar taka dey nai, abar dekhen", "Apni ki 4821-0934 nomborer"),
        ("bn", "দোকানদার টাকা দেয় নাই, আবার দেখেন", "আপনি কি ৪৮২১-০৯৩৪ নম্বরের"),
        (
            "en",
            "the shopkeeper still takes 100 taka from my money",
            "Is this about number 4821-0934?",
        ),
    )

    @pytest.mark.parametrize(("language", "words", "question"), PROTESTS)
    def test_protest_is_an_appeal(
        self,
        new_phone: NewPhone,
        house: House,
        has: Callable[..., None],
        language: str,
        words: str,
        question: str,
    ) -> None:
        has("agent_overcharge", **closed(2))
        new_phone(language=language).sends(words).hears(question).sends("1")
        ((verb, reference, body),) = house.fake.follow_ups
        assert (verb, reference, body["text"]) == ("appeals", CASE, words)

    def test_another_matter_is_begun_with_the_words_that_told_it(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has("agent_overcharge", **closed(2))
        phone = new_phone(language="bn-Latn").sends("nogod er dokandar 100 taka kete rakhe")
        phone.hears("4821-0934").sends("2").hears("100 taka")
        assert house.fake.follow_ups == []

    @pytest.mark.parametrize(
        ("words", "state"),
        [
            ("nogod er dokandar 100 taka kete rakhe", closed(40)),
            ("dealer amake pocha chal dise", closed(2)),
        ],
    )
    def test_long_after_and_of_another_kind_it_is_not_offered(
        self, new_phone: NewPhone, has: Callable[..., None], words: str, state: dict[str, object]
    ) -> None:
        has("agent_overcharge", **state)
        new_phone(language="bn-Latn").sends(words).hears_nothing_of("4821-0934")

    def test_danger_is_told_to_no_earlier_case(
        self, new_phone: NewPhone, has: Callable[..., None]
    ) -> None:
        has("harassment_sea", **closed(2))
        phone = new_phone(language="bn").sends("মেম্বার আবার আমারে রাতে একা যাইতে কয়")
        phone.hears("নিরাপদ").hears_nothing_of("৪৮২১-০৯৩৪")


class TestWhileItIsOpen:
    DEMANDS = (
        ("bn", "মেম্বার আবার টাকা চাইছে"),
        ("bn-Latn", "member abar taka chaise"),
        ("en", "the member asked for a bribe again"),
    )

    @pytest.mark.parametrize(("language", "words"), DEMANDS)
    def test_what_happens_again_is_told_to_it(
        self,
        new_phone: NewPhone,
        house: House,
        has: Callable[..., None],
        language: str,
        words: str,
    ) -> None:
        has("bribe")
        new_phone(language=language).sends(words).sends("1")
        assert house.fake.messages == [(CASE, words)]
        assert len(house.fake.cases) == 1

    def test_a_no_begins_a_complaint(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has("bribe")
        phone = new_phone(language="bn-Latn").sends("member abar taka chaise")
        phone.sends("na").hears("nirapod")
        assert house.fake.messages == []

    def test_without_again_a_complaint_is_begun(
        self, new_phone: NewPhone, has: Callable[..., None]
    ) -> None:
        has("bribe")
        phone = new_phone(language="bn-Latn").sends("member 3000 taka chay card er jonno")
        phone.hears("nirapod")


@pytest.mark.parametrize(
    ("language", "yes", "again"),
    [
        ("bn", "হ্যাঁ", "কোনটি? সংখ্যা লিখুন।"),
        ("bn-Latn", "ha", "Konti? Songkha likhun."),
        ("en", "yes", "Which one? Write its number."),
    ],
)
def test_a_yes_to_two_options_is_asked_again(
    new_phone: NewPhone, language: str, yes: str, again: str
) -> None:
    """Of a case that this phone has not, two things can be done."""
    phone = new_phone(language=language).sends("48219999")
    offered = phone.options
    assert len(offered) == 2
    assert phone.sends(yes).hears(again).options == offered
