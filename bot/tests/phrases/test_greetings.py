"""What is left of a message behind its greeting."""

import pytest

from phrases.greetings import behind


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Assalamu alaikum sir, hope you are fine. how do i apply", "how do i apply"),
        ("hello sir how are you? my money has not come", "my money has not come"),
        ("salam vai, kemon achen? amar vata ase nai", "amar vata ase nai"),
        ("assalamu alaikum apa valo achen amar taka koi", "amar taka koi"),
        ("আসসালামু আলাইকুম স্যার ভালো আছেন? উনি কেমনে ভাতা পাইব?", "উনি কেমনে ভাতা পাইব?"),
        ("আদাব ভাই, আশা করি ভালো আছেন। আমার টাকা আসে নাই", "আমার টাকা আসে নাই"),
    ],
)
def test_the_wish_is_what_stands_behind(text: str, rest: str) -> None:
    assert behind(text) == rest


@pytest.mark.parametrize(
    "text",
    [
        *("hello sir how are you", "Assalamu alaikum, hope you are fine.", "আদাব স্যার, কেমন আছেন?"),
        *("salam vai kemon achen apni", "hello, old age", "my money has not come, hello sir"),
        *("amar vata ase nai", "/greet", ""),
    ],
)
def test_a_greeting_alone_has_no_wish_behind(text: str) -> None:
    assert behind(text) is None
