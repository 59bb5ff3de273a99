"""A house, relief, hunger, an office: not ours to decide, and still a way is told."""

from collections.abc import Callable

import pytest
from conftest import House
from phone import Phone

NewPhone = Callable[..., Phone]
OFFER = {
    "bn": "কর্মীকে জানাব?",
    "bn-Latn": "Ekjon kormike janabo?",
    "en": "Shall we tell a person?",
}
SAID = [
    ("bn", "ঘরের জন্য কই যামু", "আশ্রয়ণের ঘর", "ইউএনও"),
    ("bn", "আশ্রয়ণের ঘর", "ইউনিয়ন পরিষদে", "৩৩৩"),
    ("bn", "আমি একটা সরকারি ঘর চাই", "আশ্রয়ণের ঘর", "ইউএনও"),
    ("bn", "আমারে একটা ঘর দেন", "আশ্রয়ণের ঘর", "ইউএনও"),
    ("bn-Latn", "sorkari ghor chai", "Asrayoner ghor", "UNO"),
    ("bn-Latn", "amar ekta sorkari ghor dorkar", "Asrayoner ghor", "UNO"),
    ("bn-Latn", "ami sorkari ghor pai nai", "Asrayoner ghor", "UNO"),
    ("en", "I want a government house", "Ashrayan", "333"),
    ("bn-Latn", "sorkari ghor kothay pabo", "Asrayoner ghor", "UNO"),
    ("en", "where can I get a house", "Ashrayan", "333"),
    ("bn", "নদীতে আমার বাড়ি ভেঙে গেছে", "ত্রাণ", "পিআইও"),
    ("bn-Latn", "amar bari bhenge gese nodite", "tran", "PIO"),
    ("en", "the river took my house", "Relief", "PIO"),
    ("bn", "আমার বাচ্চারা না খেয়ে আছে", "কষ্ট লাগল", "৩৩৩"),
    ("bn-Latn", "ar baccha r khabar nai 2 din, kichu ekta koren", "koshto laglo", "333"),
    ("en", "my children are hungry, there is nothing to eat", "very sorry", "333"),
    ("bn", "ঘরে চাউল নাই তিন দিন, বাচ্চাগুলা কান্দে", "কষ্ট লাগল", "৩৩৩"),
    ("bn-Latn", "dui din ghore vat nai, baccha kande", "koshto laglo", "333"),
    ("bn", "দুই দিন ধইরা ভাত খাই নাই", "কষ্ট লাগল", "৩৩৩"),
    ("bn-Latn", "ajke 2 din vat khai nai, taka ase na", "koshto laglo", "333"),
    ("en", "I have not eaten for two days", "very sorry", "333"),
    ("bn", "আমাদের চাল দিবেন?", "খাবার দিতে পারি না", "৩৩৩"),
    ("bn-Latn", "chal diben?", "khabar dite pari na", "333"),
    ("en", "can you give us rice?", "cannot give food", "333"),
    ("bn", "উলিপুর উপজেলা অফিসের ফোন নম্বর দেন", "আমাদের কাছে নেই", "৩৩৩"),
    ("bn-Latn", "somajseba office er phone ta ki", "amader kachhe nei", "333"),
    ("en", "what is the office's phone?", "do not have the numbers", "333"),
    ("bn", "উপজেলা অফিসের ফোন নম্বর দেন", "আমাদের কাছে নেই", "৩৩৩"),
    ("bn", "সমাজসেবা অফিসারের মোবাইল নাম্বার লাগবে", "আমাদের কাছে নেই", "৩৩৩"),
    ("bn-Latn", "upojela office er phone number den", "amader kachhe nei", "333"),
    ("bn-Latn", "somajseba office er mobile nombor ta koto", "amader kachhe nei", "333"),
    ("bn-Latn", "UNO sir er number den", "amader kachhe nei", "333"),
    ("en", "give me the phone number of the upazila office", "do not have the numbers", "333"),
    ("bn", "অফিস কখন খোলা", "শুক্র ও শনিবার বন্ধ", "৩৩৩"),
    ("bn", "সমাজসেবা অফিস কই", "উপজেলা কমপ্লেক্সে", "৩৩৩"),
    ("bn-Latn", "office koytay khole", "Shukro o shonibar bondho", "333"),
    ("bn-Latn", "samajseba office kothay", "upojela complex-e", "333"),
    ("bn-Latn", "UNO office ta koi", "upojela complex-e", "333"),
    ("en", "when is the office open", "closed on Friday and Saturday", "333"),
    ("en", "where is the social services office?", "in the upazila complex", "333"),
]


@pytest.mark.parametrize(("language", "words", "first", "second"), SAID)
def test_says_where_to_ask(
    new_phone: NewPhone, language: str, words: str, first: str, second: str
) -> None:
    phone = new_phone(language=language).sends(words).hears(first, second)
    phone.hears_nothing_of("বুঝতে পারিনি", "bujhte parini", "did not understand")
    assert (phone.options[0], phone.options[-1]) == ("/talk_to_human", "/ask_menu")


@pytest.mark.parametrize(
    ("language", "words", "yes", "person"),
    [
        ("bn", "দুই দিন ধইরা ভাত খাই নাই", "হ্যাঁ", "একজন কর্মী"),
        ("bn-Latn", "ghore khabar nai", "ha", "Ekjon kormi"),
        ("en", "we have no food", "yes", "A caseworker"),
        ("bn", "আমাদের চাল দিবেন?", "জি", "একজন কর্মী"),
        ("bn-Latn", "amar bari bhenge gese nodite", "ji ha", "Ekjon kormi"),
        ("en", "what is the office's phone?", "yes please", "A caseworker"),
        ("bn-Latn", "sorkari ghor kothay pabo", "thik ache", "Ekjon kormi"),
    ],
)
def test_a_yes_brings_the_person_that_is_offered(
    new_phone: NewPhone, house: House, language: str, words: str, yes: str, person: str
) -> None:
    phone = new_phone(language=language).sends(words)
    phone.hears(OFFER[language]).sends(yes).hears(person)
    (filed,) = house.fake.cases.values()
    assert (filed["category"], filed["description"]) == ("information", words)


@pytest.mark.parametrize(("language", "no"), [("bn", "না"), ("bn-Latn", "na"), ("en", "no")])
def test_a_no_brings_nobody(new_phone: NewPhone, house: House, language: str, no: str) -> None:
    new_phone(language=language).sends(HUNGER[language][0]).sends(no)
    assert house.fake.cases == {}


@pytest.mark.parametrize(
    ("language", "words", "line"),
    [
        ("bn", "নগদ অফিসের নম্বর দেন", "নগদ হেল্পলাইন: ১৬১৬৭"),
        ("bn-Latn", "bkash er helpline number den", "bKash helpline: 16247"),
        ("en", "give me the helpline number of rocket", "Rocket helpline: 16216"),
    ],
)
def test_the_number_of_who_pays_is_known(
    new_phone: NewPhone, language: str, words: str, line: str
) -> None:
    phone = new_phone(language=language).sends(words).hears(line)
    phone.hears_nothing_of(OFFER[language])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("bn", "অফিসের লোক ফোন করে ওটিপি চায়"),
        ("bn-Latn", "office theke phone kore pin chay"),
        ("bn-Latn", "bhata office e amar number ta change korte chai"),
        ("en", "the office called my phone and asked for my PIN"),
    ],
)
def test_a_call_from_an_office_and_the_own_number_are_no_question_for_its_number(
    new_phone: NewPhone, language: str, words: str
) -> None:
    phone = new_phone(language=language).sends(words)
    phone.hears_nothing_of("আমাদের কাছে নেই", "amader kachhe nei", "numbers of offices")
    assert phone.heard


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("bn-Latn", "ovijog dilam ek mas, khobor nai keno"),
        ("bn", "অভিযোগ দিছিলাম মাস খানেক আগে, কোনো খবর নাই কেন"),
    ],
)
def test_no_news_is_no_hunger(new_phone: NewPhone, language: str, words: str) -> None:
    phone = new_phone(language=language).sends(words)
    phone.hears_nothing_of("কষ্ট লাগল", "koshto laglo")
    assert phone.heard


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("bn", "চেয়ারম্যানের লোক সরকারি ঘর পাইছে, আমি পাই নাই"),
        ("bn-Latn", "dhoni lok sorkari ghor paise, ami pai nai"),
        ("bn-Latn", "member ghor debe bole 10000 taka nise"),
        ("en", "rich people got the government houses, I did not get one"),
    ],
)
def test_who_got_a_house_and_what_was_taken_for_it_is_no_wish_for_one(
    new_phone: NewPhone, language: str, words: str
) -> None:
    phone = new_phone(language=language).sends(words)
    phone.hears_nothing_of("দেওয়া শেষ", "deoa shesh", "houses have ended")
    assert phone.heard


def test_an_open_question_stays(new_phone: NewPhone) -> None:
    phone = new_phone(language="bn-Latn").sends("/check_eligibility").hears("Boyos koto")
    phone.sends("sorkari ghor kothay pabo").hears("Boyos koto")


HUNGER = {
    "bn": ("ভাত খাই নাই দুই দিন", "খাবার দিবেন?", "দিতে পারি না"),
    "bn-Latn": ("tin din dhore upash achi", "khabar diben?", "dite pari na"),
    "en": ("we have nothing to eat", "can you give us rice?", "cannot give food"),
}


@pytest.mark.parametrize("language", HUNGER)
class TestHunger:
    def test_who_asks_for_food_is_asked_for_no_complaint(
        self, new_phone: NewPhone, house: House, language: str
    ) -> None:
        tells, asks, hears = HUNGER[language]
        new_phone(language=language).sends(tells).sends(asks).hears(hears)
        assert house.fake.cases == {}

    def test_in_a_complaint_is_heard_and_the_question_asked_again(
        self, new_phone: NewPhone, house: House, language: str
    ) -> None:
        house.fake.state = "unknown_phone"
        phone = new_phone(language=language).sends("/report_missing_payment")
        asked, (tells, _, _) = phone.heard[-1], HUNGER[language]
        phone.sends(tells).hears(asked)
        phone.hears({"bn": "কষ্ট লাগল", "bn-Latn": "koshto laglo", "en": "very sorry"}[language])


@pytest.mark.parametrize(
    ("language", "words", "hears"),
    [
        ("bn", "আমার ভাতা নাই, ভাত নাই", "কষ্ট লাগল"),
        ("bn-Latn", "amar vatar taka ase nai, ghore chal nai", "koshto laglo"),
        ("en", "my allowance money did not come, there is no food", "very sorry"),
    ],
)
def test_hunger_told_with_a_complaint_is_heard_with_its_question(
    new_phone: NewPhone, house: House, language: str, words: str, hears: str
) -> None:
    house.fake.state = "unknown_phone"
    phone = new_phone(language=language).sends(words).hears(hears)
    phone.hears({"bn": "এনআইডি", "bn-Latn": "NID", "en": "NID"}[language])


DOUBTED = [
    ("bn", "এই মেসেজ কি সত্যি?", "পিন বা ওটিপি চাই না"),
    ("bn", "ফোন করে বলল টাকা দিবে, সত্যি নাকি", "সে ঠক"),
    ("bn-Latn", "ei sms ta ki asol", "PIN ba OTP chai na"),
    ("bn-Latn", "akta sms aise, eita ki sotti", "she thok"),
    ("en", "is this SMS real?", "never ask for a PIN"),
    ("en", "I got a message, is it true?", "is a cheat"),
]


@pytest.mark.parametrize(("language", "words", "advice"), DOUBTED)
def test_who_doubts_a_message_is_advised_and_may_complain(
    new_phone: NewPhone, language: str, words: str, advice: str
) -> None:
    phone = new_phone(language=language).sends(words).hears(advice)
    assert phone.options == ["/report_fraud_attempt", "/talk_to_human", "/ask_menu"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("bn", "অফিসে গেলাম, কেউ নাই"),
        ("bn-Latn", "office e gelam, office khola chilo na"),
        ("bn-Latn", "bhua sms diye amar 5000 taka nise"),
        ("en", "the office was not open when I went"),
        ("en", "they sent a fake sms and took my money"),
    ],
)
def test_what_happened_at_an_office_or_by_a_message_is_no_question(
    new_phone: NewPhone, language: str, words: str
) -> None:
    phone = new_phone(language=language).sends(words)
    phone.hears_nothing_of("উপজেলা কমপ্লেক্সে", "upojela complex", "upazila complex")
    phone.hears_nothing_of("সে ঠক", "she thok", "is a cheat")
    assert phone.heard
