"""Which words want nobody to learn the own name, and which complain of what became of it."""

from dataclasses import replace

import pytest

from phrases import nameless
from turn import Turn, read_turn

WISHES = (
    "কেউ যেন না জানে আমি কইছি",
    "মোর নাম কাকো কন না",
    "নিজের নাম প্রকাশ করতে চাই না",
    "আমার নাম যেন না জানে কেউ",
    "নাম কইতাম না",
    "মোর নামডা দিয়েন না",
    "নিজের নাম দিমু না",
    "vai amr nam ta diben na plz dealer onk kharap lok",
    "হ পাঠান কিন্তু আমার নাম দিয়েন না",
    "নাম কইতে চাই না আমার",
    "আঁর নাম ন দিয়ন",
    "আমার নাম কেউরে কইও না",
    "আমার নাম না কইয়েন, ডরাই",
    "আমার নাম বাদ দিয়া পাঠান",
    "নাম কমু না, ডর করে",
    "হ কিন্তু আমার নাম দিয়েন না",
    "আমার নাম লেখবেন না ভাই",
    "নাম ঠিকানা দিতে চাই না",
    "মোর নাম দিয়েন না",
    "ডরে কিছু কইতে পারি না, নাম দিয়েন না",
    "nam chara pathan",
    "নাম ছাড়া: নগদের এজেন্ট",
    "nam bolben na",
    "nam kaure koiyen na",
    "amar nam kauke bolben na",
    "nam khoiyo na",
    "নাম কাউকে বইলেন না",
    "nam janaben na",
    "nam prokash korben na",
    "nam gopon rakhen",
    "পরিচয় গোপন রাখবেন",
    "nam jeno keu na jane",
    "without my name",
    "please don't tell my name",
    "do not say my name",
    "don't give my name",
    "keep my name secret",
    "keep my name private",
    "hide my name",
    "i do not want to give my name",
    "nobody must know it was me",
    "my name should not be mentioned",
    "don't tell anyone my name",
    "please leave my name out of it",
    "মেম্বাররে আমার নাম কইয়েন না",
    "dealer kharap lok amar nam diben na",
    "আর নাম ন কইয়ো",
    "নাম দিতাম নায়",
    "মোর নাম কাকো না কন",
    "জানি আমার নামটা গোপন থাকে",
    "আমি কইছি এইটা কেউ না জানে",
    "dont mention my name plz",
    "amar nam diyen na",
    "amar naam ta likhben na",
    "নাম কওয়া লাগবে না",
    "kew jen na jane ami bolsi",
    "আমার নাম যাতে কেউ জানতে না পারে",
    "মোর নাম কবার চাং না",
    "আমার নামটা কইবেন না কারো কাছে",
    "no name please",
    "please no name",
    "no name",
    "no need to write my name",
    "my name is not needed",
    "নাম দেওয়ার দরকার নাই",
    "নাম লেখার প্রয়োজন নেই",
    "nam lekhar dorkar nai",
    "dorkar nai amar nam lekhar",
    "nam lagbe na",
    "মেম্বারে ২০০০ টাকা নিছে, নাম জানাইতে ডর করে",
    "নাম কইতে ভয় লাগে",
    "আমার নাম দিতে ডরাই",
    "nam dite voy lage",
    "amar nam bolte dor kore",
    "member took 2000. i am afraid to say who i am",
    "i am scared to give my name",
    "afraid of giving my name",
)
COMPLAINTS = (
    "amar nam vul",
    "আমার নাম ভুল",
    "amar nam dey nai",
    "আমার নাম দেয় না মেম্বার",
    "মেম্বারে আমার নাম বাদ দিছে",
    "নাম কাইট্টা দিছে",
    "amar nam bad diya dise",
    "member nam lekhe na",
    "মেম্বার কয় টাকা না দিলে নাম দিমু না",
    "টাকা ছাড়া নাম দিব না কয়",
    "member amar nam dibo na bole",
    "মেম্বারের নাম কমু না",
    "তার নাম জানি না",
    "amar nam likhte pare nai",
    "keu jane na taka kobe asbe",
    "কেউ ন জানে টিয়া কবে আইব",
    "amar nam chara sobar nam ase",
    "apnara amar nam diben na keno",
    "they do not put my name on the list",
    "my name was not written",
    "my name was cut off",
    "he will not give my name",
    "why don't you write my name",
    "the member says he will not write my name",
    "নাম উঠায় না",
    "আমার নাম তালিকায় নাই",
    "আমার নাম না থাকলে টাকা আইব না",
    "ওর নাম কইতে পারি না",
    "amar nam na dia onno loker nam dise",
    "আমার নাম না দিয়া অন্য লোকের নাম দিছে",
    "নামে ভুল আছে",
    "মেম্বার সাব আমার নাম দেন না",
    "amar shami jeno na jane",
    "ghorer keu jeno na jane ei kotha",
    "ঘরে কেউ যেন না জানে",
    "kar nam likhbo jani na",
    "name is wrong, not spelled right",
    "dealer er nam bolte parbo na",
    "phone number diben na",
    "my name is not there, tell me why",
    "আমার নামের টাকা অন্য কেউ নেয়, নাম দেয় না",
    "নাম বলেন",
    "amar nam rahim, apnar nam ki bolen",
    "taka den na keno, nam ase",
    "আমার নাম লেখা হয় নাই",
    "নাম লেখা নাই",
    "amar nam lekha nai",
    "no name in the list",
    "member er nam lekhar dorkar nai",
    "chairman bole nam dewar dorkar nai",
    "amar nam dewa dorkar",
    "na nam pathan",
    "tar nam dewar dorkar nai",
    "মেম্বারের নাম কইতে ডর করে",
    "dealer er nam bolte voy lage",
    "i am afraid to say his name",
    "i am scared they cut my name",
    "voy lage amar nam kete dibe",
    "member afraid to write my name",
    "i am afraid of him",
)


@pytest.fixture
def turn() -> Turn:
    return read_turn("conversation", {"text": ""})


@pytest.mark.parametrize("words", WISHES)
def test_is_wished(turn: Turn, words: str) -> None:
    assert nameless.is_wished(replace(turn, text=words))


@pytest.mark.parametrize("words", COMPLAINTS)
def test_what_becomes_of_a_name_is_no_such_wish(turn: Turn, words: str) -> None:
    assert not nameless.is_wished(replace(turn, text=words))


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        ("500 taka, amar nam diyen na", "500 taka,"),
        ("amar nam koiyen na, dealer chal kom dey", ", dealer chal kom dey"),
        ("amar nam diyen na bhai", ""),
        ("হ পাঠান কিন্তু আমার নাম দিয়েন না", "হ পাঠান কিন্তু"),
        ("amar nam vul", "amar nam vul"),
    ],
)
def test_the_rest_is_told_where_it_stands(turn: Turn, words: str, rest: str) -> None:
    told = nameless.without_it(replace(turn, text=words)).text
    assert (told.strip(), len(told)) == (rest, len(words))
