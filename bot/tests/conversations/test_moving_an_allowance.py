"""An allowance that is to follow whoever moved: no new number, and no mistake in the record."""

from collections.abc import Callable

import pytest
from conversations.conftest import Filed
from phone import Phone

NewPhone = Callable[..., Phone]
DHAKA, SYLHET, KHULNA = "3026", "6091", "4047"
TO_A_PLACE = {
    "bn": [
        ("আমার ভাতা রংপুর থেকে ঢাকায় নিতে চাই", DHAKA),
        ("বয়স্ক ভাতাটা বগুড়া থাইকা সিলেট নিতে চাই", SYLHET),
        ("কুড়িগ্রাম থেকে খুলনায় চলে গেছি, ভাতা খুলনায় আনব কীভাবে", KHULNA),
        ("দিনাজপুরের ভাতা এখন থেকে সিলেটে নিব", SYLHET),
        ("আমার ভাতা রংপুর থেকে সরায়া ঢাকা আনতে হবে", DHAKA),
    ],
    "bn-Latn": [
        ("amar vata Rangpur theke Dhaka e nite chai", DHAKA),
        ("amar boyosko vata Bogura theke Sylhet e nite chai", SYLHET),
        ("vata Rangpur theke Dhakay anbo", DHAKA),
        ("ami Kurigram theke Khulna chole aschi, vata ta Khulna te nite chai", KHULNA),
        ("bhata ta Rangpur thika soraya Dhaka ante hobe", DHAKA),
    ],
    "en": [
        ("I want to move my allowance from Rangpur to Dhaka", DHAKA),
        ("change my allowance from Bogura to Khulna", KHULNA),
        ("please bring my card from Kurigram to Sylhet, I moved", SYLHET),
        ("I came from Rangpur to Dhaka, my allowance should come too", DHAKA),
        ("can the old age allowance be taken from Bogura to Sylhet", SYLHET),
    ],
}
SOMEWHERE = {
    "bn": [
        "ভাতা অন্য জেলায় নিতে চাই",
        "ভাতা এক উপজেলা থেকে আরেক উপজেলায় নেওয়া যাবে?",
        "আমি বাসা বদলাইছি, ভাতাও এইখানে আনতে চাই",
        "ভাতার কার্ড অন্য ইউনিয়নে নিব কেমনে",
        "এলাকা বদল হইছে, কার্ডটা নতুন এলাকায় করে দেন",
    ],
    "bn-Latn": [
        "vata ta onno jelay nibo kivabe",
        "amar bhata arek jelay nite chai",
        "basha bodlaichi, vata ekhane ante chai",
        "vatar card onno union e nibo kemne",
        "elaka bodol hoise, card ta notun elakay koren",
    ],
    "en": [
        "can I take my allowance to another district",
        "please move my allowance to where I live now",
        "we shifted to another union, the card should come with us",
        "how can I bring my allowance here from the village",
        "I married into another upazila, transfer my allowance",
    ],
}
IS_ASKED_WHERE = {"bn": "কোথায় নিতে চান", "bn-Latn": "Kothay nite chan", "en": "Where should it go"}


def in_each(told: dict[str, list[object]]) -> list[tuple[object, ...]]:
    return [(language, words) for language, each in told.items() for words in each]


@pytest.mark.parametrize(("language", "told"), in_each(TO_A_PLACE))
def test_to_a_place_is_a_transfer_there(
    stranger: NewPhone, filed: Filed, language: str, told: tuple[str, str]
) -> None:
    words, district = told
    phone = stranger(language=language).sends("/greet").sends(words).sends("/deny")
    phone.sends('/inform{"programme": "oaa"}').sends("/affirm")
    assert (filed.category, filed.told["area_code"]) == ("transfer", district)


@pytest.mark.parametrize(("language", "words"), in_each(SOMEWHERE))
def test_is_asked_where_it_should_go(stranger: NewPhone, language: str, words: str) -> None:
    phone = stranger(language=language).sends("/greet").sends(words).sends("/deny")
    phone.hears(IS_ASKED_WHERE[language])
