"""What is said right behind the number of a complaint that was filed, withdrawn or is to go."""

from collections.abc import Callable

import pytest
from conftest import House
from phone import Phone

NewPhone = Callable[..., Phone]
WITHDRAWS = {
    "bn": "আমার নালিশ তুলে নেন",
    "bn-Latn": "amar nalish tule nen",
    "en": "withdraw my complaint",
}
PASSED_ON = {"bn": "লেখা হলো", "bn-Latn": "lekha holo", "en": "passed your words on"}
GOES_ON = {"bn": "চালু রাখতে চান", "bn-Latn": "chalu rakhte chan", "en": "to go on"}
NO_NAME = {
    "bn": "তাঁকে আপনার নাম বলি না",
    "bn-Latn": "take apnar nam boli na",
    "en": "do not tell your name",
}
NUMBER = {"bn": "৪৮২১-০৯৩৪", "bn-Latn": "4821-0934", "en": "4821-0934"}
TWO_CASES = ("48210934", "48210935")  # the earlier one first


def filed(phone: Phone) -> Phone:
    """Of what an agent kept."""
    phone.sends("/greet").sends("/report_agent_charge").sends("50")
    return phone.sends('/inform{"provider": "bkash"}').sends("Ulipur").sends("/affirm")


def withdrawn(phone: Phone) -> Phone:
    return filed(phone).sends(WITHDRAWS[phone.language]).sends("/affirm")


def told(house: House) -> list[str]:
    return [words for _, words in house.fake.messages]


class TestTakenBack:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("bn", "ভুল হইছে, নালিশ থাকুক"),
            ("bn", "না থাক, তুলবেন না"),
            ("bn-Latn", "na thak tulben na"),
            ("bn-Latn", "na na tule niyen na"),
            ("en", "wait no keep it"),
            ("en", "sorry do not cancel, continue it"),
        ],
    )
    def test_a_withdrawal(
        self, new_phone: NewPhone, house: House, language: str, words: str
    ) -> None:
        withdrawn(new_phone(language=language)).sends(words).hears(
            GOES_ON[language], NUMBER[language]
        )
        assert told(house) == [words]

    @pytest.mark.parametrize(
        ("language", "words"),
        [("bn", "না, তুলে নেন"), ("bn-Latn", "accha thik ache"), ("en", "thank you")],
    )
    def test_a_withdrawal_that_stays(
        self, new_phone: NewPhone, house: House, language: str, words: str
    ) -> None:
        withdrawn(new_phone(language=language)).sends(words).hears_nothing_of(GOES_ON[language])
        assert told(house) == []

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("bn", "না থাক মুইছেন না"),
            ("bn-Latn", "na thak delete koiren na"),
            ("en", "no wait, don't delete"),
            ("en", "keep my data please"),
        ],
    )
    def test_a_wish_to_have_all_deleted(
        self, new_phone: NewPhone, house: House, language: str, words: str
    ) -> None:
        phone = new_phone(language=language).sends('/talk_to_human{"own_data": "delete"}')
        phone.sends(words).hears(PASSED_ON[language], NUMBER[language])
        assert told(house) == [words]


class TestTheOwnName:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("bn", "আমার নাম কাইটা দেন নালিশ থেকে"),
            ("bn", "আমার নাম য্যান কেউ না জানে"),
            ("bn-Latn", "nam ta bad diye den, voy lage"),
            ("en", "please remove my name from the complaint"),
            ("en", "please take my name off it"),
        ],
    )
    def test_is_kept_from_others_and_the_complaint_stays(
        self, new_phone: NewPhone, house: House, language: str, words: str
    ) -> None:
        phone = filed(new_phone(language=language)).sends(words)
        phone.hears(PASSED_ON[language], NO_NAME[language])
        assert told(house) == [words]
        assert house.fake.follow_ups == []

    @pytest.mark.parametrize(
        ("language", "words", "hears"),
        [
            ("bn", "নামটা বাদ দেন", "শুধু দায়িত্বে থাকা কর্মী"),
            ("bn-Latn", "amar nam ta kete den", "shudhu dayitte thaka kormi"),
            ("en", "I do not want my name on it", "Only the staff in charge"),
        ],
    )
    def test_of_what_is_restricted_nobody_it_is_about_is_spoken_of(
        self, new_phone: NewPhone, house: House, language: str, words: str, hears: str
    ) -> None:
        phone = filed(new_phone(language=language))
        house.fake.cases["48210934"]["category"] = "bribe"
        phone.sends(words).hears(hears).hears_nothing_of(NO_NAME[language])

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("bn", "এজেন্ট কি আমার নাম জানবো"),
            ("bn-Latn", "agent ki amar nam janbe?"),
            ("en", "will the agent be told my name"),
            ("en", "will he find out it was me?"),
        ],
    )
    def test_asked_about_is_answered(
        self, new_phone: NewPhone, house: House, language: str, words: str
    ) -> None:
        filed(new_phone(language=language)).sends(words).hears(NO_NAME[language])
        assert told(house) == []

    @pytest.mark.parametrize(
        ("language", "words", "hears"),
        [
            ("bn", "আমার নাম তো লেখেন নাই?", "তাঁকে নাম বলি না"),
            ("bn-Latn", "amar nam to likhen nai?", "take nam boli na"),
            ("en", "did you write my name?", "do not tell your name"),
        ],
    )
    def test_asked_about_at_the_read_back(
        self, new_phone: NewPhone, language: str, words: str, hears: str
    ) -> None:
        phone = new_phone(language=language).sends("/greet").sends("/report_agent_charge")
        phone.sends("50").sends('/inform{"provider": "bkash"}').sends("Ulipur")
        read_back = phone.heard[-1]
        phone.sends(words).hears(hears, read_back)

    def test_a_name_cut_from_a_list_is_another_matter(
        self, new_phone: NewPhone, house: House
    ) -> None:
        filed(new_phone(language="bn-Latn")).sends("amar nam list theke kete dise")
        assert told(house) == []


class TestMore:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("bn", "আর একটা কথা, ডিলারের নাম রফিক"),
            ("bn", "নালিশটা আমার না, আমার মায়ের"),
            ("bn", "ও আমার পাশের বাড়ির মানুষের থেইকাও টাকা নিছে"),
            ("bn", "এখনো টাকা ফেরত দেয় নাই"),
            ("bn-Latn", "ar ekta kotha, dealer er nam Rofik"),
            ("bn-Latn", "eta amar na, amar mayer"),
            ("bn-Latn", "or nam Karim"),
            ("bn-Latn", "ekhono ferot dey nai"),
            ("en", "also the dealer's name is Karim"),
            ("en", "this complaint is not for me, it is for my mother"),
            ("en", "he took 50 from my neighbour also"),
            ("en", "he still has not given it back"),
        ],
    )
    def test_goes_to_the_case(
        self, new_phone: NewPhone, house: House, language: str, words: str
    ) -> None:
        filed(new_phone(language=language)).sends(words).hears(
            PASSED_ON[language], NUMBER[language]
        )
        assert told(house) == [words]
        assert len(house.fake.cases) == 1

    @pytest.mark.parametrize(
        ("language", "first", "second"),
        [
            ("bn", "আর একটা কথা, এজেন্টের নাম রফিক", "ওর নাম রফিক না, করিম"),
            ("bn-Latn", "ar ekta kotha, agent er nam Rofik", "se amar chachar thekeo nise"),
            ("en", "also his name is Karim", "he took it from my neighbour as well"),
        ],
    )
    def test_one_thing_after_another(
        self, new_phone: NewPhone, house: House, language: str, first: str, second: str
    ) -> None:
        filed(new_phone(language=language)).sends(first).sends(second)
        assert told(house) == [first, second]

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("bn", "আর একটা কথা, মেম্বার আমারে মারছে"),
            ("bn-Latn", "ar ekta kotha, member amar gaye hat dise"),
            ("en", "also he beats me every day"),
        ],
    )
    def test_danger_is_not_told_to_it(
        self, new_phone: NewPhone, house: House, language: str, words: str
    ) -> None:
        filed(new_phone(language=language)).sends(words).hears_nothing_of(PASSED_ON[language])
        assert told(house) == []

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("bn", "আমার আরেকটা নালিশ আছে, ডিলার চাল ৫ কেজি কম দিছে"),
            ("bn-Latn", "amar taka kobe asbe"),
            ("en", "also how can I apply for the widow allowance?"),
        ],
    )
    def test_another_wish_is_followed(
        self, new_phone: NewPhone, house: House, language: str, words: str
    ) -> None:
        filed(new_phone(language=language)).sends(words).hears_nothing_of(PASSED_ON[language])
        assert told(house) == []


class TestWhatIsAsked:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("bn", "নম্বরটা আবার কন"),
            ("bn", "নালিশ নম্বর কত"),
            ("bn-Latn", "accha nombor ta abar bolen to"),
            ("en", "what was the number"),
            ("bn", "কত দিন লাগবো"),
            ("bn-Latn", "koto din lagbe"),
            ("en", "how long will it take"),
        ],
    )
    def test_the_number_and_the_day(self, new_phone: NewPhone, language: str, words: str) -> None:
        day = {"bn": "২৪ নভেম্বর", "bn-Latn": "24 November", "en": "24 November"}
        filed(new_phone(language=language)).sends(words).hears(NUMBER[language], day[language])

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("bn", "আর কিছু লাগবো আমার কাছ থেইকা?"),
            ("bn", "অফিসে যাইতে হইবো?"),
            ("bn-Latn", "ar kichu lagbe amar kach theke?"),
            ("bn-Latn", "office e jaite hobe?"),
            ("en", "do you need anything else from me?"),
            ("en", "do I have to go to the office?"),
        ],
    )
    def test_what_is_left_to_do(self, new_phone: NewPhone, language: str, words: str) -> None:
        nothing = {
            "bn": "কিছু করতে হবে না",
            "bn-Latn": "kichhu korte hobe na",
            "en": "nothing you have to do",
        }
        filed(new_phone(language=language)).sends(words).hears(nothing[language], NUMBER[language])

    @pytest.mark.parametrize(
        ("language", "words", "hears"),
        [
            ("bn", "যদি কিছু না হয় তাইলে কি করমু", "আপিল করতে পারবেন"),
            ("bn-Latn", "jodi kichu na hoy tahole ki korbo", "appeal korte parben"),
            ("en", "what if nothing happens?", "you can appeal"),
        ],
    )
    def test_what_if_nothing_happens(
        self, new_phone: NewPhone, language: str, words: str, hears: str
    ) -> None:
        filed(new_phone(language=language)).sends(words).hears(hears, NUMBER[language])


class TestOneOfTwo:
    @pytest.mark.parametrize(
        ("language", "wish", "words", "number"),
        [
            ("bn", "/update_case", "প্রথমটা", "৪৮২১-০৯৩৫"),
            ("bn", "/track_case", "পুরানটা", "৪৮২১-০৯৩৪"),
            ("bn-Latn", "/update_case", "ditiyo ta", "4821-0934"),
            ("bn-Latn", "/track_case", "prothom ta", "4821-0935"),
            ("en", "/withdraw_case", "the old one", "4821-0934"),
            ("en", "/track_case", "the first one", "4821-0935"),
        ],
    )
    def test_is_picked_by_its_place(
        self,
        new_phone: NewPhone,
        has: Callable[..., None],
        language: str,
        wish: str,
        words: str,
        number: str,
    ) -> None:
        has(*TWO_CASES)
        phone = new_phone(language=language).sends("/greet").sends(wish)
        assert len(phone.options) == len(TWO_CASES)
        phone.sends(words).hears(number)

    @pytest.mark.parametrize("words", ["the third one", "a new complaint"])
    def test_what_is_not_among_them_picks_none(
        self, new_phone: NewPhone, has: Callable[..., None], words: str
    ) -> None:
        has(*TWO_CASES)
        phone = new_phone(language="en").sends("/greet").sends("/update_case")
        phone.sends(words).hears_nothing_of("Write what you want to add")
