"""Whether others draw the allowance of a relative who has died, in three languages."""

import pytest

from phrases import drawn_for_the_dead
from turn import read_turn


@pytest.mark.parametrize(
    "words",
    [
        "বাপ মইরা গেছে দুই বছর, এহনও মেম্বার তার নামে ভাতা তুলে",
        "বাপে মরছে দুই বছর, মেম্বারে এখনো তার ভাতা খায়",
        "আমার মৃত মায়ের বিধবা ভাতা চেয়ারম্যান তুলে খায়",
        "amar mrito mayer bhata member khay",
        "amar baba mara gesen, tar taka ekhono member tule",
        "member keeps taking my dead mothers allowance",
        "my father died last year but the member still draws his allowance",
    ],
)
def test_is_told(words: str) -> None:
    assert drawn_for_the_dead.is_told(read_turn("c", {"text": words, "entities": []}))


@pytest.mark.parametrize(
    "words",
    [
        "আমার মায়ের ভাতা মেম্বার খায়",
        "যে লোক মারা গেছে তার নামে এখনও কে জানি টাকা তোলে",
        "amar shami mara gese, agent amar bidhoba bhata theke taka khay",
        "baba mara gese, ma er bhata agent kete ney",
        "dadi mara gese, tar taka ke tulbe",
        "my husband died, the agent takes 50 from my allowance",
        "the dead woman's allowance is drawn by her nephew",
    ],
)
def test_is_something_else(words: str) -> None:
    assert not drawn_for_the_dead.is_told(read_turn("c", {"text": words, "entities": []}))
