import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ussd_gateway.keywords import Wish, keywords, wish_in
from ussd_gateway.messages import Language
from ussd_gateway.texts import started, stopped

WORDS = sorted(keywords())
AROUND = st.text(alphabet=" \n\t\u00a0.,!?।॥\"'“”‘’-", max_size=5)
NEIGHBOURS = st.text(alphabet=st.characters(categories=("L", "N")), min_size=1, max_size=10)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("STOP", Wish.STOP),
        (" Stop. ", Wish.STOP),
        ("stop  ALL", Wish.STOP),
        ("UNSUBSCRIBE!", Wish.STOP),
        ("বন্ধ", Wish.STOP),
        ("বন্ধ করুন।", Wish.STOP),
        ("Bondho", Wish.STOP),
        ('"message bondho"', Wish.STOP),
        ("বন্ধ কর", Wish.STOP),
        ("বন্ধ করে দিন।", Wish.STOP),
        ("বন্দ করেন", Wish.STOP),
        ("মেসেজ বন্ধ করুন", Wish.STOP),
        ("bondo", Wish.STOP),
        ("Bondho koro!", Wish.STOP),
        ("sms bondho koren", Wish.STOP),
        ("thamo", Wish.STOP),
        ("থামান।", Wish.STOP),
        ("থামেন", Wish.STOP),
        ("please stop", Wish.STOP),
        ("START", Wish.START),
        ("চালু।", Wish.START),
        ("chalu", Wish.START),
        ("চালু করে দেন", Wish.START),
        ("chalu koro", Wish.START),
    ],
)
def test_a_word_alone_is_a_wish(text: str, wish: Wish) -> None:
    assert wish_in(text) is wish


@pytest.mark.parametrize(
    "text",
    [
        "STOP 12345",
        "taka bondho",
        "ভাতা বন্ধ",
        "bondho keno",
        "bondho kore dise",
        "বন্ধ করে দিছে",
        "বন্ধ হয়ে গেছে",
        "কেন বন্ধ",
        "dokan bondho",
        "bondhu",
        "thamen na",
        "থাক",
        "off",
        "why did it stop",
        "stopped",
        "cancel",
        "end",
        "quit",
        "yes",
        "1",
        "",
        "।",
        "stop" + " " * 100,
    ],
)
def test_anything_else_says_something_else(text: str) -> None:
    assert wish_in(text) is None


@given(word=st.sampled_from(WORDS), before=AROUND, after=AROUND, form=st.sampled_from(["C", "D"]))
def test_case_form_and_what_stands_around_it_change_nothing(
    word: str, before: str, after: str, form: str
) -> None:
    for spelling in (word, word.upper(), word.title(), word.replace(" ", "  ")):
        written = unicodedata.normalize(f"NF{form}", before + spelling + after)  # type: ignore[arg-type]
        assert wish_in(written) is keywords()[word]


@given(word=st.sampled_from(WORDS), other=NEIGHBOURS, first=st.booleans())
def test_beside_another_word_it_is_none(word: str, other: str, first: bool) -> None:
    text = f"{other} {word}" if first else f"{word} {other}"
    known = any(listed == " ".join(text.lower().split()) for listed in WORDS)
    assert known or wish_in(text) is None


@given(text=st.text(max_size=80))
def test_only_a_listed_word_is_a_wish(text: str) -> None:
    letters = {unicodedata.normalize("NFC", c) for c in text.casefold() if c.isalpha()}
    if wish_in(text) is not None:
        assert any(letters <= set(word) for word in WORDS)


def test_every_word_is_reached_by_writing_it() -> None:
    assert all(wish_in(word) is wish for word, wish in keywords().items())
    assert {*keywords().values()} == {*Wish}


@pytest.mark.parametrize("language", list(Language))
def test_the_word_that_a_confirmation_names_undoes_it(language: Language) -> None:
    for words, wish in ((stopped, Wish.START), (started, Wish.STOP)):
        named = re.split(r": |write ", words(language))[-1]
        assert wish_in(named) is wish
