"""What a first message tells of whoever is meant, and what it only asks."""

from typing import Any

import pytest

from eligibility.told import read_told
from turn import read_turn

TOLD = read_told()


def told(text: str, *named: tuple[str, str]) -> dict[str, Any]:
    entities = [
        {
            "entity": "programme",
            "value": programme,
            "start": text.index(words),
            "end": text.index(words) + len(words),
        }
        for words, programme in named
    ]
    return TOLD.at_first(
        read_turn("of-a-test", {"text": text, "entities": entities, "metadata": {"channel": "sms"}})
    )


@pytest.mark.parametrize(
    "text",
    [
        *("স্বামী মরছে", "মোর স্বামী মরছে দুই বছর", "আমার স্বামী মইরা গেছে", "স্বামী মারা গেছেন"),
        *("sami morche", "mor shami morse dui bochor", "amar swami moira gese", "amar shami nai"),
        *("my husband died 2 years ago", "my husband is dead", "my late husband"),
    ],
)
def test_whose_husband_died_is_a_widow(text: str) -> None:
    assert told(text) == {"sex": "female", "marital_state": "widowed"}


@pytest.mark.parametrize(
    "text",
    ["আমার বউ মরছে", "আমার স্ত্রী মইরা গেছে", "amar bou morche", "amar stri mara gese", "my wife died"],
)
def test_whose_wife_died_is_a_widower(text: str) -> None:
    assert told(text) == {"sex": "male", "marital_state": "widowed"}


@pytest.mark.parametrize(
    "text",
    [
        *("স্বামী মরে নাই", "sami mara jay nai", "sami mara gele ki pabo", "sami vata pay nai"),
        *("my husband died, can my son get it", "amar sasur morche"),
    ],
)
def test_nobody_else_is_a_widow(text: str) -> None:
    assert "marital_state" not in told(text)


@pytest.mark.parametrize(
    ("text", "sex", "state"),
    [
        ("my husband left me", "female", "deserted"),
        ("sami talak dise", "female", "divorced"),
        ("আমার স্বামী ছেড়ে গেছে", "female", "deserted"),
    ],
)
def test_who_was_left_by_a_husband_is_no_man(text: str, sex: str, state: str) -> None:
    assert told(text) == {"sex": sex, "marital_state": state}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("can I get widow allowance?", "widow allowance"),
        ("could my mother be getting the widow allowance", "widow allowance"),
        ("how do i get widow allowance", "widow allowance"),
        ("who gets the widow allowance", "widow allowance"),
        ("ke ke bidhoba vata pay", "bidhoba vata"),
        ("amar ma bidhoba vata pay ki", "bidhoba vata"),
        ("কারা বিধবা ভাতা পায়", "বিধবা ভাতা"),
        ("মায়ে বিধবা ভাতা পায়?", "বিধবা ভাতা"),
    ],
)
def test_a_question_tells_of_no_allowance_that_comes(text: str, words: str) -> None:
    assert "allowance" not in told(text, (words, "wda"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("i get widow allowance, can i get another", "widow allowance"),
        ("she is getting the widow allowance", "widow allowance"),
        ("amar ma bidhoba vata pay", "bidhoba vata"),
        ("মায়ে বিধবা ভাতা পায়, বয়স্ক পাইবো?", "বিধবা ভাতা"),
    ],
)
def test_a_statement_does(text: str, words: str) -> None:
    assert told(text, (words, "wda"))["allowance"] == "wda"


@pytest.mark.parametrize("text", ["I am 64 man", "ami 64 purush", "আমি ৬৪ পুরুষ"])
def test_an_age_stands_before_who_it_is(text: str) -> None:
    assert told(text) == {"age": 64, "sex": "male"}


@pytest.mark.parametrize(
    "text",
    [
        "my father was a freedom fighter he died",
        "amar baba muktijoddha chilen, mara gesen. ma ki vata pabe",
        "আমার বাবা মুক্তিযোদ্ধা ছিলেন, মারা গেছেন",
        "বাপে মুক্তিযোদ্ধা আছিল, মরছে। ভাতা কি আমরা পামু",
    ],
)
def test_who_asks_for_a_dead_fighters_honorarium_is_an_heir(text: str) -> None:
    assert told(text) == {"freedom_fighter": "heir"}
