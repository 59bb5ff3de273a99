from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ussd_gateway.rendering.texts import ANY_TEXT, cuts_a_letter, without_marks_on_spaces
from ussd_gateway.rendering.cuts import (
    CLUSTER,
    after_last_space,
    first_boundary,
    last_boundary,
    split,
)


@pytest.mark.parametrize(
    "letter",
    [
        "ক্ষ",
        "র\u200d্যা",
        "অ্যা",
        "র্ৎ",
        "ক্\u200dত",
        "য\u09bc্যে",
        "নিঁ",
        "ন্ত্র্যে",
        "👩\u200d👧",
        "👍🏽",
        "🇧🇩",
        "e\u0301",
        "\r\n",
    ],
)
def test_what_a_reader_sees_as_one_is_one(letter: str) -> None:
    assert [cluster.group() for cluster in CLUSTER.finditer(f"{letter}আ{letter}")] == [
        letter,
        "আ",
        letter,
    ]


def test_a_hasanta_at_the_end_of_a_word_ties_nothing() -> None:
    assert CLUSTER.findall("ক্ আ") == ["ক্", " ", "আ"]
    assert CLUSTER.findall("ক্।") == ["ক্", "।"]


@given(ANY_TEXT)
def test_boundaries_from_the_last_word_on_are_those_of_the_whole_text(text: str) -> None:
    ends = [0, *accumulate(len(cluster) for cluster in CLUSTER.findall(text))]
    for place in range(1, len(text) + 1):
        assert first_boundary(text, place) == min(end for end in ends if end >= place)
        last = last_boundary(text, place)
        assert last in ends or last == 0
        if " " not in text[:place]:
            assert last == max(end for end in ends if end <= place)


@pytest.mark.parametrize(
    ("text", "first", "last", "place"),
    [
        ("one two three", 1, 13, 8),
        ("one two three", 1, 8, 8),
        ("one two three", 1, 7, 4),
        ("one two three", 5, 7, 0),
        ("one\ntwo", 1, 7, 4),
        ("one \u0301two", 1, 7, 0),
        ("one two \u0301x", 1, 9, 4),
        ("one ", 1, 4, 4),
    ],
)
def test_the_last_space_counts_unless_a_mark_stands_on_it(
    text: str, first: int, last: int, place: int
) -> None:
    assert after_last_space(text, first, last) == place


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("one two three", ["one two", "three"]),
        ("one\ntwo three", ["one", "two three"]),
        ("abcdefghijklm", ["abcdefghi", "jklm"]),
        ("123456789", ["123456789"]),
        ("12345678 90", ["12345678", "90"]),
        ("123456789 0", ["123456789", "0"]),
        ("abcdefgক্ষ", ["abcdefg", "ক্ষ"]),
        ("abcdefghe\u0301", ["abcdefgh", "e\u0301"]),
        ("e" + "\u0301" * 9, ["e" + "\u0301" * 8, "\u0301"]),
        ("", []),
    ],
)
def test_long_texts_are_cut_where_it_hurts_least(text: str, parts: list[str]) -> None:
    assert split(text, 9) == parts


@given(st.one_of(ANY_TEXT, st.text(alphabet="ab \nক", max_size=80)), st.integers(1, 40))
def test_cutting_loses_only_spaces(text: str, longest: int) -> None:
    parts = split(text, longest)
    assert all(0 < len(part) <= longest for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(ANY_TEXT.map(without_marks_on_spaces))
def test_no_letter_is_cut_that_is_shorter_than_a_part(text: str) -> None:
    longest = max(map(len, CLUSTER.findall(text)), default=1)
    place = 0
    for part in split(text, longest):
        place = text.index(part, place)
        assert not cuts_a_letter(text, place)
        place += len(part)
