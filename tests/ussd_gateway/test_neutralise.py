import pytest
from hypothesis import given
from hypothesis import strategies as st

from ussd_gateway.neutralise import LONGEST_TEXT, NO_WORDS, neutralise


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        "  /restart",
        "//restart",
        "/ / restart",
        "\u200b/restart",
        "\u200d\u200c/restart",
        "\ufeff/restart",
        "\u2066/restart",
        "\u00a0/restart",
        "\u3000/restart",
        "／restart",
        "\u2044restart",
        "\u2215restart",
        "\u0981/restart",  # a Bangla sign with nothing to stand on
        "\u09bc/restart",
        "\u09cd/restart",
        "\u0301/restart",
        "\u0338/restart",
        "\x00/restart",
        "\n\t/restart",
        "/\u200b/restart",
    ],
)
def test_a_citizens_command_becomes_a_plain_word(text: str) -> None:
    assert neutralise(text) == "restart"


def test_an_intent_with_entities_is_only_text() -> None:
    assert neutralise('/inform{"nid": "1"}') == 'inform{"nid": "1"}'


@pytest.mark.parametrize("text", ["", "   ", "/", "///", "\u200b"])
def test_no_words_become_a_question_mark(text: str) -> None:
    assert neutralise(text) == NO_WORDS


@pytest.mark.parametrize("text", ["আমার টাকা", "3/4 mash", "ami / tumi", "১", "ক্ষ"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert neutralise(text) == text


def test_a_very_long_text_is_cut() -> None:
    assert len(neutralise("ক" * 9000)) == LONGEST_TEXT


@given(st.text())
def test_nothing_that_a_citizen_writes_is_a_command(text: str) -> None:
    assert not neutralise(text).strip().startswith(("/", "／"))
