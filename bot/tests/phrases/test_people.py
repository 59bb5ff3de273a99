"""Who is meant by what people write, in three languages."""

from typing import Any

import pytest

from phrases.people import OWN, People
from turn import Turn, read_turn

PEOPLE = People()


def turn(text: str, *entities: dict[str, Any]) -> Turn:
    return read_turn("c", {"text": text, "entities": entities})


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("When will my mother's allowance come?", "mother"),
        ("when will my mothers allowance come", "mother"),
        ("When will the allowance of my mother come?", "mother"),
        ("আমার মায়ের বয়স্ক ভাতার টাকা কবে আসবে?", "mother"),
        ("মায়ের টাকা আসে নাই", "mother"),
        ("amar mayer vata kobe ashbe", "mother"),
        ("ammar boyosko vata kobe pabo", "mother"),
        ("amar ma kobe taka pabe", "mother"),
        ("আমার মা ভাতার টাকা পায় নাই", "mother"),
        ("my mother has not received her money", "mother"),
        ("amar ma er bidhoba bhatar taka ki pathano hoise?", "mother"),
        ("আমার আম্মার টেখা আইছে না", "mother"),
        ("সবাই টাকা তুলে ফেলেছে, শুধু আমার মায়েরটা আসল না", "mother"),
        ("amar babar taka ashe nai", "father"),
        ("আব্বার ভাতা কই", "father"),
        ("my father's payment", "father"),
        ("dadir vatar taka", "grandmother"),
        ("নানির টাকা আসে নাই", "grandmother"),
        ("shamir protibondhi vata kobe", "husband"),
        ("আমার স্বামীর টাকা কবে আসবে", "husband"),
        ("my wife's money did not come", "wife"),
        ("amar vaiyer vata ashe nai", "brother"),
        ("বোনের ভাতার টাকা", "sister"),
        ("my neighbour's money did not come", "neighbour"),
        ("protibeshir taka ase nai", "neighbour"),
        ("প্রতিবেশীর টাকা আসে নাই", "neighbour"),
        ("amar cheler upobritti kobe", "child"),
        ("money for somebody else", "other"),
        ("mayer jonno taka", "mother"),
        ("মায়ের জন্য টাকা কবে", "mother"),
        ("mayer taka ashche?", "mother"),
        ("amma taka pay nai dekhen", "mother"),
        ("আম্মা টাকা পায় নাই দেখেন", "mother"),
        ("check for mother payment", "mother"),
        ("mother payment status", "mother"),
        ("please check payment for mother", "mother"),
        ("baba taka pay nai", "father"),
        ("father money not come", "father"),
        ("dadi vata pan nai", "grandmother"),
        ("check husband payment", "husband"),
        ("amar nijer taka kobe", OWN),
        ("my own payment", OWN),
        ("আমার টাকা কবে আসবে", OWN),
        ("the member of my ward took 500 taka", None),
        ("member er kache taka chaile", None),
        ("amar shami mara gese, bidhoba vatar taka paini", None),
        ("my husband died and I do not get the widow allowance", None),
        ("আমার স্বামী মারা গেছে, বিধবা ভাতা পাই না", None),
        ("my husband took the money", None),
        ("amar mayer nam vul", None),
        ("taka mayer number e gese", None),
        ("baba mara gese taka ashe nai", None),
        ("আম্মা মারা গেছেন, টাকা তুলতে পারি না", None),
        ("the father of the member took the money", None),
        ("member er baba taka nise", None),
        ("card e amar nam 'Morjina' likhche asole 'Marjina' hobe", None),
        ("কার্ডে আমার বাবার নাম ভুল লেখা হয়েছে", None),
        ("আমার মাই বয়স্ক ভাতা ফাইন", "mother"),
        ("মোর মাওর বয়স্ক ভাতার টেকা আইসে না", "mother"),
        ("আঁর মার বয়স্ক ভাতার টিয়া ন আইয়ে", "mother"),
        ("আমার হড়ির বিধবা ভাতার টেখা ফাইছইন না", "parent_in_law"),
        ("my father in law, he is not getting the money", "parent_in_law"),
        ("amar shoshur er taka ashe nai", "parent_in_law"),
        ("পাশের ঘরের চাচা কানে শোনে না, তার প্রতিবন্ধী ভাতার টাকা আসে না", "neighbour"),
        ("পাশের বাড়ির বিধবা মহিলার টাকা আসে না", "neighbour"),
        ("ভাতার টাকা আসে না আব্বার", "father"),
        ("আমার মাইয়ার উপবৃত্তির টাকা আসে নাই", "child"),
        ("আমার ছোট ভাই প্রতিবন্ধী, ওর ভাতা আসে না", "brother"),
        ("মোর ভাইডা পঙ্গু, হের ভাতার টাহা কাইট্টা রাহে", "brother"),
        ("my brother is disabled, his allowance does not come", "brother"),
        ("চেয়ারম্যানে আমার বাপের নাম তালিকা থেইকা কাইট্টা দিছে", "father"),
        ("amar fupur vata ta dukche kina", "uncle_or_aunt"),
        ("mamir taka ki ashse", "uncle_or_aunt"),
        ("has my dida's money come", "grandmother"),
        ("nanu taka pay nai", "grandmother"),
        ("নানুর ভাতা আসে নাই", "grandmother"),
        ("my nanu's money did not come", "grandmother"),
        ("amar nana vata pay na", "grandfather"),
        ("nanar jonno taka", "grandfather"),
        ("দাদার জন্য টাকা কবে", "grandfather"),
        ("নানির জন্য টাকা কবে", "grandmother"),
        ("khalu vata pay na", "uncle_or_aunt"),
        ("ফুফার টাকা আসে নাই", "uncle_or_aunt"),
        ("jethir vata ase nai", "uncle_or_aunt"),
        ("amar mama vata pay na", "uncle_or_aunt"),
        ("শাশুড়ি ভাতা পায় না", "parent_in_law"),
        ("sasurir taka ase nai", "parent_in_law"),
        ("আমার ননদের ভাতার টাকা আসে নাই", "sibling_in_law"),
        ("deborer protibondhi vata", "sibling_in_law"),
        ("vabir taka", "sibling_in_law"),
        ("দুলাভাইয়ের টাকা আসে নাই", "sibling_in_law"),
        ("my sister-in-law's allowance did not come", "sibling_in_law"),
        ("natnir upobritti", "grandchild"),
        ("ভাতিজার ভাতা আসে নাই", "nephew_or_niece"),
        ("ami vabi taka pabo", None),
        ("gata saler vata pai nai", None),
        ("chacha taka pai nai", None),
        ("amar bou er bidhoba na protibondhi vata ashe na", "wife"),
        ("amar stri er vata ashe nai", "wife"),
        ("আমার স্ত্রী এর ভাতা আসে নাই", "wife"),
        ("my old wife did not get her money", "wife"),
        ("amar buri mar vata ashe nai", "mother"),
        ("আমার বুড়া বাপের ভাতা আসে না", "father"),
        ("হামার স্বামী প্রতিবন্ধী, ভাতা পাইত, এখন আসে না", "husband"),
        ("my neighbour is a old widow she has not received", "neighbour"),
        ("the old man next door didnt get his allowance", "neighbour"),
        ("that old lady near us has not got her old age money", "neighbour"),
        ("আমাদের বাড়ির কাছে এক বুড়ি থাকে, তার বয়স্ক ভাতা আসে না", "neighbour"),
        ("amader barir kache ek buri thake, tar vata ashe na", "neighbour"),
        ("the rich man next door gets his money, mine does not come", OWN),
        ("the lady next door gets two allowances", None),
        ("my old age allowance did not come", OWN),
        ("amar briddho bhata ashe nai", OWN),
        ("আমার স্বামী ভাতা পাইত, মারা গেছে, আমি বিধবা ভাতা পাই না", OWN),
        ("উনার লাইগা লেখতেছি, উনি লেখাপড়া জানে না", "other"),
        ("ওর জন্য নালিশ", "other"),
        ("পাশের বাড়ির লোক আমার টাকা নিছে", OWN),
        ("ওর জন্য আমার টাকা আসে না", OWN),
        ("আঁর টিয়া ন আইয়ে", OWN),
        ("আমারে মার দিয়া টাকা নিছে", None),
        ("মাইর দিয়া টাকা লইয়া গেছে", None),
        ("amar shami mara gese, tar bidhoba vata", None),
        ("টাকা আসে না ভাই", None),
        ("টাকা কবে আসবে", None),
        ("when will the money come", None),
    ],
)
def test_is_named_by_words(text: str, whose: str | None) -> None:
    assert PEOPLE.whose(turn(text)) == whose


@pytest.mark.parametrize(
    "text", ["mayer jonno taka", "mother and child benefit money", "মা ও শিশু সহায়তা পায়"]
)
def test_is_nobody_in_the_name_of_a_programme(text: str) -> None:
    programme = {"entity": "programme", "value": "mcbp", "start": 0, "end": len(text)}
    assert PEOPLE.whose(turn(text, programme)) is None


def test_is_picked() -> None:
    picked = {"entity": "whose", "value": "other"}
    assert PEOPLE.whose(turn('/check_payment{"whose": "other"}', picked)) == "other"


@pytest.mark.parametrize(
    "text",
    [
        "আমার না ভাই, আমার চাচার টাকা",
        "এইটা আমার না, আমার বাপের ভাতা",
        "আমার নায়, আমার মাইর",
        "না আমার না, আমার মায়ের নাম",
        "amar na apa",
        "eta to amar na nanur",
        "এটা তো আমার না, নানুর",
        "this is not mine it is my mother-in-law's",
        "no, it is not mine",
    ],
)
def test_it_is_not_the_writers(text: str) -> None:
    assert PEOPLE.is_not_mine(text)


@pytest.mark.parametrize(
    "text",
    [
        "আমার না আসা টাকা",
        "ফোনটা আমার না",
        "নম্বরটা আমার না",
        "amar nam vul",
        "amar na khub kosto",
        "amar nanur taka",
    ],
)
def test_something_else_may_not_be_the_writers(text: str) -> None:
    assert not PEOPLE.is_not_mine(text)
