"""Questions of a citizen in the middle of ours, and right after an answer."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.conftest import Filed
from fake_case_manager import payment
from phone import Phone

NewPhone = Callable[..., Phone]
MOST_ANSWERS = 5
ALIVE = {"bn": "কোন ভাতা?", "bn-Latn": "Kon bhata?", "en": "Which allowance?"}
SORRY = {"bn": "কষ্টে আমরা দুঃখিত", "bn-Latn": "koshte amra dukkhito", "en": "sorry for your loss"}
MISSING = {
    "bn": "আমার ভাতার টাকা আসে নাই",
    "bn-Latn": "amar vatar taka ase nai",
    "en": "my allowance money did not come",
}
PAYMENT = {
    "bn": "আমার টাকা কবে আসবে?",
    "bn-Latn": "amar bhatar taka kobe ashbe",
    "en": "When will my allowance come?",
}
RETURNED = {"status": "returned", "reason": "PIN_INACTIVE"}
HOW = {
    "bn": ("নিজে পিন চালু করুন", "নগদ ১৬১৬৭"),
    "bn-Latn": ("Nije PIN chalu korun", "Nagad 16167"),
    "en": ("Set your PIN yourself", "ring Nagad: 16167"),
}


@pytest.mark.parametrize(
    ("language", "asks", "hears"),
    [
        ("bn", "কেন এত কথা জিগান?", "ঠিক অফিসে পাঠাতে"),
        ("bn", "আমার নাম বলবেন না তো?", "তাঁকে নাম বলি না"),
        ("bn", "কই যামু?", "কোথাও যেতে হবে না"),
        ("bn", "কিতা করতাম", "এই প্রশ্নের উত্তর দিন"),
        ("bn-Latn", "keno eto proshno", "Thik office e pathate"),
        ("bn-Latn", "amar nam bolben na to?", "take nam boli na"),
        ("bn-Latn", "ki korbo tahole", "Ei proshner uttor din"),
        ("en", "why do you ask?", "reach the right office"),
        ("en", "will you tell my name?", "do not tell your name"),
        ("en", "where do I go?", "need not go anywhere"),
        ("bn", "তাহলে কারে কমু", "বা মানুষকে বলুন"),
        ("bn-Latn", "tahole kake bolbo", "ekjon manusher sathe"),
        ("en", "who do I tell then?", "talk to a person"),
    ],
)
def test_in_a_complaint_is_answered_and_the_question_asked_again(
    stranger: NewPhone, language: str, asks: str, hears: str
) -> None:
    phone = stranger(language=language).sends(MISSING[language]).sends("1")
    asked = phone.heard[-1].split("?")[0]
    phone.sends(asks).hears(hears, asked)


READ_BACK = {
    "bn": ("আমার বয়স্ক ভাতার টাকা দুই মাস আসে নাই", "ঠিক আছে?"),
    "bn-Latn": ("amar boyosko bhata 2 mash dhore pai na", "Thik achhe?"),
    "en": ("my old age allowance has not come for 2 months", "Is that right?"),
}


@pytest.mark.parametrize(
    ("language", "asks", "hears"),
    [
        ("bn", "কত দিন লাগবে", "উত্তরের তারিখ জানাব"),
        ("bn", "আগের বকেয়া টাকা পাব?", "অফিস ঠিক করে"),
        ("bn-Latn", "koto din lagbe", "uttorer tarikh janabo"),
        ("bn-Latn", "ager bokeya taka o pabo?", "office thik kore"),
        ("en", "how long will it take?", "by which day you get an answer"),
        ("en", "will I get the old money too?", "for the office to decide"),
    ],
)
def test_at_the_read_back_is_answered_and_changes_nothing(
    stranger: NewPhone, filed: Filed, language: str, asks: str, hears: str
) -> None:
    complaint, is_it_right = READ_BACK[language]
    phone = stranger(language=language).sends(complaint).sends("1").sends("/deny")
    phone.hears(is_it_right)
    read_back = phone.heard[-1]
    phone.sends(asks).hears(hears, read_back).sends("1")
    assert (filed.category, filed.only["description"]) == ("payment_not_received", complaint)


@pytest.mark.parametrize(
    ("language", "asks", "hears"),
    [
        ("bn", "বয়স কত হইলে পায়?", "একেক ভাতায় বয়স"),
        ("bn", "কই যামু?", "শেষে বলব"),
        ("bn-Latn", "keno jiggesh koren", "jante chai"),
        ("en", "how old must one be?", "differs from one allowance"),
    ],
)
def test_in_an_interview(new_phone: NewPhone, language: str, asks: str, hears: str) -> None:
    phone = new_phone(language=language).sends("/check_eligibility")
    asked = phone.heard[-1]
    phone.sends(asks).hears(hears, asked)


def test_in_danger_it_tells_nothing_of_the_matter(stranger: NewPhone) -> None:
    phone = stranger(language="bn-Latn").sends("chairman amar gaye hat dise").sends("1")
    phone.sends("amar nam bolben na to?").hears_nothing_of("biruddhe", "nalish")


@pytest.mark.parametrize("tells", ["mere felbe amake, ki korbo", "chairman ghush chay, ki korbo"])
def test_a_matter_told_with_it_is_heard_first(stranger: NewPhone, tells: str) -> None:
    phone = stranger(language="bn-Latn").sends(MISSING["bn-Latn"]).sends("1")
    phone.sends(tells).hears_nothing_of("Ei proshner uttor din", "Kon bhata?")


@pytest.mark.parametrize("language", PAYMENT)
class TestAfterTheNewsOfMoney:
    def test_what_to_do_is_told_with_whom_to_ring(self, new_phone: NewPhone, language: str) -> None:
        new_phone(language=language).sends(PAYMENT[language]).hears(*HOW[language])

    def test_how_why_where_and_what_now_are_about_it(
        self, new_phone: NewPhone, language: str
    ) -> None:
        asked = {
            "bn": (
                *("পিন কিভাবে ঠিক করব", "কেন আটকে আছে?", "বন্ধ কেন", "কি করব এখন"),
                *("কোথায় যাব?", "কই যামু", "কোথায়?"),
            ),
            "bn-Latn": (
                *("pin ki vabe thik korbo", "keno atke ase", "ekhon ki korbo"),
                *("kothay jabo", "koi jamu", "kivabe", "kothay?"),
            ),
            "en": (
                *("how do I do that", "why is it so", "what should I do now"),
                *("where do I go", "where should I go?", "where?", "how?"),
            ),
        }
        phone = new_phone(language=language)
        for question in asked[language]:
            phone.sends(PAYMENT[language])
            phone.sends(question).hears(*HOW[language])

    def test_the_known_reason_is_told_in_the_complaint(
        self, new_phone: NewPhone, language: str
    ) -> None:
        phone = new_phone(language=language).sends(MISSING[language]).sends("1")
        phone.hears(HOW[language][0])


@pytest.mark.parametrize(
    ("language", "asks", "advice", "number"),
    [
        ("bn", "পিন কিভাবে ঠিক করব", "নিজে পিন চালু করুন", "নগদ হেল্পলাইন: ১৬১৬৭"),
        ("bn-Latn", "pin ki vabe thik korbo", "Nije PIN chalu korun", "Nagad helpline: 16167"),
        ("bn-Latn", "keno ase nai", "Nije PIN chalu korun", "Nagad helpline: 16167"),
        ("en", "how do I set it", "Set your PIN yourself", "Nagad helpline: 16167"),
    ],
)
def test_why_and_how_are_answered_in_the_complaint_of_a_known_payment(
    new_phone: NewPhone, language: str, asks: str, advice: str, number: str
) -> None:
    phone = new_phone(language=language).sends(MISSING[language]).sends("1")
    options = phone.options
    phone.sends(asks).hears(advice, number)
    assert phone.options == options


def test_of_a_payment_without_a_known_reason_none_is_told(
    new_phone: NewPhone, house: House
) -> None:
    house.fake.payments = [
        payment(1, "2026-07-01", "2026-09-30", "2026-10-20", status="returned", reason=None)
    ]
    phone = new_phone(language="bn-Latn").sends(MISSING["bn-Latn"]).sends("1")
    phone.hears("Likhlam: Taka ferot gechhe").hears_nothing_of("PIN")


@pytest.mark.parametrize(
    ("language", "asks", "hears"),
    [
        ("bn", "এখন কি করব", "এখন আপনার কিছু করতে হবে না"),
        ("bn-Latn", "ekhon ki korbo", "Ekhon apnar kichhu korte hobe na"),
        ("en", "what should I do now", "nothing you have to do now"),
        ("bn", "কই যামু", "এখন আপনার কিছু করতে হবে না"),
        ("bn-Latn", "kothay jabo", "Ekhon apnar kichhu korte hobe na"),
        ("en", "where do I go", "nothing you have to do now"),
    ],
)
def test_after_a_complaint_the_next_step_is_ours(
    new_phone: NewPhone, language: str, asks: str, hears: str
) -> None:
    phone = new_phone(language=language).sends(MISSING[language]).sends("1").sends("1")
    phone.sends(asks).hears(hears).hears("4821-0934" if language != "bn" else "৪৮২১-০৯৩৪")


@pytest.mark.parametrize("language", MISSING)
def test_the_menu_is_still_the_menu(new_phone: NewPhone, language: str) -> None:
    menu = {"bn": "মেনু", "bn-Latn": "menu", "en": "menu"}
    asked = {"bn": "কী জানতে", "bn-Latn": "Ki jante", "en": "How can we help"}
    new_phone(language=language).sends(PAYMENT[language]).sends(menu[language]).hears(
        asked[language]
    )


@pytest.mark.parametrize(
    ("language", "said"), [("bn", "জানি না"), ("bn-Latn", "jani na"), ("en", "I do not know")]
)
def test_who_does_not_know_whether_it_is_right_is_asked_once_more(
    new_phone: NewPhone, language: str, said: str
) -> None:
    phone = new_phone(language=language).sends(MISSING[language]).sends("1")
    read_back = phone.heard[-1]
    phone.sends(said)
    assert phone.heard[-1] == read_back


@pytest.mark.parametrize(
    ("language", "asks", "hears"),
    [
        ("bn", "আমার নম্বর বদলাইয়া 01755667788 করেন, বিকাশ", "০১৭৫৫৬৬৭৭৮৮"),
        ("bn-Latn", "amar bkash number change kore 01755667788 koren", "01755667788"),
        ("en", "please change my number to 01755667788, bKash", "01755667788"),
    ],
)
def test_a_new_number_is_read_back_and_can_be_mended(
    new_phone: NewPhone, language: str, asks: str, hears: str
) -> None:
    phone = new_phone(language=language).sends(asks).hears(hears)
    phone.picks({"bn": "বদলান", "bn-Latn": "Bodlan", "en": "Change"}[language])
    phone.picks({"bn": "নতুন নম্বর", "bn-Latn": "Notun nombor", "en": "The new"}[language])
    phone.sends("01812345678").hears("০১৮১২৩৪৫৬৭৮" if language == "bn" else "01812345678")


@pytest.mark.parametrize(
    ("language", "tells", "sorry", "asks", "wants"),
    [
        ("bn", "শুনলাম লোকটা মরছে", "দুঃখিত", "কে মারা গেছেন", "কী চান"),
        ("bn", "আমার বাবা মারা গেছে, বয়স্ক ভাতা পাইতেন", "দুঃখিত", "কে মারা গেছেন", "কী চান"),
        (
            "bn-Latn",
            "amar baba mara gese, uni boyosko vata peten",
            "dukkhito",
            "Ke mara",
            "Apni ki",
        ),
        (
            "bn-Latn",
            "shunlam lok ta mara gese, tar nam e taka ase",
            "dukkhito",
            "Ke mara gechhen",
            "Apni ki",
        ),
        (
            "en",
            "people say the man has died, his money still comes",
            "sorry",
            "Who has died",
            "want",
        ),
        ("en", "my father has died, he had the old age allowance", "sorry", "Who has died", "want"),
    ],
)
def test_of_a_death_a_word_of_sorrow_comes_first(
    new_phone: NewPhone, language: str, tells: str, sorry: str, asks: str, wants: str
) -> None:
    phone = new_phone(language=language).sends(tells).hears(sorry, asks)
    phone.sends("4919400123456 1949").hears(wants)


@pytest.mark.parametrize(
    ("language", "tells"),
    [
        ("bn", "আমি মারা গেছি বলে ভাতা বন্ধ করছে, আমি তো বেঁচে আছি"),
        ("bn-Latn", "ami mara gechi bole vata bondho korse, ami to beche achi"),
        ("en", "they say I am dead and stopped my allowance, I am still alive"),
    ],
)
def test_who_is_alive_is_no_death(
    new_phone: NewPhone, filed: Filed, language: str, tells: str
) -> None:
    phone = new_phone(language=language).sends(tells).hears(ALIVE[language])
    phone.hears_nothing_of(SORRY[language])
    for _ in range(MOST_ANSWERS):
        if not filed.all():
            phone.sends("1")
    assert filed.category == "marked_dead"


def test_who_lives_somehow_without_the_money_is_not_written_down_as_dead(
    new_phone: NewPhone,
) -> None:
    phone = new_phone(language="bn-Latn").sends("amar vatar taka ase nai, kono rokome beche achi")
    phone.hears("Kon")
    phone.hears_nothing_of(ALIVE["bn-Latn"])


@pytest.mark.parametrize(
    ("language", "asks", "hears"),
    [
        ("bn", "আমি এনজিওতে কাজ করি, অন্যের হয়ে নালিশ কীভাবে করা যায়?", "অন্য একজনের জন্য"),
        ("bn-Latn", "ami ngo te kaj kori, onner hoye nalish kivabe korbo?", "onno ekjoner jonno"),
        (
            "en",
            "I work for an NGO. How can I file a complaint for an old woman without a phone?",
            "complain for somebody else",
        ),
    ],
)
def test_how_to_complain_for_another_is_told(
    new_phone: NewPhone, language: str, asks: str, hears: str
) -> None:
    phone = new_phone(language=language).sends(asks).hears(hears)
    assert phone.options[0] == "/report_missing_payment"
