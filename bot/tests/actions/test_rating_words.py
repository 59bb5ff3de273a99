"""How a case was handled, as people say it."""

import pytest

from actions.rating_words import score
from turn import read_turn


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("valo", 4),
        ("Valo.", 4),
        ("bhalo", 4),
        ("ভাল", 4),
        ("ভালো", 4),
        ("4 dilam", 4),
        ("amar mot: 4", 4),
        ("char", 4),
        ("চার", 4),
        ("৪", 4),
        ("4", 4),
        ("khub valo", 5),
        ("খুব ভালো", 5),
        ("5 dilam khub valo", 5),
        ("onek valo kaj korsen", 5),
        ("panch", 5),
        ("very good", 5),
        ("good", 4),
        ("not good", 2),
        ("valo na", 2),
        ("ভালো না", 2),
        ("valo lage nai", 2),
        ("kharap", 2),
        ("খারাপ", 2),
        ("karap", 2),
        ("khub kharap", 1),
        ("khub kharap kaj", 1),
        ("motamuti", 3),
        ("মোটামুটি", 3),
        ("not bad", 3),
        ("3", 3),
    ],
)
def test_is_heard(words: str, said: int) -> None:
    assert score(read_turn("conversation", {"text": words})) == said


@pytest.mark.parametrize(
    "words",
    [
        *("taka paisi", "7", "0", "45", "1 ba 2", "4 valo na", "kal jabo", "😀"),
        "ami kal office e jabo, sahib bhalo manush bole shunsi onek dur",
    ],
)
def test_nothing_is_heard_where_nothing_is_said(words: str) -> None:
    assert score(read_turn("conversation", {"text": words})) is None
