"""Which messages are a yes, a no, thanks or a goodbye, and which only sound like one."""

import pytest

from phrases.courtesies import confidence, small_talk
from phrases.secret_told import asks_for_money, is_alone


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        *(("তাহলে কাকে বলব", "goodbye"), ("tahole kake bolbo", "goodbye"), ("bye?", "goodbye")),
        *(("na keno", "deny"), ("why not yet?", "deny"), ("ok when", "affirm")),
    ],
)
def test_a_question_is_not_sure(text: str, intent: str) -> None:
    assert confidence(text, intent, 1.0) < 0.5


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        *(("ok?", "affirm"), ("bye bye", "goodbye"), ("না", "deny"), ("/goodbye", "goodbye")),
        *(("where is my money", "check_payment"), ("thanks for what you did", "thank")),
    ],
)
def test_all_else_stays_as_sure_as_it_was(text: str, intent: str) -> None:
    assert confidence(text, intent, 0.9) == 0.9


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        *(("Eid Mubarak bhai", "greet"), ("ঈদ মোবারক", "greet")),
        *(("sorry wrong number", "goodbye"), ("ভুল নাম্বার, সরি ভাই", "goodbye")),
        *(("wrong number", None), ("sorry", None), ("eid mubarak, amar taka koi", None)),
    ],
)
def test_small_talk_is_nothing_else(text: str, wish: str | None) -> None:
    assert small_talk(text) == wish


@pytest.mark.parametrize("text", ["••••", "my pin is ••••", "নগদের পিন ••••", "eta amar otp ••••"])
def test_a_secret_may_be_all_that_is_told(text: str) -> None:
    assert is_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "my pin is", "/inform", "a caller took my pin ••••", "আমার পিন •••• টাকা পাই নাই"),
        *("amar otp •••• niye gese", "amar pin •••• kaj kore na"),
    ],
)
def test_a_story_with_a_secret_is_a_story(text: str) -> None:
    assert not is_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        "my pin is •••• please send my money",
        "amar pin •••• taka dekhen",
        "পিন •••• দিলাম, টাকা তুলে দেন",
        "pin number dilam •••• taka tulte",
    ],
)
def test_with_a_secret_the_money_may_be_asked_for(text: str) -> None:
    assert asks_for_money(text)
    assert not is_alone(text)


@pytest.mark.parametrize(
    "text",
    ["my pin is ••••", "send my money", "আমার পিন •••• টাকা পাই নাই", "amar otp •••• diye taka nise"],
)
def test_a_story_of_a_secret_asks_for_no_money(text: str) -> None:
    assert not asks_for_money(text)
