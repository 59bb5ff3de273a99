from typing import Any

import pytest

from phrases.two_wishes import sentences, two_wishes


def heard(text: str, intent: str, confidence: float = 0.99) -> dict[str, Any]:
    return {"text": text, "intent": {"name": intent, "confidence": confidence}, "entities": []}


MONEY = heard("taka ase nai", "report_missing_payment")
NAME = heard("nam kata", "report_exclusion")


class TestSentences:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("amar taka ase nai. ar nam kata gese", ["amar taka ase nai", "nam kata gese"]),
            ("check my payment and I want to apply", ["check my payment", "I want to apply"]),
            ("আমার টাকা আসে নাই। কার্ডের নাম কাটা গেছে", ["আমার টাকা আসে নাই", "কার্ডের নাম কাটা গেছে"]),
        ],
    )
    def test_are_told_apart(self, text: str, parts: list[str]) -> None:
        assert sentences(text) == parts

    @pytest.mark.parametrize("text", ["amar taka ase nai", "amar ar amar mayer taka ase nai", ""])
    def test_one_alone_is_none_of_several(self, text: str) -> None:
        assert sentences(text) == []


class TestTwoWishes:
    def test_are_followed_as_they_are_told_with_all_the_words(self) -> None:
        two = two_wishes(heard("taka ase nai. nam kata", "report_exclusion"), [MONEY, NAME])
        assert two is not None
        first, second = two
        assert (first["intent"], first["text"]) == (MONEY["intent"], "taka ase nai. nam kata")
        assert second is NAME

    def test_a_complaint_comes_before_a_question(self) -> None:
        text = "bidhoba bhatar abedon kivabe. taka ase nai, 500 taka"
        how = heard("bidhoba bhatar abedon kivabe", "ask_how_to_apply")
        money = heard("taka ase nai, 500 taka", "report_missing_payment")
        money["entities"] = [{"entity": "amount", "value": 500, "start": 14, "end": 22}]
        two = two_wishes(heard(text, "ask_how_to_apply"), [how, money])
        assert two is not None
        first, second = two
        assert second is how
        (amount,) = first["entities"]
        assert text[amount["start"] : amount["end"]] == "500 taka"

    @pytest.mark.parametrize(
        ("whole", "other"),
        [
            ("report_missing_payment", heard("x", "report_exclusion", 0.9)),
            ("report_missing_payment", heard("x", "check_payment")),
            ("report_missing_payment", heard("x", "thank")),
            ("report_missing_payment", heard("x", "report_abuse")),
            ("report_bribe", NAME),
        ],
    )
    def test_are_none_by_a_guess_of_one_matter_or_without_weight(
        self, whole: str, other: dict[str, Any]
    ) -> None:
        assert two_wishes(heard("both", whole), [MONEY, other]) is None

    def test_are_none_among_three(self) -> None:
        food = heard("chal pocha dise", "report_food_problem")
        assert two_wishes(heard("all", "report_missing_payment"), [MONEY, NAME, food]) is None
