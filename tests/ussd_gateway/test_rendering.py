import pytest
import smsutil
from hypothesis import given
from hypothesis import strategies as st

from ussd_gateway.messages import Answer, Button, Language
from ussd_gateway.rendering import LONGEST_SMS, count_segments, offered, render, split

ANY_SMS = st.one_of(
    st.text(alphabet="abcdefghij ABC 0123456789@£\n^{}\\[~]|€", max_size=500),
    st.text(alphabet="আমার ভাতা টাকা্র‍।৳ ", max_size=300),
    st.text(alphabet="a ক😀👍🏽‍", max_size=200),
)
CHOICE = Answer("Which one?", [Button("July", "/inform{1}"), Button("April", "/inform{2}")])


def test_buttons_are_numbered_lines() -> None:
    assert render([CHOICE], Language.ENGLISH) == ["Which one?\n1. July\n2. April"]


def test_bangla_is_numbered_in_bangla_digits() -> None:
    answer = Answer("কোনটি?", [Button("জুলাই", "/a"), Button("এপ্রিল", "/b")])
    assert render([answer], Language.BANGLA) == ["কোনটি?\n১. জুলাই\n২. এপ্রিল"]


def test_numbers_run_on_over_all_answers_of_a_turn() -> None:
    answers = [CHOICE, Answer("Or?", [Button("Neither", "/deny")])]
    text = "Which one?\n1. July\n2. April\nOr?\n3. Neither"
    assert render(answers, Language.ENGLISH) == [text]
    assert offered(answers) == ["/inform{1}", "/inform{2}", "/deny"]


def test_buttons_alone_are_an_answer() -> None:
    assert render([Answer("", [Button("Yes", "/affirm")])], Language.BANGLISH) == ["1. Yes"]


def test_latin_text_stays_in_the_cheap_alphabet() -> None:
    assert render([Answer("“It’s – so…”")], Language.ENGLISH) == ['"It\'s - so..."']


def test_bangla_keeps_its_signs() -> None:
    assert render([Answer("‘ক’ – খ")], Language.BANGLA) == ["‘ক’ – খ"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("one two three", ["one two", "three"]),
        ("one\ntwo three", ["one", "two three"]),
        ("abcdefghijklm", ["abcdefghi", "jklm"]),
        ("123456789", ["123456789"]),
        ("", []),
    ],
)
def test_long_texts_are_cut_where_it_hurts_least(text: str, parts: list[str]) -> None:
    assert split(text, 9) == parts


@given(st.text(alphabet="ab \nক", max_size=80), st.integers(1, 20))
def test_cutting_loses_only_spaces(text: str, longest: int) -> None:
    parts = split(text, longest)
    assert all(0 < len(part) <= longest for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_turn_longer_than_an_sms_may_be_is_several() -> None:
    answers = [Answer("word " * 400), Answer("end")]
    parts = render(answers, Language.ENGLISH)
    assert len(parts) == 2
    assert max(map(len, parts)) <= LONGEST_SMS


def test_segments_are_counted_as_they_travel() -> None:
    assert [count_segments("a" * 160), count_segments("a" * 161)] == [1, 2]
    assert [count_segments("ক" * 70), count_segments("ক" * 71)] == [1, 2]


@given(ANY_SMS)
def test_segments_are_counted_as_another_library_does(text: str) -> None:
    assert count_segments(text) == max(1, len(smsutil.split(text).parts))
