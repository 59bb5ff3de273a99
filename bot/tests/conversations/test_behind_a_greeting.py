"""A wish behind a greeting is followed, and a greeting alone is answered as one."""

from collections.abc import Callable

import pytest
from conftest import House
from phone import Phone

NewPhone = Callable[..., Phone]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "Assalamu alaikum sir, hope you are fine. i want to know how my grandmother can get "
            "allowance, she is 80 and blind",
        ),
        ("en", "hello sir how are you. can my mother get an allowance, she is 66"),
        ("bn", "আসসালামু আলাইকুম স্যার ভালো আছেন? আমার নানি চোখে দেখে না, উনি কেমনে ভাতা পাইব?"),
        ("bn-Latn", "assalamu alaikum sir kemon achen, amar nani chokhe dekhe na kivabe vata pabe"),
    ],
)
def test_who_asks_for_an_allowance_is_interviewed(
    new_phone: NewPhone, house: House, language: str, said: str
) -> None:
    new_phone(language=language).sends(said)
    assert "programmes" in house.fake.told_last


@pytest.mark.parametrize(
    ("language", "said", "answer"),
    [
        ("en", "hello sir how are you", "How can we help"),
        ("bn", "আদাব স্যার, কেমন আছেন?", "কী সাহায্য চান"),
        ("bn-Latn", "salam vai kemon achen", "sahajjo korte pari"),
    ],
)
def test_a_greeting_alone_is_answered(
    new_phone: NewPhone, language: str, said: str, answer: str
) -> None:
    assert answer in new_phone(language=language).sends(said).heard[-1]
