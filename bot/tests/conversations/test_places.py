"""Places told in words: of several of one name the one near to where somebody lives is meant."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.conftest import Filed
from phone import Phone

NewPhone = Callable[..., Phone]
DURGAPUR_OF_ULIPUR, ANOTHER_OF_ULIPUR = "5549940002", "5549940005"
SAFE = "1"  # asked first where somebody powerful is complained of
BRIBE = {
    "bn": "দুর্গাপুর ইউনিয়নে মেম্বার কার্ডের জন্য ৪ হাজার টাকা ঘুষ চাইছে",
    "bn-Latn": "Durgapur union e member card er jonno 4 hajar taka ghush chaiche",
    "en": "in Durgapur union the member wants a bribe of 4000 taka for the card",
}


@pytest.mark.parametrize("language", BRIBE)
class TestOfOneName:
    def test_the_one_of_the_own_upazila_is_meant(
        self, new_phone: NewPhone, house: House, filed: Filed, language: str
    ) -> None:
        house.fake.home = ANOTHER_OF_ULIPUR
        new_phone(language=language).sends(BRIBE[language]).sends(SAFE).sends("1")
        assert filed.told["area_code"] == DURGAPUR_OF_ULIPUR

    def test_of_a_stranger_it_is_the_first(
        self, stranger: NewPhone, filed: Filed, language: str
    ) -> None:
        stranger(language=language).sends(BRIBE[language]).sends(SAFE).sends("1")
        assert filed.told["area_code"] != DURGAPUR_OF_ULIPUR
        assert len(filed.told["area_code"]) == len(DURGAPUR_OF_ULIPUR)


def test_who_says_who_they_are_after_the_place_is_meant_near_home(
    new_phone: NewPhone, house: House, filed: Filed
) -> None:
    house.fake.state, house.fake.home = "shared_phone", ANOTHER_OF_ULIPUR
    house.fake.right_answer = {"nid_last4": "4567", "birth_year": 1952}
    phone = new_phone().sends("কার্ডে আমারে মৃত বানাইছে, দুর্গাপুর ইউনিয়ন").hears("শেষ ৪ অঙ্ক")
    phone.sends("4567 1952").sends("1").sends("1")
    assert filed.told["area_code"] == DURGAPUR_OF_ULIPUR


class TestInAnInterview:
    def test_a_place_in_the_first_words_is_a_fact(self, new_phone: NewPhone, house: House) -> None:
        new_phone().sends("উলিপুর উপজেলায় থাকি, আমি কি বয়স্ক ভাতা পাওয়ার যোগ্য?")
        assert house.fake.told_last["facts"]["area_code"] == "554994"

    def test_the_own_area_is_known_of_whoever_is_known(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.home = ANOTHER_OF_ULIPUR
        new_phone().sends("আমি কি বয়স্ক ভাতা পাওয়ার যোগ্য?")
        assert house.fake.told_last["facts"] == {"area_code": ANOTHER_OF_ULIPUR}

    def test_a_place_instead_of_an_answer_is_kept_and_the_question_asked_again(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.home = ANOTHER_OF_ULIPUR
        phone = new_phone().sends("/check_eligibility").sends("৭০").hears("কোন ভাতা পান?")
        phone.sends("দুর্গাপুর ইউনিয়ন").hears("কোন ভাতা পান?")
        assert house.fake.told_last["facts"]["area_code"] == DURGAPUR_OF_ULIPUR


TOLD_OF_A_BROKER = {
    "bn": "দালাল কার্ডের জন্য ৪ হাজার টাকা ঘুষ চাইছে",
    "bn-Latn": "dalal card er jonno 4 hajar taka ghush chaiche",
    "en": "the broker wants a bribe of 4000 taka for the card",
}


class TestReadBack:
    """So that whoever lives in another place of that name sees that theirs is not meant."""

    @pytest.mark.parametrize(
        ("language", "words", "echo"),
        [
            ("bn", "কালীগঞ্জ", "কালীগঞ্জ, গাজীপুর"),
            ("bn-Latn", "kaliganj", "kaliganj, Gazipur"),
            ("en", "Kaliganj", "Kaliganj, Gazipur"),
            ("en", "Ulipur", "Ulipur."),
        ],
    )
    def test_a_name_of_several_places_with_its_district(
        self, stranger: NewPhone, language: str, words: str, echo: str
    ) -> None:
        stranger(language=language).sends(TOLD_OF_A_BROKER[language]).sends(words).hears(echo)

    @pytest.mark.parametrize(
        ("language", "first", "words", "echo", "code"),
        [
            ("bn", "কালীগঞ্জ", "না, সাতক্ষীরার কালীগঞ্জ", "কালীগঞ্জ, সাতক্ষীরা", "408747"),
            ("bn", "কালীগঞ্জ", "ঝিনাইদহ", "কালীগঞ্জ, ঝিনাইদহ", "404433"),
            ("en", "kaliganj", "I mean kaliganj in satkhira", "kaliganj, Satkhira", "408747"),
            ("bn-Latn", "mirpur", "na onno jayga, mirpur kushtia", "mirpur, Kushtia", "405094"),
        ],
    )
    def test_a_correction_with_its_district(
        self,
        stranger: NewPhone,
        filed: Filed,
        language: str,
        first: str,
        words: str,
        echo: str,
        code: str,
    ) -> None:
        phone = stranger(language=language).sends(TOLD_OF_A_BROKER[language])
        phone.sends(first).sends(words).hears(echo).sends("/affirm")
        assert filed.told["area_code"] == code


class TestOneInAnother:
    @pytest.mark.parametrize("words", ["Kurigram, Ulipur", "কুড়িগ্রাম, উলিপুর", "Ulipur, Kurigram"])
    def test_the_nearer_is_meant(self, stranger: NewPhone, filed: Filed, words: str) -> None:
        phone = stranger().sends("দালাল কার্ডের জন্য ৪ হাজার টাকা ঘুষ চাইছে")
        phone.sends(words).sends("/affirm")
        assert filed.told["area_code"] == "554994"

    def test_a_district_behind_says_which_of_one_name(
        self, stranger: NewPhone, filed: Filed
    ) -> None:
        phone = stranger(language="bn-Latn").sends("dalal card er jonno 4 hajar taka ghush chaiche")
        phone.sends("Kaliganj").sends("Jhenaidah").hears("Kaliganj, Jhenaidah").sends("/affirm")
        assert filed.told["area_code"] == "404433"

    @pytest.mark.parametrize(
        ("language", "words", "code", "echo"),
        [
            ("bn", "মিরপুর ঢাকা", "3026", "মিরপুর ঢাকা"),
            ("bn", "ঢাকার মিরপুর", "3026", "ঢাকার মিরপুর"),
            ("bn-Latn", "mirpur dhaka te", "3026", "mirpur dhaka"),
            ("en", "Mirpur, Dhaka", "3026", "Mirpur, Dhaka"),
            ("en", "Mirpur in Kushtia", "405094", "Mirpur, Kushtia"),
        ],
    )
    def test_a_district_beside_a_name_that_it_lacks_is_kept(
        self, stranger: NewPhone, filed: Filed, language: str, words: str, code: str, echo: str
    ) -> None:
        phone = stranger(language=language).sends(TOLD_OF_A_BROKER[language])
        phone.sends(words).hears(echo).sends("/affirm")
        assert filed.told["area_code"] == code

    def test_somebody_from_another_district_moves_no_place(
        self, stranger: NewPhone, filed: Filed
    ) -> None:
        phone = stranger().sends(TOLD_OF_A_BROKER["bn"])
        phone.sends("উলিপুরে ঢাকা থেকে লোক আসে").sends("/affirm")
        assert filed.told["area_code"] == "554994"

    def test_a_district_that_corrects_takes_its_place(
        self, stranger: NewPhone, filed: Filed
    ) -> None:
        phone = stranger().sends("দালাল কার্ডের জন্য ৪ হাজার টাকা ঘুষ চাইছে")
        phone.sends("উলিপুর").sends("না, কুড়িগ্রামে").sends("/affirm")
        assert filed.told["area_code"] == "5549"


OWN = {
    "bn": "আমার বয়স্ক ভাতার টাকা দুই মাস আসে নাই",
    "bn-Latn": "amar boyosko bhata 2 mash dhore pai na",
    "en": "my old age allowance has not come for 2 months",
}
KEPT = {  # of which the place is asked
    "bn": "নগদের এজেন্ট ১০০ টাকা কেটে রাখে",
    "bn-Latn": "nogod er dokandar 100 taka kete rakhe",
    "en": "the Nagad agent keeps 100 taka",
}
WHOSE = {"bn": "উপজেলার?", "bn-Latn": "upojelar?", "en": "from?"}
RELATIVES = [
    ("bn", "আমার বোন মিঠাপুকুর থাকে", "মিঠাপুকুর"),
    ("bn", "বউয়ের বাড়ি পীরগঞ্জ", "পীরগঞ্জ"),
    ("bn-Latn", "amar bon Mithapukur thake", "Mithapukur"),
    ("bn-Latn", "bou er bari Pirgonj", "Pirgonj"),
    ("en", "my sister lives in Mithapukur", "Mithapukur"),
]


@pytest.mark.parametrize(("language", "words", "place"), RELATIVES)
class TestWhereARelativeLives:
    def test_is_no_place_of_the_matter(
        self, stranger: NewPhone, filed: Filed, language: str, words: str, place: str
    ) -> None:
        phone = stranger(language=language).sends(OWN[language]).sends(words)
        phone.hears_nothing_of(place, "বুঝতে পারিনি", "bujhte parini", "did not understand")
        phone.sends("1").hears(WHOSE[language]).hears_nothing_of(place)
        phone.sends("1").hears_nothing_of(place).sends("1")
        assert "area_code" not in filed.told
        assert words in filed.only["description"]

    def test_is_one_where_the_place_is_asked(
        self, stranger: NewPhone, language: str, words: str, place: str
    ) -> None:
        phone = stranger(language=language).sends(KEPT[language])
        phone.sends(words).hears(place)


def test_of_whom_the_matter_is_about_it_is_one(stranger: NewPhone) -> None:
    phone = stranger(language="en").sends("my mother's allowance has not come")
    phone.sends("my mother's house is in Pirganj, Rangpur").hears("We wrote: Pirganj, Rangpur.")
