"""Whether somebody asks if an allowance can be had."""

import pytest

from phrases import may_get


@pytest.mark.parametrize(
    "text",
    [
        *("my father died, can my mother get it", "i want to know if she can get the allowance"),
        *("could his old wife have the allowance", "am i eligible for the widow allowance"),
        *("baba mara gesen. ma ki vata pabe", "vata pabe kina", "ami ki paite parbo"),
        *("mor sami morche, mui bidoba vata pamu", "ma bhata paben naki"),
        *("বাবা মারা গেছেন, মা কি ভাতা পাবে", "মায়ে ভাতা পাইবো নি", "আমি কি ভাতা পাইতে পারি"),
    ],
)
def test_it_is_asked(text: str) -> None:
    assert may_get.asks(text)


@pytest.mark.parametrize(
    "text",
    [
        *("my father died, stop his allowance", "when can i get the money", "i can not get money"),
        *("baba mara gese, vata bondho koren", "taka kobe pabo", "ma vata pabe na", "ke pabe vata"),
        "chele mara gese, ami bichar pabo ki",
        *("বাবা মারা গেছেন, ভাতা বন্ধ করেন", "টাকা কবে পাব", "বাবার বকেয়া টাকা কি পাব", "ভাতা পাবে না"),
    ],
)
def test_it_is_not(text: str) -> None:
    assert not may_get.asks(text)
