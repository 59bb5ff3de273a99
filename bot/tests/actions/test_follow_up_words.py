from typing import Any

import pytest

from actions.follow_up_words import says_more
from turn import Turn, read_turn


def turn(text: str, intent: str = "inform", **entities: Any) -> Turn:
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    return read_turn("c", {"text": text, "intent": {"name": intent}, "entities": found})


class TestSaysMore:
    @pytest.mark.parametrize(
        "wish",
        [
            "আমার আগের অভিযোগে আরও একটা তথ্য যোগ করতে চাই",
            "নালিশে আরও কথা আছে",
            "৪৮২১-০৯৩৪ নম্বর অভিযোগে কিছু লিখতে চাই",
            "amar ager ovijog e aro kichu totho jog korte chai",
            "add to my case",
            "I want to add more information to my complaint",
            "change something in my complaint",
            "অভিযোগের সিদ্ধান্ত মানি না, আপিল করতে চাই",
            "I do not accept the decision on my complaint, I want to appeal",
            '/update_case{"reference": "48210934"}',
        ],
    )
    def test_only_the_wish(self, wish: str) -> None:
        assert not says_more(turn(wish))

    @pytest.mark.parametrize(
        "words",
        [
            "নালিশে একটা জিনিস বাদ গেছে, ওইদিন দোকানে সিসি ক্যামেরা ছিল",
            "kalke je ovijog korlam tate gramer nam dite vule gesi",
            "the inquiry was not fair, nobody spoke to me",
        ],
    )
    def test_something_beyond_it(self, words: str) -> None:
        assert says_more(turn(words))

    def test_a_sum_or_a_place_is_something(self) -> None:
        assert says_more(turn("অভিযোগে যোগ করেন ১৫০০ টাকা", amount=150000))


@pytest.mark.parametrize(
    ("text", "has_words"), [("?", False), ("😀", False), ("/deny", False), ("৫", True), ("a", True)]
)
def test_only_letters_and_digits_are_words(text: str, has_words: bool) -> None:
    assert turn(text).has_words is has_words
