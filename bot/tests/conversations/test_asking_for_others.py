"""Whoever asks for somebody else hears that person's facts, once it is proven who that is."""

from collections.abc import Callable
from typing import Any

import pytest
from conftest import House
from conversations.conftest import Filed
from fake_case_manager import payment
from phone import Phone

NewPhone = Callable[..., Phone]
NID = "2692501234"
PROOF = {"identifier": NID, "birth_year": 1950}
LANGUAGES = ("bn", "bn-Latn", "en")
ASKED = {
    "bn": "আমার মায়ের বয়স্ক ভাতার টাকা কবে আসবে?",
    "bn-Latn": "amar mayer vata kobe ashbe",
    "en": "When will my mother's allowance come?",
}
OWN_ASKED = {
    "bn": "আমার নিজের টাকা কবে আসবে?",
    "bn-Latn": "amar nijer vatar taka kobe ashbe",
    "en": "When will my own allowance come?",
}
MISSING = {
    "bn": "প্রতিবেশীর টাকা আসে নাই",
    "bn-Latn": "protibeshir vatar taka ashe nai",
    "en": "My neighbour's money did not come",
}
WHOSE = {"bn": "যাঁর জন্য", "bn-Latn": "Jar jonno", "en": "person you ask for"}
OWN_FACT = {"bn": "ফেরত", "bn-Latn": "ferot", "en": "came back"}
THEIR_FACT = {"bn": "জমা হয়েছে", "bn-Latn": "joma hoyechhe", "en": "paid through"}
IN_VAIN = {"bn": "মিলল না", "bn-Latn": "Millo na", "en": "does not match"}
FOR_ANOTHER = {"bn": "অন্য কারও", "bn-Latn": "Onno karo", "en": "For somebody else"}
FOR_ONESELF = {"bn": "আমার নিজের", "bn-Latn": "Amar nijer", "en": "It is my own"}
BACK_TO_OWN = {"bn": "আমার নিজের টাকা", "bn-Latn": "Amar nijer taka", "en": "My own payment"}
IT_IS_FOR_ANOTHER = {"bn": "অন্য একজনের", "bn-Latn": "Onno ekjoner", "en": "It is for somebody"}
DO_NOT_KNOW = {"bn": "জানি না", "bn-Latn": "Jani na", "en": "I do not know"}
AGREES = {"bn": "রাজি", "bn-Latn": "raji", "en": "agree"}
OWN_PROOF = {"nid_last4": "4567", "birth_year": 1952}
THEIRS = [payment(9, "2026-01-01", "2026-03-31", "2026-04-20", status="credited", reason=None)]


@pytest.fixture(autouse=True)
def mother(house: House) -> None:
    house.fake.others = [(PROOF, THEIRS)]


@pytest.fixture(
    params=[("sms", lang) for lang in LANGUAGES] + [("ussd", lang) for lang in LANGUAGES]
)
def phone(request: pytest.FixtureRequest, new_phone: NewPhone) -> Phone:
    channel, language = request.param
    return new_phone(channel=channel, language=language)


def asked_by(phone: Phone, words: dict[str, str]) -> Phone:
    return phone.sends(words[phone.language])


class TestPayments:
    def test_of_the_mother_are_hers(self, phone: Phone) -> None:
        asked_by(phone, ASKED).hears(WHOSE[phone.language])
        phone.hears_nothing_of(OWN_FACT[phone.language])
        phone.sends(f"{NID} 1950").hears(THEIR_FACT[phone.language])

    def test_are_asked_for_by_digits(self, phone: Phone) -> None:
        phone.sends("/check_payment").hears(OWN_FACT[phone.language])
        phone.picks(FOR_ANOTHER[phone.language]).hears(WHOSE[phone.language])
        phone.sends(NID).sends("1950").hears(THEIR_FACT[phone.language])
        phone.picks(BACK_TO_OWN[phone.language]).hears(OWN_FACT[phone.language])

    def test_in_vain_are_not_ones_own(self, phone: Phone) -> None:
        asked_by(phone, ASKED).sends("9999999999 1950").hears(IN_VAIN[phone.language])
        phone.hears(WHOSE[phone.language]).hears_nothing_of(OWN_FACT[phone.language])
        phone.sends(f"{NID} 1950").hears(THEIR_FACT[phone.language])

    def test_are_ones_own_by_one_digit(self, phone: Phone) -> None:
        asked_by(phone, ASKED).picks(FOR_ONESELF[phone.language]).hears(OWN_FACT[phone.language])

    def test_are_ones_own_by_saying_so(self, phone: Phone) -> None:
        asked_by(phone, ASKED)
        asked_by(phone, OWN_ASKED).hears(OWN_FACT[phone.language])

    def test_are_not_told_to_who_does_not_know(self, phone: Phone) -> None:
        asked_by(phone, ASKED).picks(DO_NOT_KNOW[phone.language])
        phone.hears_nothing_of(OWN_FACT[phone.language], THEIR_FACT[phone.language])

    def test_stay_the_mothers_until_the_own_are_wanted(self, phone: Phone) -> None:
        asked_by(phone, ASKED).sends(f"{NID} 1950").sends("/check_payment")
        phone.hears(THEIR_FACT[phone.language])
        asked_by(phone, ASKED).hears(THEIR_FACT[phone.language])
        asked_by(phone, OWN_ASKED).hears(OWN_FACT[phone.language])
        phone.sends("/check_payment").hears(OWN_FACT[phone.language])

    def test_of_another_person_are_asked_for_anew(self, phone: Phone) -> None:
        asked_by(phone, ASKED).sends(f"{NID} 1950")
        phone.sends("/ask_menu").sends('/check_payment{"whose": "other"}')
        phone.hears(WHOSE[phone.language])

    def test_after_an_hour_are_asked_for_anew(self, phone: Phone, house: House) -> None:
        asked_by(phone, ASKED).sends(f"{NID} 1950")
        house.fake.proven = None
        asked_by(phone, ASKED).hears(WHOSE[phone.language])

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("bn-Latn", "mayer taka ashche?"),
            ("bn-Latn", "amma taka pay nai dekhen"),
            ("en", "check for mother payment"),
            ("bn", "আম্মা টাকা পায় নাই দেখেন"),
        ],
    )
    def test_are_asked_for_in_half_a_sentence(
        self, new_phone: NewPhone, language: str, words: str
    ) -> None:
        phone = new_phone(language=language).sends(words).hears(WHOSE[language])
        phone.hears_nothing_of(OWN_FACT[language])


class TestNumbersInGroups:
    @pytest.mark.parametrize("said", ["269 250 1234 1950", "269-250-1234, jonmo 1950"])
    def test_are_one_number(self, phone: Phone, said: str) -> None:
        asked_by(phone, ASKED).sends(said).hears(THEIR_FACT[phone.language])

    def test_that_can_be_read_in_two_ways_cost_no_try(self, phone: Phone, house: House) -> None:
        asked_by(phone, ASKED).sends("1950 269 250 1234").hears(WHOSE[phone.language])
        assert house.fake.attempts_left == 3


class TestSharedPhones:
    def test_are_asked_as_before(self, phone: Phone, house: House) -> None:
        house.fake.state = "shared_phone"
        asked_by(phone, ASKED).hears("1952" if phone.language != "bn" else "১৯৫২")
        phone.hears_nothing_of(WHOSE[phone.language])


class TestComplaints:
    def test_are_about_the_neighbours_payments(self, phone: Phone, house: House) -> None:
        asked_by(phone, MISSING).hears(WHOSE[phone.language])
        phone.sends(f"{NID} 1950").sends("1").sends("1")
        (case,) = house.fake.cases.values()
        assert case["payment_id"] == THEIRS[0]["payment_id"]

    def test_of_who_does_not_know_go_on_without(self, phone: Phone, house: House) -> None:
        asked_by(phone, MISSING).picks(DO_NOT_KNOW[phone.language]).hears(AGREES[phone.language])
        phone.sends("1")
        for _ in range(4):
            if not house.fake.cases:
                phone.sends("1")
        (case,) = house.fake.cases.values()
        assert case["payment_id"] is None
        assert case["told"]["for_other"] == "agreed"

    def test_are_ones_own_by_one_digit(self, phone: Phone, house: House) -> None:
        asked_by(phone, MISSING).picks(FOR_ONESELF[phone.language]).sends("1").sends("1")
        (case,) = house.fake.cases.values()
        assert case["payment_id"] == house.fake.payments[0]["payment_id"]

    def test_of_whoever_proved_who_they_are_and_then_speaks_for_another_are_of_nobody_known(
        self, phone: Phone, house: House
    ) -> None:
        house.fake.state, house.fake.right_answer = "shared_phone", OWN_PROOF
        phone.sends("/report_missing_payment").sends("4567 1952").sends("1")
        phone.picks(IT_IS_FOR_ANOTHER[phone.language]).sends("1").sends("1")
        (case,) = house.fake.cases.values()
        assert house.fake.proven is None
        assert (case["payment_id"], case["programme"]) == (None, "oaa")
        assert case["told"]["for_other"] == "agreed"

    def test_of_the_one_who_was_proven_stay_theirs(self, phone: Phone, house: House) -> None:
        asked_by(phone, MISSING).sends(f"{NID} 1950").sends("1")
        phone.picks(IT_IS_FOR_ANOTHER[phone.language]).sends("1").sends("1")
        (case,) = house.fake.cases.values()
        assert house.fake.proven == PROOF
        assert case["payment_id"] == THEIRS[0]["payment_id"]

    def test_keep_to_one_person(self, phone: Phone, house: House) -> None:
        phone.sends("/report_missing_payment")
        before: Any = phone.options
        asked_by(phone, ASKED).hears_nothing_of(WHOSE[phone.language])
        assert phone.options == before


class TestAComplaintForSomebodyNearFromAPhoneOfTheRegister:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("bn-Latn", "amar bou er bidhoba na protibondhi vata ashe na"),
            ("bn-Latn", "amar stri er vata ashe nai"),
            ("bn-Latn", "pasher barir gorib buri tar bidhoba vata pacche na"),
            ("bn", "আমার বউয়ের ভাতা আসে নাই"),
            ("bn", "হামার স্ত্রী প্রতিবন্ধী, ভাতা পাইত, এখন আর আসে না"),
            ("bn", "আমাদের বাড়ির কাছে এক গরিব বুড়ি থাকে, তার বিধবা ভাতার টাকা আসে না"),
            ("en", "my old wife did not get her money"),
            ("en", "my neighbour is a old widow she has not received her money"),
            ("en", "the old man next door did not get his allowance"),
            ("en", "that old lady near us has not got her old age money"),
            ("en", "the poor woman beside our house is not getting her widow money"),
            ("en", "the poor woman near my house does not get her old age money"),
        ],
    )
    def test_is_not_about_the_payments_of_who_writes(
        self, new_phone: NewPhone, filed: Filed, language: str, words: str
    ) -> None:
        phone = new_phone(language=language).sends(words).hears(WHOSE[language])
        phone.sends("/deny").hears(AGREES[language])
        while not filed.all():
            phone.sends("1")
        assert filed.category == "payment_not_received"
        assert filed.only["payment_id"] is None
        assert filed.told["for_other"] == "agreed"


@pytest.mark.parametrize("words", ["পঙ্গু ভাতা আইতাছে না", "পঙ্গু ভাতার টেহা আহে না"])
def test_an_allowance_by_its_old_name_that_does_not_come_accuses_nobody(
    stranger: NewPhone, filed: Filed, words: str
) -> None:
    phone = stranger(language="bn").sends(words).hears("আপনার পুরো এনআইডি").sends("/deny")
    while not filed.all():
        phone.sends("1")
    assert (filed.category, filed.told["programme"]) == ("payment_not_received", "pwd")


class TestEntitlements:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("bn", "আমার মা কী ভাতা পাবে, মায়ের ভাতা কত"),
            ("bn-Latn", "amar mayer vata koto taka"),
            ("en", "how much is my mother's allowance"),
        ],
    )
    def test_of_another_are_nobodys_until_it_is_known(
        self, new_phone: NewPhone, language: str, words: str
    ) -> None:
        phone = new_phone(language=language).sends(words).hears(WHOSE[language])
        own = {"bn": "আপনি", "bn-Latn": "Apni ", "en": "You have been"}[language]
        phone.picks(DO_NOT_KNOW[language]).hears_nothing_of(own)
        phone.sends(words).sends(f"{NID} 1950").hears(own)


class TestAComplaintForHerFromAPhoneThatNobodyKnows:
    @pytest.mark.parametrize(
        ("language", "words", "whose", "consent", "agreed"),
        [
            ("bn", "আমার মায়ের বয়স্ক ভাতা জুলাই থেকে বন্ধ, টাকা আসে না", "তাঁর পুরো এনআইডি", "রাজি", "হ্যাঁ, রাজি"),
            (
                "bn-Latn",
                "amar mayer vatar taka july theke ase na",
                "tar puro NID",
                "raji",
                "ha raji",
            ),
            (
                "en",
                "my mother's old age money has not come since July",
                "person you ask for",
                "agree",
                "yes",
            ),
        ],
    )
    def test_hers_is_asked_and_whether_she_agrees(
        self,
        stranger: NewPhone,
        filed: Filed,
        language: str,
        words: str,
        whose: str,
        consent: str,
        agreed: str,
    ) -> None:
        phone = stranger(language=language).sends(words).hears(whose)
        phone.sends("/deny").hears(consent).sends(agreed)
        while not filed.all():
            phone.sends("1")
        assert filed.told["for_other"] == "agreed"

    def test_the_office_asks_who_she_is(self, stranger: NewPhone, house: House) -> None:
        house.fake.lacks_identity = True
        phone = stranger(language="en").sends("my mother's old age money stopped in July")
        phone.sends("/deny").sends("yes").sends("Ulipur").sends("1")
        phone.hears("whom it is for", "that person's NID").hears_nothing_of("who you are")

    def test_who_says_that_it_is_their_own_is_asked_for_their_own(self, stranger: NewPhone) -> None:
        phone = stranger(language="en").sends("my mother's old age money has not come since July")
        phone.hears("person you ask for").picks("It is my own").hears("your full NID")
