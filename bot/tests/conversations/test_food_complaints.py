"""Rice and other goods: too little, bad, not given at all."""

from collections.abc import Callable

import pytest
from conversations.conftest import Filed
from phone import Phone

NewPhone = Callable[..., Phone]


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("ডিলার ওজনে কম চাল দিছে", "food_underweight"),
        ("30 kg er jaygay 25 kg chal dise dealer", "food_underweight"),
        ("mor chawal kom dise bahe", "food_underweight"),
        ("the dealer gave us less rice, it was underweight", "food_underweight"),
        ("পচা চাল দিছে, গন্ধ করে", "food_quality"),
        ("chal e poka, pocha gondho kore", "food_quality"),
        ("the rice is rotten and smells", "food_quality"),
        ("ডিলারের দোকান বন্ধ, চাল দেয় না", "dealer"),
        ("dealer mal dey na, bole mal nai", "dealer"),
        ("dealer chal dilo na, bole sesh", "dealer"),
        ("the dealer asks a higher price for the rice", "dealer"),
    ],
)
def test_words_tell_what_is_wrong(
    stranger: NewPhone, filed: Filed, words: str, category: str
) -> None:
    stranger().sends(words).sends("1").sends("Ulipur").sends("1")
    assert (filed.category, filed.told) == (category, {"programme": "ffp", "area_code": "554994"})


def test_the_card_is_named_in_the_first_words(stranger: NewPhone, filed: Filed) -> None:
    phone = stranger().sends("টিসিবি কার্ডে তেল ওজনে কম দিছে").hears("কোন জায়গায়?").sends("জানি না")
    phone.hears("চাল বা মাল কম দেয়। টিসিবি কার্ড। ঠিক আছে?").sends("1")
    assert filed.told == {"programme": "tcb"}


def test_the_kind_is_corrected_in_words(stranger: NewPhone, filed: Filed) -> None:
    phone = stranger().sends("chal niye nalish korbo, dealer 30 kg er jaygay 25 kg dise")
    phone.picks("VGF", "Jani na").hears("Chal ba mal kom dey. VGF chal.")
    phone.sends("na, pocha chal dise").hears("Chal ba mal kharap. VGF chal.").sends("ha")
    assert (filed.category, filed.told) == ("food_quality", {"programme": "vgf"})


def test_the_kind_is_corrected_by_digits(stranger: NewPhone, filed: Filed) -> None:
    phone = stranger(language="en").sends("/report_food_problem").picks("Short weight", "TCB")
    phone.picks("I do not know", "Change", "What happened", "Bad quality")
    phone.hears("Bad quality. TCB card.").picks("Yes")
    assert filed.category == "food_quality"
