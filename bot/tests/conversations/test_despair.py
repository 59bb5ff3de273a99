"""Who writes of ending their life is told whom to ring before anything else; a person has it."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.conftest import Filed
from phone import Phone

from phrases import despair
from wording import LANGUAGES, read_wording

NewPhone = Callable[..., Phone]

WORDING = read_wording()
SAID = {
    "bn": ["আমি বিষ খাইয়া মরুম, কেউ আমারে ভাতা দেয় না", "এই জীবন রাইখা কি লাভ, টাকা পাই না"],
    "bn-Latn": ["ami ar bachte chai na, taka na pele gola y dori dibo", "er cheye more jawai valo"],
    "en": [
        "I want to kill myself because my allowance stopped",
        "no allowance no rice, I don't see why I should go on living",
    ],
}
IN_FORMS = ["/report_missing_payment", "/check_eligibility", "/report_abuse", "/talk_to_human"]
NUMBERS = {"bn": ("৯৯৯", "১৬২৬৩"), "bn-Latn": ("999", "16263"), "en": ("999", "16263")}


@pytest.mark.parametrize(
    ("language", "words"), [(language, words) for language in LANGUAGES for words in SAID[language]]
)
class TestWhoeverSaysIt:
    def test_hears_whom_to_ring_and_a_person_has_it(
        self, new_phone: NewPhone, filed: Filed, language: str, words: str
    ) -> None:
        phone = new_phone(language=language).sends(words).hears(*NUMBERS[language])
        phone.hears(WORDING.say("utter_ask_call_back", language))
        assert filed.category == "threat"
        assert filed.only["description"].splitlines() == [
            WORDING.say("in_despair", language),
            words,
        ]

    def test_also_in_the_middle_of_anything(
        self, new_phone: NewPhone, filed: Filed, language: str, words: str
    ) -> None:
        for begun in IN_FORMS:
            phone = new_phone(language=language).sends(begun).sends(words)
            phone.hears(*NUMBERS[language])
            case = filed.all()[-1]
            assert (case["category"], words in case["description"]) == ("threat", True)

    def test_also_instead_of_what_a_caseworker_waits_for(
        self, new_phone: NewPhone, house: House, filed: Filed, language: str, words: str
    ) -> None:
        phone = new_phone(language=language)
        phone.is_asked_by_caseworker("48210999")
        phone.sends(words).hears(*NUMBERS[language])
        assert filed.category == "threat"
        assert house.fake.messages == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_rings_where_that_is_not_safe(
    new_phone: NewPhone, filed: Filed, language: str
) -> None:
    phone = new_phone(language=language).sends("/report_abuse").sends("2")
    phone.picks(WORDING.say("call_time_never", language)).sends(SAID[language][0])
    phone.hears(*NUMBERS[language])
    phone.hears_nothing_of(WORDING.say("utter_ask_call_back", language))
    assert filed.only["told"] == {"contact_safely": "no"}


@pytest.mark.parametrize(
    "words",
    [
        "morey jaite mon chay ar parina",
        "amar ar bachar iccha nai",
        "moira jaite mon chay vai, keu nai amar",
        "মরতে ইচ্ছা করে, কেউ দেখে না",
        "আমার আর বাঁচতে মন চায় না",
        "মইরা যাইতে মন চায়",
        "sometimes I feel like dying",
        "it is better to die than to beg",
        "my money didnt come for six months, sometimes i think it is better to be dead",
        "agent taka mere dise, jibon rakhar kono mane nai amar",
        "টাকা না পাইয়া মাইয়াডারে নিয়া নদীতে ঝাঁপ দিমু ভাবতাছি",
        "jibon ta ar valo lage na",
        "chole jete icche kore duniya theke",
        "এই দুনিয়ায় আর থাকতে চাই না",
        "বেঁচে থাকার কোনো মানে হয় না",
        "what is the point of my life",
    ],
)
def test_it_is_heard_in_the_words_that_people_have_for_it(words: str) -> None:
    assert despair.is_in(words)


@pytest.mark.parametrize(
    "words",
    [
        "না খাইয়া মইরা যামু, টাকা দেন",
        "taka na pele na kheye more jabo",
        "আমার বাবা মারা গেছেন",
        "মরা মানুষের নামে টাকা উঠে",
        "amar shami mara gese, ami ki bidhoba vata pabo",
        "amar boyos kom likhse",
        "mor jomi nai",
        "amar mon chay na okhane jaite",
        "বাঁচার জন্য টাকা দরকার",
        "the chairman threatened to kill me",
        "my father died last month",
        "amar ma moira geche, tar vata ke pabe",
        "agent amar vatar taka mere dise",
        "amar shami duniya theke chole gese",
        "আমার স্বামী দুনিয়া ছাইড়া চইলা গেছে",
        "jibone ekbar o vata pai nai, ar likhe ki lav",
        "nalish kore ki lav, beche achi kintu mrito dekhay",
        "jibon bima kore kono lav nai",
        "ei gram e thakte chai na, onno union e jabo",
        "no point in going on with this complaint",
        "no reason given why my living allowance stopped",
    ],
)
def test_death_and_ways_of_speaking_are_none(words: str) -> None:
    assert not despair.is_in(words)


RIGHT_BEHIND = {
    "bn": ["টাকা দিবেন?", "কেউ নাই আমার", "ফোন নাই আমার"],
    "bn-Latn": ["taka pathaiben?", "keu nai amar", "shara rat kandi, keu nai"],
    "en": ["can you send me money?", "I have nobody", "I have no phone to ring"],
}
NO = {"bn": "না", "bn-Latn": "na", "en": "no"}


class TestRightBehind:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_nobody_is_led_into_anything_else(
        self, stranger: NewPhone, filed: Filed, house: House, language: str
    ) -> None:
        phone = stranger(language=language).sends(SAID[language][0])
        for words in RIGHT_BEHIND[language]:
            phone.sends(words).hears(*NUMBERS[language])
            phone.hears(WORDING.say("utter_ask_call_back", language))
            phone.hears_nothing_of(WORDING.say("utter_misread", language))
        assert [words for _, words in house.fake.messages] == RIGHT_BEHIND[language]
        assert filed.category == "threat"
        phone.sends("1")
        assert [body["call_time"] for _, body in house.fake.call_backs] == ["morning"]

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_who_wants_no_call_hears_whom_to_ring(self, new_phone: NewPhone, language: str) -> None:
        phone = new_phone(language=language).sends(SAID[language][0]).sends(NO[language])
        phone.hears(*NUMBERS[language])
        phone.hears(WORDING.say("utter_no_call", language))

    def test_danger_is_asked_about_first(self, new_phone: NewPhone) -> None:
        phone = new_phone(language="en").sends(SAID["en"][0]).sends("my husband beats me every day")
        phone.hears(WORDING.say("utter_ask_safety", "en"))
