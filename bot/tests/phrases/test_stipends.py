"""The stipend of the class or school that is named."""

import pytest

from phrases.stipends import by_class

START = {"start": 0, "end": 1}


def programme_in(text: str, programme: str = "primary_stipend", **at: int) -> str:
    entity = {"entity": "programme", "value": programme, **(at or START)}
    return str(by_class({"text": text, "entities": [entity]})["entities"][0]["value"])


@pytest.mark.parametrize(
    "text",
    [
        "মাইয়ার উপবৃত্তির টেহা কত? কেলাস সেভেনে পড়ে",
        "নাইনে পড়ি উপবৃত্তি কত টাকা",
        "৮ম না, ক্লাস ৮ এর উপবৃত্তি",
        "class 8 er upobritti ase nai",
        "amar meye seven e pore, upobritti koto",
        "college e pori upobritti koto",
        "stipend for 10 class",
        "what is the stipend for high school students",
    ],
)
def test_above_the_fifth_class_is_the_secondary_one(text: str) -> None:
    assert programme_in(text) == "secondary_stipend"


@pytest.mark.parametrize("text", ["honours er upobritti", "ডিগ্রির উপবৃত্তি কত"])
def test_at_a_university_is_the_degree_one(text: str) -> None:
    assert programme_in(text) == "degree_stipend"


@pytest.mark.parametrize(
    "text",
    [
        "upobritti koto taka",
        "class 4 er upobritti",
        "ক্লাস থ্রির উপবৃত্তি",
        "upobritti 6 mash pai nai",
        "stipend of ten months did not come",
    ],
)
def test_without_one_stays_the_primary_one(text: str) -> None:
    assert programme_in(text) == "primary_stipend"


def test_what_was_picked_or_named_otherwise_stays() -> None:
    picked = {"entity": "programme", "value": "primary_stipend"}
    assert by_class({"text": "class 8", "entities": [picked]})["entities"] == [picked]
    assert programme_in("class 8 er boyosko bhata", "oaa") == "oaa"
