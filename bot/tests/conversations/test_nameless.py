"""Who chose to be nameless is not asked for a name again."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.conftest import Filed
from phone import Phone

NewPhone = Callable[..., Phone]

WITHOUT_A_NAME = {
    "bn": "নাম ছাড়া পাঠান",
    "bn-Latn": "Nam chhara pathan",
    "en": "Without my name",
}
UNDECIDED = {
    "bn": "নাম না জানলে অফিস এর সিদ্ধান্ত দিতে পারে না",
    "bn-Latn": "Nam na janle office er shiddhanto dite pare na",
    "en": "Without a name the office cannot decide it",
}
INVITED = ("এনআইডি", "NID", "জন্মের সাল", "জন্মসাল", "jonmer sal", "year of birth")
WHO = "1952604517 1952"
MOST_ANSWERS = 8


def to_the_end(phone: Phone, filed: Filed) -> Phone:
    """Without a name where that is offered; everything else is answered with the first option."""
    for _ in range(MOST_ANSWERS):
        nameless = WITHOUT_A_NAME[phone.language]
        if nameless in phone.titles:
            phone.picks(nameless)
        elif not filed.all():
            phone.sends("1")
    assert filed.only["is_anonymous"] is True
    return phone


@pytest.fixture
def nameless(stranger: NewPhone, house: House, filed: Filed) -> Callable[[str], Phone]:
    house.fake.lacks_identity = True

    def file(language: str) -> Phone:
        phone = stranger(language=language).sends("/report_missing_payment")
        return to_the_end(phone, filed)

    return file


@pytest.mark.parametrize("language", UNDECIDED)
class TestAComplaintThatNeedsAName:
    def test_ends_with_what_cannot_be_decided_and_asks_for_none(
        self, nameless: Callable[[str], Phone], language: str
    ) -> None:
        nameless(language).hears(UNDECIDED[language]).hears_nothing_of(*INVITED)

    def test_is_not_given_the_name_that_is_told_for_something_else(
        self, nameless: Callable[[str], Phone], house: House, language: str
    ) -> None:
        house.fake.right_answer = {"identifier": "1952604517", "birth_year": 1952}
        phone = nameless(language).sends(WHO)
        phone.hears("2026" if phone.language != "bn" else "২০২৬")
        assert house.fake.messages == []


@pytest.mark.parametrize(
    ("language", "tells"),
    [
        ("bn", "নাম ছাড়া: নগদের এজেন্ট উলিপুর বাজারে ১০০ টাকা কেটে রাখে"),
        ("bn-Latn", "nam chhara: ulipur bazar e nogod er agent 100 taka kete rakhe"),
        ("en", "without my name please: the Nagad agent in Ulipur keeps 100 taka"),
    ],
)
def test_a_complaint_that_needs_none_ends_as_any(
    stranger: NewPhone, filed: Filed, language: str, tells: str
) -> None:
    phone = to_the_end(stranger(language=language).sends(tells), filed)
    phone.hears("4821-0934" if phone.language != "bn" else "৪৮২১-০৯৩৪")
    phone.hears_nothing_of(UNDECIDED[phone.language], *INVITED)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("bn", "আমার নাম কাউকে বইলেন না"),
        ("bn-Latn", "amar nam kaure koiyen na"),
        ("en", "please don't tell my name"),
        ("bn", "আঁর নাম ন দিয়ন"),
        ("bn", "নাম ঠিকানা দিতে চাই না"),
        ("bn", "আমার নাম না কইয়েন, ডরাই"),
        ("bn", "কেউ যেন না জানে আমি কইছি"),
        ("bn-Latn", "vai amr nam ta diben na plz dealer onk kharap lok"),
        ("bn", "নাম দেওয়ার দরকার নাই"),
        ("bn-Latn", "nam lekhar dorkar nai"),
        ("en", "no name please"),
    ],
)
class TestWhoIsAfraidForTheirName:
    def test_is_heard_in_the_middle_and_told_so(
        self, stranger: NewPhone, filed: Filed, language: str, words: str
    ) -> None:
        phone = stranger(language=language).sends("/report_agent_charge").sends(words)
        phone.hears_nothing_of("বুঝতে পারিনি", "bujhte parini", "did not understand")
        phone.hears({"bn": "লিখলাম", "bn-Latn": "Likhlam", "en": "We wrote"}[language])
        for _ in range(4):
            phone.sends("1")
        assert filed.only["is_anonymous"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("bn", "মোর নাম কাকো কন না"),
        ("bn", "নাম কইতে চাই না আমার"),
        ("bn", "আমার নাম বাদ দিয়া পাঠান"),
        ("bn", "হ পাঠান কিন্তু আমার নাম দিয়েন না"),
        ("bn-Latn", "mor nam ta kaure diyen na"),
        ("en", "send it but do not put my name in"),
    ],
)
def test_what_is_read_back_goes_out_without_a_name(
    stranger: NewPhone, filed: Filed, language: str, words: str
) -> None:
    phone = stranger(language=language).sends("/report_agent_charge").sends("500")
    phone.sends('/inform{"provider": "nagad"}').sends("Ulipur").sends(words)
    phone.hears({"bn": "নাম ছাড়া", "bn-Latn": "nam chhara", "en": "without your name"}[language])
    phone.sends("/affirm")
    assert filed.only["is_anonymous"]
    assert words in filed.only["description"]


@pytest.mark.parametrize(
    "words",
    [
        "নাম কমু না, ডর করে",
        "হ কিন্তু আমার নাম দিয়েন না",
        "ডরে কিছু কইতে পারি না, নাম দিয়েন না",
        "নাম দেওয়ার দরকার নাই",
    ],
)
def test_whether_it_is_safe_stays_to_be_asked(stranger: NewPhone, filed: Filed, words: str) -> None:
    phone = stranger(language="bn").sends("/report_abuse").sends(words)
    phone.hears("লিখলাম", "নিরাপদ").picks("দুটোই নিরাপদ").sends("/affirm").sends("/affirm")
    assert filed.only["is_anonymous"]
    assert filed.told == {"contact_safely": "sms"}


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("আমার নাম ভুল", "এনআইডি"),
        ("তালিকা থেকে আমার নাম কেটে দিছে", "কোন ভাতা"),
    ],
)
def test_what_became_of_the_name_is_another_complaint(
    stranger: NewPhone, words: str, begins: str
) -> None:
    phone = stranger(language="bn").sends("/report_agent_charge").sends("500")
    phone.sends(words).hears("আগে এটি", begins)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("bn", "আমার নাম কাউকে বইলেন না"),
        ("bn-Latn", "amar nam kaure koiyen na"),
        ("en", "please don't tell my name"),
    ],
)
def test_who_is_afraid_for_their_name_behind_a_complaint_hears_who_learns_it(
    stranger: NewPhone, language: str, words: str
) -> None:
    phone = stranger(language=language).sends(words)
    phone.hears(
        {"bn": "নাম বলি না", "bn-Latn": "nam boli na", "en": "do not tell your name"}[language]
    )
