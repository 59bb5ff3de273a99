"""Who only asked, and whom nothing happened to, leaves without a complaint; what applying costs and
why money went back are answered.
"""

from collections.abc import Callable

import pytest
from conftest import House
from phone import Phone

NewPhone = Callable[..., Phone]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("bn", "না আমারে কেউ ফোন করে নাই, এমনি জানলাম"),
        ("bn", "ঠিক আছে ডিলিট করে দিব"),
        ("bn-Latn", "na ami click kori nai"),
        ("bn-Latn", "thik ase delete kore dibo"),
        ("bn-Latn", "na amare keu kore nai emni janlam"),
        ("en", "no complaint just asking"),
        ("en", "no one called me, just asking"),
        ("en", "i didnt send anything, just wanted to know"),
    ],
)
@pytest.mark.parametrize("wish", ["/report_fraud_attempt", "/report_bribe"])
def test_who_only_asked_leaves_the_complaint(
    new_phone: NewPhone, house: House, wish: str, language: str, said: str
) -> None:
    phone = new_phone(language=language).sends(wish).sends(said)
    phone.hears({"bn": "নালিশ করা হলো না", "bn-Latn": "kora holo na", "en": "nothing was"}[language])
    assert house.fake.cases == {}


@pytest.mark.parametrize(
    ("language", "said"),
    [("bn", "টাকা দেই নাই"), ("bn-Latn", "ami kichu dei nai"), ("en", "I didn't give it")],
)
def test_who_gave_nothing_still_complains(new_phone: NewPhone, language: str, said: str) -> None:
    phone = new_phone(language=language).sends("/report_fraud_attempt").sends(said)
    phone.hears_nothing_of("করা হলো না", "kora holo na", "nothing was filed")


@pytest.mark.parametrize(
    ("language", "asks", "hears"),
    [
        *(("bn", asks, "টাকা লাগে না") for asks in ("কোনো খরচ আছে?", "টাকা লাগবে?", "ফ্রি?")),
        *(
            ("bn-Latn", asks, "taka lage na")
            for asks in ("kono khoroch ache?", "cost koto", "taka lagbe?", "kono taka lagbe?")
        ),
        *(("en", asks, "costs nothing") for asks in ("so free?", "does it cost anything")),
    ],
)
@pytest.mark.parametrize(
    "before",
    [
        '/ask_how_to_apply{"programme": "pwd"}',
        '/ask_how_to_apply{"programme": "pwd", "part": "papers"}',
    ],
)
def test_applying_costs_nothing(
    stranger: NewPhone, before: str, language: str, asks: str, hears: str
) -> None:
    phone = stranger(language=language).sends(before).sends(asks).hears(hears)
    assert phone.options[0] == '/ask_how_to_apply{"programme": "pwd"}'


@pytest.mark.parametrize(
    ("language", "asks", "hears"),
    [
        ("bn", "টাকা লাগবে?", "টাকা লাগে না"),
        ("bn-Latn", "kono khoroch ache?", "taka lage na"),
        ("en", "does it cost anything", "costs nothing"),
    ],
)
def test_applying_costs_nothing_in_an_interview_either(
    stranger: NewPhone, language: str, asks: str, hears: str
) -> None:
    phone = stranger(language=language).sends("/check_eligibility")
    asked = phone.heard[-1]
    assert phone.sends(asks).hears(hears).heard[-1] == asked


@pytest.mark.parametrize(
    ("language", "asks", "why"),
    [
        ("bn", "ফেরত যাওয়ার কারণ কী", "পিন চালু নেই"),
        ("bn", "কেন ফেরত গেল?", "পিন চালু নেই"),
        ("bn-Latn", "keno ferot gelo", "PIN chalu nei"),
        ("bn-Latn", "vai amr tk ferot gelo kno", "PIN chalu nei"),
        ("bn-Latn", "pin kmne thik korbo", "PIN chalu nei"),
        ("en", "why did it come back", "PIN is not set"),
        ("en", "what is the reason it was returned?", "PIN is not set"),
    ],
)
def test_why_money_went_back_is_told_behind_its_news(
    new_phone: NewPhone, house: House, language: str, asks: str, why: str
) -> None:
    phone = new_phone(language=language).sends("/check_payment").sends(asks)
    phone.hears(why, "১৬১৬৭" if language == "bn" else "16167")
    assert house.fake.cases == {}


@pytest.mark.parametrize(
    ("language", "asks", "why"),
    [
        ("bn", "আমার টাকা কেন ফেরত গেল?", "পিন চালু নেই"),
        ("bn-Latn", "vai amr tk ferot gelo kno", "PIN chalu nei"),
        ("en", "why was my money returned?", "PIN is not set"),
    ],
)
def test_and_without_it(new_phone: NewPhone, language: str, asks: str, why: str) -> None:
    new_phone(language=language).sends(asks).hears(why)
