"""Somebody says that they will go to the agent or the office: no complaint, and not nothing."""

from collections.abc import Callable

import pytest
from conftest import House
from phone import Phone

NewPhone = Callable[..., Phone]
ADVISED = {
    "bn": ("ঠিক আছে", "কাজ না হলে লিখুন"),
    "bn-Latn": ("Thik achhe", "agent keo na"),
    "en": ("All right", "not even the agent"),
}
SAID = [
    ("bn", "আমি এজেন্টের কাছে যাব"),
    ("bn", "কালকে অফিসে যামু"),
    ("bn", "এজেন্টের সাথে কথা বলব"),
    ("bn-Latn", "ami agent er kache jabo"),
    ("bn-Latn", "thik ache, kal dokane jabo"),
    ("en", "I will go to the agent"),
    ("en", "ok I will go to the Nagad agent tomorrow"),
]


@pytest.mark.parametrize(("language", "words"), SAID)
@pytest.mark.parametrize("before", ["", "/check_payment"])
def test_is_told_what_to_mind(
    new_phone: NewPhone, house: House, language: str, words: str, before: str
) -> None:
    phone = new_phone(language=language)
    if before:
        phone.sends(before)
    phone.sends(words).hears(*ADVISED[language])
    assert phone.options == ["/ask_menu", "/goodbye"]
    assert house.fake.cases == {}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("bn", "এজেন্টের কাছে গেছিলাম, টাকা কম দিছে"),
        ("bn-Latn", "agent er kache jabo na, se taka kete rakhe"),
        ("bn-Latn", "ami ki office e jabo?"),
        ("en", "I went to the agent and he kept 50 taka"),
        ("en", "should I go to the office?"),
    ],
)
def test_who_asks_or_tells_what_happened_is_answered_otherwise(
    new_phone: NewPhone, language: str, words: str
) -> None:
    phone = new_phone(language=language).sends(words)
    phone.hears_nothing_of(*(advice for _, advice in ADVISED.values()))
    assert phone.heard


@pytest.mark.parametrize(("language", "words"), [SAID[0], SAID[3], SAID[5]])
def test_an_open_question_stays(new_phone: NewPhone, language: str, words: str) -> None:
    phone = new_phone(language=language).sends("/report_agent_charge")
    asked = phone.heard[-1]
    phone.sends(words).hears(asked)
