"""The assistant's places: the same as the case manager's, each found by its own names."""

import re
from pathlib import Path

import pytest
import yaml

from case_manager.reference_data import read_areas
from case_manager.vocabulary import AreaLevel
from citizen_text.places import Places

FILE = Path(__file__).parents[2] / "nlu_data" / "lookups" / "places.yml"
LEVELS = {
    AreaLevel.DISTRICT: ("district", "জেলা"),
    AreaLevel.UPAZILA: ("upojela", "উপজেলা"),
    AreaLevel.UNION: ("union", "ইউনিয়ন"),
}
LENGTHS = {AreaLevel.DISTRICT: 4, AreaLevel.UPAZILA: 6, AreaLevel.UNION: 10}
NAME = re.compile(r"[^\d.,]+")  # a few unions are called by initials or numbers


@pytest.fixture(scope="module")
def lines():
    [table] = yaml.load(FILE.read_text("utf-8"), yaml.CSafeLoader)["nlu"]
    return [line.removeprefix("- ") for line in table["examples"].splitlines()]


@pytest.fixture(scope="module")
def places(lines):
    return Places(lines)


@pytest.fixture(scope="module")
def areas():
    return [area for area in read_areas() if area.level != AreaLevel.DIVISION]


def test_are_those_of_the_case_manager(lines, areas):
    assert [line.split()[0] for line in lines] == [area.code for area in areas]


@pytest.mark.parametrize("level", LEVELS)
def test_each_is_found_by_its_names_and_its_level(places, lines, level):
    english, bangla = LEVELS[level]
    missed = [
        (text, code)
        for code, name in _names(lines)
        if len(code) == LENGTHS[level] and NAME.fullmatch(name)
        for text in (f"{name} {english if name.isascii() else bangla}",)
        if [(span.of(text), span.value) for span in places.find(text, home=code)] != [(text, code)]
    ]
    assert missed == []


@pytest.mark.parametrize("level", [AreaLevel.DISTRICT, AreaLevel.UPAZILA])
def test_each_above_a_union_is_found_where_no_more_is_said(places, lines, level):
    """Asked where, people say just the name."""
    missed = [
        (name, code)
        for code, name in _names(lines)
        if len(code) == LENGTHS[level]
        if [span.value for span in places.find(name, home=code)] != [code]
    ]
    assert missed == []


def _names(lines):
    for line in lines:
        code, _, names = line.partition(" ")
        for name in names.split("; "):
            yield code, name


@pytest.mark.parametrize(
    "text",
    [
        "ভাতা দিবে না কি",
        "আমার নাম রহিমা বেগম",
        "আব্দুল করিম",
        "amar nam abdul kashem mia",
        "Fatema Khatun",
        "mohammad hasan ali",
        "জুলাই মাসের টাকা",
        "magh mash",
        "valo thakben",
        "আড়াই হাজার টাকা দিছি",
        "ghore tala marse",
        "to another union",
        "onno jelar lok",
        "bazar",
        "সদর",
        "member ke bolsi",
        "chairman saheb",
        "I want to change my number",
        "kotha bolte chai",
        "Monday morning",
    ],
)
def test_people_months_and_common_words_are_no_places(places, text):
    assert places.find(text) == []
