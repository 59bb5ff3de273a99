"""Who somebody is, told when nobody asked for it any more, or yet."""

from collections.abc import Callable

import pytest
from conftest import House
from phone import Phone

NewPhone = Callable[..., Phone]
BRIBE = {
    "bn": "নগদের এজেন্ট উলিপুর বাজারে ১০০ টাকা কেটে রাখে",
    "bn-Latn": "ulipur bazar e nogod er agent 100 taka kete rakhe",
    "en": "the Nagad agent in Ulipur keeps 100 taka",
}
LATER = {
    "bn": "এনআইডি, বা নাম ও জন্মের সাল",
    "bn-Latn": "NID, ba nam o jonmer sal",
    "en": "write your NID",
}
PASSED = {"bn": "লেখা হলো", "bn-Latn": "lekha holo", "en": "passed your words on"}
RIGHT = {"identifier": "1952604517", "birth_year": 1952}


@pytest.mark.parametrize("language", BRIBE)
class TestAfterTheComplaint:
    def test_they_hear_how_to_tell_it(
        self, stranger: NewPhone, house: House, language: str
    ) -> None:
        house.fake.lacks_identity = True
        stranger(language=language).sends(BRIBE[language]).sends("1").hears(LATER[language])

    @pytest.mark.parametrize("tells", ["1952604517 1952", "amar nam Halima, 1952", "1952604517"])
    def test_it_goes_to_the_case(
        self, stranger: NewPhone, house: House, language: str, tells: str
    ) -> None:
        house.fake.lacks_identity = True
        phone = stranger(language=language).sends(BRIBE[language]).sends("1")
        phone.sends(tells).hears(PASSED[phone.language])
        assert house.fake.messages == [("48210934", tells)]


class TestAsAFirstMessage:
    def test_the_right_answer_opens_what_is_theirs(self, stranger: NewPhone, house: House) -> None:
        house.fake.right_answer = RIGHT
        phone = stranger(language="bn-Latn").sends("1952604517 1952")
        phone.hears("boyosko bhata, July-September 2026")

    def test_what_is_missing_is_asked(self, stranger: NewPhone, house: House) -> None:
        house.fake.right_answer = RIGHT
        phone = stranger(language="bn-Latn").sends("1952604517").hears("jonmer sal koto")
        phone.sends("1952").hears("boyosko bhata, July-September 2026")

    @pytest.mark.parametrize(
        ("language", "tells", "hears"),
        [
            ("bn", "আমার এনআইডি ১৯৫২৬০৪৫১৭", "আপনার টাকার খবর বলতে পারি"),
            ("bn-Latn", "1952604517", "apnar takar khobor bolte pari"),
            ("en", "my NID is 1952604517", "tell you about your money"),
        ],
    )
    def test_says_what_it_is_for(
        self, stranger: NewPhone, language: str, tells: str, hears: str
    ) -> None:
        stranger(language=language).sends(tells).hears(hears)

    @pytest.mark.parametrize(
        ("language", "tells", "hears"),
        [
            ("bn", "১৯৫২৬০৪৫১৭ ১৯৫২", "এই ফোন থেকেই চিনি"),
            ("bn-Latn", "1952604517 1952", "Ei phone thekei apnake chini"),
            ("en", "my NID is 1952604517", "know you by this phone"),
        ],
    )
    def test_from_a_phone_that_tells_it_already_needs_none(
        self, new_phone: NewPhone, language: str, tells: str, hears: str
    ) -> None:
        phone = new_phone(language=language).sends(tells).hears(hears)
        assert phone.options[0] == "/check_payment"

    def test_from_a_shared_phone_the_last_digits_are_enough(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.state = "shared_phone"
        house.fake.right_answer = {"nid_last4": "4567", "birth_year": 1952}
        phone = new_phone(language="bn-Latn").sends("4567 1952")
        phone.hears("boyosko bhata, July-September 2026")

    def test_a_wrong_one_leaves_two_tries(self, stranger: NewPhone) -> None:
        stranger(language="en").sends("1952604517 1953").hears("Tries left: 2", "full NID")


def test_an_allowance_named_alone_is_told_of(new_phone: NewPhone) -> None:
    phone = new_phone(language="bn-Latn").sends("bidhoba bhata")
    phone.hears("bidhoba bhata").hears_nothing_of("bujhte parini")


@pytest.mark.parametrize("wish", ["/check_payment", "/report_data_error"])
@pytest.mark.parametrize(
    ("language", "noted", "asked"),
    [
        ("bn", "জন্মের সাল লিখলাম", "এনআইডি"),
        ("bn-Latn", "Jonmer sal likhlam", "puro NID"),
        ("en", "We wrote down the year of birth", "full NID"),
    ],
)
def test_a_year_alone_is_written_down_and_the_number_asked(
    stranger: NewPhone, wish: str, language: str, noted: str, asked: str
) -> None:
    phone = stranger(language=language).sends(wish)
    if asked not in "\n".join(phone.heard):
        phone.sends("1")
    phone.sends("1958").hears(noted, asked)
